"""Waiting for a turn to finish, for callers that hold a request open."""

import asyncio

from desk.bus import Bus
from desk.conversations.model import Turn
from desk.conversations.rules import FINISHED, TurnState
from desk.store.database import Database

LOST_HINT = 2.0  # seconds that a lost hint costs at most


async def finished_turn(
    database: Database, bus: Bus, conversation_id: str, turn_id: str, wait: float
) -> Turn | None:
    """The turn once it is finished, or None when `wait` seconds pass first."""
    deadline = asyncio.get_running_loop().time() + wait
    async with bus.subscribe(conversation_id) as subscription:
        while True:
            async with database.read() as session:
                turn = await session.get_one(Turn, turn_id)
            if TurnState(turn.state) in FINISHED:
                return turn
            left = deadline - asyncio.get_running_loop().time()
            if left <= 0:
                return None
            await subscription.wait(min(left, LOST_HINT))
