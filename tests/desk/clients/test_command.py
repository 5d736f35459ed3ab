"""`python -m desk.clients` and what it says when something is not there yet."""

import asyncio
from pathlib import Path

import pytest
from cryptography.fernet import Fernet

from desk.audit.verifying import Intact, verify
from desk.clients.__main__ import main
from desk.clients.keys import prefix_of
from desk.commands import operator
from desk.ids import new_id
from desk.privacy.vault import Vault
from desk.settings import Settings
from desk.store.database import Database
from tests.desk.builders import audited, on_sqlite


@pytest.fixture
def environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A data folder with secrets, as `make run` leaves it, and nothing of the surroundings."""
    for name in (
        "XIAOBAO_KEY",
        "XIAOBAO_DIGEST_KEY",
        "BRAIN_TOKEN",
        "CASE_API_TOKEN",
        "DATABASE_URL",
        "REDIS_URL",
    ):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("XIAOBAO_DATA", str(tmp_path))
    return tmp_path


def write_secrets(data: Path, key: str) -> None:
    (data / "xiaobao.env").write_text(
        f"XIAOBAO_KEY={key}\nBRAIN_TOKEN=b\nCASE_API_TOKEN=c\n", encoding="utf-8"
    )


@pytest.fixture
def ready(environment: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Path:
    write_secrets(environment, settings.keys[0])
    monkeypatch.setenv("DATABASE_URL", settings.database_url)
    return environment


@pytest.mark.usefixtures("ready")
def test_client_is_added_listed_rotated_and_revoked(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["add", "nanguan", "--scope", "cases:read", "--scope", "cases:handle"]) == 0
    key = capsys.readouterr().out.strip()
    assert prefix_of(key)
    assert main(["rotate", "nanguan", "--overlap-hours", "1"]) == 0
    other = capsys.readouterr().out.strip()
    assert prefix_of(other) not in (None, prefix_of(key))
    assert main(["list"]) == 0
    heading, line = capsys.readouterr().out.splitlines()
    assert heading.startswith("name\tscopes")
    assert line.startswith("nanguan\tcases:handle,cases:read")
    assert line.endswith("valid")
    assert prefix_of(key) in line
    assert key not in line
    assert main(["revoke", "nanguan"]) == 0
    assert main(["list"]) == 0
    assert capsys.readouterr().out.splitlines()[-1].endswith("revoked")


@pytest.mark.usefixtures("ready")
@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["revoke", "nobody"], "client_not_found"),
        (["add", "assistant", "--scope", "cases:read"], "name_reserved"),
        (["add", "nanguan", "--scope", "enterprise"], "enterprise_stands_alone"),
        (["add", "nanguan", "--scope", "cases:read", "--expires", "2020-01-01"], "invalid_body"),
        (["add", "dianqi", "--scope", "enterprise", "--enterprise", new_id()], "invalid_body"),
    ],
)
def test_refusals_are_one_line(arguments: list[str], said: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(arguments) == 1
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err.startswith("clients: ")
    assert said in told.err
    assert len(told.err.splitlines()) == 1


@on_sqlite
async def test_key_from_outside_goes_without_the_folders_digest_key(
    ready: Path, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else the audit log would go on under another key than the desk's, and not hold."""
    outside = Fernet.generate_key().decode()
    with (ready / "xiaobao.env").open("a", encoding="utf-8") as file:
        file.write(f"XIAOBAO_DIGEST_KEY={Fernet.generate_key().decode()}\n")
    monkeypatch.setenv("XIAOBAO_KEY", outside)
    assert await asyncio.to_thread(main, ["add", "nanguan", "--scope", "cases:read"]) == 0
    async with database.read() as session:
        assert isinstance(await verify(session, Vault((outside,))), Intact)
    assert [entry.actor for entry in await audited(database)] == [operator()]


def test_fresh_data_folder_is_told_to_run_first(
    environment: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["list"]) == 1
    assert "XIAOBAO_KEY is not set; `make run`" in capsys.readouterr().err
    write_secrets(environment, "0" * 43 + "=")
    assert main(["list"]) == 1
    assert "there is no database at" in capsys.readouterr().err
    assert not list(environment.glob("*.db"))  # asking made none


def test_database_of_an_older_program_is_told_to_migrate(
    environment: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_secrets(environment, "0" * 43 + "=")
    (environment / "desk.db").touch()
    assert main(["list"]) == 1
    assert "desk.store.migrate" in capsys.readouterr().err


def test_database_out_of_reach_is_said_in_plain_words(
    environment: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    write_secrets(environment, "0" * 43 + "=")
    monkeypatch.setenv("DATABASE_URL", "postgresql://someone:secret@127.0.0.1:9/desk")
    assert main(["list"]) == 1
    told = capsys.readouterr().err
    assert "does not answer" in told
    assert "secret" not in told


def test_unknown_scope_is_refused_with_the_list_of_them(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["add", "x", "--scope", "everything"])
    assert "cases:read" in capsys.readouterr().err
