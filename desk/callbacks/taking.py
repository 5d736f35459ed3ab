"""Who calls: one takes a call-back, the others see it. Adds and flushes, never commits; the caller holds the row.

Taking runs out by itself, so that one that was taken and forgotten comes back to all.
"""

import datetime as dt
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession

from desk.callbacks.errors import CallbackClosed, CallbackTaken
from desk.callbacks.model import Callback
from desk.callbacks.rules import OPEN

TAKEN_FOR = dt.timedelta(minutes=30)
MAX_NAME = 60  # characters


@dataclass(frozen=True)
class Caller:
    """A member of staff. id: of their account."""

    id: str
    name: str


def taken_by(callback: Callback, *, now: dt.datetime) -> Caller | None:
    """Who has it now; None: anybody may take it."""
    if callback.taken_by is None or callback.taken_at is None or callback.taken_at <= now - TAKEN_FOR:
        return None
    return Caller(callback.taken_by, callback.taken_name or "")


def check_free_for(callback: Callback, caller: Caller, *, now: dt.datetime) -> None:
    """Raises CallbackTaken, naming who has it."""
    other = taken_by(callback, now=now)
    if other is not None and other.id != caller.id:
        raise CallbackTaken(f"{other.name}正在处理这个回电")


async def take(session: AsyncSession, callback: Callback, caller: Caller, *, now: dt.datetime) -> None:
    """Taken again by the same, the time begins anew. Raises CallbackClosed, CallbackTaken."""
    if callback.state not in OPEN:
        raise CallbackClosed(extra={"state": callback.state})
    check_free_for(callback, caller, now=now)
    callback.taken_by, callback.taken_name, callback.taken_at = caller.id, caller.name[:MAX_NAME], now
    await session.flush()


async def leave(session: AsyncSession, callback: Callback, caller: Caller, *, now: dt.datetime) -> None:
    """Leave it to others; what one has not taken is nothing to leave. Raises CallbackTaken."""
    check_free_for(callback, caller, now=now)
    callback.taken_by = callback.taken_name = callback.taken_at = None
    await session.flush()
