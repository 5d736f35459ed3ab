"""Figures per enterprise. The definitions are ours: those of the national platform (先行和解率) are not published."""

import datetime as dt
import statistics
from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from desk.calendar import WorkingCalendar
from desk.clock import LEGAL_ZONE, legal_day
from desk.reconciliation.model import Reconciliation
from desk.reconciliation.states import EndReason, ReconciliationState


@dataclass(frozen=True)
class Outcome:
    """What is counted of one reconciliation."""

    state: ReconciliationState
    offered_at: dt.datetime
    answered_at: dt.datetime | None = None
    ended_at: dt.datetime | None = None
    end_reason: EndReason | None = None
    recovered_fen: int | None = None


@dataclass(frozen=True)
class Figures:
    """See desk.reconciliation.schemas.EnterpriseFigures."""

    offered: int = 0
    answered: int = 0
    answered_in_time: int = 0
    settled: int = 0
    failed: dict[EndReason, int] = field(default_factory=lambda: dict.fromkeys(EndReason, 0))
    withdrawn: int = 0
    running: int = 0
    median_days: float | None = None
    recovered_fen: int = 0

    @property
    def rate(self) -> float | None:
        """Settled among those that came to an end between the two; who withdrew said neither yes nor no."""
        ended = self.settled + sum(self.failed.values())
        return self.settled / ended if ended else None


def count(outcomes: Iterable[Outcome], calendar: WorkingCalendar, *, answer_days: int) -> Figures:
    """The figures of these. answer_days: working days after the offer's day within which an answer is in time."""
    told = list(outcomes)
    states = Counter(one.state for one in told)
    reasons = Counter(one.end_reason for one in told)
    settled = [one for one in told if one.state is ReconciliationState.SETTLED]
    days = [(legal_day(one.ended_at) - legal_day(one.offered_at)).days for one in settled if one.ended_at]
    return Figures(
        offered=len(told),
        answered=sum(one.answered_at is not None for one in told),
        answered_in_time=sum(_in_time(one, calendar, answer_days) for one in told),
        settled=len(settled),
        failed={reason: reasons[reason] for reason in EndReason},
        withdrawn=states[ReconciliationState.WITHDRAWN],
        running=sum(one.ended_at is None for one in told),
        median_days=statistics.median(days) if days else None,
        recovered_fen=sum(one.recovered_fen or 0 for one in settled),
    )


def _in_time(outcome: Outcome, calendar: WorkingCalendar, answer_days: int) -> bool:
    if outcome.answered_at is None:
        return False
    last = calendar.working_days_after(legal_day(outcome.offered_at), answer_days).day
    return legal_day(outcome.answered_at) <= last


def begin_of(day: dt.date) -> dt.datetime:
    """The first instant of a legal day: 2026-11-20 begins at 2026-11-19T16:00Z."""
    return dt.datetime.combine(day, dt.time.min, LEGAL_ZONE).astimezone(dt.UTC)


async def enterprise_figures(
    session: AsyncSession,
    calendar: WorkingCalendar,
    *,
    enterprise_ids: Collection[str] | None,
    since: dt.date,
    until: dt.date,
    answer_days: int = 3,
) -> dict[str, Figures]:
    """Enterprise id to the figures of what was offered to it from the legal day `since` to before `until`.

    enterprise_ids: None for all that were offered something; one asked for by id is there even with nothing offered.
    """
    wanted = select(
        Reconciliation.enterprise_id,
        Reconciliation.state,
        Reconciliation.offered_at,
        Reconciliation.answered_at,
        Reconciliation.ended_at,
        Reconciliation.end_reason,
        Reconciliation.recovered_fen,
    ).where(Reconciliation.offered_at >= begin_of(since), Reconciliation.offered_at < begin_of(until))
    if enterprise_ids is not None:
        wanted = wanted.where(Reconciliation.enterprise_id.in_(enterprise_ids))
    outcomes: dict[str, list[Outcome]] = {one: [] for one in enterprise_ids or ()}
    for row in await session.execute(wanted):
        outcomes.setdefault(row.enterprise_id, []).append(Outcome(*row[1:]))
    return {one: count(told, calendar, answer_days=answer_days) for one, told in outcomes.items()}
