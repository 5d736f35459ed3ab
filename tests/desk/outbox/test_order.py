"""Order in the outbox: one after another within a line, whatever fails, however many workers there are."""

import asyncio
import datetime as dt
import random
from collections import defaultdict
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from desk.backoff import LONGEST_PAUSE, delay_after
from desk.bus import InProcessBus
from desk.clock import utc_now
from desk.ids import new_id
from desk.outbox.model import OutboxItem
from desk.outbox.service import DEAD, DONE, KEEP_DONE, PENDING, enqueue, purge_done
from desk.outbox.worker import (
    LEASE,
    Finish,
    OutboxWorker,
    Refused,
    TryLater,
)
from desk.privacy.vault import Vault
from desk.store.database import Database
from tests.desk.builders import FakeClock

on_postgresql = pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)


class Line:
    """Items in lines, and what was carried out of them in which order."""

    def __init__(self, database: Database, vault: Vault, clock: Any) -> None:
        self.database, self.vault, self.clock = database, vault, clock
        self.done: list[str] = []
        self.fails: dict[str, list[Exception]] = defaultdict(list)

    def worker(self) -> OutboxWorker:
        return OutboxWorker(
            self.database, self.vault, InProcessBus(), self.clock, {"item": self.take}, self.bury
        )

    async def take(self, item: OutboxItem, _body: dict[str, Any]) -> Finish:
        await asyncio.sleep(0)
        if self.fails[item.key]:
            raise self.fails[item.key].pop()
        self.done.append(item.key)

        async def nothing(_session: AsyncSession) -> None: ...

        return nothing

    async def bury(self, _session: AsyncSession, _item: OutboxItem) -> None: ...

    async def add(self, *keys: str, line: str | None = "case:1") -> None:
        for key in keys:
            async with self.database.write() as session:
                await self.add_in(session, key, line)

    async def add_in(self, session: AsyncSession, key: str, line: str | None = "case:1") -> str | None:
        return await enqueue(
            session,
            self.vault,
            kind="item",
            key=key,
            body={},
            conversation_id=None,
            ordering_key=line,
            now=self.clock(),
        )

    async def work(self) -> None:
        worker = self.worker()
        while await worker.work_once():
            pass

    async def item(self, key: str) -> OutboxItem:
        async with self.database.read() as session:
            return (await session.execute(select(OutboxItem).filter_by(key=key))).scalar_one()


@pytest.fixture
def line(database: Database, vault: Vault, clock: FakeClock) -> Line:
    return Line(database, vault, clock)


async def test_what_stands_behind_a_failing_item_waits_and_others_do_not(line: Line) -> None:
    line.fails["a1"] = [TryLater("http_503")]
    await line.add("a1", "a2", "a3")
    await line.add("b1", line="case:2")
    await line.add("free", line=None)
    await line.work()
    assert sorted(line.done) == ["b1", "free"]
    line.clock.advance(seconds=1)
    await line.work()
    assert line.done[2:] == ["a1", "a2", "a3"]


async def test_an_item_under_a_lease_holds_back_its_line(line: Line) -> None:
    await line.add("a1", "a2")
    claimed = await line.worker()._claim()
    assert claimed
    assert claimed.key == "a1"
    assert await line.worker()._claim() is None
    line.clock.advance(seconds=LEASE.total_seconds() + 1)  # whoever held it has died
    await line.work()
    assert line.done == ["a1", "a2"]


async def test_a_dead_item_no_longer_holds_back_its_line(line: Line) -> None:
    line.fails["a1"] = [Refused("http_422")]
    await line.add("a1", "a2")
    await line.work()
    assert (line.done, (await line.item("a1")).state) == (["a2"], DEAD)


async def test_those_behind_an_item_that_was_put_back_are_not_due_before_it(line: Line) -> None:
    line.fails["a1"] = [TryLater("http_429", after=LONGEST_PAUSE)]
    await line.add("a1", "a2")
    await line.work()
    first, second = await line.item("a1"), await line.item("a2")
    assert first.next_try_at == second.next_try_at == line.clock() + LONGEST_PAUSE


async def test_an_item_added_twice_takes_one_place(line: Line) -> None:
    await line.add("a1", "a1", "a2")
    assert [(await line.item(key)).place for key in ("a1", "a2")] == [1, 2]


async def test_ids_out_of_order_do_not_matter(line: Line, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another machine's clock lags behind: what is added later there has the smaller id."""
    ids = sorted((new_id() for _ in range(3)), reverse=True)
    monkeypatch.setattr("desk.outbox.service.new_id", lambda: ids.pop(0))
    await line.add("a1", "a2", "a3")
    await line.work()
    assert line.done == ["a1", "a2", "a3"]


@pytest.mark.parametrize(
    ("attempts", "asked", "seconds"), [(1, None, 1), (3, 2, 4), (1, 90, 90), (1, 10**6, 3600), (40, 5, 600)]
)
def test_the_outside_may_ask_for_a_longer_pause_within_bounds(
    attempts: int, asked: int | None, seconds: int
) -> None:
    pause = None if asked is None else dt.timedelta(seconds=asked)
    assert delay_after(attempts, pause).total_seconds() == seconds


@on_postgresql
async def test_who_adds_to_a_line_waits_for_who_added_before(line: Line) -> None:
    added = asyncio.Event()

    async def second() -> None:
        async with line.database.write() as session:
            await line.add_in(session, "a2")
        added.set()

    async with line.database.write() as session:
        await line.add_in(session, "a1")
        task = asyncio.create_task(second())
        await asyncio.sleep(0.3)
        assert not added.is_set()  # else a2 could be carried out before a1 is even visible
    await task
    await line.work()
    assert line.done == ["a1", "a2"]


async def test_many_adding_at_once_get_places_without_gaps(line: Line) -> None:
    async def add(adder: int) -> None:
        await line.add(*(f"{adder}-{number}" for number in range(10)))

    await asyncio.gather(*(add(adder) for adder in range(4)))
    async with line.database.read() as session:
        places = list(await session.scalars(select(OutboxItem.place).order_by(OutboxItem.place)))
    assert places == list(range(1, 41))


@on_postgresql
async def test_four_workers_keep_the_order_of_each_of_many_cases(database: Database, vault: Vault) -> None:
    """1,000 items of 50 cases, some of which fail once or twice and one of which dies."""
    line, chance = Line(database, vault, utc_now), random.Random(7)
    written: dict[str, list[str]] = defaultdict(list)
    async with database.write() as session:
        for number in range(1000):
            case = f"case:{chance.randrange(50)}"
            key = f"{case}#{number}"
            written[case].append(key)
            await line.add_in(session, key, case)
            if number % 97 == 0:
                line.fails[key] = [TryLater("http_503") for _ in range(1 + number % 2)]
    line.fails[written["case:3"][4]] = [Refused("http_422")]

    async def work() -> None:
        worker = line.worker()
        while await worker.work_once() or await unfinished():
            pass

    async def unfinished() -> int:
        async with database.read() as session:
            counted = select(func.count()).select_from(OutboxItem).where(OutboxItem.state == PENDING)
            await asyncio.sleep(0.05)
            return (await session.execute(counted)).scalar_one()

    async with asyncio.timeout(120):
        await asyncio.gather(*(work() for _ in range(4)))
    carried_out: dict[str, list[str]] = defaultdict(list)
    for key in line.done:
        carried_out[key.partition("#")[0]].append(key)
    del written["case:3"][4]
    assert carried_out == written


async def test_what_was_done_long_ago_is_purged_and_dead_letters_stay(line: Line) -> None:
    line.fails["dead"] = [Refused("http_422")]
    await line.add("dead", "done")
    await line.work()
    line.clock.advance(days=KEEP_DONE.days - 1)
    await line.add("fresh")
    await line.work()
    assert await purge_done(line.database, now=line.clock()) == 0
    line.clock.advance(days=2)
    assert await purge_done(line.database, now=line.clock()) == 1
    async with line.database.read() as session:
        left = {item.key: item.state for item in await session.scalars(select(OutboxItem))}
    assert left == {"dead": DEAD, "fresh": DONE}
