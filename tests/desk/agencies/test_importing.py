"""Importing: all or nothing, twice is once, and the samples only where nothing was."""

import asyncio
import os
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import func, select

from desk.agencies.errors import ImportRefused
from desk.agencies.importing import SEEDS, Imported, import_file, seed_at_start, seed_files
from desk.agencies.kinds import AgencyKind
from desk.agencies.model import Agency, AgencyRegister, PlatformHome
from desk.agencies.register import present_tree
from desk.agencies.rows import HOME_COLUMNS, decode_file
from desk.agencies.sampling import SAMPLE, sample
from desk.agencies.tree import Tree
from desk.audit.actions import AuditAction
from desk.audit.verifying import Intact, verify
from desk.commands import operator
from desk.privacy.vault import Vault
from desk.settings import Settings
from desk.store.database import Database
from tests.desk.agencies.growing import SERVICES, bring_in, csv_of, row
from tests.desk.builders import NOW, audited, on_sqlite

FAMILY = csv_of(
    row("220104", parent_code="220100-amr"), row("220100", parent_code="220000-amr"), row("220000")
)


async def tree(database: Database) -> Tree:
    async with database.read() as session:
        return await present_tree(session)


async def stamp(database: Database) -> str | None:
    async with database.read() as session:
        return await session.scalar(select(AgencyRegister.stamp))


async def test_file_in_any_order_becomes_a_tree(database: Database) -> None:
    assert await bring_in(database, FAMILY) == Imported(added=3)
    county = (await tree(database)).by_code["220104-amr"]
    assert [above.code for above in (await tree(database)).superiors(county)] == ["220100-amr", "220000-amr"]


async def test_same_file_twice_changes_nothing(database: Database) -> None:
    await bring_in(database, FAMILY)
    before = await stamp(database)
    assert await bring_in(database, FAMILY) == Imported(unchanged=3)
    assert await stamp(database) == before


async def test_changed_line_keeps_its_id(database: Database) -> None:
    await bring_in(database, FAMILY)
    before = (await tree(database)).by_code["220104-amr"]
    changed = csv_of(row("220104", parent_code="220100-amr", name="新名称", active="false"))
    assert await bring_in(database, changed) == Imported(changed=1)
    after = (await tree(database)).by_code["220104-amr"]
    assert (after.id, after.name, after.active) == (before.id, "新名称", False)
    assert len((await tree(database)).nodes) == 3


async def test_agency_may_move_under_one_that_comes_with_the_file(database: Database) -> None:
    await bring_in(database, csv_of(row("220104")))
    moved = csv_of(row("220104", parent_code="220100-new"), row("220100", code="220100-new"))
    assert await bring_in(database, moved) == Imported(added=1, changed=1)


async def test_one_bad_line_keeps_all_of_it_out(database: Database) -> None:
    content = csv_of(row("220100"), row("220104", parent_code="nobody"), row("220105", phone="x"))
    with pytest.raises(ImportRefused) as refusal:
        await bring_in(database, content)
    assert [(error.pointer, error.code) for error in refusal.value.errors] == [
        ("/3/parent_code", "parent_unknown"),
        ("/4/phone", "phone_format"),
    ]
    assert (await tree(database)).nodes == ()


async def test_homes_of_platforms_are_imported_too(database: Database) -> None:
    line = {"platform": "某某商城", "operator": "某某公司", "region_code": "220104", "source": "试验"}
    content = csv_of(line, columns=HOME_COLUMNS)
    assert await bring_in(database, content) == Imported(added=1)
    assert await bring_in(database, content) == Imported(unchanged=1)
    moved = csv_of(line | {"region_code": "220105"}, columns=HOME_COLUMNS)
    assert await bring_in(database, moved) == Imported(changed=1)
    assert (await tree(database)).platform_homes == {"某某商城": "220105"}


async def test_another_desk_sees_the_new_tree_after_the_commit(
    database: Database, settings: Settings
) -> None:
    elsewhere = Database(settings.database_url)
    await bring_in(database, FAMILY)
    assert len((await tree(elsewhere)).nodes) == 3
    await bring_in(database, csv_of(row("220200", parent_code="220000-amr")))
    assert len((await tree(elsewhere)).nodes) == 4
    await elsewhere.close()


async def test_import_that_is_rolled_back_leaves_no_tree_behind(database: Database) -> None:
    await bring_in(database, FAMILY)
    before = await tree(database)
    async with database.read() as session:  # nothing done in it is kept
        await import_file(session, csv_of(row("220300")), services=SERVICES, now=NOW)
        assert "220300-amr" in (await present_tree(session)).by_code
    assert await tree(database) is before


async def test_unchanged_tree_is_read_once(database: Database) -> None:
    await bring_in(database, FAMILY)
    assert await tree(database) is await tree(database)


async def test_samples_come_where_nothing_was(database: Database) -> None:
    await seed_at_start(database, services=SERVICES, now=NOW)
    await seed_at_start(database, services=SERVICES, now=NOW)
    async with database.read() as session:
        assert await session.scalar(select(func.count()).select_from(Agency)) == 82
        assert await session.scalar(select(func.count()).select_from(PlatformHome)) == 0


async def test_samples_stay_out_where_something_was(database: Database) -> None:
    await bring_in(database, csv_of(row()))
    await seed_at_start(database, services=SERVICES, now=NOW)
    assert len((await tree(database)).nodes) == 1


async def test_desks_that_start_at_once_seed_once(database: Database, settings: Settings) -> None:
    others = [Database(settings.database_url) for _ in range(3)]
    await asyncio.gather(*(seed_at_start(one, services=SERVICES, now=NOW) for one in (database, *others)))
    assert len((await tree(database)).nodes) == 82
    for one in others:
        await one.close()


async def test_database_that_is_away_does_not_stop_the_start(tmp_path: Path) -> None:
    away = Database(f"sqlite:///{tmp_path / 'nowhere' / 'desk.db'}")
    await seed_at_start(away, services=SERVICES, now=NOW)
    await away.close()


def samples() -> dict[str, dict[str, str]]:
    (content,) = seed_files()
    found = decode_file(content, services=SERVICES)
    assert found.errors == []
    return {
        one.code: {"name": one.name, "source": one.source, "phone": one.phone or ""} for one in found.agencies
    }


def test_samples_say_that_they_are_samples() -> None:
    assert all(one["source"].startswith("示例数据") for one in samples().values())


def test_samples_are_called_as_divisions_are_named() -> None:
    """All but the offices that the project's source documents name otherwise."""
    named = {
        line["code"]: line["name"]
        for line in sample(["210000", "210100", "630000", "630100", "530600", "220100", "341700"])
    }
    plain = {code: one["name"] for code, one in samples().items() if one["source"] == SAMPLE}
    assert len(plain) > 70
    assert plain.items() <= named.items()


def test_samples_hold_only_public_numbers() -> None:
    """12315, 12345, and what the press conference of Changchun (2024-03-13) said."""
    numbers = {number for one in samples().values() for number in one["phone"].split(";") if number}
    assert numbers == {"12315", "0431-12345", "88588315", "96118", "12305"}


def test_samples_cover_the_places_of_the_source_documents() -> None:
    codes = set(samples())
    assert {"210000-amr", "630000-amr", "220100-amr", "530600-amr", "341700-amr"} <= codes
    assert len([code for code in codes if code.startswith("5306") and code.endswith("-amr")]) == 12
    assert len([code for code in codes if code.startswith("2201") and code.endswith("-amr")]) == 12
    assert len([code for code in codes if code.startswith("3417") and code.endswith("-amr")]) == 5


def test_form_for_platform_homes_is_a_heading_alone() -> None:
    content = (SEEDS / "platform_homes.csv").read_bytes()
    assert content.decode().strip() == ",".join(HOME_COLUMNS)
    assert content not in seed_files()


def command(settings: Settings, *arguments: str) -> "subprocess.CompletedProcess[str]":
    env = os.environ | {
        "DATABASE_URL": settings.database_url,
        "XIAOBAO_KEY": settings.keys[0],
        "BRAIN_TOKEN": "b",
        "CASE_API_TOKEN": "c",
    }
    return subprocess.run(
        [sys.executable, "-m", "desk.agencies.importing", *arguments],
        cwd=SEEDS.parents[1],
        env=env,
        capture_output=True,
        text=True,
        check=False,
    )


async def test_command_imports_a_file(
    settings: Settings, database: Database, vault: Vault, tmp_path: Path
) -> None:
    file = tmp_path / "mine.csv"
    file.write_bytes(FAMILY)
    done = await asyncio.to_thread(command, settings, str(file))
    assert (done.returncode, done.stdout) == (0, "agencies: 3 added, 0 changed, 0 as they were\n")
    assert len((await tree(database)).nodes) == 3
    (entry,) = await audited(database)
    assert (entry.action, entry.actor) == (AuditAction.AGENCY_IMPORT, operator())
    async with database.read() as session:
        assert isinstance(await verify(session, vault), Intact)


@on_sqlite
async def test_command_lists_every_bad_line_and_imports_no_file_of_the_call(
    settings: Settings, database: Database, tmp_path: Path
) -> None:
    good, bad = tmp_path / "good.csv", tmp_path / "bad.csv"
    good.write_bytes(FAMILY)
    bad.write_bytes(csv_of(row("220105", kind="x"), row("220106", phone="y")))
    done = await asyncio.to_thread(command, settings, str(good), str(bad))
    assert done.returncode == 1
    assert f"{bad}:2/kind: " in done.stderr
    assert f"{bad}:3/phone: " in done.stderr
    assert (await tree(database)).nodes == ()
    assert await audited(database) == []


@on_sqlite
def test_command_without_a_file_says_how(settings: Settings, tmp_path: Path) -> None:
    assert command(settings).returncode == 2
    missing = command(settings, str(tmp_path / "none.csv"))
    assert missing.returncode == 1
    assert "none.csv" in missing.stderr


def test_kinds_of_samples_are_those_that_the_documents_name() -> None:
    (content,) = seed_files()
    kinds = {one.kind for one in decode_file(content, services=SERVICES).agencies}
    assert kinds == set(AgencyKind) - {AgencyKind.TELECOM, AgencyKind.OTHER}
