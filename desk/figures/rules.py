"""What is counted, defined once. Pure.

One case gives one row of facts, and every figure is a sum over such rows, so that no two reports count
differently. A case merged into another gives none: the dispute counts once, by the case that stands for it.
Restricted and erased cases go on counting: nothing in a row tells of a person. A reopened case counts as it
stands now: its earlier decision and end are forgotten.

Every day is a legal day in China; a period is judged by the clock that ran for it (desk.clocks), so that
pauses, extensions and holidays are in it.
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from desk.cases.states import CaseEvent, CaseKind, CaseState
from desk.clock import legal_day
from desk.clocks.kinds import ClockKind


class Outcome(StrEnum):
    """How a case ended."""

    REJECTED = "rejected"  # 不予受理; of a report: 不予立案, or referred elsewhere
    SETTLED = "settled"
    TERMINATED = "terminated"
    WITHDRAWN = "withdrawn"
    CONCLUDED = "concluded"  # of a report: 处理决定


@dataclass(frozen=True)
class Event:
    """A change of state."""

    event: CaseEvent
    before: CaseState | None
    at: dt.datetime


@dataclass(frozen=True)
class Ran:
    """A clock; stopped_on None: it still runs or stands still."""

    kind: ClockKind
    due_on: dt.date
    stopped_on: dt.date | None


@dataclass(frozen=True)
class Facts:
    """What one case adds to the figures.

    received_on: 第十五条 counts from receipt. accepted: 受理 (a report: 立案). decided_in_time: 第十五条, the
    decision came on or before its last day; None while there is none, or when none was needed (withdrawn, or
    settled with the enterprise first). mediated_in_time: 第二十二条、第二十三条, mediation ended within its
    period; None while it goes on or without one. reconciled: the enterprise was asked first (ODR), and
    whether they came to terms. Days are counted from receipt, the first day not included.
    """

    received_on: dt.date
    accepted: bool = False
    outcome: Outcome | None = None
    decided_in_time: bool | None = None
    mediated_in_time: bool | None = None
    reconciled: bool | None = None
    days_to_decide: int | None = None
    days_to_end: int | None = None


TAKES_UP = frozenset({CaseEvent.ACCEPT, CaseEvent.OPEN})
REFUSES = frozenset({CaseEvent.REJECT, CaseEvent.NOT_OPEN, CaseEvent.REFER})
ENDS: dict[CaseEvent, Outcome] = {
    **dict.fromkeys(REFUSES, Outcome.REJECTED),
    CaseEvent.SETTLE: Outcome.SETTLED,
    CaseEvent.TERMINATE: Outcome.TERMINATED,
    CaseEvent.WITHDRAW: Outcome.WITHDRAWN,
    CaseEvent.DECIDE: Outcome.CONCLUDED,
}


def facts_of(
    kind: CaseKind, received_at: dt.datetime, events: Iterable[Event], clocks: Sequence[Ran]
) -> Facts:
    """The facts of a case that was not merged. events, clocks: oldest first."""
    decision = end = None
    reconciled = None
    for event in events:
        match event.event:
            case CaseEvent.REOPEN:
                decision = end = reconciled = None
            case CaseEvent.FAIL_RECONCILIATION:
                reconciled = False
        if event.event in TAKES_UP | REFUSES:
            decision = event
        if event.event in ENDS:
            end = event
            if event.event is CaseEvent.SETTLE and event.before is CaseState.RECONCILING:
                reconciled = True
    accepted = decision is not None and decision.event in TAKES_UP
    mediated = kind is CaseKind.COMPLAINT and accepted and end is not None
    return Facts(
        received_on=legal_day(received_at),
        accepted=accepted,
        outcome=None if end is None else ENDS[end.event],
        decided_in_time=None if decision is None else _in_time(clocks, ClockKind.DECIDE),
        mediated_in_time=_in_time(clocks, ClockKind.MEDIATE) if mediated else None,
        reconciled=reconciled,
        days_to_decide=None if decision is None else _days(received_at, decision.at),
        days_to_end=None if end is None else _days(received_at, end.at),
    )


def _in_time(clocks: Sequence[Ran], kind: ClockKind) -> bool | None:
    """Whether the last clock of its kind was met; None if none was stopped."""
    stopped = [clock for clock in clocks if clock.kind is kind and clock.stopped_on is not None]
    if not stopped:
        return None
    last = stopped[-1]
    assert last.stopped_on is not None
    return last.stopped_on <= last.due_on


def _days(start: dt.datetime, end: dt.datetime) -> int:
    return (legal_day(end) - legal_day(start)).days


def rate(part: int, whole: int) -> float | None:
    """A share with four decimals; None of nothing."""
    return round(part / whole, 4) if whole else None


def growth(now: int, before: int) -> float | None:
    """How much more than in the period before: 0.5 is half as many again. None when there was nothing."""
    return round(now / before - 1, 4) if before else None


def median(counts: dict[int, int]) -> float | None:
    """The median of values given with how often each occurs; between two of them, their mean."""
    total = sum(counts.values())
    if not total:
        return None
    low = high = None
    seen = 0
    for value in sorted(counts):
        seen += counts[value]
        if low is None and seen > (total - 1) // 2:
            low = value
        if high is None and seen > total // 2:
            high = value
    assert low is not None
    assert high is not None
    return (low + high) / 2


def period_before(first: dt.date, last: dt.date) -> tuple[dt.date, dt.date]:
    """The period of the same length that ends the day before `first`."""
    return first - (last - first) - dt.timedelta(days=1), first - dt.timedelta(days=1)
