"""SQLite's cursors in one change of threads: the same rows, errors and streams as aiosqlite's own."""

import sqlite3
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError, OperationalError

from desk.store import one_hop
from desk.store.database import Database
from desk.store.one_hop import FETCHED_AT_ONCE, OneHopConnection

MANY = FETCHED_AT_ONCE * 2 + 7


@pytest.fixture
async def connection(tmp_path: Path) -> AsyncIterator[OneHopConnection]:
    opened = one_hop.connect(str(tmp_path / "file.db"))
    await opened
    async with opened.cursor() as cursor:
        await cursor.execute("CREATE TABLE numbers (n INTEGER PRIMARY KEY)")
        await cursor.executemany("INSERT INTO numbers VALUES (?)", [(n,) for n in range(MANY)])
    await opened.commit()
    yield opened
    await opened.close()


@pytest.mark.parametrize("count", [0, 1, FETCHED_AT_ONCE - 1, FETCHED_AT_ONCE, FETCHED_AT_ONCE + 1, MANY])
async def test_all_rows_come_however_many_there_are(connection: OneHopConnection, count: int) -> None:
    cursor = connection.cursor()
    await cursor.execute("SELECT n FROM numbers WHERE n < ? ORDER BY n", (count,))
    assert [n for (n,) in await cursor.fetchall()] == list(range(count))
    assert list(await cursor.fetchall()) == []


async def test_rows_can_be_taken_in_parts(connection: OneHopConnection) -> None:
    cursor = connection.cursor()
    await cursor.execute("SELECT n FROM numbers ORDER BY n")
    taken = [await cursor.fetchone()]
    while rows := await cursor.fetchmany(190):
        assert len(list(rows)) <= 190
        taken += rows
    assert taken == [(n,) for n in range(MANY)]
    assert await cursor.fetchone() is None


async def test_rows_can_be_walked_through(connection: OneHopConnection) -> None:
    cursor = connection.cursor()
    await cursor.execute("SELECT n FROM numbers ORDER BY n")
    assert [row async for row in cursor] == [(n,) for n in range(MANY)]


async def test_an_insert_tells_what_it_did(connection: OneHopConnection) -> None:
    cursor = connection.cursor()
    await cursor.execute("INSERT INTO numbers VALUES (?)", (MANY + 5,))
    assert (cursor.description, cursor.rowcount, cursor.lastrowid) == (None, 1, MANY + 5)
    await cursor.execute("UPDATE numbers SET n = n + 100000 WHERE n >= 10")
    assert cursor.rowcount == MANY - 9


async def test_a_failed_statement_raises_the_drivers_error_and_the_connection_goes_on(
    connection: OneHopConnection,
) -> None:
    cursor = connection.cursor()
    with pytest.raises(sqlite3.IntegrityError):
        await cursor.execute("INSERT INTO numbers VALUES (0)")
    with pytest.raises(sqlite3.OperationalError):
        await cursor.execute("SELECT nothing FROM nowhere")
    await cursor.execute("SELECT count(*) FROM numbers")
    assert await cursor.fetchone() == (MANY,)


async def test_rows_that_nobody_reads_do_not_hold_back_a_writer(connection: OneHopConnection) -> None:
    cursor = connection.cursor()
    await cursor.execute("SELECT n FROM numbers")
    await cursor.close()
    other = connection.cursor()
    await other.execute("DROP TABLE numbers")


async def test_the_database_uses_it_and_maps_its_errors(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'desk.db'}")
    async with database.write() as session:
        raw = await (await session.connection()).get_raw_connection()
        assert isinstance(raw.driver_connection, OneHopConnection)
        await session.execute(text("CREATE TABLE numbers (n INTEGER PRIMARY KEY)"))
        await session.execute(text("INSERT INTO numbers VALUES (:n)"), [{"n": n} for n in range(MANY)])
    with pytest.raises(IntegrityError):
        async with database.write() as session:
            await session.execute(text("INSERT INTO numbers VALUES (1)"))
    with pytest.raises(OperationalError):
        async with database.read() as session:
            await session.execute(text("SELECT nothing FROM nowhere"))
    async with database.read() as session:
        streamed = await session.stream(text("SELECT n FROM numbers ORDER BY n"))
        assert [n async for (n,) in streamed] == list(range(MANY))
    await database.close()
