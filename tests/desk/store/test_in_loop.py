"""Brief transactions on SQLite: the same promises as any other, and the loop never waits."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.ext.asyncio import AsyncSession

from desk.store import in_loop
from desk.store.database import Database, after_commit
from desk.store.in_loop import InLoopSession

INSERT = text("INSERT INTO numbers VALUES (:n)")
COUNT = text("SELECT count(*) FROM numbers")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "desk.db"


@pytest.fixture
async def database(path: Path) -> AsyncIterator[Database]:
    opened = Database(f"sqlite:///{path}")
    async with opened.write() as session:
        await session.execute(text("CREATE TABLE numbers (n INTEGER PRIMARY KEY)"))
    yield opened
    await opened.close()


@pytest.fixture
def other(path: Path, database: Database) -> Iterator[sqlite3.Connection]:
    """Another process's connection."""
    connection = sqlite3.connect(path, isolation_level=None)
    yield connection
    connection.close()


async def add(database: Database, n: int) -> None:
    async with database.write(brief=True) as session:
        await session.execute(INSERT, {"n": n})


async def add_twice(session: AsyncSession, n: int) -> None:
    await session.execute(INSERT, {"n": n})
    await session.execute(INSERT, {"n": n})


async def count(database: Database, *, brief: bool) -> int:
    async with database.read(brief=brief) as session:
        return int(await session.scalar(COUNT))


async def test_what_is_committed_is_seen_by_all_kinds_of_transactions(database: Database) -> None:
    await add(database, 1)
    async with database.write() as session:
        await session.execute(INSERT, {"n": 2})
    assert [await count(database, brief=brief) for brief in (True, False)] == [2, 2]


async def test_what_raises_is_undone_whole(database: Database) -> None:
    done: list[int] = []

    async def twice() -> None:
        async with database.write(brief=True) as session:
            after_commit(session, lambda: done.append(1))
            await add_twice(session, 1)

    with pytest.raises(IntegrityError):
        await twice()
    assert (await count(database, brief=True), done) == (0, [])
    await add(database, 1)


async def test_a_savepoint_undoes_its_part(database: Database) -> None:
    async with database.write(brief=True) as session:
        await session.execute(INSERT, {"n": 1})
        try:
            async with session.begin_nested():
                await add_twice(session, 2)
        except IntegrityError:
            await session.execute(INSERT, {"n": 3})
    assert await count(database, brief=True) == 2


async def test_a_reader_sees_one_moment_and_holds_back_no_writer(database: Database) -> None:
    async with database.read(brief=True) as session:
        assert await session.scalar(COUNT) == 0
        await add(database, 1)
        assert await session.scalar(COUNT) == 0
    assert await count(database, brief=True) == 1


async def test_a_writer_waits_for_another_process_and_the_loop_goes_on(
    database: Database, other: sqlite3.Connection
) -> None:
    other.execute("BEGIN IMMEDIATE")
    writing = asyncio.create_task(add(database, 1))
    for _ in range(20):
        await asyncio.sleep(0.005)
    assert not writing.done()
    assert await count(database, brief=True) == 0  # readers wait for nobody
    other.execute("COMMIT")
    await writing
    assert await count(database, brief=True) == 1


async def test_a_lock_that_is_never_let_go_ends_the_wait(
    database: Database, other: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(in_loop, "BUSY_TIMEOUT_MS", 200)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(OperationalError):
        await add(database, 1)
    other.execute("ROLLBACK")
    await add(database, 1)


async def test_who_is_cancelled_while_waiting_holds_no_lock(
    database: Database, other: sqlite3.Connection
) -> None:
    other.execute("BEGIN IMMEDIATE")
    writing = asyncio.create_task(add(database, 1))
    await asyncio.sleep(0.05)
    writing.cancel()
    await asyncio.sleep(0.05)
    writing.cancel()  # impatiently
    other.execute("COMMIT")
    with pytest.raises(asyncio.CancelledError):
        await writing
    other.execute("BEGIN IMMEDIATE")
    other.execute("COMMIT")
    await add(database, 2)
    assert await count(database, brief=True) == 1


async def test_who_is_cancelled_at_the_commit_leaves_all_or_nothing(database: Database) -> None:
    """At whatever moment: the next writer finds a whole number of pairs and a free lock."""

    async def pair(n: int) -> None:
        async with database.write(brief=True) as session:
            await session.execute(INSERT, {"n": 2 * n})
            await session.execute(INSERT, {"n": 2 * n + 1})

    for n in range(30):
        writing = asyncio.create_task(pair(n))
        for _ in range(n % 6):
            await asyncio.sleep(0)
        writing.cancel()
        await asyncio.gather(writing, return_exceptions=True)
    await pair(30)
    assert await count(database, brief=True) % 2 == 0


async def test_its_sessions_are_those_of_brief_transactions_alone(database: Database) -> None:
    async with database.write(brief=True) as brief, database.read() as usual:
        assert isinstance(brief, InLoopSession)
        assert not isinstance(usual, InLoopSession)
        assert brief.get_bind().dialect.name == usual.get_bind().dialect.name == "sqlite"


async def test_readers_are_as_many_as_come(database: Database) -> None:
    """None waits for another one's connection: the loop would stop."""
    together = asyncio.Barrier(30)

    async def look() -> int:
        async with database.read(brief=True) as session:
            found = int(await session.scalar(COUNT))
            await together.wait()
        return found

    assert await asyncio.gather(*(look() for _ in range(30))) == [0] * 30
