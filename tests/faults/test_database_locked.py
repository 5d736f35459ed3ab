"""Somebody else holds the database's lock for longer than we wait: nothing half, a sentence, and on it goes."""

import asyncio
import datetime as dt
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager

import psycopg
import pytest
from sqlalchemy import select

from desk.conversations.model import Turn
from desk.conversations.rules import LEASE
from desk.settings import Settings
from desk.store import in_loop
from desk.store.database import Database
from tests.desk.builders import FakeClock
from tests.desk.conversations.scripted import ScriptedBrain
from tests.eventually import eventually
from tests.faults.page import Page

Lock = Callable[[], AbstractAsyncContextManager[None]]

# Another program on the same file: it says when it has the lock, and lets go when its input ends.
HOLD = """
import sqlite3, sys
other = sqlite3.connect(sys.argv[1], isolation_level=None, timeout=20)
other.execute("BEGIN IMMEDIATE")
print(flush=True)
sys.stdin.read()
"""


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody wants to wait for fifteen seconds here."""
    monkeypatch.setattr(in_loop, "BUSY_TIMEOUT_MS", 300)
    monkeypatch.setattr("desk.conversations.leases.BEAT", 0.1)


@asynccontextmanager
async def _locked_file(url: str) -> AsyncIterator[None]:
    """SQLite has one writer: whoever holds its lock keeps all others out."""
    path, pipe = url.removeprefix("sqlite:///"), asyncio.subprocess.PIPE
    other = await asyncio.create_subprocess_exec(sys.executable, "-c", HOLD, path, stdin=pipe, stdout=pipe)
    assert other.stdout is not None
    await other.stdout.readline()
    try:
        yield
    finally:
        await other.communicate()


@asynccontextmanager
async def _locked_table(url: str) -> AsyncIterator[None]:
    """As a migration by hand would, or a forgotten psql."""
    async with await psycopg.AsyncConnection.connect(url) as other:
        await other.execute("LOCK TABLE conversations, turns IN EXCLUSIVE MODE")
        yield
        await other.rollback()


@pytest.fixture
def lock(settings: Settings) -> Lock:
    url = settings.database_url
    return lambda: _locked_file(url) if url.startswith("sqlite") else _locked_table(url)


async def test_a_message_that_meets_a_locked_database_is_refused_whole_and_taken_when_it_comes_again(
    page: Page, lock: Lock
) -> None:
    async with lock():
        refused = await page.post("商家不退款", "message-locked")
        assert (refused.status_code, refused.headers["Retry-After"]) == (503, "2")
        assert refused.json()["detail"] == "服务暂时不可用，请稍后再试"
        assert await page.history() == []  # readers go on
    taken = await page.post("商家不退款", "message-locked")
    assert taken.status_code == 202
    await page.until(("user", "商家不退款"), ("bot", "答：商家不退款"))


async def under_way(page: Page, brain: ScriptedBrain) -> None:
    """A message whose turn has reached the brain, which thinks."""
    brain.free.clear()
    assert (await page.post("商家不退款")).status_code == 202
    async with asyncio.timeout(10):
        while not brain.asked:
            await asyncio.sleep(0.01)


async def test_an_answer_that_cannot_be_stored_is_kept_and_told_once(
    page: Page, lock: Lock, brain: ScriptedBrain
) -> None:
    await under_way(page, brain)
    async with lock():
        brain.free.set()
        await asyncio.sleep(1)  # the answer comes, and the database refuses it
        assert await page.history() == [("user", "商家不退款")]
    await page.until(("user", "商家不退款"), ("bot", "答：商家不退款"))
    assert len(brain.asked) == 1


async def test_a_lease_that_cannot_be_renewed_is_renewed_once_the_database_is_free(
    page: Page, lock: Lock, brain: ScriptedBrain, clock: FakeClock, database: Database
) -> None:
    async def lease() -> dt.datetime | None:
        async with database.read() as session:
            return await session.scalar(select(Turn.lease_until))

    await under_way(page, brain)
    first = await lease()
    async with lock():
        clock.advance(seconds=LEASE.total_seconds() / 2)
        await asyncio.sleep(1)  # the heart beats, and the database refuses it
        assert await lease() == first
    await eventually(lease, lambda until: until == clock() + LEASE)
    brain.free.set()
    await page.until(("user", "商家不退款"), ("bot", "答：商家不退款"))
    assert len(brain.asked) == 1
