"""Making a desk of a backup again, and looking whether it is the same."""

import os
import shutil
import tarfile
from dataclasses import dataclass
from pathlib import Path

from desk.backup import making
from desk.backup.databases import POSTGRESQL, SQLITE, fill_postgres, kind_of, rows_of, sqlite_file
from desk.backup.errors import BackupError
from desk.backup.looking import check_audit, check_seals
from desk.backup.manifest import Manifest, check_parts, fingerprint, read_manifest
from desk.ids import is_uuid
from desk.privacy.vault import Vault
from desk.settings import Settings
from desk.store.database import Database


@dataclass(frozen=True)
class Restored:
    """What came back, and how it was looked at."""

    rows: int
    files: int
    audit: int  # entries of the audit log, which holds
    seals: int  # sealed values that were opened


def restore(folder: Path, settings: Settings) -> Manifest:
    """Bring database, files and calendar back. What is there already is never written over. Raises BackupError."""
    manifest = read_manifest(folder)
    check_parts(folder, manifest)
    _check_keys(manifest, settings)
    _check_target(manifest, settings)
    settings.data.mkdir(mode=0o700, parents=True, exist_ok=True)
    if manifest.database == SQLITE:
        _place(folder / making.DATABASE[SQLITE], sqlite_file(settings.database_url))
    else:
        fill_postgres(settings.database_url, folder / making.DATABASE[POSTGRESQL])
    if making.BRAIN in manifest.parts:
        _place(folder / making.BRAIN, sqlite_file(settings.brain_database))
    if making.FILES in manifest.parts:
        _unpack(folder / making.FILES, Path(settings.files))
    if making.CALENDAR in manifest.parts and not settings.calendar_file.exists():
        _place(folder / making.CALENDAR, settings.calendar_file)
    return manifest


def _check_keys(manifest: Manifest, settings: Settings) -> None:
    here = {fingerprint(key) for key in settings.keys}
    if lacking := [key for key in manifest.keys if key not in here]:
        raise BackupError(
            f"XIAOBAO_KEY lacks {len(lacking)} of the {len(manifest.keys)} keys this backup was sealed with "
            f"({', '.join(lacking)}); put the secrets of that time into {settings.data / 'xiaobao.env'} first"
        )


def _check_target(manifest: Manifest, settings: Settings) -> None:
    """Nothing may be there that would be written over."""
    if kind_of(settings.database_url) != manifest.database:
        raise BackupError(f"this backup is of {manifest.database}; point DATABASE_URL at one")
    targets = [sqlite_file(settings.database_url)] if manifest.database == SQLITE else []
    if making.BRAIN in manifest.parts and kind_of(settings.brain_database) == SQLITE:
        targets.append(sqlite_file(settings.brain_database))
    if there := [path for path in targets if path.exists()]:
        raise BackupError(f"{there[0]} is there already; stop everything and move it away first")
    files = Path(settings.files)
    if making.FILES in manifest.parts and files.is_dir() and any(files.iterdir()):
        raise BackupError(f"{files} is not empty; move it away first")


def _place(source: Path, target: Path) -> None:
    """Copy under another name, then rename: a crash leaves no half file."""
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    partial = target.with_name(target.name + making.PARTIAL)
    shutil.copyfile(source, partial)
    partial.chmod(0o600)
    os.replace(partial, target)


def _unpack(archive: Path, target: Path) -> None:
    """Files by the ids of their attachments, and nothing else: an archive may have been in other hands."""
    target.mkdir(mode=0o700, parents=True, exist_ok=True)
    with tarfile.open(archive) as packed:
        for member in packed:
            if not member.isfile() or not is_uuid(Path(member.name).name):
                raise BackupError(f"{archive.name} holds what is no sealed file of ours")
            packed.extract(member, target, filter="data")


def _count_files(folder: Path) -> int:
    return sum(path.is_file() for path in folder.rglob("*"))


async def look_at(settings: Settings, manifest: Manifest) -> Restored:
    """Whether what came back is what was kept: rows, audit log, seals, files. Raises BackupError."""
    counted = rows_of(settings.database_url)
    differing = {
        name
        for name in counted.keys() | manifest.tables.keys()
        if counted.get(name) != manifest.tables.get(name)
    }
    if differing:
        raise BackupError(f"rows differ from the backup's in {', '.join(sorted(differing))}")
    vault, database = Vault(settings.keys, settings.digest_key), Database(settings.database_url)
    try:
        async with database.read() as session:
            audit, seals = (
                await check_audit(session, vault, manifest.audit),
                await check_seals(session, vault),
            )
    finally:
        await database.close()
    files = _count_files(Path(settings.files)) if making.FILES in manifest.parts else 0
    return Restored(sum(counted.values()), files, audit, seals)
