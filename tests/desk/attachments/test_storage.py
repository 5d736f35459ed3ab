"""What every storage promises, held against a folder and against an S3-compatible server on loopback."""

import asyncio
import os
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from desk.attachments.sanitise import CleanFile
from desk.attachments.service import read_file, storing
from desk.attachments.storage import (
    FileMissing,
    FolderStorage,
    S3Storage,
    Storage,
    StorageAway,
    storage_of,
)
from desk.ids import new_id
from desk.privacy.vault import Vault
from desk.settings import SettingsError, read_settings
from tests.desk.privacy.test_vault import key


@pytest.fixture(scope="session")
def s3_server() -> Iterator[str]:
    """An S3 server of its own, on loopback; it knows the bucket `evidence`."""
    server_module = pytest.importorskip("moto.server", reason="moto[server] is not installed")
    server = server_module.ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


@pytest.fixture
def s3_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_DEFAULT_REGION": "us-east-1",
    }.items():
        monkeypatch.setenv(name, value)
    for name in [name for name in os.environ if name.lower().endswith("_proxy")]:
        monkeypatch.delenv(name)


@pytest.fixture(params=["folder", "s3"])
def storage(request: pytest.FixtureRequest, tmp_path: Path) -> Storage:
    if request.param == "folder":
        return FolderStorage(tmp_path / "files")
    request.getfixturevalue("s3_environment")
    made = S3Storage("evidence", "/xiaobao/", endpoint=request.getfixturevalue("s3_server"), path_style=True)
    made._client.create_bucket(Bucket="evidence")
    return made


async def test_what_is_put_is_got(storage: Storage) -> None:
    one, content = new_id(), bytes(range(256)) * 1000
    await storage.put(one, content)
    assert await storage.exists(one)
    assert await storage.get(one) == content


async def test_putting_again_replaces(storage: Storage) -> None:
    one = new_id()
    await storage.put(one, b"old and longer")
    await storage.put(one, b"new")
    assert await storage.get(one) == b"new"


async def test_a_file_that_is_not_there_has_a_name_for_it_and_a_sentence_for_people(storage: Storage) -> None:
    one = new_id()
    assert not await storage.exists(one)
    with pytest.raises(FileMissing) as missing:
        await storage.get(one)
    assert (missing.value.status, missing.value.code) == (404, "file_missing")


async def test_deleting_twice_is_deleting_once(storage: Storage) -> None:
    one, other = new_id(), new_id()
    await storage.put(one, b"x")
    await storage.put(other, b"y")
    for _ in range(2):
        await storage.delete(one)
    assert not await storage.exists(one)
    assert await storage.get(other) == b"y"


@pytest.mark.parametrize("name", ["../desk.db", "", "a/b", "x" * 36])
async def test_only_ids_are_keys(storage: Storage, name: str) -> None:
    for call in (storage.get, storage.delete, storage.exists):
        with pytest.raises(ValueError, match="id of its attachment"):
            await call(name)
    with pytest.raises(ValueError, match="id of its attachment"):
        await storage.put(name, b"x")


async def test_readers_meet_no_half_file(storage: Storage) -> None:
    one, sizes = new_id(), [10, 2_000_000]
    await storage.put(one, b"a" * sizes[0])

    async def write() -> None:
        for size in sizes * 5:
            await storage.put(one, b"a" * size)

    writing = asyncio.create_task(write())
    while not writing.done():
        assert len(await storage.get(one)) in sizes
    await writing


async def test_a_block_that_fails_leaves_no_file(storage: Storage) -> None:
    vault, left = Vault((key(),)), []

    async def fail() -> None:
        async with storing(storage, vault, CleanFile("image/png", b"x")) as stored:
            left.append(stored.id)
            assert await read_file(storage, stored.id, vault) == b"x"
            raise RuntimeError

    with pytest.raises(RuntimeError):
        await fail()
    assert not await storage.exists(left[0])


async def test_the_folder_is_its_owners_alone_and_holds_no_partial_files(tmp_path: Path) -> None:
    folder, one = tmp_path / "files", new_id()
    await FolderStorage(folder).put(one, b"x")
    assert folder.stat().st_mode & 0o077 == 0
    assert (folder / one).stat().st_mode & 0o077 == 0
    assert [path.name for path in folder.iterdir()] == [one]


async def test_objects_lie_under_the_prefix(s3_server: str, s3_environment: None) -> None:
    made, one = S3Storage("prefixed", "a/b", endpoint=s3_server, path_style=True), new_id()
    made._client.create_bucket(Bucket="prefixed")
    await made.put(one, b"x")
    listed = made._client.list_objects_v2(Bucket="prefixed")["Contents"]
    assert [item["Key"] for item in listed] == [f"a/b/{one}"]


async def test_a_bucket_that_is_not_there_is_the_storages_fault_not_a_missing_file(
    s3_server: str, s3_environment: None
) -> None:
    made = S3Storage("nowhere", endpoint=s3_server, path_style=True)
    with pytest.raises(StorageAway):
        await made.get(new_id())


async def test_a_server_that_does_not_answer_is_away(
    s3_environment: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("desk.attachments.storage.S3_TRIES", 1)
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # bound, not listening
        made = S3Storage("b", endpoint=f"http://127.0.0.1:{taken.getsockname()[1]}", path_style=True)
        with pytest.raises(StorageAway) as away:
            await made.put(new_id(), b"x")
    assert away.value.status == 503


async def test_a_folder_that_cannot_be_written_is_away(tmp_path: Path) -> None:
    (tmp_path / "files").write_bytes(b"a file where the folder should be")
    with pytest.raises(StorageAway):
        await FolderStorage(tmp_path / "files").put(new_id(), b"x")


def environ(**given: Any) -> dict[str, str]:
    return {"XIAOBAO_KEY": key(), "BRAIN_TOKEN": "t", "CASE_API_TOKEN": "t", **given}


def test_the_setting_chooses_the_storage(tmp_path: Path) -> None:
    usual = read_settings(environ(XIAOBAO_DATA=str(tmp_path)))
    assert usual.files == str(tmp_path / "attachments")
    assert isinstance(storage_of(usual.files), FolderStorage)
    bucket = read_settings(
        environ(
            XIAOBAO_FILES="s3://b/p", XIAOBAO_S3_ENDPOINT="http://127.0.0.1:9", XIAOBAO_S3_PATH_STYLE="true"
        )
    )
    assert (bucket.files, bucket.s3_endpoint, bucket.s3_path_style) == (
        "s3://b/p",
        "http://127.0.0.1:9",
        True,
    )
    assert isinstance(storage_of(bucket.files), S3Storage)


@pytest.mark.parametrize("wrong", ["s3://", "s3:///prefix", "ftp://x", "https://bucket"])
def test_a_setting_that_names_no_bucket_stops_the_process(wrong: str) -> None:
    with pytest.raises(SettingsError, match="XIAOBAO_FILES"):
        read_settings(environ(XIAOBAO_FILES=wrong))
