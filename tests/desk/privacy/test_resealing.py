"""Sealing anew with another key: everything, while the desk works, and again after a crash."""

import asyncio
import dataclasses
import hashlib
import io
import json
import os
import zlib
from pathlib import Path
from typing import Any

import httpx
import pytest
import sqlalchemy as sa
from cryptography.fernet import Fernet
from PIL import Image
from sqlalchemy import LargeBinary, Text, select, update

from desk.attachments.model import Attachment
from desk.attachments.storage import FolderStorage
from desk.audit.actions import AuditAction
from desk.audit.verifying import Intact, verify
from desk.cases.changing import CaseDesk
from desk.cases.filing import file_case as file_once
from desk.cases.model import Case
from desk.commands import operator
from desk.conversations.model import Message
from desk.privacy import keyfile, resealing, rotate
from desk.privacy.resealing import MARK, Resealer, SealedTable, reseal_table, sealed_tables
from desk.privacy.vault import SealBroken, Vault, derived_digest_key
from desk.settings import Settings
from desk.store.base import Base
from desk.store.database import Database
from desk.store.models import load_models
from operations.environment import environment
from tests.desk.builders import FakeClock, audited, case_in, disclose, file_case, filing
from tests.desk.privacy.test_vault import key

BRAIN_TABLE = (
    "CREATE TABLE IF NOT EXISTS brain_conversations (sender_id VARCHAR(255) PRIMARY KEY, version INTEGER "
    "NOT NULL, sealed {binary} NOT NULL, updated_at BIGINT NOT NULL)"
)


def picture() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (20, 20), "red").save(out, "PNG")
    return out.getvalue()


async def fill(api: httpx.AsyncClient, database: Database, old: str) -> str:
    """A case with a file and a timeline, a conversation with a file, a tracker of the brain; the case's number."""
    case = (await file_case(api, purchase__order_no="E1")).json()
    files = {"file": ("小票.png", picture(), "image/png")}
    assert (await api.post(f"/api/v1/cases/{case['id']}/attachments", files=files)).status_code == 201
    assert (await disclose(api, case["id"])).status_code == 200
    token = (await api.post("/webchat/api/sessions")).json()["token"]
    page = {"Authorization": f"Bearer {token}"}
    assert (await api.post("/webchat/api/attachments", files=files, headers=page)).status_code == 201
    said = {"message_id": "message-1", "text": "我叫王小丽"}
    assert (await api.post("/webchat/api/messages", json=said, headers=page)).status_code == 202
    binary = "BLOB" if database.is_sqlite else "BYTEA"
    content = zlib.compress(json.dumps(["c.0", {"events": []}]).encode())
    async with database.write() as session:
        await session.execute(sa.text(BRAIN_TABLE.format(binary=binary)))
        row = {"id": "c.0", "sealed": Fernet(old).encrypt(content)}
        await session.execute(sa.text("INSERT INTO brain_conversations VALUES (:id, 1, :sealed, 0)"), row)
    return str(case["case_no"])


@pytest.fixture(autouse=True)
async def no_brain_table_left(database: Database) -> Any:
    yield
    async with database.write() as session:
        await session.execute(sa.text("DROP TABLE IF EXISTS brain_conversations"))


def rotated(settings: Settings) -> Settings:
    """With a new key before the old one, as the first step leaves it."""
    (old,) = settings.keys
    return dataclasses.replace(settings, keys=(key(), old), digest_key=derived_digest_key(old))


def test_every_sealed_column_of_the_models_is_text_or_bytes() -> None:
    """The walk is by name; a name that lies would break it."""
    load_models()
    found = [
        column for table in Base.metadata.tables.values() for column in table.columns if MARK in column.name
    ]
    assert len(found) > 8
    assert all(isinstance(column.type, Text | LargeBinary) for column in found)


async def test_every_sealed_column_of_the_models_is_walked(database: Database) -> None:
    load_models()
    walked = {(table.name, name) for table in await sealed_tables(database) for name in table.columns}
    declared = {
        (table.name, column.name)
        for table in Base.metadata.tables.values()
        for column in table.columns
        if MARK in column.name
    }
    assert walked == declared


async def test_everything_opens_with_the_new_key_alone(
    api: httpx.AsyncClient, settings: Settings, database: Database
) -> None:
    await fill(api, database, settings.keys[0])
    both, storage = rotated(settings), FolderStorage(Path(settings.files))
    before = await rotate.check_all(both, storage)
    assert {name for name, tally in before.items() if tally.old} >= {
        "cases", "messages", "attachments", "files", "brain_conversations", "idempotency_keys", "audit_log",
    }  # fmt: skip
    after = await rotate.reseal_all(both, storage)
    assert all(tally.clean for tally in after.values())
    new = Vault(both.keys[:1], both.digest_key)
    async with database.read() as session:
        case = (await session.scalars(select(Case))).one()
        assert "欧阳明" in new.open(case.complainant_sealed or "")
        assert filing()["problem"][:5] in new.open(case.statement_sealed)
        assert "王小丽" in new.open((await session.scalars(select(Message.sealed_body))).one())
        files = (await session.scalars(select(Attachment))).all()
        assert isinstance(await verify(session, new), Intact)
        tracker = (await session.scalars(sa.text("SELECT sealed FROM brain_conversations"))).one()
    assert json.loads(zlib.decompress(new.open_bytes(bytes(tracker))))[0] == "c.0"
    for file in files:
        assert new.open(file.sealed_name) == "小票.png"
        content = new.open_bytes((Path(settings.files) / file.id).read_bytes())
        assert len(content) == file.size


async def test_the_desk_answers_while_it_is_sealed_anew_and_finds_people_afterwards(
    api: httpx.AsyncClient, app: Any, settings: Settings, database: Database
) -> None:
    number = await fill(api, database, settings.keys[0])
    both = rotated(settings)
    looking = {"case_no": number, "phone_last4": "5678"}
    await rotate.reseal_all(both, FolderStorage(Path(settings.files)))
    alone = Vault(both.keys[:1], both.digest_key)
    app.ctx.desk = dataclasses.replace(
        app.ctx.desk, vault=alone, cases=dataclasses.replace(app.ctx.desk.cases, vault=alone)
    )
    assert (await api.post("/api/v1/cases:lookup", json=looking)).status_code == 200
    shown = await disclose(api, number)
    assert shown.json()["case"]["complainant"]["name"] == "欧阳明"
    again = await file_case(api, conversation_id="c-2", purchase__order_no="E1")
    assert (again.json()["case_no"], again.json()["received_again"]) == (number, True)


async def test_a_run_that_was_ended_goes_on_where_it_was(
    api: httpx.AsyncClient, settings: Settings, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    await fill(api, database, settings.keys[0])
    both, storage, done = rotated(settings), FolderStorage(Path(settings.files)), []

    class Dying(Resealer):
        def reseal(self, sealed: str | bytes) -> str | bytes:
            if len(done) == 3:
                raise KeyboardInterrupt
            done.append(sealed)
            return super().reseal(sealed)

    monkeypatch.setattr(resealing, "BATCH", 1)
    monkeypatch.setattr(rotate, "Resealer", Dying)
    with pytest.raises(KeyboardInterrupt):
        await rotate.reseal_all(both, storage)
    monkeypatch.setattr(rotate, "Resealer", Resealer)
    half = await rotate.check_all(both, storage)
    assert sum(tally.seen - tally.old for tally in half.values()) > 0
    assert sum(tally.old for tally in half.values()) > 0
    assert all(tally.clean for tally in (await rotate.reseal_all(both, storage)).values())


async def test_what_the_desk_writes_meanwhile_is_not_overwritten(
    settings: Settings, database: Database, case_desk: CaseDesk, clock: FakeClock
) -> None:
    async with database.write() as session:
        await file_once(session, case_desk, case_in(), client="c", now=clock())
    both = rotated(settings)
    desk = Vault(both.keys, both.digest_key)

    class Slow(Resealer):
        """Somebody writes between our reading and our writing."""

        def reseal(self, sealed: str | bytes) -> str | bytes:
            engine = sa.create_engine(settings.database_url.replace("postgresql:", "postgresql+psycopg:"))
            with engine.begin() as connection:
                connection.execute(update(Case).values(statement_sealed=desk.seal("neu")))
            engine.dispose()
            return super().reseal(sealed)

    table = SealedTable("cases", "id", ("statement_sealed",))
    tally = await reseal_table(database, Slow(both.keys), table)
    assert (tally.old, tally.resealed) == (1, 0)
    async with database.read() as session:
        assert desk.open((await session.scalars(select(Case.statement_sealed))).one()) == "neu"


async def test_a_value_that_no_key_opens_is_named_and_keeps_the_old_keys(
    api: httpx.AsyncClient, settings: Settings, database: Database, capsys: pytest.CaptureFixture[str]
) -> None:
    await file_case(api)
    stranger = Vault((key(),)).seal("x")
    async with database.write() as session:
        case_id = (
            await session.scalars(update(Case).values(statement_sealed=stranger).returning(Case.id))
        ).one()
    found = await rotate.reseal_all(rotated(settings), FolderStorage(Path(settings.files)))
    assert found["cases"].broken == [f"cases.statement_sealed {case_id}"]
    assert not rotate.report(found)
    assert case_id in capsys.readouterr().err


async def test_a_file_erased_while_it_is_sealed_anew_does_not_come_back(
    api: httpx.AsyncClient, settings: Settings, database: Database
) -> None:
    case = (await file_case(api, purchase__order_no="E1")).json()
    files = {"file": ("小票.png", picture(), "image/png")}
    await api.post(f"/api/v1/cases/{case['id']}/attachments", files=files)

    class Erasing(FolderStorage):
        async def put(self, key: str, sealed: bytes) -> None:
            async with database.write() as session:
                await session.execute(sa.delete(Attachment))
            await self.delete(key)
            await super().put(key, sealed)

    both = rotated(settings)
    await resealing.reseal_files(database, Erasing(Path(settings.files)), Resealer(both.keys), change=True)
    assert list(Path(settings.files).iterdir()) == []


class Folder:
    """A data folder with secrets as `make run` writes them, and a database that nobody serves."""

    def __init__(self, data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.data, self.file = data, data / keyfile.FILE
        self.env = environment(data, {"brain": 9, "actions": 9, "desk": 9}, base={})
        for name in (
            "XIAOBAO_KEY",
            "XIAOBAO_DIGEST_KEY",
            "DATABASE_URL",
            "BRAIN_DATABASE_URL",
            "XIAOBAO_FILES",
        ):
            monkeypatch.delenv(name, raising=False)
        monkeypatch.setenv("XIAOBAO_DATA", str(data))
        monkeypatch.setenv("DESK_PORT", "9")
        monkeypatch.setenv("BRAIN_URL", "http://127.0.0.1:9")

    @property
    def keys(self) -> tuple[str, ...]:
        return keyfile.keys_in(self.file)


@pytest.fixture
def folder(tmp_path: Path, migrated_sqlite: Path, monkeypatch: pytest.MonkeyPatch) -> Folder:
    (tmp_path / "desk.db").write_bytes(migrated_sqlite.read_bytes())
    return Folder(tmp_path, monkeypatch)


def test_the_command_brings_a_new_key_seals_anew_and_retires_the_old(folder: Folder) -> None:
    (old,) = folder.keys
    digest_key = keyfile.known(folder.file)["XIAOBAO_DIGEST_KEY"]
    assert rotate.main([]) == 0
    new, kept = folder.keys
    assert kept == old
    assert rotate.main([]) == 0  # again: no third key
    assert folder.keys == (new, old)
    assert rotate.main(["--retire"]) == 0
    assert folder.keys == (new,)
    assert keyfile.known(folder.file)["XIAOBAO_DIGEST_KEY"] == digest_key
    assert keyfile.known(folder.file)["BRAIN_TOKEN"] == folder.env["BRAIN_TOKEN"]
    backups = sorted(folder.data.glob("*.bak"))
    assert len(backups) == 2
    for path in (folder.file, *backups):
        assert path.stat().st_mode & 0o077 == 0
    assert old in backups[0].read_text()


def steps(folder: Folder) -> list[tuple[str, str, str]]:
    """Actor, subject and step of each entry of its audit log; the chain holds under the folder's keys."""
    settings = rotate.settings_of_folder()

    async def look() -> list[tuple[str, str, str]]:
        database = Database(settings.database_url)
        async with database.read() as session:
            assert isinstance(await verify(session, Vault(settings.keys, settings.digest_key)), Intact)
        entries = await audited(database)
        await database.close()
        assert {entry.action for entry in entries} <= {AuditAction.KEY_ROTATE}
        return [(entry.actor, entry.subject, (entry.detail or {})["step"]) for entry in entries]

    return asyncio.run(look())


def test_each_step_is_written_down_by_the_keys_fingerprint(folder: Folder) -> None:
    rotate.main([])
    rotate.main(["--retire"])
    (new,) = folder.keys
    subject = f"key:{hashlib.sha256(new.encode()).hexdigest()[:16]}"
    assert steps(folder) == [
        (operator(), subject, step)
        for step in (rotate.Step.INTRODUCE, rotate.Step.RESEAL, rotate.Step.RETIRE)
    ]


def test_key_that_cannot_be_written_down_is_not_introduced(
    folder: Folder, capsys: pytest.CaptureFixture[str]
) -> None:
    engine = sa.create_engine(f"sqlite:///{folder.data / 'desk.db'}")
    with engine.begin() as connection:
        connection.execute(sa.text("DROP TABLE audit_head"))
    engine.dispose()
    before = folder.file.read_text()
    assert rotate.main([]) == 2
    assert folder.file.read_text() == before
    assert "audit log" in capsys.readouterr().err


def test_old_keys_that_are_still_needed_are_not_retired(folder: Folder) -> None:
    (old,) = folder.keys
    rotate.main([])
    database = folder.data / "desk.db"
    engine = sa.create_engine(f"sqlite:///{database}")
    with engine.begin() as connection:
        connection.execute(
            sa.text(
                "INSERT INTO outbox (id, kind, key, sealed_body, state, attempts, failures, next_try_at, created_at)"
                " VALUES ('1', 'x', 'k', :sealed, 'done', 0, 0, '2026-11-20', '2026-11-20')"
            ),
            {"sealed": Vault((old,)).seal("x")},
        )
    engine.dispose()
    assert rotate.main(["--retire"]) == 1
    assert len(folder.keys) == 2
    assert rotate.main([]) == 0
    assert rotate.main(["--retire"]) == 0
    assert old not in folder.keys


def test_it_refuses_while_something_runs_that_may_know_the_old_key_alone(
    folder: Folder, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(rotate, "running", lambda settings: ["127.0.0.1:8800"])
    assert rotate.main([]) == 2
    assert len(folder.keys) == 2  # the new key is there, for the restart
    assert "--restarted" in capsys.readouterr().err
    assert rotate.main(["--retire"]) == 2
    assert rotate.main(["--restarted"]) == 0


def test_a_port_that_answers_counts_as_running(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    import socket

    with socket.create_server(("127.0.0.1", 0)) as server:
        monkeypatch.setenv("DESK_PORT", str(server.getsockname()[1]))
        settings = rotate.settings_of_folder()
        assert rotate.running(settings) == [f"127.0.0.1:{settings.port}"]


def test_keys_from_outside_the_folder_are_not_ours_to_change(
    folder: Folder, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    outside = key()
    monkeypatch.setenv("XIAOBAO_KEY", outside)
    before = folder.file.read_text()
    assert rotate.main([]) == 2
    assert folder.file.read_text() == before
    assert derived_digest_key(outside) in capsys.readouterr().err


def test_one_key_alone_is_never_retired(folder: Folder) -> None:
    before = folder.keys
    assert rotate.main(["--retire"]) == 2
    assert folder.keys == before


def test_a_change_of_the_file_is_whole_or_not_at_all(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    before = folder.file.read_text()

    def fail(*_args: Any) -> None:
        raise OSError("no space left")

    monkeypatch.setattr(os, "replace", fail)
    with pytest.raises(OSError, match="no space"):
        rotate.introduce_key(folder.file, key())
    assert folder.file.read_text() == before


def test_digests_of_an_older_data_folder_stay_as_they_were(tmp_path: Path) -> None:
    older = key()
    (tmp_path / keyfile.FILE).write_text(f"XIAOBAO_KEY={older}\nBRAIN_TOKEN=t\nCASE_API_TOKEN=t\n")
    env = environment(tmp_path, {"brain": 9, "actions": 9, "desk": 9}, base={})
    now = Vault((env["XIAOBAO_KEY"],), env["XIAOBAO_DIGEST_KEY"])
    assert now.digest("p", "v") == Vault((older,)).digest("p", "v")


def test_a_fresh_folder_gets_a_digest_key_that_no_other_key_tells(tmp_path: Path) -> None:
    env = environment(tmp_path, {"brain": 9, "actions": 9, "desk": 9}, base={})
    assert env["XIAOBAO_DIGEST_KEY"] != derived_digest_key(env["XIAOBAO_KEY"])
    Vault((env["XIAOBAO_KEY"],), env["XIAOBAO_DIGEST_KEY"])


def test_keys_of_the_operator_are_not_mixed_with_the_folders_digest_key(tmp_path: Path) -> None:
    ports = {"brain": 9, "actions": 9, "desk": 9}
    environment(tmp_path, ports, base={})
    outside = key()
    env = environment(tmp_path, ports, base={"XIAOBAO_KEY": outside})
    assert env["XIAOBAO_DIGEST_KEY"] == derived_digest_key(outside)


def test_a_digest_key_outlives_the_key_it_was_derived_from() -> None:
    old, new = key(), key()
    before, after = Vault((old,)), Vault((new,), derived_digest_key(old))
    assert after.digest("p", "v") == before.digest("p", "v")
    with pytest.raises(SealBroken):
        after.open(before.seal("x"))


@pytest.mark.parametrize("wrong", ["x", "", "A" * 43, "A" * 43 + "=A"])
def test_a_digest_key_of_another_size_is_refused(wrong: str) -> None:
    if not wrong:
        assert Vault((key(),), wrong)  # empty: as if none were given
        return
    with pytest.raises(ValueError, match=r"base64|bytes"):
        Vault((key(),), wrong)
