"""Moving the clocks of a case, in the transaction of the change that moves them."""

import datetime as dt
from collections.abc import Iterable
from typing import TYPE_CHECKING

from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm.attributes import set_committed_value

from desk.calendar import WorkingCalendar
from desk.cases.changes import ChangeKind
from desk.cases.model import Case, CaseChange
from desk.cases.states import CaseKind
from desk.clock import legal_day
from desk.clocks import moves, rules
from desk.clocks.errors import ClockCannotMove
from desk.clocks.kinds import ClockKind, ClockMove, ClockState, Counting
from desk.clocks.model import CaseClock
from desk.ids import new_id

if TYPE_CHECKING:  # the room of cases moves clocks; its own imports come first
    from desk.cases.changing import CaseDesk

# After these the case may lie with another agency; a filing's own clocks are born with the right one.
MAY_CHANGE_AGENCY = frozenset({ChangeKind.MOVED, ChangeKind.ROUTED, ChangeKind.AMENDED})


async def move_clocks(
    session: AsyncSession,
    calendar: WorkingCalendar,
    case: Case,
    wanted: Iterable[tuple[ClockMove, ClockKind]],
    *,
    now: dt.datetime,
    due_on: dt.date | None = None,
) -> None:
    """Carry out the moves of a row of the state table, in order. The caller holds the case's row.

    due_on: the last day of a clock whose period the agency sets. A deadline to decide is copied to the case.
    Raises ClockCannotMove (extended already, or nothing runs), PeriodOver, DueDayPast, DueDayTooFar.
    """
    is_report, today = case.kind is CaseKind.REPORT, legal_day(now)
    for move, kind in wanted:
        clock = await _running(session, case, kind)
        if move is ClockMove.START:
            if clock is not None:
                moves.stop(clock, calendar, is_report=is_report, today=today)
                await session.flush()  # an insert would come before the update, and only one may run
            clock = _start(calendar, case, kind, now=now, due_on=due_on)
            session.add(clock)
        elif clock is not None:
            moves.MOVES[move](clock, calendar, is_report=is_report, today=today)
        elif move is ClockMove.EXTEND:
            raise ClockCannotMove(extra={"case": case.id, "clock": kind})
        if clock is not None:
            copy_to_case(clock, case)
    await session.flush()
    await keep_next_due(session, case)


async def keep_next_due(session: AsyncSession, case: Case) -> None:
    """Copy the earliest last day of what runs to the case: the work lists are read by it. Everybody who moves a clock
    calls this, with the clock flushed and the case's row held.

    Not through the mapping: it would count as a change of the case, and its version is for what the record says.
    """
    due_on = await session.scalar(
        select(func.min(CaseClock.due_on)).where(
            CaseClock.case_id == case.id, CaseClock.state == ClockState.RUNNING
        )
    )
    if due_on != case.next_due_on:
        cases = Case.__table__
        await session.execute(
            update(cases).where(cases.c.id == case.id).values(next_due_on=due_on)  # type: ignore[arg-type]
        )
        set_committed_value(case, "next_due_on", due_on)


async def _running(session: AsyncSession, case: Case, kind: ClockKind) -> CaseClock | None:
    found: CaseClock | None = await session.scalar(
        select(CaseClock).where(
            CaseClock.case_id == case.id, CaseClock.kind == kind, CaseClock.state != ClockState.STOPPED
        )
    )
    return found


def _start(
    calendar: WorkingCalendar, case: Case, kind: ClockKind, *, now: dt.datetime, due_on: dt.date | None
) -> CaseClock:
    today, period = legal_day(now), rules.period_of(kind, is_report=case.kind is CaseKind.REPORT)
    if period.counting is Counting.SET_BY_AGENCY:
        due = rules.set_by_agency(due_on, today=today)
    else:
        due = rules.last_day(calendar, period, today)
    return CaseClock(
        id=new_id(),
        case_id=case.id,
        agency_id=case.agency_id,
        kind=kind,
        state=ClockState.RUNNING,
        started_on=today,
        due_on=due.day,
        provisional=due.provisional,
        pauses=[],
        extended=False,
        created_at=now,
    )


def copy_to_case(clock: CaseClock, case: Case) -> None:
    """The deadline to decide stands on the case as well: everybody who asks is told it."""
    if clock.kind is ClockKind.DECIDE:
        case.decide_by, case.decide_by_provisional = clock.due_on, clock.provisional


async def follow_agency(
    session: AsyncSession, desk: "CaseDesk", case: Case, change: CaseChange, *, now: dt.datetime
) -> None:
    """A reaction (desk.cases.changing): a case's clocks stand in the lists of the agency that handles it."""
    if change.what in MAY_CHANGE_AGENCY:
        await session.execute(
            update(CaseClock)
            .where(
                CaseClock.case_id == case.id,
                CaseClock.state != ClockState.STOPPED,
                CaseClock.agency_id.is_distinct_from(case.agency_id),
            )
            .values(agency_id=case.agency_id)
        )
