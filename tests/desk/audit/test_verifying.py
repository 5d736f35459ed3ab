"""Tampering is found, and the first broken entry is named."""

import pytest
from cryptography.fernet import Fernet

from desk.audit.chain import GENESIS
from desk.audit.verifying import Broken, Fault, Intact, verify
from desk.privacy.vault import Vault
from desk.store.database import Database
from tests.desk.audit.conftest import Write
from tests.desk.audit.tampering import tamper
from tests.desk.builders import on_sqlite


@pytest.fixture
async def five(write: Write) -> list[str]:
    """Five entries; yields their hashes."""
    return [
        (await write(subject=f"case:{number}", reason="理由", detail={"n": number})).hash
        for number in range(1, 6)
    ]


async def checked(database: Database, vault: Vault, anchor: tuple[int, str] | None = None) -> Intact | Broken:
    async with database.read() as session:
        return await verify(session, vault, anchor=anchor, batch=2)


async def test_untouched_log_holds(database: Database, vault: Vault, five: list[str]) -> None:
    assert await checked(database, vault) == Intact(5, five[-1])


@on_sqlite
async def test_empty_log_holds(database: Database, vault: Vault) -> None:
    assert await checked(database, vault) == Intact(0, GENESIS)


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        ("UPDATE audit_log SET actor = 'officer:li' WHERE seq = 3", Broken(3, Fault.ALTERED)),
        ("UPDATE audit_log SET action = 'case:none' WHERE seq = 3", Broken(3, Fault.ALTERED)),
        ("UPDATE audit_log SET subject = 'case:9' WHERE seq = 1", Broken(1, Fault.ALTERED)),
        ("""UPDATE audit_log SET detail = '{"n": 9}' WHERE seq = 4""", Broken(4, Fault.ALTERED)),
        ("UPDATE audit_log SET at = '2026-11-19 02:30:00' WHERE seq = 2", Broken(2, Fault.ALTERED)),
        ("UPDATE audit_log SET reason_digest = NULL WHERE seq = 2", Broken(2, Fault.ALTERED)),
        ("UPDATE audit_log SET reason_sealed = NULL WHERE seq = 2", Broken(2, Fault.REASON)),
        ("UPDATE audit_log SET reason_sealed = 'gAAAA' WHERE seq = 2", Broken(2, Fault.REASON)),
        ("UPDATE audit_log SET previous_hash = hash WHERE seq = 5", Broken(5, Fault.UNLINKED)),
        ("DELETE FROM audit_log WHERE seq = 1", Broken(1, Fault.MISSING)),
        ("DELETE FROM audit_log WHERE seq = 3", Broken(3, Fault.MISSING)),
        ("DELETE FROM audit_log WHERE seq > 3", Broken(4, Fault.CUT_OFF)),
        ("DELETE FROM audit_log", Broken(1, Fault.CUT_OFF)),
        ("UPDATE audit_head SET hash = 'x'", Broken(5, Fault.HEAD)),
        ("DELETE FROM audit_head", Broken(5, Fault.HEAD)),
    ],
)
async def test_tampering_is_found_at_the_first_broken_entry(
    database: Database, vault: Vault, database_url: str, five: list[str], statement: str, expected: Broken
) -> None:
    tamper(database_url, statement)
    assert await checked(database, vault) == expected


@on_sqlite
async def test_garbage_in_a_column_is_named_too(
    database: Database, vault: Vault, database_url: str, five: list[str]
) -> None:
    tamper(database_url, "UPDATE audit_log SET detail = '{' WHERE seq = 4")
    assert await checked(database, vault) == Broken(4, Fault.ALTERED)


async def test_log_cut_back_head_and_all_shows_against_an_anchor_alone(
    database: Database, vault: Vault, database_url: str, five: list[str], write: Write
) -> None:
    anchor = (5, five[4])
    tamper(
        database_url,
        "DELETE FROM audit_log WHERE seq > 3",
        f"UPDATE audit_head SET seq = 3, hash = '{five[2]}'",
    )
    assert await checked(database, vault) == Intact(3, five[2])
    assert await checked(database, vault, anchor) == Broken(4, Fault.CUT_OFF)
    for subject in ("case:6", "case:7"):  # the desk went on, and has as many entries again
        await write(subject=subject)
    assert isinstance(await checked(database, vault), Intact)
    assert await checked(database, vault, anchor) == Broken(5, Fault.ANCHOR)


async def test_entries_swapped_with_their_hashes_do_not_link(
    database: Database, vault: Vault, database_url: str, five: list[str]
) -> None:
    tamper(
        database_url,
        "UPDATE audit_log SET seq = 99 WHERE seq = 2",
        "UPDATE audit_log SET seq = 2 WHERE seq = 3",
        "UPDATE audit_log SET seq = 3 WHERE seq = 99",
    )
    assert await checked(database, vault) == Broken(2, Fault.UNLINKED)


@on_sqlite
async def test_another_key_does_not_verify(database: Database, five: list[str]) -> None:
    stranger = Vault((Fernet.generate_key().decode(),))
    assert await checked(database, stranger) == Broken(1, Fault.ALTERED)


@on_sqlite
async def test_entries_added_meanwhile_are_checked_as_well(
    database: Database, vault: Vault, five: list[str], write: Write
) -> None:
    await write(subject="case:6")
    assert (await checked(database, vault, (5, five[4]))) == Intact(6, (await write()).previous_hash)
