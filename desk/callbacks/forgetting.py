"""Numbers that are kept no longer: with the conversation in which they were told, on a person's wish, or by their age."""

import datetime as dt
from collections.abc import Sequence
from typing import Any, cast

from sqlalchemy import ColumnElement, CursorResult, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from desk.callbacks.model import Callback
from desk.callbacks.rules import KEPT, OPEN
from desk.callbacks.service import PHONE, cancel
from desk.privacy.vault import Vault


async def forget_conversation(session: AsyncSession, conversation_id: str, *, now: dt.datetime) -> int:
    """Cancel what was asked for in it and forget the numbers; how many."""
    return await _forget(session, Callback.conversation_id == conversation_id, now=now)


async def forget_case(session: AsyncSession, case_id: str, *, now: dt.datetime) -> int:
    """The same for what was asked for about a case, when its personal data goes."""
    return await _forget(session, Callback.case_id == case_id, now=now)


async def forget_phone(session: AsyncSession, vault: Vault, phone: str, *, now: dt.datetime) -> int:
    """The same for everything under one number (E.164), wherever it was asked for."""
    return await _forget(session, Callback.phone_digest == vault.digest(PHONE, phone), now=now)


async def held_of(
    session: AsyncSession,
    vault: Vault,
    *,
    conversations: Sequence[str],
    cases: Sequence[str],
    phone: str | None,
) -> Sequence[Callback]:
    """What one person asked for and is not forgotten, oldest first."""
    theirs = Callback.conversation_id.in_(conversations) | Callback.case_id.in_(cases)
    if phone is not None:
        theirs |= Callback.phone_digest == vault.digest(PHONE, phone)
    known = Callback.phone_sealed.is_not(None)
    return (await session.scalars(select(Callback).where(theirs, known).order_by(Callback.id))).all()


async def _forget(session: AsyncSession, whose: ColumnElement[bool], *, now: dt.datetime) -> int:
    known = or_(Callback.phone_sealed.is_not(None), Callback.phone_digest.is_not(None))
    found = await session.scalars(
        select(Callback).where(whose, known).order_by(Callback.id).with_for_update()
    )
    forgotten = 0
    for callback in found.all():
        if callback.state in OPEN:
            await cancel(session, callback, now=now)
        callback.phone_sealed = callback.phone_digest = None
        forgotten += 1
    await session.flush()
    return forgotten


async def forget_old(session: AsyncSession, *, now: dt.datetime) -> int:
    """Forget the numbers of what ended KEPT ago; figures of how many were reached stay. How many."""
    old = (Callback.ended_at < now - KEPT) & Callback.phone_sealed.is_not(None)
    done = await session.execute(update(Callback).where(old).values(phone_sealed=None, phone_digest=None))
    return cast("CursorResult[Any]", done).rowcount
