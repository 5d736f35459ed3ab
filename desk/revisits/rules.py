"""When a case is followed up, and what a call brings. Pure."""

from dataclasses import dataclass
from enum import StrEnum

from desk.cases.states import CaseKind, CaseState
from desk.errors import FieldError
from desk.revisits.errors import RevisitIncomplete, RevisitNotNow
from desk.revisits.wording import FIELD_ERRORS

S = CaseState
# A decision or an end that the person lives with. A withdrawn or merged one is nothing to ask about; of a report nobody
# is asked, for what became of it is told only where the law says so (第三十六条).
FOLLOWED_UP = frozenset({S.SETTLED, S.TERMINATED, S.REJECTED, S.REVISITED, S.PUBLISHED})
MAX_NOTE = 1000  # characters
WORST, BEST = 1, 5  # satisfaction


class Reached(StrEnum):
    """What came of one call."""

    REACHED = "reached"
    NO_ANSWER = "no_answer"
    BUSY = "busy"
    WRONG_NUMBER = "wrong_number"
    DECLINED = "declined"  # reached, and did not want to be asked


class Kept(StrEnum):
    """Whether the business did what was agreed."""

    YES = "yes"
    PARTLY = "partly"
    NO = "no"
    NOT_DUE = "not_due"  # the day agreed has not come yet


@dataclass(frozen=True)
class Call:
    """What the caller records. number: from 1, the call the form was opened for."""

    number: int
    outcome: Reached
    satisfaction: int | None = None
    kept: Kept | None = None
    note: str | None = None


def check_time(kind: CaseKind, state: CaseState) -> None:
    """Raises RevisitNotNow."""
    if kind is not CaseKind.COMPLAINT or state not in FOLLOWED_UP:
        raise RevisitNotNow(extra={"kind": kind, "state": state})


def check_call(call: Call, *, agreed: bool) -> None:
    """What must and must not be told of a call. agreed: there was a settlement that can be kept.

    Reached: the satisfaction always, and of a settlement whether it was kept. Not reached: neither.
    Raises RevisitIncomplete.
    """
    reached = call.outcome is Reached.REACHED
    wrong = {
        ("/satisfaction", "missing"): reached and call.satisfaction is None,
        ("/satisfaction", "not_reached"): not reached and call.satisfaction is not None,
        ("/satisfaction", "range"): call.satisfaction is not None and not WORST <= call.satisfaction <= BEST,
        ("/kept", "missing"): reached and agreed and call.kept is None,
        ("/kept", "not_reached"): not reached and call.kept is not None,
        ("/kept", "nothing_agreed"): reached and not agreed and call.kept is not None,
        ("/note", "length"): call.note is not None and not 0 < len(call.note) <= MAX_NOTE,
    }
    if errors := tuple(
        FieldError(pointer, code, FIELD_ERRORS[code])
        for (pointer, code), is_wrong in wrong.items()
        if is_wrong
    ):
        raise RevisitIncomplete(errors=errors)
