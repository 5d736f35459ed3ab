"""Waiting for a turn to finish, for callers that hold a request open."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

from sqlalchemy.ext.asyncio import AsyncSession

from desk.bus import Bus
from desk.conversations.model import Turn
from desk.conversations.rules import FINISHED, TurnState
from desk.store.database import Database

T = TypeVar("T")

LOST_HINT = 2.0  # seconds that a lost hint costs at most


async def when_finished(
    database: Database,
    bus: Bus,
    conversation_id: str,
    turn_id: str,
    wait: float,
    *,
    then: Callable[[AsyncSession, Turn], Awaitable[T]],
    begin: Callable[[], None] | None = None,
    is_running: Callable[[str], bool] = lambda _turn_id: False,
) -> T | None:
    """What `then` makes of the turn once it is finished, in the session that found it so; None when `wait` seconds
    pass first.

    begin: what sets the turn going. It is called when hints can be heard, so that there is nothing to see before the
    first; without it the turn may be finished already. is_running: whether this process answers the turn just now.
    """
    deadline = asyncio.get_running_loop().time() + wait
    async with bus.subscribe(conversation_id) as subscription:
        look = begin is None
        if begin is not None:
            begin()
        while True:
            if look and not is_running(turn_id):
                async with database.read() as session:
                    turn = await session.get_one(Turn, turn_id)
                    if TurnState(turn.state) in FINISHED:
                        return await then(session, turn)
            left = deadline - asyncio.get_running_loop().time()
            if left <= 0:
                return None
            await subscription.wait(min(left, LOST_HINT))
            look = True


async def finished_turn(
    database: Database, bus: Bus, conversation_id: str, turn_id: str, wait: float
) -> Turn | None:
    """The turn once it is finished, or None when `wait` seconds pass first."""
    return await when_finished(database, bus, conversation_id, turn_id, wait, then=_itself)


async def _itself(_session: AsyncSession, turn: Turn) -> Turn:
    return turn
