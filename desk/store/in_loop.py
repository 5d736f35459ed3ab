"""Brief transactions on SQLite: their statements run in the loop's own thread, through SQLAlchemy's synchronous engine.

A statement that finds a row by an index takes SQLite some ten microseconds; changing threads, and the greenlet by which
SQLAlchemy makes a synchronous driver of an asynchronous one, cost many times that. What may wait for somebody else, the lock of a
writer and the disk at a commit, runs in another thread while the loop goes on.
"""

import asyncio
import sqlite3
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import Any

from sqlalchemy import Engine
from sqlalchemy.dialects import registry
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.util import await_, greenlet_spawn

READING, WRITING = "sqlite+inloopread", "sqlite+inloopwrite"  # driver names, for `create_engine`
BEGIN = "BEGIN IMMEDIATE"
PRIMARY = 0xFF  # the part of SQLite's extended error codes that says what kind it is
BUSY_TIMEOUT_MS = 15_000  # how long a writer waits for another one before it gives up


class ReadingDialect(SQLiteDialect_pysqlite):
    """Never waits: a reader sees what was committed when it began."""

    driver = "inloopread"
    supports_statement_cache = True

    def do_begin(self, dbapi_connection: Any) -> None:
        dbapi_connection.execute("BEGIN DEFERRED")


class WritingDialect(SQLiteDialect_pysqlite):
    """Takes the writer's lock when it begins. Its connections wait for nothing (busy_timeout 0): where the lock is another
    process's, a thread waits for it. No statement after that meets a lock, and a commit waits for the disk alone.

    One thread: SQLite has one writer, and those of this process queue before they begin.
    """

    driver = "inloopwrite"
    supports_statement_cache = True

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="sqlite-writer")

    def do_begin(self, dbapi_connection: Any) -> None:
        try:
            dbapi_connection.execute(BEGIN)
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & PRIMARY != sqlite3.SQLITE_BUSY:
                raise
            await_(_to_its_end(self._thread, lambda: _begin_patiently(dbapi_connection)))

    def do_commit(self, dbapi_connection: Any) -> None:
        await_(_to_its_end(self._thread, dbapi_connection.commit))

    def stop(self) -> None:
        """End the thread, once it has nothing to do."""
        self._thread.shutdown(wait=False)


def _begin_patiently(connection: Any) -> None:
    connection.execute(f"PRAGMA busy_timeout={BUSY_TIMEOUT_MS}")
    try:
        connection.execute(BEGIN)
    finally:
        connection.execute("PRAGMA busy_timeout=0")


async def _to_its_end(thread: ThreadPoolExecutor, work: Callable[[], object]) -> None:
    """Whoever is cancelled meanwhile learns of it when the work is done: a connection serves one thread at a time."""
    done = asyncio.get_running_loop().run_in_executor(thread, work)
    try:
        await asyncio.shield(done)
    except asyncio.CancelledError:
        while not done.done():
            with suppress(asyncio.CancelledError):
                await asyncio.wait({done})
        raise


class InLoopSession(AsyncSession):
    """An AsyncSession of such an engine. What use cases ask of it in a turn runs at once; the rest as ever."""

    def __init__(self, engine: Engine, **options: Any) -> None:
        super().__init__(**options)
        self.sync_session.bind = engine

    async def open(self) -> None:
        """Begin; a writer waits for its lock here, so that no statement has to."""
        await greenlet_spawn(self.sync_session.connection)

    async def execute(self, *arguments: Any, **options: Any) -> Any:
        return self.sync_session.execute(*arguments, **options)

    async def scalar(self, *arguments: Any, **options: Any) -> Any:
        return self.sync_session.scalar(*arguments, **options)

    async def scalars(self, *arguments: Any, **options: Any) -> Any:
        return self.sync_session.scalars(*arguments, **options)

    async def get(self, *arguments: Any, **options: Any) -> Any:
        return self.sync_session.get(*arguments, **options)

    async def get_one(self, *arguments: Any, **options: Any) -> Any:
        return self.sync_session.get_one(*arguments, **options)

    async def flush(self, objects: Any = None) -> None:
        self.sync_session.flush(objects)

    async def close(self) -> None:
        """Undo what was not committed: that waits for nobody."""
        self.sync_session.close()

    async def __aexit__(self, *_error: object) -> None:
        self.sync_session.close()


for _name, _dialect in ((READING, ReadingDialect), (WRITING, WritingDialect)):
    registry.register(_name.replace("+", "."), __name__, _dialect.__name__)
