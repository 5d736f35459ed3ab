"""Where the sealed contents of files lie: a folder, or a bucket of an S3-compatible store.

A storage sees sealed bytes only, under the id of the attachment; names, types and owners are in the database.
"""

import asyncio
import contextlib
import os
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any, Protocol, TypeVar
from urllib.parse import urlsplit

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from desk.errors import NotFound, Unavailable
from desk.ids import is_uuid

S3_TIMEOUT = 10  # seconds to connect, and between two pieces of an answer
S3_TRIES = 4  # of one call, with the library's back-off between them
GONE = frozenset({"NoSuchKey", "404", "NotFound"})

Got = TypeVar("Got")


class FileMissing(NotFound):
    """The row is there and the content is not: the storage lost it, or a backup was put back in part."""

    code, title = "file_missing", "这个文件暂时打不开，请重新上传"


class StorageAway(Unavailable):
    """The storage does not answer, or refuses us; what was to be kept is not kept."""

    code, title = "storage_unavailable", "文件服务暂时不可用，请稍后再试"


class Storage(Protocol):
    """Sealed bytes by attachment id. Every method may raise StorageAway."""

    async def put(self, key: str, sealed: bytes) -> None:
        """Keep it, whole or not at all; what was there under `key` is replaced."""

    async def get(self, key: str) -> bytes:
        """Raises FileMissing."""

    async def delete(self, key: str) -> None:
        """Remove it; what is gone already is gone."""

    async def exists(self, key: str) -> bool: ...


def _checked(key: str) -> str:
    """Ids are made by us; one that is none must never become a path. Raises ValueError."""
    if not is_uuid(key):
        raise ValueError("the key of a file is the id of its attachment")
    return key


class FolderStorage:
    """One file an attachment in a folder of our own (mode 0700)."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    async def put(self, key: str, sealed: bytes) -> None:
        await self._call(self._write, _checked(key), sealed)

    async def get(self, key: str) -> bytes:
        return await self._call((self._folder / _checked(key)).read_bytes)

    async def delete(self, key: str) -> None:
        await self._call((self._folder / _checked(key)).unlink, True)

    async def exists(self, key: str) -> bool:
        return await self._call((self._folder / _checked(key)).is_file)

    async def _call(self, work: Callable[..., Got], *args: Any) -> Got:
        try:
            return await asyncio.to_thread(work, *args)
        except FileNotFoundError as error:
            raise FileMissing(extra={"storage": "folder"}) from error
        except OSError as error:  # a full disk, a folder that is not ours
            raise StorageAway(extra={"storage": "folder", "errno": error.errno}) from error

    def _write(self, key: str, sealed: bytes) -> None:
        """A reader never meets half a file, and a power cut leaves none."""
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle, partial = tempfile.mkstemp(prefix=f"{key}.", suffix=".part", dir=self._folder)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(sealed)
                file.flush()
                os.fsync(file.fileno())
            os.replace(partial, self._folder / key)
        except BaseException:
            with contextlib.suppress(FileNotFoundError):
                os.unlink(partial)
            raise
        folder = os.open(self._folder, os.O_RDONLY)
        try:
            os.fsync(folder)  # the name, too, is on the disk
        finally:
            os.close(folder)


class S3Storage:
    """Objects of a bucket, under a prefix. Credentials and region come from the usual AWS_* variables.

    The client is the vendor's blocking one, called in threads: its signatures, retries and time-outs are tried
    by many, and files are few.
    """

    def __init__(
        self, bucket: str, prefix: str = "", *, endpoint: str | None = None, path_style: bool = False
    ) -> None:
        self._bucket = bucket
        self._prefix = f"{prefix.strip('/')}/" if prefix.strip("/") else ""
        self._endpoint, self._path_style = endpoint, path_style
        self._made: Any = None

    @property
    def _client(self) -> Any:
        """Made on first use: wiring opens nothing."""
        if self._made is None:
            self._made = boto3.client(
                "s3",
                endpoint_url=self._endpoint,
                config=Config(
                    connect_timeout=S3_TIMEOUT,
                    read_timeout=S3_TIMEOUT,
                    retries={"total_max_attempts": S3_TRIES, "mode": "standard"},
                    s3={"addressing_style": "path" if self._path_style else "auto"},
                ),
            )
        return self._made

    async def put(self, key: str, sealed: bytes) -> None:
        await self._call("put_object", key, Body=sealed, ContentType="application/octet-stream")

    async def get(self, key: str) -> bytes:
        content: bytes = await asyncio.to_thread(self._read, _checked(key))
        return content

    async def delete(self, key: str) -> None:
        await self._call("delete_object", key)

    async def exists(self, key: str) -> bool:
        try:
            await self._call("head_object", key)
        except FileMissing:
            return False
        return True

    async def _call(self, method: str, key: str, **arguments: Any) -> None:
        await asyncio.to_thread(self._blocking, method, _checked(key), **arguments)

    def _read(self, key: str) -> bytes:
        try:
            content: bytes = self._blocking("get_object", key)["Body"].read()
        except (BotoCoreError, OSError) as error:  # the connection ended within the content
            raise StorageAway(extra={"storage": "s3", "error": type(error).__name__}) from error
        return content

    def _blocking(self, method: str, key: str, **arguments: Any) -> Any:
        try:
            call = getattr(self._client, method)
            return call(Bucket=self._bucket, Key=self._prefix + key, **arguments)
        except ClientError as error:
            code = str(error.response.get("Error", {}).get("Code", ""))
            if code in GONE:
                raise FileMissing(extra={"storage": "s3"}) from error
            raise StorageAway(extra={"storage": "s3", "error": code}) from error
        except BotoCoreError as error:
            raise StorageAway(extra={"storage": "s3", "error": type(error).__name__}) from error


def storage_of(files: str, *, endpoint: str | None = None, path_style: bool = False) -> Storage:
    """The storage that XIAOBAO_FILES names: s3://bucket/prefix, or the path of a folder. Raises ValueError."""
    if not files.startswith("s3://"):
        return FolderStorage(Path(files))
    named = urlsplit(files)
    if not named.netloc:
        raise ValueError("XIAOBAO_FILES must name a bucket: s3://bucket/prefix")
    return S3Storage(named.netloc, named.path, endpoint=endpoint, path_style=path_style)
