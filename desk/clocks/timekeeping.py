"""What happens by itself when periods pass, once a minute while the desk runs. Several desks may do it at once.

Only a reconciliation that nobody ended ends by itself, since that is no decision: the complaint goes on. Whatever
has to be decided stays with the officers; what they missed is logged once, and counted.
"""

import datetime as dt
import logging
from dataclasses import dataclass
from typing import Any

from sanic import Sanic
from sqlalchemy import select, update

from desk.background import Recurring
from desk.cases.changes import DESK
from desk.cases.changing import CaseDesk
from desk.cases.model import Case
from desk.cases.reading import find_case
from desk.cases.states import CaseEvent, CaseState
from desk.cases.transitions import Transition, change_state
from desk.clock import legal_day
from desk.clocks.kinds import ClockKind, ClockState
from desk.clocks.model import CaseClock
from desk.clocks.recompute import recompute
from desk.logs import trace_of
from desk.store.database import Database

log = logging.getLogger("desk.clocks")

EVERY = 60.0  # seconds between looks
AT_ONCE = 200  # rows of one look: the rest waits a minute


@dataclass(frozen=True)
class Tick:
    """What one look did. reconciliations_ended: cases that went on; newly_overdue: clocks logged as missed."""

    reconciliations_ended: int
    newly_overdue: int


def timekeeper(app: Sanic[Any, Any]) -> Recurring:
    """The job: recount once, in case the calendar changed while we were away; then look once a minute."""
    desk, recounted = app.ctx.desk, False

    async def look() -> None:
        nonlocal recounted
        if not recounted:
            done = await recompute(desk.database, desk.cases, now=desk.clock())
            recounted = True
            log.info("clocks=%s moved=%s marked=%s", done.clocks, done.moved, done.marked)
        await tick(desk.database, desk.cases, now=desk.clock())

    return Recurring("timekeeping", look, every=EVERY)


async def tick(database: Database, desk: CaseDesk, *, now: dt.datetime) -> Tick:
    """One look at the periods that have passed. Doing it twice, or on two machines, does nothing twice."""
    ended = await end_reconciliations(database, desk, now=now)
    return Tick(ended, await note_overdue(database, now=now))


async def end_reconciliations(database: Database, desk: CaseDesk, *, now: dt.datetime) -> int:
    """A case that cannot be moved is logged and does not hold up the others."""
    async with database.read() as session:
        due = await session.scalars(
            select(CaseClock.case_id)
            .join(Case, Case.id == CaseClock.case_id)
            .where(
                CaseClock.state == ClockState.RUNNING,
                CaseClock.kind == ClockKind.RECONCILE,
                CaseClock.due_on < legal_day(now),
                Case.state == CaseState.RECONCILING,
            )
            .order_by(CaseClock.due_on, CaseClock.id)
            .limit(AT_ONCE)
        )
        case_ids = due.all()
    ended = 0
    for case_id in case_ids:
        try:
            ended += await _end_reconciliation(database, desk, case_id, now=now)
        except Exception as error:  # noqa: BLE001 - the boundary of one case
            log.error("reconciliation not ended case=%s: %s", case_id, trace_of(error))  # noqa: TRY400
    return ended


async def _end_reconciliation(database: Database, desk: CaseDesk, case_id: str, *, now: dt.datetime) -> bool:
    """False when somebody was quicker."""
    async with database.write() as session:
        case = await find_case(session, case_id, lock=True)
        due_on = await session.scalar(
            select(CaseClock.due_on).where(
                CaseClock.case_id == case.id,
                CaseClock.kind == ClockKind.RECONCILE,
                CaseClock.state == ClockState.RUNNING,
            )
        )
        if case.state is not CaseState.RECONCILING or due_on is None or due_on >= legal_day(now):
            return False
        await change_state(session, desk, case, Transition(CaseEvent.FAIL_RECONCILIATION, DESK), now=now)
    log.info("reconciliation ended case=%s due_on=%s", case_id, due_on)
    return True


async def note_overdue(database: Database, *, now: dt.datetime) -> int:
    """Log each clock whose last day has passed, once."""
    missed = (
        select(CaseClock.id)
        .where(
            CaseClock.state == ClockState.RUNNING,
            CaseClock.due_on < legal_day(now),
            CaseClock.overdue_noted_at.is_(None),
        )
        .order_by(CaseClock.due_on, CaseClock.id)
        .limit(AT_ONCE)
    )
    async with database.read() as session:
        if await session.scalar(missed.limit(1)) is None:
            return 0  # the usual minute writes nothing
    async with database.write() as session:
        # Whoever is changing a case now may be meeting the deadline: its clocks wait for the next look.
        ids = (await session.scalars(missed.with_for_update(skip_locked=True))).all()
        noted = await session.execute(
            update(CaseClock)
            .where(CaseClock.id.in_(ids))
            .values(overdue_noted_at=now)
            .returning(CaseClock.case_id, CaseClock.kind, CaseClock.due_on)
        )
        rows = noted.all()
    for case_id, kind, due_on in rows:
        log.warning("overdue case=%s clock=%s due_on=%s", case_id, kind, due_on)
    return len(rows)
