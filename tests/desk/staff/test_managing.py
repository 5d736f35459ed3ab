"""Who may manage whom, below the pages: the last admin, and roles out of reach."""

import asyncio

import pytest
from sqlalchemy import func, select

from desk.clients.registry import ASSISTANT, Scope
from desk.clients.schemas import ClientIn
from desk.clients.service import add_client
from desk.privacy.vault import Vault
from desk.staff.accounts import NewAccount
from desk.staff.errors import LastAdmin, OwnAccount, RoleOutOfReach, StaffNameTaken
from desk.staff.managing import (
    Changes,
    Manager,
    change_account,
    disable_account,
    employ,
    find_to_manage,
    reset_account,
)
from desk.staff.model import StaffAccount
from desk.staff.roles import Role
from desk.staff.signed_in import SignedIn
from desk.store.database import Database
from tests.desk.builders import NOW, on_sqlite
from tests.desk.console.staffing import staff_member

OPERATOR = Manager("operator:root")


def as_manager(account: StaffAccount) -> Manager:
    return Manager.of(SignedIn(account.id, account.name, "", account.role, None, "s"))


async def test_the_last_admin_is_neither_disabled_nor_given_another_role(
    database: Database, vault: Vault
) -> None:
    admin = await staff_member(database, Role.ADMIN)
    async with database.write() as session:
        account = await find_to_manage(session, admin.id)
        with pytest.raises(LastAdmin):
            await disable_account(session, vault, account, by=OPERATOR, now=NOW)
        with pytest.raises(LastAdmin):
            await change_account(
                session, vault, account, Changes("王", Role.AGENT, None), by=OPERATOR, now=NOW
            )
        assert (account.role, account.is_disabled) == (Role.ADMIN, False)
    await staff_member(database, Role.ADMIN)
    async with database.write() as session:
        account = await find_to_manage(session, admin.id)
        await disable_account(session, vault, account, by=OPERATOR, now=NOW)
        assert account.is_disabled


async def test_two_admins_who_disable_each_other_at_once_do_not_both_succeed(
    database: Database, vault: Vault
) -> None:
    first, second = [await staff_member(database, Role.ADMIN) for _ in range(2)]

    async def disable(by: StaffAccount, whom: StaffAccount) -> None:
        async with database.write() as session:
            account = await find_to_manage(session, whom.id)
            await disable_account(session, vault, account, by=as_manager(by), now=NOW)

    results = await asyncio.gather(disable(first, second), disable(second, first), return_exceptions=True)
    assert sum(result is None for result in results) == 1
    assert sum(isinstance(result, LastAdmin) for result in results) == 1
    async with database.read() as session:
        left = select(func.count()).where(StaffAccount.disabled_at.is_(None))
        assert await session.scalar(left) == 1


@on_sqlite
async def test_nobody_gives_or_touches_a_role_that_may_do_more_than_their_own(
    database: Database, vault: Vault
) -> None:
    supervisor, admin, agent = [
        await staff_member(database, role) for role in (Role.SUPERVISOR, Role.ADMIN, Role.AGENT)
    ]
    by = as_manager(supervisor)
    async with database.write() as session:
        with pytest.raises(RoleOutOfReach):
            await employ(session, vault, NewAccount("li.na", Role.ADMIN), by=by, now=NOW)
        with pytest.raises(RoleOutOfReach):
            await reset_account(session, vault, await find_to_manage(session, admin.id), by=by, now=NOW)
        account = await find_to_manage(session, agent.id)
        with pytest.raises(RoleOutOfReach):
            await change_account(session, vault, account, Changes("王", Role.ADMIN, None), by=by, now=NOW)
        own = await find_to_manage(session, supervisor.id)
        with pytest.raises(OwnAccount):
            await change_account(session, vault, own, Changes("王", Role.AGENT, None), by=by, now=NOW)
        await change_account(session, vault, account, Changes("王", Role.REVIEWER, None), by=by, now=NOW)
        assert account.role is Role.REVIEWER


@on_sqlite
async def test_nobody_is_called_as_a_program_is(database: Database, vault: Vault) -> None:
    async with database.write() as session:
        told = ClientIn(name="nanguan", scopes=[Scope.CASES_READ])
        await add_client(session, vault, told, actor="operator:root", now=NOW)
        for name in ("nanguan", ASSISTANT):
            with pytest.raises(StaffNameTaken):
                await employ(session, vault, NewAccount(name, Role.AGENT), by=OPERATOR, now=NOW)
