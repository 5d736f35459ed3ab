"""Issuing and redeeming resume tokens. Adds and flushes, never commits."""

import datetime as dt
from typing import Any, cast

from sqlalchemy import CursorResult, delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from desk.ids import new_id
from desk.resume import rules
from desk.resume.errors import ResumeUnknown
from desk.resume.model import Purpose, ResumeToken

PURGE_BATCH = 500  # rows a transaction


async def issue(
    session: AsyncSession,
    conversation_id: str,
    *,
    purpose: Purpose = Purpose.GO_ON,
    lifetime: dt.timedelta = rules.LIFETIME,
    now: dt.datetime,
) -> str:
    """A fresh token, told this once. Earlier ones of the same conversation and purpose open nothing any more: a link
    that was sent by mistake ends with the next one."""
    earlier = (
        (ResumeToken.conversation_id == conversation_id)
        & (ResumeToken.purpose == purpose)
        & ResumeToken.used_at.is_(None)
        & (ResumeToken.expires_at > now)
    )
    await session.execute(update(ResumeToken).where(earlier).values(expires_at=now))
    token = rules.new_token()
    session.add(
        ResumeToken(
            id=new_id(),
            digest=rules.digest_of(token),
            conversation_id=conversation_id,
            purpose=purpose,
            created_at=now,
            expires_at=now + lifetime,
        )
    )
    await session.flush()
    return token


async def redeem(
    session: AsyncSession, token: str, *, purpose: Purpose = Purpose.GO_ON, now: dt.datetime
) -> str:
    """The conversation that the token opens; from now on it opens nothing. The row is locked, so that of two who open a
    link at once one goes on. Raises ResumeUnknown, ResumeUsed, ResumeExpired."""
    wanted = select(ResumeToken).where(
        ResumeToken.digest == rules.digest_of(token), ResumeToken.purpose == purpose
    )
    found = await session.scalar(wanted.with_for_update())
    if found is None:
        raise ResumeUnknown
    rules.check_open(found.expires_at, found.used_at, now=now)
    found.used_at = now
    await session.flush()
    return found.conversation_id


async def revoke(session: AsyncSession, conversation_id: str) -> None:
    """No link leads to the conversation any more, as when its content is erased."""
    await session.execute(delete(ResumeToken).where(ResumeToken.conversation_id == conversation_id))


async def purge(session: AsyncSession, *, now: dt.datetime) -> int:
    """Delete what ended KEPT ago; how many, at most PURGE_BATCH."""
    old = select(ResumeToken.id).where(ResumeToken.expires_at < now - rules.KEPT).limit(PURGE_BATCH)
    gone = await session.execute(delete(ResumeToken).where(ResumeToken.id.in_(old)))
    return cast("CursorResult[Any]", gone).rowcount
