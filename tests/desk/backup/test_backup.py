"""A backup is made of a desk in use and becomes a desk again: rows, audit log, seals, files; on both databases."""

import dataclasses
import datetime as dt
import io
import json
import os
import stat
import tarfile
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from cryptography.fernet import Fernet

from desk.backup.__main__ import main
from desk.backup.errors import BackupError
from desk.backup.looking import look
from desk.backup.making import last_backup, make_backup, prune
from desk.backup.manifest import FILE, read_manifest
from desk.backup.restoring import look_at, restore
from desk.settings import Settings
from desk.store.database import Database
from tests.desk.builders import NOW, filing, new_key, on_sqlite, unique
from tests.desk.conftest import SUPERVISOR_TOKEN
from tests.desk.privacy.test_planted import picture
from tests.services import fresh_database

NAME = "鲜于倩澜"


@pytest.fixture
def settings(settings: Settings, tmp_path: Path) -> Settings:
    """The data folder holds nothing but the desk's."""
    return dataclasses.replace(settings, data=tmp_path / "data", backups_folder=str(tmp_path / "backups"))


@pytest.fixture
async def kept(api: httpx.AsyncClient, database: Database, settings: Settings) -> Path:
    """A backup of a desk with cases, a file and audited looks."""
    (settings.data / "attachments").mkdir(parents=True, exist_ok=True)
    settings.calendar_file.write_text('{"2027-01-04": "off"}', "utf-8")
    for _ in range(3):
        told = filing(complainant__name=NAME)
        filed = await api.post("/api/v1/cases", json=told, headers={"Idempotency-Key": new_key()})
        assert filed.status_code == 201, filed.text
    number = filed.json()["case_no"]
    sent = await api.post(
        f"/api/v1/cases/{number}/attachments", files={"file": ("a.png", picture(), "image/png")}
    )
    assert sent.status_code == 201
    told = {"purpose": "contact", "reason": "复核联系方式是否正确"}
    chief = {"Authorization": f"Bearer {SUPERVISOR_TOKEN}"}
    shown = await api.post(f"/api/v1/cases/{number}/disclosures", json=told, headers=chief)
    assert shown.status_code < 300, shown.text
    return make_backup(settings, await look(database), with_keys=False, now=NOW)


@pytest.fixture
def elsewhere(settings: Settings, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Settings]:
    """A machine that knows nothing but the keys."""
    moved = dataclasses.replace(settings, data=tmp_path / "new" / "data")
    if settings.database_url.startswith("sqlite"):
        yield dataclasses.replace(moved, database_url=f"sqlite:///{moved.data / 'desk.db'}")
        return
    with fresh_database(request.getfixturevalue("postgres_url"), unique("restored")) as url:
        yield dataclasses.replace(moved, database_url=url)


async def test_what_was_kept_comes_back_and_is_the_same(kept: Path, elsewhere: Settings) -> None:
    came = await look_at(elsewhere, restore(kept, elsewhere))
    manifest = read_manifest(kept)
    assert manifest.tables["cases"] == 3
    assert came.rows == sum(manifest.tables.values())
    assert (came.files, came.audit) == (1, int(manifest.audit.partition(":")[0]))
    assert came.audit > 0
    assert came.seals > 4
    assert elsewhere.calendar_file.read_text("utf-8") == '{"2027-01-04": "off"}'


async def test_a_backup_holds_no_name_in_clear_and_no_key(kept: Path, settings: Settings) -> None:
    for path in kept.iterdir():
        content = path.read_bytes()
        assert NAME.encode() not in content, path
        for key in (*settings.keys, settings.brain_token, settings.case_api_token):
            assert key.encode() not in content, path
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(kept.stat().st_mode) == 0o700


async def test_rows_written_while_it_is_made_are_whole_or_not_in_it(
    kept: Path, api: httpx.AsyncClient, elsewhere: Settings
) -> None:
    await api.post("/api/v1/cases", json=filing(), headers={"Idempotency-Key": new_key()})
    await look_at(elsewhere, restore(kept, elsewhere))


async def test_another_key_is_told_by_name_before_anything_is_written(
    kept: Path, elsewhere: Settings
) -> None:
    stranger = dataclasses.replace(elsewhere, keys=(Fernet.generate_key().decode(),))
    with pytest.raises(BackupError, match="XIAOBAO_KEY lacks 1 of the 1 keys"):
        restore(kept, stranger)
    assert not elsewhere.data.exists()


async def test_what_is_there_is_not_written_over(kept: Path, settings: Settings) -> None:
    with pytest.raises(BackupError, match=r"already|not empty"):
        restore(kept, settings)


async def test_a_part_that_changed_or_is_gone_is_found(kept: Path, elsewhere: Settings) -> None:
    whole = next(path for path in kept.iterdir() if path.name in ("desk.db", "database.dump"))
    content = bytearray(whole.read_bytes())
    content[len(content) // 2] ^= 1
    whole.write_bytes(content)
    with pytest.raises(BackupError, match=rf"{whole.name} .* is not what was written"):
        restore(kept, elsewhere)
    whole.unlink()
    with pytest.raises(BackupError, match=f"{whole.name} is missing"):
        restore(kept, elsewhere)


async def test_a_row_that_is_lost_is_found(kept: Path, elsewhere: Settings) -> None:
    manifest = restore(kept, elsewhere)
    database = Database(elsewhere.database_url)
    async with database.engine.begin() as connection:
        await connection.exec_driver_sql("DELETE FROM case_changes")
    await database.close()
    with pytest.raises(BackupError, match=r"rows differ .* case_changes"):
        await look_at(elsewhere, manifest)


async def test_an_audit_log_that_was_changed_is_found(kept: Path, elsewhere: Settings) -> None:
    manifest = restore(kept, elsewhere)
    database = Database(elsewhere.database_url)
    async with database.engine.begin() as connection:
        if elsewhere.database_url.startswith("sqlite"):
            triggers = "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'audit_log'"
            for (name,) in (await connection.exec_driver_sql(triggers)).fetchall():
                await connection.exec_driver_sql(f"DROP TRIGGER {name}")
        else:
            await connection.exec_driver_sql("SET LOCAL session_replication_role = replica")
        await connection.exec_driver_sql("UPDATE audit_log SET action = 'x' WHERE seq = 1")
    await database.close()
    with pytest.raises(BackupError, match="the audit log is broken at entry 1"):
        await look_at(elsewhere, manifest)


@on_sqlite
async def test_an_archive_with_a_way_out_is_refused(kept: Path, elsewhere: Settings) -> None:
    with tarfile.open(kept / "files.tar", "w") as archive:
        member = tarfile.TarInfo("../../escaped")
        member.size = 1
        archive.addfile(member, io.BytesIO(b"x"))
    manifest = json.loads((kept / FILE).read_text("utf-8"))
    from desk.backup.manifest import part_of

    manifest["parts"]["files.tar"] = part_of(kept / "files.tar").model_dump()
    (kept / FILE).write_text(json.dumps(manifest), "utf-8")
    with pytest.raises(BackupError, match="no sealed file of ours"):
        restore(kept, elsewhere)
    assert not list(elsewhere.data.parent.rglob("escaped"))


@on_sqlite
async def test_half_a_backup_is_none(kept: Path, elsewhere: Settings, settings: Settings) -> None:
    (kept / FILE).unlink()
    with pytest.raises(BackupError, match="did not come to its end"):
        restore(kept, elsewhere)


@on_sqlite
async def test_the_oldest_go_and_the_newest_stay(kept: Path, database: Database, settings: Settings) -> None:
    looked = await look(database)
    later = [
        make_backup(settings, looked, with_keys=False, now=NOW + dt.timedelta(days=day)) for day in (1, 2)
    ]
    assert prune(settings.backups, 2) == [kept.name]
    assert sorted(path.parent for path in settings.backups.glob(f"*/{FILE}")) == later
    assert last_backup(settings.backups) == NOW + dt.timedelta(days=2)


class TestCommand:
    """`make backup` and `make restore` as they are typed."""

    @pytest.fixture
    def typed(self, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Settings:
        for name, value in {
            "XIAOBAO_DATA": str(settings.data),
            "XIAOBAO_BACKUPS": str(settings.backups),
            "DATABASE_URL": settings.database_url,
            "BRAIN_DATABASE_URL": f"sqlite:///{settings.data / 'brain.db'}",
            "XIAOBAO_KEY": settings.keys[0],
            "BRAIN_TOKEN": settings.brain_token,
            "CASE_API_TOKEN": settings.case_api_token,
        }.items():
            monkeypatch.setenv(name, value)
        return settings

    @on_sqlite
    @pytest.mark.usefixtures("database")
    def test_keys_go_to_a_file_of_their_own_and_are_never_written_over(
        self, typed: Settings, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        keys = tmp_path / "keys.env"
        assert main(["make", "--keys", str(keys)]) == 0
        assert f"XIAOBAO_KEY={typed.keys[0]}" in keys.read_text("utf-8")
        assert stat.S_IMODE(keys.stat().st_mode) == 0o600
        folder = Path(capsys.readouterr().out.splitlines()[-1].removeprefix("made: "))
        assert not (folder / "keys.env").exists()
        assert main(["check", str(folder)]) == 0
        assert main(["make", "--keys", str(keys)]) == 1

    @on_sqlite
    @pytest.mark.usefixtures("database")
    def test_keys_come_along_where_that_is_asked_for(
        self, typed: Settings, capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert main(["make", "--with-keys"]) == 0
        folder = Path(capsys.readouterr().out.splitlines()[-1].removeprefix("made: "))
        assert typed.keys[0] in (folder / "keys.env").read_text("utf-8")
        assert read_manifest(folder).holds_keys

    @on_sqlite
    @pytest.mark.usefixtures("database")
    def test_without_room_nothing_half_stays(
        self,
        typed: Settings,
        tmp_path: Path,
        monkeypatch: pytest.MonkeyPatch,
        capsys: pytest.CaptureFixture[str],
    ) -> None:
        monkeypatch.setenv("XIAOBAO_BACKUPS", os.devnull + "/nowhere")
        assert main(["make"]) == 1
        assert "backup: nothing was kept" in capsys.readouterr().err
