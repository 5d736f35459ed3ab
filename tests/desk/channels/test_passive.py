"""Taking what is to be said while something is being added: nobody waits for each other for ever."""

import asyncio

from desk.channels.passive import take
from desk.channels.rules import Contact
from desk.channels.service import contacted
from desk.conversations.messages import Body
from desk.conversations.service import add_message, lock_conversation, open_conversation
from desk.privacy.vault import Vault
from desk.store.database import Database
from tests.connectors.example.pigeon import Pigeons
from tests.desk.builders import FakeClock


async def test_an_answer_is_taken_while_a_message_is_added(
    database: Database, vault: Vault, clock: FakeClock
) -> None:
    pigeons = Pigeons("http://127.0.0.1:9")
    async with database.write() as session:
        opened = await open_conversation(session, vault, channel="pigeon", person="r-1", now=clock())
        conversation = await lock_conversation(session, opened.id)
        await contacted(
            session,
            vault,
            conversation,
            address="r-1",
            contact=Contact.MESSAGE,
            passive_until=None,
            now=clock(),
        )
        first = Body(text="第一句")
        await add_message(session, vault, conversation, sender="bot", body=first, now=clock())

    async def taken(request: str) -> str | None:
        async with database.write() as session:
            spoken = await take(session, vault, pigeons, opened.id, request=request, now=clock())
            return None if spoken is None else spoken.text

    async with database.write() as session:
        conversation = await lock_conversation(session, opened.id)
        waiting = asyncio.create_task(taken("letter-1"))
        await asyncio.sleep(0.3)  # it stands before a row of ours by now
        second = Body(text="第二句")
        await add_message(session, vault, conversation, sender="bot", body=second, now=clock())
    assert await waiting == "第一句"
    assert await taken("letter-2") == "第二句"
    await pigeons.close()
