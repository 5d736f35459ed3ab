"""One conversation on a real database, as a test drives it."""

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

import httpx
from sqlalchemy import select

from desk.bus import InProcessBus
from desk.conversations.incoming import Incoming
from desk.conversations.messages import Body, unseal
from desk.conversations.model import Turn
from desk.conversations.reading import newest
from desk.conversations.receiving import receive
from desk.conversations.service import add_message, lock_conversation, open_conversation
from desk.conversations.turns import TurnRunner
from desk.privacy.vault import Vault
from desk.store.database import Database
from tests.desk.builders import FakeClock
from tests.desk.conversations.scripted import ScriptedBrain


class Conversing:
    """One conversation with its runner, as a test drives it."""

    def __init__(self, database: Database, vault: Vault, clock: FakeClock, brain: ScriptedBrain) -> None:
        self.database, self.vault, self.clock, self.brain = database, vault, clock, brain
        self.runner = self.new_runner()
        self.id = ""

    def new_runner(self) -> TurnRunner:
        return TurnRunner(self.database, self.vault, self.brain, InProcessBus(), self.clock, turn_timeout=5)

    async def open(self, person: str = "p1") -> "Conversing":
        async with self.database.write() as session:
            found = await open_conversation(
                session, self.vault, channel="webchat", person=person, now=self.clock()
            )
            self.id = found.id
        return self

    async def hear(self, text: str, message_id: str) -> str:
        async with self.database.write() as session:
            incoming = Incoming(message_id, text=text)
            accepted = await receive(session, self.vault, self.id, incoming, now=self.clock())
            return accepted.turn.id

    async def tell(self, body: Body) -> None:
        """What the desk says by itself."""
        async with self.database.write() as session:
            conversation = await lock_conversation(session, self.id)
            await add_message(session, self.vault, conversation, sender="system", body=body, now=self.clock())

    async def run(self, patience: float = 10) -> None:
        """Until no turn is due any more."""
        self.runner.wake(self.id)
        async with asyncio.timeout(patience):
            while self.runner._tasks:
                await asyncio.sleep(0.01)

    async def transcript(self) -> list[tuple[str, str | None]]:
        async with self.database.read() as session:
            messages = await newest(session, self.id, limit=100)
        return [(message.sender, unseal(self.vault, message).text) for message in messages]

    async def turns(self) -> list[Turn]:
        async with self.database.read() as session:
            return list((await session.execute(select(Turn).order_by(Turn.position))).scalars())


async def streamed(page: httpx.AsyncClient, last_id: str) -> AsyncIterator[tuple[str, dict[str, Any]]]:
    """(event, data) of the page's stream, as they come."""
    async with page.stream("GET", "/webchat/api/events", headers={"Last-Event-ID": last_id}) as stream:
        event = ""
        async for line in stream.aiter_lines():
            name, _, value = line.partition(": ")
            if name == "event":
                event = value
            elif name == "data":
                yield event, json.loads(value)
