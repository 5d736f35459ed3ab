"""Events: numbered after commit, streamed without gap or repeat, on both databases."""

import asyncio
import datetime as dt
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx
import pytest
from sqlalchemy import select

from desk.bus import InProcessBus
from desk.events.model import DeskEvent
from desk.events.numbering import Numberer
from desk.events.rules import Start, start_of
from desk.events.service import KEPT, Happened, add_event, bounds, events_after, number_new, purge
from desk.events.types import EventType
from desk.store.database import Database
from tests.desk.builders import NOW, on_sqlite

C1, C2 = "0192f3a0-0000-7000-8000-000000000001", "0192f3a0-0000-7000-8000-000000000002"
CHIEF = {"Authorization": "Bearer supervisor-token"}


async def happens(database: Database, conversation: str = C1, *, now: dt.datetime = NOW) -> None:
    async with database.write() as session:
        add_event(session, EventType.CLAIMED, conversation, Happened(state="serving"), now=now)


async def read_after(database: Database, number: int) -> list[tuple[int | None, str]]:
    async with database.read() as session:
        return [(event.number, event.conversation_id) for event in await events_after(session, number)]


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_what_was_written_first_and_committed_last_is_not_passed_over(database: Database) -> None:
    written, go_on = asyncio.Event(), asyncio.Event()

    async def slow() -> None:
        async with database.write() as session:
            add_event(session, EventType.CLAIMED, C1, now=NOW)
            await session.flush()
            written.set()
            await go_on.wait()

    task = asyncio.create_task(slow())
    await written.wait()
    await happens(database, C2)
    assert await number_new(database) == 1
    assert await read_after(database, 0) == [(1, C2)]
    go_on.set()
    await task
    assert await number_new(database) == 1
    assert await read_after(database, 1) == [(2, C1)]
    async with database.read() as session:
        ids = (await session.scalars(select(DeskEvent.id).order_by(DeskEvent.number))).all()
    assert ids == sorted(ids, reverse=True)  # the sequence alone would have told them the other way round


async def test_numberers_at_once_give_each_event_one_number(database: Database) -> None:
    await asyncio.gather(*(happens(database) for _ in range(20)))
    await asyncio.gather(*(number_new(database) for _ in range(4)))
    assert [number for number, _ in await read_after(database, 0)] == list(range(1, 21))


async def test_what_is_rolled_back_never_happened(database: Database) -> None:
    async def fails() -> None:
        async with database.write() as session:
            add_event(session, EventType.CLAIMED, C1, now=NOW)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        await fails()
    assert await number_new(database) == 0


async def test_old_events_go_and_numbers_are_not_given_again(database: Database) -> None:
    await happens(database)
    await number_new(database)
    async with database.write() as session:
        assert await purge(session, now=NOW + KEPT + dt.timedelta(seconds=1)) == 1
    await happens(database, C2)
    await number_new(database)
    assert await read_after(database, 0) == [(2, C2)]
    async with database.read() as session:
        assert await bounds(session) == (2, 1)


@pytest.mark.parametrize(
    ("asked", "start"),
    [
        (None, Start(9)),
        ("7", Start(7)),
        ("9", Start(9)),
        ("3", Start(3)),
        ("2", Start(9, reset=True)),  # the third was missed, and is gone
        ("10", Start(9, reset=True)),
        ("x", Start(9, reset=True)),
    ],
)
def test_where_a_stream_begins(asked: str | None, start: Start) -> None:
    assert start_of(asked, newest=9, dropped=3) == start


@on_sqlite
async def test_a_committed_event_is_numbered_at_once_and_streams_are_waked(database: Database) -> None:
    bus = InProcessBus()
    numberer = Numberer(database, bus)
    numberer.start()
    try:
        async with bus.subscribe("desk-events") as subscription:
            await happens(database)
            assert await subscription.wait(0.8)  # before it would look by itself
        assert await read_after(database, 0) == [(1, C1)]
    finally:
        await numberer.stop()


Frame = tuple[str | None, str, dict[str, Any]]


@asynccontextmanager
async def listening(api: httpx.AsyncClient, **headers: str) -> AsyncIterator[AsyncIterator[Frame]]:
    async with api.stream("GET", "/api/v1/events", headers=CHIEF | headers) as response:
        assert response.status_code == 200
        assert response.headers["content-type"].startswith("text/event-stream")

        async def frames() -> AsyncIterator[Frame]:
            told: dict[str, str] = {}
            async for line in response.aiter_lines():
                if line:
                    name, _, value = line.partition(": ")
                    told[name] = value
                elif "event" in told:
                    yield told.get("id"), told["event"], json.loads(told["data"])
                    told = {}

        yield frames()


async def following(frames: AsyncIterator[Frame]) -> Frame:
    async with asyncio.timeout(5):
        return await anext(frames)


@on_sqlite
async def test_a_stream_resumes_without_gap_or_repeat(api: httpx.AsyncClient, database: Database) -> None:
    async with listening(api) as frames:
        assert (await following(frames))[1] == "ready"
        await happens(database)
        number, kind, data = await following(frames)
        assert (kind, data["conversation_id"], data["state"]) == ("service.claimed", C1, "serving")
    for _ in range(3):
        await happens(database, C2)
    await asyncio.sleep(1.2)  # nobody listens; the desk numbers them all the same
    async with listening(api, **{"Last-Event-ID": str(number)}) as frames:
        assert (await following(frames))[1] == "ready"
        missed = [await following(frames) for _ in range(3)]
    assert [int(one[0] or 0) for one in missed] == [int(number or 0) + more for more in (1, 2, 3)]
    assert {one[2]["conversation_id"] for one in missed} == {C2}


@on_sqlite
async def test_who_was_away_for_too_long_is_told_to_read_anew(api: httpx.AsyncClient) -> None:
    async with listening(api, **{"Last-Event-ID": "4711"}) as frames:
        assert (await following(frames))[1] == "reset"
