"""SQLite over aiosqlite with one change of threads a statement.

aiosqlite runs each call in a thread of its connection: making the cursor, executing, fetching and closing are four
changes of threads, and SQLAlchemy makes all four for every statement. Here the cursor is made, executed, read and closed in
one go. What use cases call brief does without any, see desk.store.in_loop.
"""

import sqlite3
from collections import deque
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from functools import partial
from typing import Any

from aiosqlite.core import Connection

FETCHED_AT_ONCE = 500  # rows brought with the statement itself; more are read on demand

Row = tuple[Any, ...]


class OneHopCursor:
    """The part of aiosqlite's cursor that SQLAlchemy uses."""

    arraysize = 1

    def __init__(self, connection: "OneHopConnection") -> None:
        self._connection = connection
        self._open: sqlite3.Cursor | None = None  # while it has more rows than were brought
        self._rows: deque[Row] = deque()
        self.description: Sequence[Any] | None = None
        self.rowcount = -1
        self.lastrowid: int | None = None

    async def __aenter__(self) -> "OneHopCursor":
        return self

    async def __aexit__(self, *_error: object) -> None:
        await self.close()

    async def execute(self, sql: str, parameters: Iterable[Any] | None = None) -> "OneHopCursor":
        """Run a statement and bring its first rows. Raises sqlite3.Error."""
        return await self._run(
            lambda cursor: cursor.execute(sql, [] if parameters is None else parameters)  # type: ignore[arg-type]
        )

    async def executemany(self, sql: str, parameters: Iterable[Iterable[Any]]) -> "OneHopCursor":
        """Run a statement for each row of parameters. Raises sqlite3.Error."""
        return await self._run(lambda cursor: cursor.executemany(sql, parameters))  # type: ignore[arg-type]

    async def fetchall(self) -> Iterable[Row]:
        """The rows not fetched yet."""
        rows = list(self._rows)
        self._rows.clear()
        if self._open is not None:
            rows += await self._connection.run(self._open.fetchall)
        return rows

    async def fetchmany(self, size: int | None = None) -> Iterable[Row]:
        """At most `size` rows, none at the end."""
        wanted = self.arraysize if size is None else size
        rows = [self._rows.popleft() for _ in range(min(wanted, len(self._rows)))]
        if len(rows) < wanted and self._open is not None:
            rows += await self._connection.run(partial(self._open.fetchmany, wanted - len(rows)))
        return rows

    async def fetchone(self) -> Row | None:
        """The next row, None at the end."""
        return next(iter(await self.fetchmany(1)), None)

    async def __aiter__(self) -> AsyncIterator[Row]:
        while rows := await self.fetchmany(FETCHED_AT_ONCE):
            for row in rows:
                yield row

    async def close(self) -> None:
        """Let go of rows that were not read."""
        self._rows.clear()
        if self._open is not None:
            cursor, self._open = self._open, None
            await self._connection.run(cursor.close)

    async def _run(self, statement: Callable[[sqlite3.Cursor], Any]) -> "OneHopCursor":
        await self.close()
        cursor, rows = await self._connection.run(partial(self._in_one_go, statement))
        self.description, self.rowcount, self.lastrowid = (
            cursor.description,
            cursor.rowcount,
            cursor.lastrowid,
        )
        self._rows = deque(rows)
        self._open = cursor if len(rows) == FETCHED_AT_ONCE else None
        return self

    def _in_one_go(self, statement: Callable[[sqlite3.Cursor], Any]) -> tuple[sqlite3.Cursor, list[Row]]:
        cursor = self._connection.raw.cursor()
        try:
            statement(cursor)
            rows = cursor.fetchmany(FETCHED_AT_ONCE) if cursor.description else []
        except BaseException:
            cursor.close()
            raise
        if len(rows) < FETCHED_AT_ONCE:
            cursor.close()
        return cursor, rows


class OneHopConnection(Connection):
    """aiosqlite's connection, with cursors that cost one change of threads."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        # Two numbers, each counted in one thread alone: where they differ, the other thread is at work.
        self._sent = self._done = 0

    @property
    def raw(self) -> sqlite3.Connection:
        """The driver's own; to be used in its thread only."""
        return self._conn

    def cursor(self) -> OneHopCursor:  # type: ignore[override]
        """A cursor; nothing of it lies in the database yet."""
        return OneHopCursor(self)

    async def run(self, work: Callable[[], Any]) -> Any:
        """What `work` returns, done in the connection's thread."""
        return await self._execute(work)

    async def rollback(self) -> None:
        """Roll back the current transaction. SQLAlchemy asks for it whenever a connection goes back to the pool."""
        if self._sent != self._done or self._conn.in_transaction:
            await self._execute(self._conn.rollback)

    async def _execute(self, fn: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        self._sent += 1
        return await super()._execute(partial(self._counted, fn), *args, **kwargs)  # type: ignore[no-untyped-call]

    def _counted(self, fn: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        """Whoever asked may have been cancelled meanwhile: that it is done must not depend on them."""
        try:
            return fn(*args, **kwargs)
        finally:
            self._done += 1


def connect(database: str, **options: Any) -> OneHopConnection:
    """For `create_async_engine(connect_args={"async_creator_fn": connect})`; await it to open the file."""
    # `rollback` looks at it from the loop's thread; SQLite itself is built for more (sqlite3.threadsafety == 3).
    options["check_same_thread"] = False
    connection = OneHopConnection(partial(sqlite3.connect, database, **options), iter_chunk_size=64)
    connection._thread.daemon = (
        True  # as SQLAlchemy has it: a process that is told to end does not wait for it
    )
    return connection
