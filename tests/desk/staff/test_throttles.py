"""Guessing passwords: counted by name and by address, in the database, before the password is looked at."""

import asyncio
from collections.abc import Iterator

import pytest

from desk.audit.actions import AuditAction
from desk.privacy.vault import Vault
from desk.staff import passwords
from desk.staff.errors import SignInRefused, TooManyAttempts
from desk.staff.roles import Role
from desk.staff.signing_in import Credentials, sign_in
from desk.staff.terms import StaffTerms
from desk.store.database import Database
from tests.desk.builders import FakeClock, audited, on_sqlite
from tests.desk.console.staffing import PASSWORD, quick_hasher, staff_member


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(passwords, "_hasher", quick_hasher)
    passwords._nobodys.cache_clear()
    yield
    passwords._nobodys.cache_clear()


class Door:
    """Tries to sign in and tells what came of it: "in", "no" or "wait"."""

    def __init__(self, database: Database, vault: Vault, clock: FakeClock) -> None:
        self.database, self.vault, self.clock = database, vault, clock

    async def try_(self, name: str, password: str = "wrong", address: str = "10.0.0.1") -> str:
        told = Credentials(name, password, address)
        try:
            await sign_in(self.database, self.vault, StaffTerms(), told, now=self.clock())
        except SignInRefused:
            return "no"
        except TooManyAttempts:
            return "wait"
        return "in"


@pytest.fixture
def door(database: Database, vault: Vault, clock: FakeClock) -> Door:
    return Door(database, vault, clock)


async def test_after_five_failures_even_the_right_password_waits(
    door: Door, database: Database, clock: FakeClock
) -> None:
    await staff_member(database, name="wang")
    assert [await door.try_("wang") for _ in range(6)] == ["no"] * 5 + ["wait"]
    assert await door.try_("Wang ", PASSWORD, address="10.9.9.9") == "wait"
    clock.advance(seconds=29)
    assert await door.try_("wang", PASSWORD) == "wait"
    clock.advance(seconds=1)
    assert await door.try_("wang", PASSWORD) == "in"
    assert [await door.try_("wang") for _ in range(5)] == ["no"] * 5  # it began anew
    locks = [entry for entry in await audited(database) if entry.action is AuditAction.STAFF_LOCK]
    assert [entry.detail for entry in locks] == [{"seconds": 30}, {"seconds": 30}]


@on_sqlite
async def test_each_further_failure_waits_longer(door: Door, database: Database, clock: FakeClock) -> None:
    await staff_member(database, name="wang")
    for _ in range(5):
        await door.try_("wang")
    for seconds in (30, 60, 120, 240, 480, 900, 900):
        clock.advance(seconds=seconds - 1)
        assert await door.try_("wang") == "wait"
        clock.advance(seconds=1)
        assert await door.try_("wang") == "no"


async def test_a_hundred_guesses_at_once_are_five_guesses(door: Door, database: Database) -> None:
    await staff_member(database, name="wang")
    tries = [door.try_("wang", address=f"10.0.1.{number}") for number in range(40)]
    results = await asyncio.gather(*tries)
    assert results.count("no") == 5
    assert results.count("wait") == 35


@on_sqlite
async def test_a_name_that_nobody_has_waits_like_any_other(door: Door, database: Database) -> None:
    assert [await door.try_("nobody") for _ in range(6)] == ["no"] * 5 + ["wait"]
    assert await audited(database) == []


@on_sqlite
async def test_an_address_that_tries_many_names_waits_and_others_do_not(
    door: Door, database: Database
) -> None:
    await staff_member(database, name="wang")
    assert [await door.try_(f"name-{number}") for number in range(30)] == ["no"] * 30
    assert await door.try_("wang", PASSWORD) == "wait"
    assert await door.try_("wang", PASSWORD, address="10.0.0.2") == "in"


@on_sqlite
async def test_knowing_one_password_does_not_set_an_address_back(door: Door, database: Database) -> None:
    await staff_member(database, Role.AGENT, name="own")
    for number in range(29):
        assert await door.try_(f"name-{number}") == "no"
        assert await door.try_("own", PASSWORD) == "in"
    assert await door.try_("name-30") == "no"
    assert await door.try_("own", PASSWORD) == "wait"


@on_sqlite
async def test_failures_of_yesterday_are_forgotten(door: Door, database: Database, clock: FakeClock) -> None:
    await staff_member(database, name="wang")
    for _ in range(4):
        await door.try_("wang")
    clock.advance(hours=24)
    assert [await door.try_("wang") for _ in range(4)] == ["no"] * 4
    assert await door.try_("wang", PASSWORD) == "in"
