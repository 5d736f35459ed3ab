"""When the ten working days are over the complaint goes on by itself."""

import asyncio
import contextlib
import datetime as dt
import logging
from collections.abc import Sequence
from typing import Any

from sanic import Sanic
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from desk.cases.changes import DESK
from desk.cases.changing import CaseDesk
from desk.cases.reading import find_case
from desk.cases.states import CaseEvent, CaseState
from desk.cases.transitions import Transition, change_state
from desk.clock import Clock, legal_day
from desk.clocks.model import CaseClock
from desk.logs import trace_of
from desk.reconciliation.model import Reconciliation
from desk.store.database import Database

log = logging.getLogger("desk.reconciliation")

LOOK_EVERY = 600.0  # seconds; a period ends with a day, so minutes matter little
BATCH = 200


async def overdue(session: AsyncSession, *, now: dt.datetime) -> Sequence[str]:
    """Ids of the cases whose last day lies behind us, longest first."""
    found = await session.scalars(
        select(Reconciliation.case_id)
        .join(CaseClock, CaseClock.id == Reconciliation.clock_id)
        .where(Reconciliation.ended_at.is_(None), CaseClock.due_on < legal_day(now))
        .order_by(CaseClock.due_on, Reconciliation.id)
        .limit(BATCH)
    )
    return found.all()


async def expire(session: AsyncSession, desk: CaseDesk, case_id: str, *, now: dt.datetime) -> bool:
    """End one that is over; False if somebody came first. Raises CaseNotFound."""
    case = await find_case(session, case_id, lock=True)
    due_on = await session.scalar(
        select(CaseClock.due_on)
        .join(Reconciliation, Reconciliation.clock_id == CaseClock.id)
        .where(Reconciliation.case_id == case.id, Reconciliation.ended_at.is_(None))
    )
    if case.state is not CaseState.RECONCILING or due_on is None or due_on >= legal_day(now):
        return False
    await change_state(session, desk, case, Transition(CaseEvent.FAIL_RECONCILIATION, DESK), now=now)
    return True


async def expire_overdue(database: Database, desk: CaseDesk, *, now: dt.datetime) -> int:
    """End what is over, each in a transaction of its own; how many. One that fails does not keep the others."""
    async with database.read() as session:
        waiting = await overdue(session, now=now)
    ended = 0
    for case_id in waiting:
        try:
            async with database.write() as session:
                ended += await expire(session, desk, case_id, now=now)
        except Exception as error:  # noqa: BLE001 - the next look tries it again, and the log says so
            log.error("case %s: reconciliation not ended: %s", case_id, trace_of(error))  # noqa: TRY400
    return ended


async def _watch(database: Database, desk: CaseDesk, clock: Clock) -> None:
    while True:
        try:
            await expire_overdue(database, desk, now=clock())
        except Exception as error:  # noqa: BLE001 - the outermost boundary: the watch must not end silently
            log.error("looking for overdue reconciliations failed: %s", trace_of(error))  # noqa: TRY400
        await asyncio.sleep(LOOK_EVERY)


def install(app: Sanic[Any, Any]) -> None:
    """Watch beside the requests. Several desks may: the row's lock lets one of them end it."""

    @app.before_server_start
    async def start(app: Sanic[Any, Any]) -> None:
        desk = app.ctx.desk
        app.ctx.reconciliation_watch = asyncio.create_task(
            _watch(desk.database, desk.cases, desk.clock), name="reconciliation"
        )

    @app.before_server_stop
    async def stop(app: Sanic[Any, Any]) -> None:
        app.ctx.reconciliation_watch.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await app.ctx.reconciliation_watch
