"""A value read from a text, with the place it was read from."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")
U = TypeVar("U")


@dataclass(frozen=True)
class Found(Generic[T]):
    """One field found in a story.

    `text` is the exact original slice `story[start:end]`; `confidence` is 0 to 1: at least 0.8 where a
    clear cue stands beside the value, about 0.5 where it is a guess that the person should look at.
    """

    value: T
    text: str
    start: int
    end: int
    confidence: float

    def map(self, change: Callable[[T], U]) -> "Found[U]":
        """The same place with another value."""
        return Found(change(self.value), self.text, self.start, self.end, self.confidence)


def found_at(text: str, start: int, end: int, confidence: float) -> Found[str]:
    """A span of the text as its own value."""
    return Found(text[start:end], text[start:end], start, end, confidence)
