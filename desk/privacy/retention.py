"""What has outlived its period goes, in batches, without anybody asking."""

import datetime as dt
import logging
from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, and_, or_, select, update

from desk.callbacks.forgetting import forget_old
from desk.calls.service import purge as purge_calls
from desk.cases.changes import DESK
from desk.cases.model import Case
from desk.cases.states import CaseState
from desk.conversations.erasure import erase_expired
from desk.events.service import purge as purge_events
from desk.handoff.forgetting import forget_old_signs
from desk.idempotency.model import IdempotencyKey
from desk.privacy.case_erasure import erase_case, restrict_case, times_of
from desk.privacy.periods import Periods
from desk.privacy.rules import keep_until
from desk.privacy.vault import Vault
from desk.resume.service import purge
from desk.store.database import Database

log = logging.getLogger("desk.privacy")

BATCH = 50  # cases a look; each is a transaction of its own
ANSWERS = 500  # kept answers a transaction


async def keep_house(database: Database, vault: Vault, periods: Periods, *, now: dt.datetime) -> None:
    """Everything whose time is over, until nothing is left."""
    while await erase_expired(database, vault, now=now, retention=periods.conversation):
        pass
    while await restrict_closed(database, vault, now=now):
        pass
    while await erase_old_cases(database, vault, periods, now=now):
        pass
    while await drop_old_answers(database, periods, now=now):
        pass
    async with database.write() as session:
        await forget_old(session, now=now)  # numbers of people who were called back
        await purge(session, now=now)  # links that have run out
        await purge_calls(session, now=now)
        await forget_old_signs(session, now=now)
    async with database.write() as session:
        await purge_events(session, now=now)


async def _ids(database: Database, wanted: ColumnElement[bool]) -> Sequence[str]:
    async with database.read() as session:
        return (await session.scalars(select(Case.id).where(wanted).order_by(Case.id).limit(BATCH))).all()


async def erase_old_cases(database: Database, vault: Vault, periods: Periods, *, now: dt.datetime) -> int:
    """Erase closed cases past their period, restricted ones as well; how many, at most BATCH."""
    early = and_(
        Case.state == CaseState.WITHDRAWN,
        Case.accepted_at.is_(None),
        Case.closed_at <= now - min(periods.withdrawn, periods.case),
    )
    past = and_(Case.erased_at.is_(None), or_(Case.closed_at <= now - periods.case, early))
    erased = 0
    for case_id in await _ids(database, past):
        async with database.write() as session:
            case = await session.get_one(Case, case_id, with_for_update=True)
            until = keep_until(times_of(case), periods)
            if until is None or until > now:
                continue  # reopened meanwhile
            await erase_case(session, vault, case, actor=str(DESK), now=now)
            erased += 1
    return erased


async def restrict_closed(database: Database, vault: Vault, *, now: dt.datetime) -> int:
    """Restrict what was open when its person asked for erasure and is closed now; how many, at most BATCH."""
    due = and_(
        Case.restrict_from.is_not(None),
        Case.closed_at.is_not(None),
        Case.restricted_at.is_(None),
        Case.erased_at.is_(None),
    )
    restricted = 0
    for case_id in await _ids(database, due):
        async with database.write() as session:
            case = await session.get_one(Case, case_id, with_for_update=True)
            if case.closed_at is not None:
                await restrict_case(session, vault, case, actor=str(DESK), now=now)
                restricted += 1
    return restricted


async def drop_old_answers(database: Database, periods: Periods, *, now: dt.datetime) -> int:
    """Drop answers kept for repeated requests; the keys stay, so that nothing is filed twice however late.

    How many, at most ANSWERS. An answer is the case as it was shown: personal, and of no use after its time.
    """
    old = (
        select(IdempotencyKey.id)
        .where(
            IdempotencyKey.created_at <= now - periods.answers,
            IdempotencyKey.body_sealed.is_not(None),
        )
        .limit(ANSWERS)
    )
    async with database.write() as session:
        ids = (await session.scalars(old)).all()
        done: Any = await session.execute(
            update(IdempotencyKey).where(IdempotencyKey.id.in_(ids)).values(body_sealed=None)
        )
        dropped: int = done.rowcount
        return dropped
