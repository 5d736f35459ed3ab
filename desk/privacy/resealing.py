"""Sealing everything again with the newest key, in small steps, while the desk goes on working.

What is sealed is found in the databases themselves: every column whose name holds "sealed", in every table, the
brain's included. So no list can be forgotten; tests/desk/privacy/test_resealing.py holds the other direction, that
nothing sealed lies under another name. Each step is safe to repeat: what the newest key opens already is passed
over, so a run that was ended goes on where it was.
"""

import logging
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from cryptography.fernet import Fernet, InvalidToken, MultiFernet

from desk.attachments.storage import FileMissing, Storage
from desk.privacy.vault import SealBroken
from desk.store.database import Database

log = logging.getLogger("desk.privacy")

MARK = "sealed"  # in the name of every sealed column
BATCH = 200  # rows a transaction: some milliseconds of SQLite's write lock


class Resealer:
    """Tells what the newest key does not open, and seals it anew with it."""

    def __init__(self, keys: tuple[str, ...]) -> None:
        self._newest = Fernet(keys[0])
        self._all = MultiFernet([Fernet(key) for key in keys])

    def is_newest(self, sealed: str | bytes) -> bool:
        try:
            self._newest.decrypt(sealed)
        except InvalidToken:
            return False
        return True

    def reseal(self, sealed: str | bytes) -> str | bytes:
        """The same content under the newest key, as text or bytes like what came in. Raises SealBroken."""
        try:
            fresh = self._all.rotate(sealed)
        except InvalidToken as error:
            raise SealBroken("no configured key opens this value") from error
        return fresh.decode("ascii") if isinstance(sealed, str) else fresh


@dataclass(frozen=True)
class SealedTable:
    """Where sealed values lie. key: its primary key, one column."""

    name: str
    key: str
    columns: tuple[str, ...]

    @property
    def clause(self) -> sa.TableClause:
        return sa.table(self.name, sa.column(self.key), *(sa.column(name) for name in self.columns))


@dataclass
class Tally:
    """What a pass found. old: not (yet) under the newest key; broken: places that no key opens."""

    seen: int = 0
    old: int = 0
    resealed: int = 0
    broken: list[str] = field(default_factory=list)

    @property
    def clean(self) -> bool:
        return self.old == 0 and not self.broken


class NoSingleKey(RuntimeError):
    """A table with sealed columns needs a primary key of one column, to be walked along."""


async def sealed_tables(database: Database) -> list[SealedTable]:
    """Every table of the database that has sealed columns, by name. Raises NoSingleKey."""

    def look(connection: sa.Connection) -> list[SealedTable]:
        inspector, found = sa.inspect(connection), []
        for name in sorted(inspector.get_table_names()):
            columns = tuple(col["name"] for col in inspector.get_columns(name) if MARK in col["name"])
            if not columns:
                continue
            key = inspector.get_pk_constraint(name)["constrained_columns"]
            if len(key) != 1:
                raise NoSingleKey(name)
            found.append(SealedTable(name, key[0], columns))
        return found

    async with database.engine.connect() as connection:
        return await connection.run_sync(look)


async def rows_of(database: Database, table: SealedTable) -> AsyncIterator[list[Any]]:
    """Its rows in batches, along the primary key; rows added meanwhile behind it come along."""
    clause, last = table.clause, None
    while True:
        wanted = sa.select(clause).order_by(clause.c[table.key]).limit(BATCH)
        if last is not None:
            wanted = wanted.where(clause.c[table.key] > last)
        async with database.read() as session:
            rows = list((await session.execute(wanted)).mappings())
        if not rows:
            return
        last = rows[-1][table.key]
        yield [dict(row) for row in rows]


async def reseal_table(database: Database, resealer: Resealer, table: SealedTable) -> Tally:
    """Seal the old values anew. A value that was changed meanwhile stays: the desk sealed it with its own."""
    tally, clause = Tally(), table.clause
    async for rows in rows_of(database, table):
        changes = [change for row in rows for change in _changes(resealer, table, row, tally)]
        if not changes:
            continue
        async with database.write() as session:
            for key, column, old, new in changes:
                mine = (clause.c[table.key] == key) & (clause.c[column] == old)
                done: Any = await session.execute(sa.update(clause).where(mine).values({column: new}))
                tally.resealed += done.rowcount
    return tally


def _changes(
    resealer: Resealer, table: SealedTable, row: dict[str, Any], tally: Tally
) -> list[tuple[Any, str, Any, Any]]:
    """(key, column, old, new) of what is to be changed in this row; counts on the way."""
    changes = []
    for column in table.columns:
        value = row[column]
        if value is None:
            continue
        tally.seen += 1
        if resealer.is_newest(value):
            continue
        tally.old += 1
        try:
            changes.append((row[table.key], column, value, resealer.reseal(value)))
        except SealBroken:
            tally.broken.append(f"{table.name}.{column} {row[table.key]}")
    return changes


async def check_table(database: Database, resealer: Resealer, table: SealedTable) -> Tally:
    """Count what the newest key does not open; nothing is changed."""
    tally = Tally()
    async for rows in rows_of(database, table):
        for row in rows:
            _changes(resealer, table, row, tally)
    return tally


async def file_ids(database: Database) -> list[str]:
    """Ids of all files that a row speaks of."""
    clause = sa.table("attachments", sa.column("id"))
    async with database.read() as session:
        return list(await session.scalars(sa.select(clause.c.id).order_by(clause.c.id)))


async def reseal_files(database: Database, storage: Storage, resealer: Resealer, *, change: bool) -> Tally:
    """Seal contents anew (or only count, without `change`). Raises StorageAway.

    A file erased while it was written again is taken out after it: its row is gone then. Erasing removes the
    row first and the file later, so one of the two always comes last.
    """
    tally = Tally()
    for file_id in await file_ids(database):
        try:
            sealed = await storage.get(file_id)
        except FileMissing:
            if await _is_there(database, file_id):
                tally.broken.append(f"file {file_id} missing")
            continue
        tally.seen += 1
        if resealer.is_newest(sealed):
            continue
        tally.old += 1
        try:
            fresh = resealer.reseal(sealed)
        except SealBroken:
            tally.broken.append(f"file {file_id}")
            continue
        if change:
            assert isinstance(fresh, bytes)
            await storage.put(file_id, fresh)
            tally.resealed += 1
            if not await _is_there(database, file_id):
                await storage.delete(file_id)
    return tally


async def _is_there(database: Database, file_id: str) -> bool:
    clause = sa.table("attachments", sa.column("id"))
    async with database.read() as session:
        return await session.scalar(sa.select(clause.c.id).where(clause.c.id == file_id)) is not None
