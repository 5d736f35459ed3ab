"""Waiting for a turn to finish, for callers that hold a request open."""

import asyncio
from collections.abc import Callable
from typing import Any

from desk.bus import Bus
from desk.conversations.model import Turn
from desk.conversations.rules import FINISHED, TurnState
from desk.store.database import Database

LOST_HINT = 2.0  # seconds that a lost hint costs at most


def _nobody(_turn_id: str) -> bool:
    return False


async def finished(
    database: Database,
    bus: Bus,
    conversation_id: str,
    turn_id: str,
    wait: float,
    *,
    is_running: Callable[[str], bool] = _nobody,
    handed: asyncio.Future[Any] | None = None,
) -> bool:
    """Whether the turn came to its end within `wait` seconds.

    is_running: whether this process answers the turn just now, so that there is no use looking. handed: is done once this
    process has the outcome at hand.
    """
    deadline = asyncio.get_running_loop().time() + wait
    async with bus.subscribe(conversation_id) as subscription:
        if handed is not None:
            handed.add_done_callback(lambda _done: subscription.wake())
        while True:
            if handed is not None and handed.done():
                return True
            if not is_running(turn_id) and await _is_finished(database, turn_id):
                return True
            left = deadline - asyncio.get_running_loop().time()
            if left <= 0:
                return False
            await subscription.wait(min(left, LOST_HINT))


async def _is_finished(database: Database, turn_id: str) -> bool:
    async with database.read(brief=True) as session:
        turn = await session.get_one(Turn, turn_id)
        return TurnState(turn.state) in FINISHED
