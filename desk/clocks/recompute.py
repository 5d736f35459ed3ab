"""`python -m desk.clocks.recompute`: count all running clocks again, after the calendar has changed.

The desk does the same whenever it starts. Clocks are compared outside of any write; only those that move are
written, a few cases to a transaction, so that nobody who files waits behind a recount.
"""

import asyncio
import datetime as dt
import logging
import sys
from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from desk.calendar import CalendarFileError
from desk.cases.changes import DESK, ChangeKind
from desk.cases.changing import CaseDesk, record
from desk.cases.model import Case
from desk.cases.states import CaseKind
from desk.cases.timeline import new_change
from desk.clock import legal_day
from desk.clocks import moves
from desk.clocks.kinds import ClockState
from desk.clocks.model import CaseClock
from desk.clocks.service import copy_to_case, keep_next_due
from desk.store.database import Database

log = logging.getLogger("desk.clocks")

LOOKED_AT = 500  # clocks compared at a time
WRITTEN = 50  # cases in one transaction


@dataclass(frozen=True)
class Recount:
    """clocks: how many were compared; moved: got another last day; marked: only whether it is provisional."""

    clocks: int = 0
    moved: int = 0
    marked: int = 0

    def __add__(self, other: "Recount") -> "Recount":
        return Recount(self.clocks + other.clocks, self.moved + other.moved, self.marked + other.marked)


async def recompute(database: Database, desk: CaseDesk, *, now: dt.datetime) -> Recount:
    """Count every clock that has not stopped by the desk's calendar. Running it twice moves nothing twice."""
    total, after = Recount(), ""
    while True:
        async with database.read() as session:
            rows = await session.execute(
                select(CaseClock, Case.kind)
                .join(Case, Case.id == CaseClock.case_id)
                .where(CaseClock.state != ClockState.STOPPED, CaseClock.id > after)
                .order_by(CaseClock.id)
                .limit(LOOKED_AT)
            )
            found = [(clock, kind) for clock, kind in rows]
        if not found:
            return total
        total += Recount(clocks=len(found))
        stale = sorted({clock.case_id for clock, kind in found if not _stands(clock, desk, kind)})
        for start in range(0, len(stale), WRITTEN):
            async with database.write() as session:
                total += await recount_cases(session, desk, stale[start : start + WRITTEN], now=now)
        after = found[-1][0].id


def _stands(clock: CaseClock, desk: CaseDesk, kind: CaseKind) -> bool:
    due = moves.counted(clock, desk.calendar, is_report=kind is CaseKind.REPORT)
    return (due.day, due.provisional) == (clock.due_on, clock.provisional)


async def recount_cases(
    session: AsyncSession, desk: CaseDesk, case_ids: Collection[str], *, now: dt.datetime
) -> Recount:
    """Count the clocks of these cases again, with their rows locked. A day that moved goes into the timeline."""
    locked = await session.scalars(
        select(Case).where(Case.id.in_(case_ids)).order_by(Case.id).with_for_update()
    )
    cases = {case.id: case for case in locked}
    clocks = await session.scalars(
        select(CaseClock)
        .where(CaseClock.case_id.in_(case_ids), CaseClock.state != ClockState.STOPPED)
        .order_by(CaseClock.id)
    )
    total = Recount()
    for clock in clocks.all():
        total += await _recount(session, desk, cases[clock.case_id], clock, now=now)
    return total


async def _recount(
    session: AsyncSession, desk: CaseDesk, case: Case, clock: CaseClock, *, now: dt.datetime
) -> Recount:
    if _stands(clock, desk, case.kind):
        return Recount()
    before, is_report = clock.due_on, case.kind is CaseKind.REPORT
    moves.recount(clock, desk.calendar, is_report=is_report, today=legal_day(now))
    copy_to_case(clock, case)
    await session.flush()
    if clock.due_on == before:
        return Recount(marked=1)
    await keep_next_due(session, case)
    detail = {"clock": clock.kind.value, "from": before.isoformat(), "to": clock.due_on.isoformat()}
    change = new_change(desk.vault, case, ChangeKind.AMENDED, DESK, detail=detail, now=now)
    await record(session, desk, case, change, now=now)
    log.info("clock moved case=%s clock=%s from=%s to=%s", case.id, clock.kind, before, clock.due_on)
    return Recount(moved=1)


async def main() -> None:
    """Recount with the calendar file as it is now, and say what came of it."""
    # Imported here: the context knows every room, this one among them.
    from desk.clock import utc_now
    from desk.context import build_context
    from desk.settings import SettingsError, read_settings

    try:
        desk = build_context(read_settings(), utc_now)
    except (CalendarFileError, SettingsError) as error:
        sys.exit(str(error))
    try:
        done = await recompute(desk.database, desk.cases, now=desk.clock())
    finally:
        await desk.database.close()
    print(
        f"{done.clocks} clocks counted, {done.moved} moved, {done.marked} marked anew"
    )  # the command's answer


if __name__ == "__main__":
    asyncio.run(main())
