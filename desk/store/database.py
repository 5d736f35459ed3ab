"""Engine and sessions for SQLite (one machine) and PostgreSQL (more): the same transactions on both.

SQLite runs in WAL mode with immediate transactions: a writer takes the lock when it begins instead of
failing half-way when it upgrades, and readers never wait for it.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Hashable
from contextlib import asynccontextmanager, nullcontext
from functools import partial
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as NoConnectionFree
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, async_sessionmaker, create_async_engine

from desk.store import in_loop, one_hop
from desk.store.in_loop import InLoopSession, WritingDialect

CONNECT_TIMEOUT = 10  # seconds to a PostgreSQL that does not answer
# Not reachable, busy, or locked for longer than we wait: nothing was kept, and trying again is right.
DATABASE_AWAY = (OperationalError, InterfaceError, NoConnectionFree)
BEGIN = "xiaobao_begin"  # execution option: how SQLite begins, DEFERRED for readers
AT_END, AFTER_COMMIT = "xiaobao_at_end", "xiaobao_after_commit"  # lists in a session's `info`
AT_END_KEYS = "xiaobao_at_end_keys"  # a set there
TOPICS, HEARERS = "xiaobao_topics", "xiaobao_hearers"  # a set and a list there


class UnsupportedDatabase(ValueError):
    """DATABASE_URL names something else than SQLite or PostgreSQL."""


def driver_url(database_url: str, *, asynchronous: bool = True) -> str:
    """The operator's URL with the driver we use: aiosqlite/pysqlite or psycopg. Raises UnsupportedDatabase."""
    url = make_url(database_url)
    match url.get_backend_name():
        case "sqlite":
            driver = "sqlite+aiosqlite" if asynchronous else "sqlite+pysqlite"
        case "postgresql" | "postgres":
            driver = "postgresql+psycopg"
        case other:
            raise UnsupportedDatabase(f"DATABASE_URL: {other} is not supported; use sqlite or postgresql")
    return url.set(drivername=driver).render_as_string(hide_password=False)


def _connect_args(url: URL) -> dict[str, Any]:
    """What goes to the driver. PostgreSQL would wait for a lock, and for a host that drops packets, without an end."""
    if url.drivername in {in_loop.READING, in_loop.WRITING}:
        return {"check_same_thread": False}  # two threads use it, one at a time
    if url.get_backend_name() == "sqlite":
        return {"async_creator_fn": one_hop.connect}
    own = url.query.get("options", "")  # as the session's default, so that RESET leads back to it
    options = f"{own if isinstance(own, str) else ' '.join(own)} -c lock_timeout={in_loop.BUSY_TIMEOUT_MS}"
    return {"options": options.strip(), "connect_timeout": CONNECT_TIMEOUT}


def _prepare_sqlite(engine: Engine, *, patience: int) -> None:
    """patience: milliseconds that a statement waits for another writer."""

    @event.listens_for(engine, "connect")
    def connected(connection: Any, _record: Any) -> None:
        connection.isolation_level = None  # we begin ourselves, below
        cursor = connection.cursor()
        cursor.execute("PRAGMA journal_mode=WAL")
        cursor.execute("PRAGMA synchronous=FULL")  # a filed complaint survives a power cut
        cursor.execute("PRAGMA foreign_keys=ON")
        cursor.execute(f"PRAGMA busy_timeout={patience}")
        cursor.close()


def _begin_as_told(engine: AsyncEngine) -> None:
    @event.listens_for(engine.sync_engine, "begin")
    def begun(connection: Connection) -> None:
        connection.exec_driver_sql(f"BEGIN {connection.get_execution_options().get(BEGIN, 'IMMEDIATE')}")


def _brief_engine(url: URL, driver: str, *, patience: int) -> Engine:
    """Connections without a bound: waiting for one would stop the loop."""
    own = url.set(drivername=driver)
    engine = create_engine(own, pool_size=0, hide_parameters=True, connect_args=_connect_args(own))
    _prepare_sqlite(engine, patience=patience)
    return engine


class Database:
    """Opens sessions. One `write()` block is one use case and one transaction."""

    def __init__(self, database_url: str) -> None:
        url = driver_url(database_url)
        self.is_sqlite = url.startswith("sqlite")
        self.engine = self._open(url)
        # In a rush many wait for a connection. SQLite has one writer, and one desk: nothing is urgent there.
        self._urgent = self.engine if self.is_sqlite else self._open(url, pool_size=1, max_overflow=0)
        self._hearers: list[Callable[[str], None]] = []
        self._writers = dict.fromkeys((False, True), self._maker(self.engine, "IMMEDIATE"))
        self._readers = dict.fromkeys((False, True), self._maker(self.engine, "DEFERRED"))
        self._urgent_writer = self._maker(self._urgent, "IMMEDIATE")
        self._brief: tuple[Engine, ...] = ()
        if self.is_sqlite:
            _prepare_sqlite(self.engine.sync_engine, patience=in_loop.BUSY_TIMEOUT_MS)
            _begin_as_told(self.engine)
            reader = _brief_engine(make_url(url), in_loop.READING, patience=in_loop.BUSY_TIMEOUT_MS)
            writer = _brief_engine(make_url(url), in_loop.WRITING, patience=0)
            self._brief = (reader, writer)
            self._readers[True] = partial(InLoopSession, reader, **self._options)
            self._writers[True] = partial(InLoopSession, writer, **self._options)
        # SQLite has one writer, and those it turns away sleep and try again, the unlucky ones for seconds. Within
        # the process they queue here instead, first come first served.
        self._turn = asyncio.Lock() if self.is_sqlite else nullcontext()

    def _open(self, url: str, **pool: int) -> AsyncEngine:
        return create_async_engine(
            url,
            pool_pre_ping=not self.is_sqlite,
            hide_parameters=True,  # errors are logged, and parameters are people's
            connect_args=_connect_args(make_url(url)),
            **pool,
        )

    @property
    def _options(self) -> dict[str, Any]:
        return {"expire_on_commit": False, "info": {HEARERS: self._hearers}}

    def _maker(self, engine: AsyncEngine, begin: str) -> Callable[[], AsyncSession]:
        return async_sessionmaker(engine.execution_options(**{BEGIN: begin}), **self._options)

    @asynccontextmanager
    async def write(self, *, brief: bool = False, urgent: bool = False) -> AsyncIterator[AsyncSession]:
        """A transaction that commits when the block ends and rolls back when it raises.

        brief: each of its statements finds few rows by an index, however much is stored; see desk.store.in_loop.
        urgent: it waits behind no others for a connection. There is one for all urgent ones, so they must be short and few.
        """
        async with self._turn, (self._urgent_writer if urgent else self._writers[brief])() as session:
            async with session.begin():
                if isinstance(session, InLoopSession):
                    await session.open()
                yield session
                await settle(session)
            for done in session.info.get(AFTER_COMMIT, ()):
                done()

    def hear(self, hearer: Callable[[str], None]) -> None:
        """Have `hearer` called with each topic that a committed transaction named, see `committed`. It must not raise."""
        self._hearers.append(hearer)

    @asynccontextmanager
    async def read(self, *, brief: bool = False) -> AsyncIterator[AsyncSession]:
        """A session that never takes SQLite's write lock; nothing done in it is kept. brief: as for `write`."""
        async with self._readers[brief]() as session:
            yield session

    async def ping(self) -> None:
        """Raises sqlalchemy.exc.SQLAlchemyError when the database does not answer."""
        async with self.read() as session:
            await session.execute(text("SELECT 1"))

    async def close(self) -> None:
        for asynchronous in {self.engine, self._urgent}:
            await asynchronous.dispose()
        for engine in self._brief:
            engine.dispose()
            if isinstance(engine.dialect, WritingDialect):
                engine.dialect.stop()


def at_end(
    session: AsyncSession, work: Callable[[AsyncSession], Awaitable[None]], *, key: Hashable = None
) -> None:
    """Do `work` as the last thing of this `write()` transaction; what it raises undoes the whole of it.

    For what locks a row that everybody needs: taken last it is held for a moment, and whoever holds it waits
    for nobody, so that it is part of no deadlock. And for what sums up all that the transaction did: of works with
    one key only the first is done.
    """
    keys: set[Hashable] = session.info.setdefault(AT_END_KEYS, set())
    if key is not None and key in keys:
        return
    keys.add(key)
    session.info.setdefault(AT_END, []).append(work)


async def settle(session: AsyncSession) -> None:
    """Do now what waits for the end of the transaction; `write()` does it before it commits."""
    while works := session.info.pop(AT_END, ()):
        session.info.pop(AT_END_KEYS, None)
        for work in works:
            await work(session)


def after_commit(session: AsyncSession, done: Callable[[], None]) -> None:
    """Call `done` when this `write()` transaction was committed, never otherwise. For counting; it must not raise.

    SQLAlchemy's event of that name is no use here: it is sent for each savepoint as well.
    """
    session.info.setdefault(AFTER_COMMIT, []).append(done)


def committed(session: AsyncSession, topic: str) -> None:
    """Say that there is news on `topic` once this `write()` transaction was committed; once, however often it is called."""
    topics: set[str] = session.info.setdefault(TOPICS, set())
    if topic in topics:
        return
    topics.add(topic)

    def tell() -> None:
        for hearer in session.info.get(HEARERS, ()):
            hearer(topic)

    after_commit(session, tell)
