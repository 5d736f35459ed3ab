"""Enrolling many from a file: all of them or none, and again without harm."""

import asyncio
from pathlib import Path

import pytest

from desk.audit.verifying import Intact, verify
from desk.commands import operator
from desk.enterprises.importing import ImportRefused, import_enterprises, main
from desk.enterprises.schemas import EnterpriseQuery
from desk.enterprises.service import list_enterprises, names_of, split
from desk.privacy.vault import Vault
from desk.settings import Settings
from desk.store.database import Database
from tests.desk.builders import NOW, audited, on_sqlite

HEAD = "code,name,aliases,shops,uscc,region_code,agency_id,active\n"
FILE = (
    "\ufeff"
    + HEAD
    + (
        "haoyun,好运电器行,好运;大好运,某商城/好运旗舰店,91350100M000100Y43,220100,,\njiamei,佳美家具,,,,,,no\n"
    )
)


async def bring_in(database: Database, vault: Vault, text: str) -> tuple[int, int]:
    async with database.write() as session:
        return await import_enterprises(session, vault, text, actor="operator:test", now=NOW)


async def test_file_enrols_all_and_again_changes_them(database: Database, vault: Vault) -> None:
    assert await bring_in(database, vault, FILE) == (2, 0)
    text = FILE.replace("好运;大好运", "大好运").replace(",no\n", ",yes\n")
    assert await bring_in(database, vault, text) == (0, 2)
    async with database.read() as session:
        (jiamei, haoyun), _ = await list_enterprises(session, EnterpriseQuery())
        aliases, shops = split((await names_of(session, [haoyun.id]))[haoyun.id])
    assert (jiamei.active, haoyun.active) == (True, True)
    assert (haoyun.uscc, haoyun.region_code) == ("91350100M000100Y43", "220100")
    assert (aliases, [(shop.platform, shop.shop) for shop in shops]) == (
        ["大好运"],
        [("某商城", "好运旗舰店")],
    )


async def test_audit_log_names_each_of_the_file_and_not_what_stayed(database: Database, vault: Vault) -> None:
    await bring_in(database, vault, FILE)
    await bring_in(database, vault, FILE.replace("好运;大好运", "大好运"))
    told = [(entry.actor, entry.action.value, entry.detail) for entry in await audited(database)]
    assert told == [
        ("operator:test", "enterprise:enrol", {"code": "haoyun", "active": True}),
        ("operator:test", "enterprise:enrol", {"code": "jiamei", "active": False}),
        ("operator:test", "enterprise:change", {"code": "haoyun", "fields": ["aliases"]}),
    ]


async def refused(database: Database, vault: Vault, text: str) -> str:
    try:
        await bring_in(database, vault, text)
    except ImportRefused as refusal:
        return str(refusal)
    pytest.fail("it was taken")


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("code,colour\n", "line 1"),
        (HEAD + "haoyun,好运电器行,,,,,,\nother,好运 电器行,,,,,,\n", "line 3"),
        (HEAD + "haoyun,好运电器行,,,91350100M000100Y44,,,\n", "line 2"),
        (HEAD + "haoyun,好运电器行,,某商城,,,,\n", "line 2"),
        (HEAD + "haoyun,好运电器行,,,,,,maybe\n", "line 2"),
        (HEAD + "haoyun,好运电器行,,,,,,yes,more\n", "line 2"),
    ],
)
async def test_file_with_a_wrong_line_enrols_nobody(
    database: Database, vault: Vault, text: str, line: str
) -> None:
    assert line in await refused(database, vault, text)
    assert await audited(database) == []
    async with database.read() as session:
        assert (await list_enterprises(session, EnterpriseQuery()))[0] == []


@on_sqlite
async def test_command_imports_a_file_and_names_who_ran_it(
    settings: Settings,
    database: Database,
    vault: Vault,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    (tmp_path / "xiaobao.env").write_text(
        f"XIAOBAO_KEY={settings.keys[0]}\nBRAIN_TOKEN=b\nCASE_API_TOKEN=c\n", encoding="utf-8"
    )
    for name in ("XIAOBAO_KEY", "XIAOBAO_DIGEST_KEY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("XIAOBAO_DATA", str(tmp_path))
    monkeypatch.setenv("DATABASE_URL", settings.database_url)
    file = tmp_path / "enterprises.csv"
    file.write_text(FILE, encoding="utf-8")
    assert await asyncio.to_thread(main, [str(file)]) == 0
    assert capsys.readouterr().out == "2 enrolled, 0 changed\n"
    assert [entry.actor for entry in await audited(database)] == [operator()] * 2
    async with database.read() as session:
        assert isinstance(await verify(session, vault), Intact)
    file.write_text(HEAD + "haoyun,好运电器行,,,,,,maybe\n", encoding="utf-8")
    assert await asyncio.to_thread(main, [str(file)]) == 1
    assert "line 2" in capsys.readouterr().err
    assert await asyncio.to_thread(main, [str(tmp_path / "none.csv")]) == 1
