"""What lies in a backup, with sums to tell whether it is whole: manifest.json, written last."""

import datetime as dt
import hashlib
import json
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from desk.backup.errors import BackupError

FILE = "manifest.json"
FORMAT = 1
CHUNK = 2**20  # bytes


class Part(BaseModel):
    """One file of the backup."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    bytes: int
    sha256: str


class Manifest(BaseModel):
    """keys: fingerprints of the keys in use, newest first, so that a restore can name the one it lacks.

    files_elsewhere: the sealed files lie in an S3 store, whose own versions are their backup. audit: SEQ:HASH of the
    audit log's head, an anchor for `make verify-audit`.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    format: int
    made_at: dt.datetime
    release: str
    revision: str
    database: str
    tables: dict[str, int]
    audit: str
    keys: tuple[str, ...]
    holds_keys: bool
    files_elsewhere: bool
    parts: dict[str, Part]


def fingerprint(key: str) -> str:
    """The first half of a digest of the key: enough to know it again, and no help to find it."""
    return hashlib.sha256(b"xiaobao key\0" + key.encode()).hexdigest()[:16]


def part_of(path: Path) -> Part:
    """Size and sum of a file."""
    digest, size = hashlib.sha256(), 0
    with path.open("rb") as file:
        while piece := file.read(CHUNK):
            digest.update(piece)
            size += len(piece)
    return Part(bytes=size, sha256=digest.hexdigest())


def read_manifest(folder: Path) -> Manifest:
    """Raises BackupError: no backup, one that did not come to its end, or one of another format."""
    try:
        found = Manifest.model_validate(json.loads((folder / FILE).read_text("utf-8")))
    except FileNotFoundError as error:
        raise BackupError(
            f"{folder} is no backup, or one that did not come to its end: {FILE} is missing"
        ) from error
    except (ValidationError, ValueError) as error:
        raise BackupError(f"{folder / FILE} cannot be read; was it made by a newer release?") from error
    if found.format != FORMAT:
        raise BackupError(f"{folder} has format {found.format}; this release reads {FORMAT}")
    return found


def check_parts(folder: Path, manifest: Manifest) -> None:
    """Every part is there and is what it was. Raises BackupError with the part's name."""
    for name, part in manifest.parts.items():
        path = folder / name
        if not path.is_file():
            raise BackupError(f"{name} is missing in {folder}")
        if part_of(path) != part:
            raise BackupError(f"{name} in {folder} is not what was written; take another backup")
