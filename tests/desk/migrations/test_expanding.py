"""Migrations leave the release before working: nothing it reads is dropped or renamed, nothing it writes is refused."""

import re
import sqlite3
from pathlib import Path

import pytest

from desk.store.migrate import SCRIPTS, migrate

VERSIONS = sorted((SCRIPTS / "versions").glob("*.py"))
# A file that takes something away says so in its first line, and which release stopped using it:
#   """contract: the column … , unused since release …"""
CONTRACT = re.compile(r'^"""contract: .+ since release .+', re.MULTILINE)
TAKES_AWAY = re.compile(
    r"op\.(?:drop_\w+|rename_table|alter_column\([^)]*new_column_name)|batch\w*\.(?:drop_\w+)|\bDROP (?:TABLE|COLUMN)\b"
)
HARMLESS = re.compile(
    r"drop_(?:index|constraint)\b"
)  # what nobody reads; a check or a unique key only loosens
# Before there was a release to go on working. No file may be added here.
BEFORE_ANY_RELEASE = {
    "0004_case_record",
    "0006_agencies",
    "0008_notices",
    "0009_clients_audit",
    "0010_privacy_files",
}


def upgrade_of(path: Path) -> str:
    """The source of upgrade(), with the functions it may call; downgrade() may take away what it likes."""
    return path.read_text("utf-8").partition("def downgrade")[0]


def taken_away(path: Path) -> list[str]:
    found = TAKES_AWAY.findall(upgrade_of(path))
    return [one for one in found if not HARMLESS.search(one)]


@pytest.mark.parametrize("path", VERSIONS, ids=lambda path: path.stem)
def test_a_migration_that_takes_something_away_says_that_it_contracts(path: Path) -> None:
    if path.stem in BEFORE_ANY_RELEASE or CONTRACT.search(path.read_text("utf-8")):
        return
    assert taken_away(path) == []


def test_the_look_finds_what_takes_away(tmp_path: Path) -> None:
    file = tmp_path / "x.py"
    for statement in (
        'op.drop_column("a", "b")',
        'op.alter_column("a", "b", new_column_name="c")',
        'op.rename_table("a", "b")',
    ):
        file.write_text(f'"""x"""\n\ndef upgrade():\n    {statement}\n\ndef downgrade():\n    pass\n')
        assert taken_away(file), statement
    file.write_text(
        '"""x"""\n\ndef upgrade():\n    op.add_column("a")\n\ndef downgrade():\n    op.drop_column("a")\n'
    )
    assert taken_away(file) == []


def columns(file: Path) -> dict[str, dict[str, tuple[bool, bool]]]:
    """Table → column → (must have a value, has a default)."""
    with sqlite3.connect(file) as connection:
        tables = [
            name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        ]
        return {
            table: {
                row[1]: (bool(row[3]) and not row[5], row[4] is not None)
                for row in connection.execute(f'PRAGMA table_info("{table}")')
            }
            for table in tables
        }


def test_the_release_before_can_go_on_writing_to_the_newest_schema(tmp_path: Path) -> None:
    """Of the newest step: its new columns in old tables may be left out by those who do not know them."""
    old, new = tmp_path / "old.db", tmp_path / "new.db"
    names = [path.stem for path in VERSIONS]
    heads = {
        name
        for name in names
        if not any(f'down_revision = "{name}"' in p.read_text("utf-8") for p in VERSIONS)
    }
    assert len(heads) == 1
    newest = next(path for path in VERSIONS if path.stem in heads)
    found = re.search(r'^down_revision = "(\w+)"', newest.read_text("utf-8"), re.MULTILINE)
    assert found is not None
    migrate(f"sqlite:///{old}", found[1])
    migrate(f"sqlite:///{new}")
    before, after = columns(old), columns(new)
    assert before.keys() <= after.keys()
    for table, known in before.items():
        assert known.keys() <= after[table].keys(), f"{table} lost {known.keys() - after[table].keys()}"
        for name in after[table].keys() - known.keys():
            needed, has_default = after[table][name]
            assert not needed or has_default, (
                f"{table}.{name}: the release before cannot write this table any more"
            )
