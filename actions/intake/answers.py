"""What the answer to a question can be: taken, or rejected with a reason."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from actions.intake.slots import Values
from actions.turn import Turn


@dataclass(frozen=True)
class Taken:
    """Slots to set."""

    changes: Mapping[str, Any]


@dataclass(frozen=True)
class Rejected:
    """Why the answer cannot be used: `utter_problem_<code>` in domain.yml says it kindly."""

    code: str


Parsed = Taken | Rejected
Parser = Callable[[Turn, Values], Parsed]


def tapped_value(turn: Turn, slot: str) -> str | None:
    """The value of a tapped choice that was offered for this very question, or None."""
    return turn.parameters.get("value") if turn.is_choice and turn.parameters.get("slot") == slot else None
