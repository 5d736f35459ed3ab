"""Clients found by the keys of the table."""

import datetime as dt

import pytest
from sqlalchemy import event, update

from desk.agencies.service import find_agency
from desk.clients import ApiClient, Scope, service
from desk.clients.keyring import MAX_REMEMBERED, REMEMBERED, Keyring
from desk.clients.keys import new_key
from desk.clients.model import Client
from desk.enterprises.schemas import EnterpriseIn
from desk.enterprises.service import enrol
from desk.privacy.vault import Vault
from desk.store.database import Database
from tests.desk.agencies.growing import bring_in, csv_of, row
from tests.desk.builders import NOW, FakeClock, on_sqlite
from tests.desk.clients.conftest import Issue


@pytest.fixture
def keyring(database: Database, clock: FakeClock) -> Keyring:
    return Keyring(database, clock)


async def last_use(database: Database, client_id: str) -> dt.datetime | None:
    async with database.read() as session:
        return (await session.get_one(Client, client_id)).last_used_at


async def test_key_finds_its_client_with_all_its_limits(
    keyring: Keyring, database: Database, issue: Issue
) -> None:
    await bring_in(database, csv_of(row()))
    async with database.read() as session:
        agency = (await find_agency(session, "220104-amr")).id
    issued = await issue("nanguan", Scope.CASES_READ, Scope.CASES_HANDLE, agency_id=agency, per_minute=30)
    assert await keyring.find(issued.key) == ApiClient(
        "nanguan", frozenset({Scope.CASES_READ, Scope.CASES_HANDLE}), agency_id=agency, per_minute=30
    )


async def test_enterprise_client_names_its_enterprise(
    keyring: Keyring, database: Database, vault: Vault, issue: Issue
) -> None:
    told = EnterpriseIn(code="dianqi", name="好运电器行", active=False)
    async with database.write() as session:
        enterprise = (await enrol(session, vault, told, actor="operator:test", now=NOW)).id
    issued = await issue("dianqi", Scope.ENTERPRISE, enterprise_id=enterprise)
    found = await keyring.find(issued.key)
    assert found is not None
    assert found.enterprise_id == enterprise


async def test_same_prefix_with_another_secret_opens_nothing(keyring: Keyring, issue: Issue) -> None:
    issued = await issue("nanguan")
    forged = issued.key[:17] + ("A" if issued.key[17] != "A" else "B") + issued.key[18:]
    assert await keyring.find(forged) is None
    assert await keyring.find(issued.key) is not None
    assert await keyring.find(forged) is None  # not from memory either


async def test_unknown_key_opens_nothing(keyring: Keyring) -> None:
    assert await keyring.find(new_key().text) is None


async def test_revoked_key_is_refused_within_seconds_on_every_desk(
    database: Database, vault: Vault, clock: FakeClock, issue: Issue
) -> None:
    desks = [Keyring(database, clock), Keyring(database, clock)]
    issued = await issue("nanguan")
    assert all([await desk.find(issued.key) for desk in desks])
    async with database.write() as session:
        client = await service.find_client(session, "nanguan")
        await service.revoke_client(session, vault, client, actor="operator:test", now=clock())
    clock.advance(seconds=REMEMBERED.total_seconds())
    assert [await desk.find(issued.key) for desk in desks] == [None, None]
    assert dt.timedelta(seconds=5) >= REMEMBERED


async def test_clock_set_back_does_not_keep_a_revoked_key_alive(
    database: Database, vault: Vault, clock: FakeClock, issue: Issue, keyring: Keyring
) -> None:
    issued = await issue("nanguan")
    assert await keyring.find(issued.key)
    async with database.write() as session:
        client = await service.find_client(session, "nanguan")
        await service.revoke_client(session, vault, client, actor="operator:test", now=clock())
    clock.advance(hours=-1)
    assert await keyring.find(issued.key) is None


async def test_expired_client_is_refused_even_from_memory(
    keyring: Keyring, clock: FakeClock, issue: Issue
) -> None:
    issued = await issue("nanguan", expires_at=NOW + dt.timedelta(seconds=1))
    assert await keyring.find(issued.key)
    clock.advance(seconds=1)
    assert await keyring.find(issued.key) is None


async def test_both_keys_work_during_the_overlap_and_the_new_one_after(
    keyring: Keyring, database: Database, vault: Vault, clock: FakeClock, issue: Issue
) -> None:
    old = await issue("nanguan")
    async with database.write() as session:
        client = await service.find_client(session, "nanguan")
        new = await service.rotate_key(
            session, vault, client, overlap=dt.timedelta(hours=2), actor="operator:test", now=clock()
        )
    clock.advance(hours=1)
    assert await keyring.find(old.key) == await keyring.find(new.key) != None  # noqa: E711 - all three at once
    clock.advance(hours=1)
    assert await keyring.find(old.key) is None
    assert await keyring.find(new.key)


async def test_use_is_written_once_a_minute(
    keyring: Keyring, database: Database, clock: FakeClock, issue: Issue
) -> None:
    issued = await issue("nanguan")
    assert await last_use(database, issued.client.id) is None
    for seconds in (0, 30, 29):
        clock.advance(seconds=seconds)
        await keyring.find(issued.key)
    assert await last_use(database, issued.client.id) == NOW
    clock.advance(seconds=1)
    await Keyring(database, clock).find(issued.key)  # another desk, which has written nothing yet
    assert await last_use(database, issued.client.id) == NOW + dt.timedelta(minutes=1)


@on_sqlite
async def test_refused_key_is_not_a_use(keyring: Keyring, database: Database, issue: Issue) -> None:
    issued = await issue("nanguan")
    await keyring.find(issued.key[:-1] + ("A" if issued.key[-1] != "A" else "E"))
    assert await last_use(database, issued.client.id) is None


@on_sqlite
async def test_known_and_unknown_prefixes_are_asked_for_once_in_a_while(
    keyring: Keyring, database: Database, issue: Issue
) -> None:
    issued, unknown = await issue("nanguan"), new_key().text
    await keyring.find(issued.key)
    await keyring.find(unknown)
    asked: list[str] = []
    event.listen(database.engine.sync_engine, "before_cursor_execute", lambda *args: asked.append(args[2]))
    for _ in range(20):
        await keyring.find(issued.key)
        await keyring.find(unknown)
        await keyring.find("not a key")
    assert asked == []


@on_sqlite
async def test_memory_stays_bounded(keyring: Keyring) -> None:
    for _ in range(MAX_REMEMBERED + 10):
        await keyring.find(new_key().text)
    assert len(keyring._known) == MAX_REMEMBERED


@on_sqlite
async def test_scope_of_a_newer_desk_grants_nothing(
    keyring: Keyring, database: Database, issue: Issue
) -> None:
    issued = await issue("nanguan")
    async with database.write() as session:
        await session.execute(update(Client).values(scopes=["cases:read", "cases:everything"]))
    found = await keyring.find(issued.key)
    assert found is not None
    assert found.scopes == {Scope.CASES_READ}
