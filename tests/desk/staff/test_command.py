"""`python -m desk.staff`: the first account, and the way back in when nobody can sign in."""

import asyncio
import datetime as dt
from pathlib import Path

import pytest
from sqlalchemy import select

from desk.audit.actions import AuditAction
from desk.clock import utc_now
from desk.commands import operator
from desk.ids import new_id
from desk.privacy.vault import Vault
from desk.settings import Settings
from desk.staff.__main__ import main
from desk.staff.errors import OneTimePasswordExpired, SignInRefused
from desk.staff.model import StaffAccount
from desk.staff.roles import Role
from desk.staff.signing_in import Credentials, sign_in
from desk.staff.terms import ONE_TIME, USUAL_TERMS
from desk.store.database import Database
from tests.desk.builders import audited, on_sqlite
from tests.desk.console.staffing import staff_member


@pytest.fixture(autouse=True)
def environment(tmp_path: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """A data folder with secrets, as `make run` leaves it, beside the test's database."""
    for name in ("XIAOBAO_KEY", "XIAOBAO_DIGEST_KEY", "BRAIN_TOKEN", "CASE_API_TOKEN", "REDIS_URL"):
        monkeypatch.delenv(name, raising=False)
    told = f"XIAOBAO_KEY={settings.keys[0]}\nBRAIN_TOKEN=b\nCASE_API_TOKEN=c\n"
    (tmp_path / "xiaobao.env").write_text(told, encoding="utf-8")
    monkeypatch.setenv("XIAOBAO_DATA", str(tmp_path))
    monkeypatch.setenv("DATABASE_URL", settings.database_url)


async def command(*arguments: str) -> int:
    """In a thread: the command has an event loop of its own."""
    return await asyncio.to_thread(main, list(arguments))


async def opens(database: Database, vault: Vault, name: str, password: str, *, later: bool = False) -> bool:
    """Whether one comes in with it, now or when a one-time password is past its days."""
    now = utc_now() + (ONE_TIME if later else dt.timedelta())
    try:
        await sign_in(
            database, vault, USUAL_TERMS, Credentials(name, password, "198.51.100.7", None), now=now
        )
    except (SignInRefused, OneTimePasswordExpired):
        return False
    return True


async def account(database: Database, name: str) -> StaffAccount:
    async with database.read() as session:
        return (await session.scalars(select(StaffAccount).filter_by(name=name))).one()


async def test_the_first_admin_comes_in_with_what_the_command_printed(
    database: Database, vault: Vault, capsys: pytest.CaptureFixture[str]
) -> None:
    assert await command("add", "Zhang.Wei", "--role", "admin", "--display-name", "张伟") == 0
    told = capsys.readouterr()
    password = told.out.strip()
    assert len(told.out.splitlines()) == 1
    assert "zhang.wei signs in" in told.err
    assert password not in told.err
    made = await account(database, "zhang.wei")
    assert (made.role.value, made.display_name, made.must_change) == ("admin", "张伟", True)
    assert password not in (made.password_hash or "")
    assert not await opens(database, vault, "zhang.wei", f"{password}x")
    assert await opens(database, vault, "zhang.wei", password)
    assert not await opens(database, vault, "zhang.wei", password, later=True)
    (entry, *_) = await audited(database)
    assert (entry.action, entry.actor) == (AuditAction.STAFF_ADD, operator())


@on_sqlite
async def test_everybody_is_listed_and_no_password_with_them(
    database: Database, capsys: pytest.CaptureFixture[str]
) -> None:
    await staff_member(database, name="wang.fang", display_name="王芳")
    await command("add", "li.na", "--role", "reviewer")
    password = capsys.readouterr().out.strip()
    assert await command("list") == 0
    heading, *lines = capsys.readouterr().out.splitlines()
    assert heading.split("\t") == ["name", "shown as", "role", "agency", "last signed in", "state"]
    assert lines == [
        "li.na\tli.na\treviewer\t-\tnever\tto change password",
        "wang.fang\t王芳\tagent\t-\tnever\tin use",
    ]
    assert password not in "".join(lines)


@on_sqlite
async def test_who_is_disabled_comes_in_no_more(
    database: Database, vault: Vault, capsys: pytest.CaptureFixture[str]
) -> None:
    await command("add", "li.na", "--role", "agent")
    password = capsys.readouterr().out.strip()
    assert await command("disable", "li.na") == 0
    assert not await opens(database, vault, "li.na", password)
    await command("list")
    assert capsys.readouterr().out.splitlines()[-1].endswith("disabled")
    assert (await audited(database))[-1].action is AuditAction.STAFF_DISABLE


@on_sqlite
async def test_after_a_reset_the_new_password_opens_and_the_old_one_does_not(
    database: Database, vault: Vault, capsys: pytest.CaptureFixture[str]
) -> None:
    await command("add", "li.na", "--role", "admin")
    old = capsys.readouterr().out.strip()
    assert await command("reset", "li.na") == 0
    new = capsys.readouterr().out.strip()
    assert new != old
    assert not await opens(database, vault, "li.na", old)
    assert await opens(database, vault, "li.na", new)
    assert AuditAction.STAFF_RESET in [entry.action for entry in await audited(database)]


@on_sqlite
@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["disable", "nobody"], "staff_not_found"),
        (["reset", "nobody"], "staff_not_found"),
        (["add", "wang.fang", "--role", "agent"], "staff_name_taken"),
        (["add", "王芳", "--role", "agent"], "staff_name"),
        (["add", "li.na", "--role", "agent", "--agency", new_id()], "agency_unknown"),
        (["add", "li.na", "--role", "admin", "--agency", new_id()], "admin_is_unlimited"),
        (["disable", "chen.gang"], "last_admin"),
    ],
)
async def test_refusals_are_one_line_and_change_nothing(
    database: Database, capsys: pytest.CaptureFixture[str], arguments: list[str], said: str
) -> None:
    await staff_member(database, name="wang.fang")
    await staff_member(database, Role.ADMIN, name="chen.gang")
    assert await command(*arguments) == 1
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err.startswith("staff: ")
    assert said in told.err
    assert len(told.err.splitlines()) == 1
    assert await audited(database) == []


def test_an_unknown_role_is_refused_with_the_list_of_them(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["add", "li.na", "--role", "king"])
    assert "supervisor" in capsys.readouterr().err
