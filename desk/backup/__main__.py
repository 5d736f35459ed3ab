"""`python -m desk.backup make [--keys FILE | --with-keys] [--keep N]`, `… check FOLDER`, `… restore FOLDER`.

Keys and data are kept apart: --keys writes the secrets to a file of their own, which belongs somewhere else; only
--with-keys puts them into the backup.
"""

import argparse
import asyncio
import sys
from collections.abc import Sequence
from pathlib import Path

from desk.backup.errors import BackupError
from desk.backup.looking import Looked, check_audit, check_seals, look
from desk.backup.making import make_backup, prune, write_keys
from desk.backup.manifest import check_parts, read_manifest
from desk.backup.restoring import look_at, restore
from desk.clock import utc_now
from desk.commands import command_settings
from desk.privacy.vault import Vault
from desk.settings import Settings, SettingsError
from desk.store.database import Database, UnsupportedDatabase

KEPT = 14  # backups, with one a day two weeks


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m desk.backup", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    making = commands.add_parser("make", help="a new backup below XIAOBAO_BACKUPS")
    keys = making.add_mutually_exclusive_group()
    keys.add_argument("--keys", type=Path, metavar="FILE", help="write the secrets to this new file as well")
    keys.add_argument("--with-keys", action="store_true", help="put the secrets into the backup itself")
    making.add_argument("--keep", type=int, default=KEPT, help=f"how many backups stay (usually {KEPT})")
    for name, text in (
        ("check", "whether a backup is whole"),
        ("restore", "make a desk of a backup; the target must be empty"),
    ):
        commands.add_parser(name, help=text).add_argument("folder", type=Path)
    return parser


async def _looked(settings: Settings) -> Looked:
    """The state of the database; a log that does not hold, or seals that do not open, are told before they are kept."""
    database, vault = Database(settings.database_url), Vault(settings.keys, settings.digest_key)
    try:
        looked = await look(database)
        async with database.read() as session:
            await check_audit(session, vault, looked.audit)
            await check_seals(session, vault)
        return looked
    finally:
        await database.close()


def _make(settings: Settings, chosen: argparse.Namespace) -> None:
    if chosen.keep < 1:
        raise BackupError("--keep must be at least 1")
    looked = asyncio.run(_looked(settings))
    folder = make_backup(settings, looked, with_keys=chosen.with_keys, now=utc_now())
    if chosen.keys is not None:
        write_keys(settings, chosen.keys)
        print(f"keys: {chosen.keys}; keep them apart from the backup, without them nobody can read it")
    elif not chosen.with_keys:
        print("keys are not in it: keep XIAOBAO_KEY and XIAOBAO_DIGEST_KEY somewhere else")
    if gone := prune(settings.backups, chosen.keep):
        print(f"removed: {', '.join(gone)}")
    print(f"made: {folder}")


def _restore(settings: Settings, chosen: argparse.Namespace) -> None:
    manifest = restore(chosen.folder, settings)
    came = asyncio.run(look_at(settings, manifest))
    print(
        f"restored: {came.rows} rows, {came.files} files; audit log intact, {came.audit} entries; "
        f"{came.seals} sealed values opened\nnow: python -m desk.store.migrate, then start the processes"
    )


def main(arguments: Sequence[str] | None = None) -> int:
    """Command line; what went wrong is one line on standard error and exit code 1."""
    chosen = _parser().parse_args(arguments)
    try:
        if chosen.command == "check":
            manifest = read_manifest(chosen.folder)
            check_parts(chosen.folder, manifest)
            print(f"whole: {sum(manifest.tables.values())} rows of {manifest.made_at.isoformat()}")
            return 0
        (_make if chosen.command == "make" else _restore)(command_settings(), chosen)
    except (BackupError, SettingsError, UnsupportedDatabase) as error:
        print(f"backup: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
