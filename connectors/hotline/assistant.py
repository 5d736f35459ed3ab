"""The port to whoever answers: a conversation of the desk, seen from a call.

Kept apart from how conversations are stored and delivered; connectors.hotline.switchboard needs nothing else.
"""

import datetime as dt
from typing import Protocol

from sqlalchemy.ext.asyncio import AsyncSession

from connectors.hotline.call import Call, Reply, Turn


class Assistant(Protocol):
    """A conversation per call. Methods with a session are part of the transaction that takes an event."""

    async def open(self, session: AsyncSession, call_key: str, call: Call, *, now: dt.datetime) -> str:
        """The id of the conversation of this call, a new one the first time.

        call_key: names the call, stable and not guessed from its number: two calls from one number are two. What the
        switch told of the queue stands in `call`.
        """

    async def tell(
        self, session: AsyncSession, conversation_id: str, turn: Turn, *, message_id: str, now: dt.datetime
    ) -> None:
        """Store what was said, or the choice taken of those offered last. The same message_id again adds nothing."""

    async def ready(self, conversation_id: str, *, wait: float) -> bool:
        """Outside any transaction: whether there is something to say, waiting at most so many seconds for it."""

    async def take(self, session: AsyncSession, conversation_id: str, *, now: dt.datetime) -> Reply | None:
        """What is to be said now, all of it once; None while the turn goes on. What is taken is kept as told when the
        transaction commits."""

    async def hand_off(
        self, session: AsyncSession, conversation_id: str, call: Call, *, failed: bool, now: dt.datetime
    ) -> None:
        """Staff were asked for. failed: the switch found nobody."""

    async def hung_up(
        self, session: AsyncSession, conversation_id: str, call: Call, *, now: dt.datetime
    ) -> None:
        """The call is over; a draft stays as it is."""

    async def case_of(self, session: AsyncSession, conversation_id: str) -> str | None:
        """The number of the case that was filed in it, for the agent who takes over."""
