"""Enrolling many from a file: all of them or none, and again without harm."""

import pytest

from desk.enterprises.importing import ImportRefused, import_enterprises
from desk.enterprises.schemas import EnterpriseQuery
from desk.enterprises.service import list_enterprises, names_of, split
from desk.store.database import Database
from tests.desk.builders import NOW

HEAD = "code,name,aliases,shops,uscc,region_code,agency_id,active\n"
FILE = (
    "\ufeff"
    + HEAD
    + (
        "haoyun,好运电器行,好运;大好运,某商城/好运旗舰店,91350100M000100Y43,220100,,\njiamei,佳美家具,,,,,,no\n"
    )
)


async def test_file_enrols_all_and_again_changes_them(database: Database) -> None:
    async with database.write() as session:
        assert await import_enterprises(session, FILE, now=NOW) == (2, 0)
    async with database.write() as session:
        text = FILE.replace("好运;大好运", "大好运").replace(",no\n", ",yes\n")
        assert await import_enterprises(session, text, now=NOW) == (0, 2)
    async with database.read() as session:
        (jiamei, haoyun), _ = await list_enterprises(session, EnterpriseQuery())
        aliases, shops = split((await names_of(session, [haoyun.id]))[haoyun.id])
    assert (jiamei.active, haoyun.active) == (True, True)
    assert (haoyun.uscc, haoyun.region_code) == ("91350100M000100Y43", "220100")
    assert (aliases, [(shop.platform, shop.shop) for shop in shops]) == (
        ["大好运"],
        [("某商城", "好运旗舰店")],
    )


async def refused(database: Database, text: str) -> str:
    try:
        async with database.write() as session:
            await import_enterprises(session, text, now=NOW)
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
async def test_file_with_a_wrong_line_enrols_nobody(database: Database, text: str, line: str) -> None:
    assert line in await refused(database, text)
    async with database.read() as session:
        assert (await list_enterprises(session, EnterpriseQuery()))[0] == []
