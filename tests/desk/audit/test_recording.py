"""Adding entries: numbered without gaps, one after another, never changed."""

import asyncio
import datetime as dt
from contextlib import suppress

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from desk.audit.actions import AuditAction
from desk.audit.chain import GENESIS
from desk.audit.model import AuditEntry
from desk.audit.service import read_head, record_audit
from desk.audit.verifying import Intact, verify
from desk.privacy.vault import Vault
from desk.store.database import Database
from tests.desk.audit.conftest import Write
from tests.desk.builders import NOW

WRITERS, EACH = 8, 50


async def entries(database: Database) -> list[AuditEntry]:
    async with database.read() as session:
        return list(await session.scalars(select(AuditEntry).order_by(AuditEntry.seq)))


async def test_entries_are_numbered_from_one_and_linked(write: Write, database: Database) -> None:
    for subject in ("case:1", "case:2", "case:3"):
        await write(subject=subject)
    written = await entries(database)
    assert [entry.seq for entry in written] == [1, 2, 3]
    assert [entry.previous_hash for entry in written] == [GENESIS, *(entry.hash for entry in written[:-1])]
    async with database.read() as session:
        assert await read_head(session) == (3, written[-1].hash)


async def test_two_entries_of_one_transaction_are_linked(database: Database, vault: Vault) -> None:
    async with database.write() as session:
        for subject in ("case:1", "case:2"):
            await record_audit(
                session, vault, action=AuditAction.CASE_ERASE, actor="x:y", subject=subject, now=NOW
            )
    first, second = await entries(database)
    assert second.previous_hash == first.hash


async def test_undone_transaction_leaves_no_gap(write: Write, database: Database, vault: Vault) -> None:
    await write()
    with suppress(ZeroDivisionError):
        async with database.write() as session:
            await record_audit(
                session, vault, action=AuditAction.CASE_MOVE, actor="x:y", subject="case:2", now=NOW
            )
            raise ZeroDivisionError
    await write(subject="case:3")
    assert [(entry.seq, entry.subject) for entry in await entries(database)] == [(1, "case:1"), (2, "case:3")]


async def test_reason_is_sealed_and_comes_back(write: Write, database: Database, vault: Vault) -> None:
    await write(reason="电话13912345678联系不上")
    (entry,) = await entries(database)
    assert entry.reason_sealed is not None
    assert "13912345678" not in entry.reason_sealed
    assert vault.open(entry.reason_sealed) == "电话13912345678联系不上"


async def test_many_writers_keep_one_unbroken_chain(database: Database, vault: Vault) -> None:
    async def work(writer: int) -> None:
        for number in range(EACH):
            async with database.write() as session:
                await record_audit(
                    session,
                    vault,
                    action=AuditAction.CASE_MOVE,
                    actor=f"officer:{writer}",
                    subject=f"case:{number}",
                    now=NOW + dt.timedelta(seconds=number),
                )

    await asyncio.gather(*(work(writer) for writer in range(WRITERS)))
    async with database.read() as session:
        found = await verify(session, vault)
    assert isinstance(found, Intact)
    assert found.seq == WRITERS * EACH
    written = await entries(database)
    assert [entry.seq for entry in written] == list(range(1, WRITERS * EACH + 1))
    assert {entry.actor for entry in written} == {f"officer:{writer}" for writer in range(WRITERS)}


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_log SET actor = 'officer:li' WHERE seq = 1",
        "UPDATE audit_log SET hash = previous_hash",
        "UPDATE audit_log SET seq = seq + 10",
        "DELETE FROM audit_log",
        "DELETE FROM audit_head",
    ],
)
async def test_triggers_refuse_to_change_the_past(
    write: Write, database: Database, vault: Vault, statement: str
) -> None:
    await write()
    with pytest.raises(DBAPIError, match="append-only"):
        async with database.write() as session:
            await session.execute(text(statement))
    async with database.read() as session:
        assert (await verify(session, vault)) == Intact(1, (await entries(database))[0].hash)


async def test_triggers_refuse_what_empties_or_replaces_by_other_words(
    write: Write, database: Database
) -> None:
    await write()
    statement = (
        "INSERT OR REPLACE INTO audit_log SELECT seq, at, 'officer:li', action, subject, detail, reason_sealed, "
        "reason_digest, previous_hash, hash FROM audit_log"
        if database.is_sqlite
        else "TRUNCATE audit_log"
    )
    with pytest.raises(DBAPIError, match="append-only"):
        async with database.write() as session:
            await session.execute(text(statement))
    assert [entry.actor for entry in await entries(database)] == ["officer:zhang"]


async def test_reason_may_be_sealed_anew_under_another_key(
    write: Write, database: Database, vault: Vault
) -> None:
    await write(reason="核对身份")
    async with database.write() as session:
        entry = (await session.scalars(select(AuditEntry))).one()
        entry.reason_sealed = vault.seal("核对身份")
    async with database.read() as session:
        assert isinstance(await verify(session, vault), Intact)
