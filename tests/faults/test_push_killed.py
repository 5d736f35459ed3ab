"""A desk dies while a channel takes what it pushes: the text is never lost, and twice at worst where the channel had taken it."""

import asyncio
import datetime as dt
from collections.abc import Sequence

import pytest
from sqlalchemy import select

from desk.channels.model import Recipient
from desk.channels.port import Said
from desk.channels.rules import Contact, Quotas
from desk.channels.service import contacted
from desk.channels.worker import DeliveryWorker
from desk.conversations.messages import Body
from desk.conversations.service import add_message, lock_conversation, open_conversation
from desk.leasing import LEASE
from desk.privacy.vault import Vault
from desk.store.database import Database
from tests.desk.builders import FakeClock
from tests.eventually import eventually

TEXT, NEXT = "您的投诉已经登记。", "商家已经回复。"


class Slow:
    """A channel that holds the first send. shown: what people have seen."""

    name = "pigeon"
    quotas: Quotas | None = None

    def __init__(self, *, takes_first: bool) -> None:
        self.shown: list[str] = []
        self.asked, self.answers, self._takes_first = asyncio.Event(), asyncio.Event(), takes_first

    def parts(self, said: Said) -> list[str]:
        return [said.text or ""]

    def pack(self, parts: Sequence[str]) -> tuple[str, int]:
        return parts[0], 1

    async def send(self, address: str, text: str, *, sender: str) -> None:
        if self.asked.is_set():
            self.shown.append(text)
            return
        if self._takes_first:
            self.shown.append(text)
        self.asked.set()
        await self.answers.wait()

    async def fetch(self, media_id: str, *, max_bytes: int) -> bytes:
        raise NotImplementedError

    async def close(self) -> None:
        """Nothing is open."""


class Telling:
    """One person on the channel, and desks that push to them."""

    def __init__(self, database: Database, vault: Vault, clock: FakeClock) -> None:
        self._database, self._vault, self._clock, self._id = database, vault, clock, ""

    async def begin(self) -> None:
        now = self._clock()
        async with self._database.write() as session:
            found = await open_conversation(session, self._vault, channel=Slow.name, person="p", now=now)
            self._id = found.id
            conversation = await lock_conversation(session, found.id)
            await contacted(
                session,
                self._vault,
                conversation,
                address="loft",
                contact=Contact.MESSAGE,
                passive_until=None,
                now=now,
            )

    async def tell(self, text: str) -> None:
        async with self._database.write() as session:
            conversation = await lock_conversation(session, self._id)
            await add_message(
                session,
                self._vault,
                conversation,
                sender="system",
                body=Body(text=text),
                now=self._clock(),
            )

    async def push(self, channel: Slow) -> None:
        """By a desk that lives, until nothing is due."""
        worker = DeliveryWorker(self._database, self._vault, {channel.name: channel}, self._clock)
        while await worker.work_once():
            pass

    async def claimed_until(self) -> dt.datetime | None:
        async with self._database.read() as session:
            return await session.scalar(select(Recipient.claimed_until))

    async def push_and_die(self, channel: Slow) -> None:
        """By a desk of which nothing remains but what it has committed."""
        worker = DeliveryWorker(self._database, self._vault, {channel.name: channel}, self._clock)
        pushing = asyncio.create_task(worker.work_once())
        await asyncio.wait_for(channel.asked.wait(), 20)
        pushing.cancel()
        await asyncio.gather(pushing, return_exceptions=True)


@pytest.fixture
async def telling(database: Database, vault: Vault, clock: FakeClock) -> Telling:
    made = Telling(database, vault, clock)
    await made.begin()
    await made.tell(TEXT)
    return made


@pytest.mark.parametrize(("taken", "seen"), [(False, [TEXT, NEXT]), (True, [TEXT, TEXT, NEXT])])
async def test_what_a_dead_desk_was_pushing_is_pushed_by_another_in_order(
    telling: Telling, clock: FakeClock, taken: bool, seen: list[str]
) -> None:
    channel = Slow(takes_first=taken)
    await telling.push_and_die(channel)
    await telling.tell(NEXT)
    await telling.push(channel)
    assert channel.shown == [TEXT] * taken  # the claim of the dead one holds: nothing is overtaken
    clock.advance(seconds=LEASE.total_seconds())
    await telling.push(channel)
    assert channel.shown == seen


async def test_a_send_that_takes_longer_than_a_lease_stays_with_the_desk_that_makes_it(
    telling: Telling, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("desk.leasing.BEAT", 0.05)
    channel = Slow(takes_first=True)
    pushing = asyncio.create_task(telling.push(channel))
    await asyncio.wait_for(channel.asked.wait(), 20)
    for _ in range(3):
        clock.advance(seconds=LEASE.total_seconds() - 1)
        await eventually(telling.claimed_until, lambda until: until == clock() + LEASE)
        await telling.push(channel)  # another desk
    assert not pushing.done()
    channel.answers.set()
    await pushing
    assert channel.shown == [TEXT]
