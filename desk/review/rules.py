"""When a correction may be kept, when two agree, and how a sentence is written for training. Pure."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel, ConfigDict

from desk.errors import FieldError
from desk.review import wording
from desk.review.anonymising import certain

SHORTEST, LONGEST = 1, 300  # characters of a sentence to learn from
LONGEST_NOTE = 500  # characters
MOST_MARKS = 20
# What is marked in a text, by the slots of the intake (domain.yml).
ENTITY_TYPES = ("merchant", "product", "amount", "purchase_date", "place", "platform", "demand")
SYNTAX = frozenset("[](){}")  # of Rasa's annotation; none may stand within a mark


class Mark(BaseModel):
    """An entity: characters from `start` up to `end` of the wording."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    start: int
    end: int
    type: str


class Correction(BaseModel):
    """What one person says a turn was. label None: nothing to teach."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    label: str | None
    wording: str = ""  # as it would be exported: one line, nobody's
    marks: tuple[Mark, ...] = ()
    note: str = ""
    anonymous: bool = False  # the reviewer looked and says that nobody can be known from it


@dataclass(frozen=True)
class Refusal:
    pointer: str
    code: str


def problems_of(told: Correction, labels: Collection[str]) -> tuple[FieldError, ...]:
    """Everything that keeps it from being saved."""
    return tuple(
        FieldError(refusal.pointer, refusal.code, wording.REFUSALS[refusal.code])
        for refusal in _refusals(told, labels)
    )


def _refusals(told: Correction, labels: Collection[str]) -> Iterator[Refusal]:
    if len(told.note) > LONGEST_NOTE:
        yield Refusal("/note", "note_long")
    if told.label is None:
        return
    if told.label not in labels:
        yield Refusal("/label", "label_unknown")
    if told.wording != " ".join(told.wording.split()) or not SHORTEST <= len(told.wording) <= LONGEST:
        yield Refusal("/wording", "wording_length")
    if certain(told.wording):
        yield Refusal("/wording", "wording_personal")
    if "](" in told.wording or "]{" in told.wording or told.wording.startswith("/"):
        yield Refusal("/wording", "wording_syntax")
    if not told.anonymous:
        yield Refusal("/anonymous", "not_confirmed")
    yield from _marked(told)


def _marked(told: Correction) -> Iterator[Refusal]:
    if len(told.marks) > MOST_MARKS:
        yield Refusal("/marks", "marks_many")
    last = 0
    for number, mark in enumerate(sorted(told.marks, key=lambda one: (one.start, one.end))):
        pointer = f"/marks/{number}"
        text = told.wording[max(mark.start, 0) : mark.end]
        if mark.type not in ENTITY_TYPES:
            yield Refusal(pointer, "mark_type")
        if not 0 <= mark.start < mark.end <= len(told.wording) or text != text.strip():
            yield Refusal(pointer, "mark_place")
        elif SYNTAX.intersection(text):
            yield Refusal(pointer, "mark_syntax")
        if mark.start < last:
            yield Refusal(pointer, "mark_overlap")
        last = max(last, mark.end)


def agree(one: Correction, other: Correction) -> bool:
    """Whether two people mean the same: the label, and what is marked. How they worded it may differ."""
    return one.label == other.label and _marks(one) == _marks(other)


def _marks(told: Correction) -> frozenset[tuple[str, str]]:
    return frozenset((mark.type, told.wording[mark.start : mark.end]) for mark in told.marks)


def annotated(text: str, marks: Sequence[Mark]) -> str:
    """The sentence with its entities as Rasa marks them.

    >>> annotated("晨光健身的卡退不了", [Mark(start=0, end=4, type="merchant")])
    '[晨光健身](merchant)的卡退不了'
    """
    parts, at = [], 0
    for mark in sorted(marks, key=lambda one: one.start):
        parts += [text[at : mark.start], f"[{text[mark.start : mark.end]}]({mark.type})"]
        at = mark.end
    return "".join([*parts, text[at:]])


def body_of(told: Correction) -> dict[str, Any]:
    """What of it is sealed: everything but the label."""
    return told.model_dump(mode="json", exclude={"label"})
