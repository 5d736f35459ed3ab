"""Making a backup: a folder that is whole, or none."""

import datetime as dt
import json
import os
import shutil
import tarfile
from pathlib import Path

from desk.backup import manifest as sheet
from desk.backup.databases import (
    POSTGRESQL,
    SQLITE,
    copy_sqlite,
    dump_postgres,
    kind_of,
    sqlite_file,
)
from desk.backup.errors import BackupError
from desk.backup.looking import Looked
from desk.settings import Settings
from telemetry.release import release

DATABASE = {SQLITE: "desk.db", POSTGRESQL: "database.dump"}
BRAIN, FILES, CALENDAR, KEYS = "brain.db", "files.tar", "calendar.json", "keys.env"
LAST = "last.json"  # beside the backups: when the last good one ended
PARTIAL = ".partial"
STAMP = "%Y%m%dT%H%M%SZ"


def make_backup(settings: Settings, looked: Looked, *, with_keys: bool, now: dt.datetime) -> Path:
    """A new folder below settings.backups. `looked`: the database's own state, from desk.backup.looking.

    The database comes first and the files after it: every row's file is there, unless it was erased meanwhile.
    Raises BackupError.
    """
    folder = settings.backups / f"{now:{STAMP}}"
    partial = folder.with_name(folder.name + PARTIAL)
    if folder.exists():
        raise BackupError(f"{folder} is there already")
    shutil.rmtree(partial, ignore_errors=True)
    try:
        os.makedirs(settings.backups, mode=0o700, exist_ok=True)
        partial.mkdir(mode=0o700)
        manifest = _fill(partial, settings, looked, with_keys=with_keys, now=now)
        _write(partial / sheet.FILE, manifest.model_dump_json(indent=2))
        partial.rename(folder)
    except OSError as error:
        raise BackupError(f"nothing was kept: {error.strerror} ({settings.backups})") from error
    finally:
        shutil.rmtree(partial, ignore_errors=True)
    _write(settings.backups / LAST, json.dumps({"made_at": now.isoformat(), "name": folder.name}))
    return folder


def _fill(
    folder: Path, settings: Settings, looked: Looked, *, with_keys: bool, now: dt.datetime
) -> sheet.Manifest:
    kind = kind_of(settings.database_url)
    target = folder / DATABASE[kind]
    if kind == SQLITE:
        tables = copy_sqlite(sqlite_file(settings.database_url), target)
    else:
        tables = dump_postgres(settings.database_url, target)
    if kind_of(settings.brain_database) == SQLITE and sqlite_file(settings.brain_database).is_file():
        copy_sqlite(sqlite_file(settings.brain_database), folder / BRAIN)
    in_folder = not settings.files.startswith("s3://")
    if in_folder:
        _pack(Path(settings.files), folder / FILES)
    if settings.calendar_file.is_file():
        shutil.copyfile(settings.calendar_file, folder / CALENDAR)
    if with_keys:
        write_keys(settings, folder / KEYS)
    for path in folder.iterdir():
        path.chmod(0o600)
    return sheet.Manifest(
        format=sheet.FORMAT,
        made_at=now,
        release=release(),
        revision=looked.revision,
        database=kind,
        tables=tables,
        audit=looked.audit,
        keys=tuple(sheet.fingerprint(key) for key in settings.keys),
        holds_keys=with_keys,
        files_elsewhere=not in_folder,
        parts={path.name: sheet.part_of(path) for path in sorted(folder.iterdir())},
    )


def _pack(source: Path, target: Path) -> None:
    """The sealed files in one archive, not compressed: what is sealed does not shrink."""
    with tarfile.open(target, "w") as archive:
        for path in sorted(source.rglob("*")) if source.is_dir() else ():
            if path.is_file() and not path.name.startswith("."):
                try:
                    archive.add(path, arcname=str(path.relative_to(source)), recursive=False)
                except FileNotFoundError:  # erased while we packed
                    continue


def write_keys(settings: Settings, target: Path) -> None:
    """The secrets a restore needs, readable by their owner alone. Raises BackupError where the file is there."""
    named = {
        "XIAOBAO_KEY": ",".join(settings.keys),
        "XIAOBAO_DIGEST_KEY": settings.digest_key,
        "BRAIN_TOKEN": settings.brain_token,
        "CASE_API_TOKEN": settings.case_api_token,
    }
    try:
        descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError as error:
        raise BackupError(f"{target} is there already; keys are never written over") from error
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.writelines(f"{name}={value}\n" for name, value in named.items() if value)


def prune(backups: Path, keep: int) -> list[str]:
    """Delete all but the newest `keep` whole backups, and what did not come to its end; names of what went."""
    whole = sorted(path.parent for path in backups.glob(f"*/{sheet.FILE}"))
    gone = [*whole[: max(len(whole) - keep, 0)], *backups.glob(f"*{PARTIAL}")]
    for folder in gone:
        shutil.rmtree(folder)
    return [folder.name for folder in gone]


def last_backup(backups: Path) -> dt.datetime | None:
    """When the last good backup was made; None where none is known."""
    try:
        return dt.datetime.fromisoformat(json.loads((backups / LAST).read_text("utf-8"))["made_at"])
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _write(path: Path, text: str) -> None:
    """Whole or not at all."""
    partial = path.with_name(path.name + PARTIAL)
    descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text + "\n")
        file.flush()
        os.fsync(file.fileno())
    partial.replace(path)
