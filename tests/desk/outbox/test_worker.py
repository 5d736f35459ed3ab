"""The outbox worker on a real database: nothing that goes wrong with one item holds up the others."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from cryptography.fernet import Fernet
from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from desk.bus import InProcessBus
from desk.leasing import LEASE
from desk.outbox.model import OutboxItem
from desk.outbox.service import DEAD, DONE, PENDING, WITHDRAWN, enqueue, withdraw
from desk.outbox.worker import MAX_FAILURES, Finish, Handler, OutboxWorker, Refused, TryLater
from desk.privacy.vault import Vault
from desk.store.database import Database
from tests.desk.builders import FakeClock
from tests.eventually import eventually

STORY = "我叫王小丽，商家不退款"


async def nothing(_session: AsyncSession) -> None:
    """Nobody needs to be told."""


def failing(error: Exception) -> Handler:
    async def handle(_item: OutboxItem, _body: dict[str, Any]) -> Finish:
        raise error

    return handle


class Outside:
    """A worker with handlers of the test, and what it did."""

    def __init__(self, database: Database, vault: Vault, clock: FakeClock) -> None:
        self.database, self.vault, self.clock = database, vault, clock
        self.handlers: dict[str, Handler] = {"good": self._take}
        self.taken: list[dict[str, Any]] = []
        self.buried: list[str] = []
        self.on_dead: Callable[[AsyncSession, OutboxItem], Awaitable[None]] = self._bury
        self.worker = self.new_worker(vault)

    def new_worker(self, vault: Vault) -> OutboxWorker:
        return OutboxWorker(
            self.database,
            vault,
            InProcessBus(),
            self.clock,
            self.handlers,
            lambda session, item: self.on_dead(session, item),
        )

    async def _take(self, _item: OutboxItem, body: dict[str, Any]) -> Finish:
        self.taken.append(body)
        return nothing

    async def _bury(self, _session: AsyncSession, item: OutboxItem) -> None:
        self.buried.append(item.key)

    async def add(self, kind: str, key: str = "k-1", conversation_id: str | None = None) -> None:
        async with self.database.write() as session:
            await enqueue(
                session,
                self.vault,
                kind=kind,
                key=key,
                body={"story": STORY},
                conversation_id=conversation_id,
                now=self.clock(),
            )

    async def item(self, key: str = "k-1") -> OutboxItem:
        async with self.database.read() as session:
            return (await session.execute(select(OutboxItem).filter_by(key=key))).scalar_one()

    async def tries(self, times: int) -> None:
        for _ in range(times):
            while await self.worker.work_once():
                pass
            self.clock.advance(minutes=11)


@pytest.fixture
def outside(database: Database, vault: Vault, clock: FakeClock) -> Outside:
    return Outside(database, vault, clock)


async def test_an_item_is_carried_out_once_and_its_text_is_emptied(outside: Outside) -> None:
    await outside.add("good")
    await outside.add("good")
    await outside.tries(2)
    item = await outside.item()
    assert outside.taken == [{"story": STORY}]
    assert (item.state, outside.vault.open(item.sealed_body)) == (DONE, "{}")


async def test_an_outside_that_is_away_is_tried_for_as_long_as_it_takes(outside: Outside) -> None:
    outside.handlers["bad"] = failing(TryLater("http_503"))
    await outside.add("bad")
    await outside.tries(MAX_FAILURES + 5)
    item = await outside.item()
    assert (item.state, item.error_code, item.attempts) == (PENDING, "http_503", MAX_FAILURES + 5)
    outside.handlers["bad"] = outside._take
    await outside.tries(1)
    assert (await outside.item()).state == DONE


async def test_what_takes_longer_than_a_lease_stays_with_the_desk_that_is_at_it(
    outside: Outside, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, ends = asyncio.Event(), asyncio.Event()

    async def take_long(item: OutboxItem, body: dict[str, Any]) -> Finish:
        begun.set()
        await ends.wait()
        return await outside._take(item, body)

    monkeypatch.setattr("desk.leasing.BEAT", 0.05)
    outside.handlers["long"] = take_long
    await outside.add("long")
    working = asyncio.create_task(outside.worker.work_once())
    await asyncio.wait_for(begun.wait(), 20)
    for _ in range(3):
        outside.clock.advance(seconds=LEASE.total_seconds() - 1)
        await eventually(outside.item, lambda item: item.next_try_at == outside.clock() + LEASE)
        assert not await outside.new_worker(outside.vault).work_once()
    ends.set()
    await working
    assert (len(outside.taken), (await outside.item()).state) == (1, DONE)


async def test_what_a_dead_desk_was_at_is_carried_out_when_its_lease_is_over(outside: Outside) -> None:
    begun = asyncio.Event()

    async def hang(_item: OutboxItem, _body: dict[str, Any]) -> Finish:
        begun.set()
        await asyncio.Event().wait()
        return nothing

    outside.handlers["long"] = hang
    await outside.add("long")
    working = asyncio.create_task(outside.worker.work_once())
    await asyncio.wait_for(begun.wait(), 20)
    working.cancel()
    await asyncio.gather(working, return_exceptions=True)
    outside.handlers["long"] = outside._take
    assert not await outside.new_worker(outside.vault).work_once()
    outside.clock.advance(seconds=LEASE.total_seconds())
    assert await outside.new_worker(outside.vault).work_once()
    assert (len(outside.taken), (await outside.item()).state) == (1, DONE)


async def test_what_is_refused_is_dead_at_once_and_somebody_is_told(outside: Outside) -> None:
    outside.handlers["bad"] = failing(Refused("http_422"))
    await outside.add("bad")
    await outside.tries(2)
    item = await outside.item()
    assert (item.state, item.error_code, outside.buried) == (DEAD, "http_422", ["k-1"])
    assert STORY in outside.vault.open(item.sealed_body)  # staff must be able to look


@pytest.mark.parametrize("error", [KeyError("case_no"), ValueError(STORY), OSError("disk full")])
async def test_an_error_nobody_foresaw_is_put_back_and_others_are_carried_out(
    outside: Outside, error: Exception, caplog: pytest.LogCaptureFixture
) -> None:
    outside.handlers["bad"] = failing(error)
    await outside.add("bad")
    await outside.add("good", "k-2")
    await outside.tries(1)
    item = await outside.item()
    assert (item.state, item.error_code, item.failures) == (PENDING, type(error).__name__, 1)
    assert (await outside.item("k-2")).state == DONE
    assert item.id in caplog.text
    assert STORY not in caplog.text


async def test_an_item_that_always_fails_is_buried(outside: Outside) -> None:
    outside.handlers["bad"] = failing(KeyError("case_no"))
    await outside.add("bad")
    await outside.tries(MAX_FAILURES - 1)
    assert (await outside.item()).state == PENDING
    await outside.tries(1)
    assert ((await outside.item()).state, outside.buried) == (DEAD, ["k-1"])


async def test_a_long_absence_does_not_use_up_the_tries_of_an_error(outside: Outside) -> None:
    outside.handlers["bad"] = failing(TryLater("http_503"))
    await outside.add("bad")
    await outside.tries(MAX_FAILURES)
    outside.handlers["bad"] = failing(KeyError("case_no"))
    await outside.tries(1)
    assert (await outside.item()).state == PENDING


async def test_a_kind_that_nobody_knows_is_put_back(outside: Outside) -> None:
    await outside.add("unheard_of")
    await outside.tries(1)
    item = await outside.item()
    assert (item.state, item.error_code) == (PENDING, "UnknownKind")


async def test_a_body_that_no_key_opens_is_put_back(outside: Outside) -> None:
    await outside.add("good")
    outside.worker = outside.new_worker(Vault((Fernet.generate_key().decode(),)))
    await outside.tries(1)
    item = await outside.item()
    assert (item.state, item.error_code, outside.taken) == (PENDING, "SealBroken", [])


async def test_telling_that_fails_is_tried_again_and_nothing_of_it_is_kept(outside: Outside) -> None:
    async def tell(session: AsyncSession) -> None:
        await session.execute(update(OutboxItem).values(error_code="half told"))
        raise KeyError("case_no")

    async def handle(_item: OutboxItem, _body: dict[str, Any]) -> Finish:
        return tell

    outside.handlers["bad"] = handle
    await outside.add("bad")
    await outside.tries(1)
    item = await outside.item()
    assert (item.state, item.error_code) == (PENDING, "KeyError")


async def test_an_item_is_buried_even_when_telling_fails(outside: Outside) -> None:
    async def untellable(_session: AsyncSession, _item: OutboxItem) -> None:
        raise AssertionError

    outside.on_dead, outside.handlers["bad"] = untellable, failing(KeyError("case_no"))
    await outside.add("bad")
    await outside.tries(MAX_FAILURES)
    assert (await outside.item()).state == DEAD


@pytest.mark.parametrize("error", [TryLater("http_503"), Refused("http_422"), KeyError("x")])
async def test_an_item_withdrawn_while_under_way_stays_withdrawn(outside: Outside, error: Exception) -> None:
    async def handle(_item: OutboxItem, _body: dict[str, Any]) -> Finish:
        async with outside.database.write() as session:
            await withdraw(session, outside.vault, kind="bad", conversation_id="c-1", now=outside.clock())
        raise error

    outside.handlers["bad"] = handle
    await outside.add("bad", conversation_id="c-1")
    await outside.tries(2)
    item = await outside.item()
    assert (item.state, item.error_code, outside.buried) == (DONE, WITHDRAWN, [])
    assert outside.vault.open(item.sealed_body) == "{}"


async def test_what_got_through_while_it_was_withdrawn_is_told(outside: Outside) -> None:
    told: list[str] = []

    async def tell(_session: AsyncSession) -> None:
        told.append("a number")

    async def handle(_item: OutboxItem, _body: dict[str, Any]) -> Finish:
        async with outside.database.write() as session:
            await withdraw(session, outside.vault, kind="bad", conversation_id="c-1", now=outside.clock())
        return tell

    outside.handlers["bad"] = handle
    await outside.add("bad", conversation_id="c-1")
    await outside.tries(2)
    item = await outside.item()
    assert (told, item.state, item.error_code) == (["a number"], DONE, None)


async def test_two_workers_tell_once(outside: Outside) -> None:
    told: list[str] = []

    async def handle(_item: OutboxItem, _body: dict[str, Any]) -> Finish:
        async def tell(session: AsyncSession) -> None:
            await session.execute(update(OutboxItem).values(error_code="told"))
            told.append("a number")

        return tell

    outside.handlers["slow"] = handle
    await outside.add("slow")
    item = await outside.worker._claim()
    assert item
    outside.clock.advance(minutes=2)  # our lease runs out, and another worker finishes it
    await outside.new_worker(outside.vault).work_once()
    await outside.worker._complete(item, await handle(item, {}))
    assert (await outside.item()).error_code is None


async def test_a_worker_takes_only_what_its_lane_holds(outside: Outside) -> None:
    outside.handlers["slow"] = outside._take
    await outside.add("slow", "k-slow")
    await outside.add("good", "k-good")
    slow = OutboxItem.kind == "slow"
    fast_lane, slow_lane = (
        OutboxWorker(
            outside.database,
            outside.vault,
            InProcessBus(),
            outside.clock,
            outside.handlers,
            outside._bury,
            lane=lane,
        )
        for lane in (~slow, slow)
    )
    while await fast_lane.work_once():
        pass
    assert ((await outside.item("k-good")).state, (await outside.item("k-slow")).state) == (DONE, PENDING)
    assert await slow_lane.work_once()
    assert (await outside.item("k-slow")).state == DONE


async def test_a_worker_that_met_an_error_goes_on_and_stops_quietly(outside: Outside) -> None:
    broken = outside.worker._claim

    async def fails_once() -> Any:
        outside.worker._claim = broken  # type: ignore[method-assign]
        raise RuntimeError(STORY)

    outside.worker._claim = fails_once  # type: ignore[method-assign]
    await outside.add("good")
    outside.worker.start()
    async with asyncio.timeout(10):
        while (await outside.item()).state != DONE:
            await asyncio.sleep(0.05)
    await outside.worker.stop()


async def test_stopping_a_worker_that_has_died_raises_nothing(outside: Outside) -> None:
    async def dies() -> None:
        raise RuntimeError

    outside.worker._loop._task = asyncio.create_task(dies())
    await asyncio.sleep(0)
    await outside.worker.stop()


@pytest.mark.parametrize(("seconds", "state"), [(0.3, DONE), (60, PENDING)])
async def test_a_worker_that_is_stopped_ends_what_is_under_way_if_it_is_short(
    outside: Outside, seconds: float, state: str
) -> None:
    began = asyncio.Event()

    async def handle(_item: OutboxItem, _body: dict[str, Any]) -> Finish:
        began.set()
        await asyncio.sleep(seconds)
        return nothing

    outside.handlers["slow"] = handle
    await outside.add("slow")
    outside.worker.start()
    async with asyncio.timeout(10):
        await began.wait()
        await outside.worker.stop()
    assert (await outside.item()).state == state
