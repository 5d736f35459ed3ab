"""Moving the clocks of a case, in the transaction of the change that moves them."""

import datetime as dt
from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from desk.calendar import WorkingCalendar
from desk.cases.model import Case
from desk.cases.states import CaseKind
from desk.clock import legal_day
from desk.clocks import rules
from desk.clocks.kinds import ClockKind, ClockMove
from desk.clocks.model import CaseClock, ClockState
from desk.ids import new_id


async def move_clocks(
    session: AsyncSession,
    calendar: WorkingCalendar,
    case: Case,
    moves: Iterable[tuple[ClockMove, ClockKind]],
    *,
    now: dt.datetime,
    due_on: dt.date | None = None,
) -> None:
    """Carry out the moves of a row of the state table, in order. The caller holds the case's row.

    due_on: the last day of a clock whose period the agency sets. A deadline to decide is copied to the case.
    Raises ClockCannotMove (already extended), DueDayPast.
    """
    for move, kind in moves:
        running = await session.scalar(
            select(CaseClock).where(
                CaseClock.case_id == case.id, CaseClock.kind == kind, CaseClock.state != ClockState.STOPPED
            )
        )
        if move is ClockMove.START:
            if running is not None:
                rules.stop(running, today=legal_day(now))
            running = CaseClock(id=new_id(), case_id=case.id, kind=kind, created_at=now)
            rules.start(running, calendar, is_report=case.kind is CaseKind.REPORT, now=now, due_on=due_on)
            session.add(running)
        elif running is not None:
            rules.MOVES[move](running, calendar, is_report=case.kind is CaseKind.REPORT, today=legal_day(now))
        if kind is ClockKind.DECIDE and running is not None:
            case.decide_by, case.decide_by_provisional = running.due_on, running.provisional
    await session.flush()
