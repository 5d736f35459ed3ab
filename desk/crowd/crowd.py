"""Admission: messages wait in a queue that is bounded, so that whoever is let in is answered while they still care.

Without a bound a rush fills the queue with messages that are answered after their people have left, each of them holding a
task, a lease and often an open request. Beyond it nothing is stored, and the sender is told how many stand before them.
"""

import secrets
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Protocol

from sqlalchemy import func, select

from desk.conversations.claiming import UNFINISHED
from desk.conversations.model import Conversation, Message, Turn
from desk.conversations.owning import STAFF
from desk.crowd import wording
from desk.errors import Unavailable
from desk.store.database import Database

LOOK = 0.5  # seconds between looks at the table while it may be full; in between, what comes is counted
SOON, SPREAD = 10, 20  # seconds after which to come again, and over which those who come are spread


class Crowded(Unavailable):
    """Too many wait already. `waiting`: how many."""

    code, title = "crowded", "现在找小保的人很多，请过一会儿再发"

    def __init__(self, waiting: int) -> None:
        again = SOON + secrets.randbelow(SPREAD)  # all at once would be the same rush again
        super().__init__(wording.crowded(waiting), headers={"Retry-After": str(again)})
        self.waiting = waiting


# A conversation, or how to find it out where that costs something: None for somebody new.
Sender = str | Callable[[], Awaitable[str | None]]


class Counted(Protocol):
    """Whoever counts refusals."""

    def __call__(self) -> object: ...


class Crowd:
    """The queue of one desk, counted in the table that all desks share."""

    def __init__(
        self,
        database: Database,
        most: int,
        *,
        refused: Counted = lambda: None,
        seconds: Callable[[], float] = time.monotonic,
    ) -> None:
        """most: messages that may wait. refused: told of each refusal."""
        self._database, self._most, self._refused, self._seconds = database, most, refused, seconds
        self._looked_at = -LOOK
        self._waited = 0  # in the table, when it was looked at last
        self._since = 0  # let in since then, or on their way into the table at that moment
        self._coming = 0  # let in and not stored yet

    @asynccontextmanager
    async def entering(self, sender: Sender, channel_message_id: str) -> AsyncIterator[None]:
        """Around the storing of one message. sender: its conversation.

        Raises Crowded when it must stay outside; but not where it was taken before and its sender only asks again, nor
        where staff answer.

        The table is looked at only when so many have come since the last look that it may matter: in quiet times this
        costs nothing. Several desks may each let in what came since their own look.
        """
        self._since += 1
        self._coming += 1
        try:
            await self._look()
            if self._waited + self._since > self._most:
                self._since -= 1
                await self._turn_away(sender, channel_message_id)
            yield
        finally:
            self._coming -= 1

    async def _look(self) -> None:
        if self._waited + self._since <= self._most // 2 or self._seconds() - self._looked_at < LOOK:
            return
        self._looked_at = self._seconds()
        already, coming = self._since, self._coming
        self._waited = await self._count()
        self._since += coming - already  # whoever came while we looked may stand in the table or not

    async def _turn_away(self, sender: Sender, channel_message_id: str) -> None:
        waiting = self._waited + self._since
        conversation_id = sender if isinstance(sender, str) else await sender()
        if conversation_id is not None and await self._passes(conversation_id, channel_message_id):
            return
        self._refused()
        raise Crowded(waiting)

    async def _count(self) -> int:
        some = select(Turn.id).where(Turn.state.in_(UNFINISHED)).limit(self._most + 1).subquery()
        async with self._database.read() as session:
            return await session.scalar(select(func.count()).select_from(some)) or 0

    async def _passes(self, conversation_id: str, channel_message_id: str) -> bool:
        known = select(Message.id).filter_by(
            conversation_id=conversation_id, channel_message_id=channel_message_id
        )
        owner = select(Conversation.owner).filter_by(id=conversation_id)
        async with self._database.read() as session:
            return (await session.scalar(owner)) == STAFF or (await session.scalar(known)) is not None
