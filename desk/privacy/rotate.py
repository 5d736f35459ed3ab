"""`python -m desk.privacy.rotate`: a new key, everything sealed anew with it, and then the old one dropped.

The order, which docs/privacy.md explains:
1. `rotate` puts a new key before the old one in the data folder's xiaobao.env. If nothing runs it goes on with 3.
2. Restart all processes of all machines: they open with both keys and seal with the new one.
3. `rotate --restarted` seals everything anew, while they run; ended in the middle, it is simply started again.
4. `rotate --retire --restarted` looks at every sealed value once more, and only if the new key opens them all it
   drops the old one from the file. Restart again. Backups older than this need the old key.

Each of these stands in the audit log before it is done: a file and a database share no transaction, and an entry of
something that then failed does less harm than a key nobody knows of.
"""

import argparse
import asyncio
import hashlib
import os
import socket
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from enum import StrEnum
from pathlib import Path
from urllib.parse import urlsplit

from cryptography.fernet import Fernet
from sqlalchemy.exc import DBAPIError

from desk.attachments.storage import Storage, storage_of
from desk.audit.actions import AuditAction, subject_of
from desk.audit.service import record_audit
from desk.clock import utc_now
from desk.commands import operator
from desk.privacy import keyfile
from desk.privacy.commands import settings_of_folder
from desk.privacy.resealing import (
    Resealer,
    Tally,
    check_table,
    reseal_files,
    reseal_table,
    sealed_tables,
)
from desk.privacy.trackers import readable
from desk.privacy.vault import Vault, derived_digest_key
from desk.settings import Settings, SettingsError
from desk.store.database import Database

PASSES = 3  # over everything, for what was written with the old key while we walked


class RotationRefused(RuntimeError):
    """It would lose data to go on; the message says what to do."""


class Step(StrEnum):
    """What of a rotation an entry of the audit log tells."""

    INTRODUCE = "introduce"
    RESEAL = "reseal"
    RETIRE = "retire"


async def enter(settings: Settings, step: Step, key: str) -> None:
    """Write down a step with the key that is the newest, by its fingerprint. Raises RotationRefused."""
    database = Database(settings.database_url)
    fingerprint = hashlib.sha256(key.encode("ascii")).hexdigest()[:16]  # of 256 random bits: it tells nothing
    try:
        async with database.write() as session:
            await record_audit(
                session,
                Vault(settings.keys, settings.digest_key),
                action=AuditAction.KEY_ROTATE,
                actor=operator(),
                subject=subject_of("key", fingerprint),
                detail={"step": step.value},
                now=utc_now(),
            )
    except DBAPIError as error:
        reason = f"the audit log cannot be written ({type(error).__name__}); nothing was changed"
        raise RotationRefused(reason) from error
    finally:
        await database.close()


def introduce_key(path: Path, fresh: str) -> Path:
    """Put a fresh key before the others; returns the copy of the file as it was. Raises NotInFile."""
    keys = keyfile.keys_in(path)
    digest_key = keyfile.known(path).get("XIAOBAO_DIGEST_KEY") or derived_digest_key(keys[-1])
    values = {"XIAOBAO_KEY": ",".join((fresh, *keys)), "XIAOBAO_DIGEST_KEY": digest_key}
    return keyfile.change(path, values, now=utc_now())


def retire_keys(path: Path) -> Path:
    """Keep the first key alone; returns the copy of the file as it was. The digests' key stays."""
    keys = keyfile.keys_in(path)
    digest_key = keyfile.known(path).get("XIAOBAO_DIGEST_KEY") or derived_digest_key(keys[-1])
    return keyfile.change(path, {"XIAOBAO_KEY": keys[0], "XIAOBAO_DIGEST_KEY": digest_key}, now=utc_now())


def running(settings: Settings) -> list[str]:
    """Addresses of desk and brain that answer here: what listens may know the old key alone."""
    brain = urlsplit(settings.brain_url)
    places = [(settings.host, settings.port), (brain.hostname or "127.0.0.1", brain.port or 80)]
    return [f"{host}:{port}" for host, port in places if _answers(host, port)]


def _answers(host: str, port: int) -> bool:
    with closing(socket.socket()) as probe:
        probe.settimeout(0.5)
        return probe.connect_ex((host, port)) == 0


def check_alone(settings: Settings, *, restarted: bool) -> None:
    """Raises RotationRefused unless nobody can be running who knows the old key alone, or the operator says so."""
    if restarted:
        return
    found = running(settings)
    shared = [] if settings.database_url.startswith("sqlite") else ["machines that share the database"]
    if found or shared:
        raise RotationRefused(
            f"these may still know the old keys alone: {', '.join(found + shared)}. "
            "Restart every process, then run this again with --restarted"
        )


@asynccontextmanager
async def opened(settings: Settings) -> AsyncIterator[list[Database]]:
    """The desk's database and the brain's, where the brain has one of its own."""
    urls = [settings.database_url]
    if settings.brain_database != settings.database_url and readable(settings.brain_database):
        urls.append(settings.brain_database)
    databases = [Database(url) for url in urls]
    try:
        yield databases
    finally:
        for database in databases:
            await database.close()


async def look_at_all(
    databases: list[Database], storage: Storage, resealer: Resealer, *, change: bool
) -> dict[str, Tally]:
    """Name of a table, or `files` → what was found there, and changed if asked to."""
    found: dict[str, Tally] = {}
    for database in databases:
        for table in await sealed_tables(database):
            work = reseal_table if change else check_table
            found[table.name] = await work(database, resealer, table)
    found["files"] = await reseal_files(databases[0], storage, resealer, change=change)
    return found


async def reseal_all(settings: Settings, storage: Storage) -> dict[str, Tally]:
    """Until a look finds nothing old any more, at most PASSES times; returns that last look."""
    resealer = Resealer(settings.keys)
    async with opened(settings) as databases:
        for _ in range(PASSES):
            changed = await look_at_all(databases, storage, resealer, change=True)
            for name, tally in changed.items():
                print(f"{name}: {tally.seen} values, {tally.resealed} sealed anew", flush=True)
            found = await look_at_all(databases, storage, resealer, change=False)
            if all(tally.clean for tally in found.values()):
                break
        return found


async def check_all(settings: Settings, storage: Storage) -> dict[str, Tally]:
    async with opened(settings) as databases:
        return await look_at_all(databases, storage, Resealer(settings.keys), change=False)


def report(found: dict[str, Tally]) -> bool:
    """Say what is left; whether that is nothing."""
    for name, tally in found.items():
        if not tally.clean:
            print(f"{name}: {tally.old} not under the newest key", file=sys.stderr)
        for place in tally.broken[:20]:
            print(f"  cannot be opened: {place}", file=sys.stderr)
    return all(tally.clean for tally in found.values())


def rotate(arguments: argparse.Namespace) -> int:
    """Raises RotationRefused, NotInFile, SettingsError."""
    settings = settings_of_folder()
    path, ours = settings.data / keyfile.FILE, not os.environ.get("XIAOBAO_KEY")
    if arguments.new or (len(settings.keys) == 1 and not (arguments.retire or arguments.restarted)):
        if not ours:
            raise RotationRefused(_by_hand(settings))
        fresh = Fernet.generate_key().decode()
        asyncio.run(enter(settings, Step.INTRODUCE, fresh))
        backup = introduce_key(path, fresh)
        print(f"a new key stands first in {path}; the file as it was: {backup}", flush=True)
        settings = settings_of_folder()
    if len(settings.keys) == 1:
        raise RotationRefused("there is one key only: nothing to seal anew, nothing to retire")
    check_alone(settings, restarted=arguments.restarted)
    storage = storage_of(settings.files, endpoint=settings.s3_endpoint, path_style=settings.s3_path_style)
    if not arguments.retire:
        asyncio.run(enter(settings, Step.RESEAL, settings.keys[0]))
        if not report(asyncio.run(reseal_all(settings, storage))):
            return 1
        print("everything is under the newest key; `--retire` drops the old ones", flush=True)
        return 0
    if not report(asyncio.run(check_all(settings, storage))):
        print("nothing was dropped: the old keys are still needed", file=sys.stderr)
        return 1
    if not ours:
        print("nothing needs the old keys any more: drop them where XIAOBAO_KEY is set, and restart")
        return 0
    asyncio.run(enter(settings, Step.RETIRE, settings.keys[0]))
    backup = retire_keys(path)
    print(
        f"the old keys are gone from {path}; restart every process, then destroy or lock away {backup} and "
        "the other .bak files",
        flush=True,
    )
    return 0


def _by_hand(settings: Settings) -> str:
    digest_key = settings.digest_key or derived_digest_key(settings.keys[-1])
    return (
        "XIAOBAO_KEY is set outside the data folder. Where it is set, on every machine: put a new key before it "
        f"(XIAOBAO_KEY=new,old), set XIAOBAO_DIGEST_KEY={digest_key}, restart, and run this with --restarted"
    )


def main(argv: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m desk.privacy.rotate", description=__doc__)
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument("--new", action="store_true", help="another new key, although there are several")
    parser.add_argument("--restarted", action="store_true", help="every process knows the newest key")
    parser.add_argument("--retire", action="store_true", help="drop the old keys, if nothing needs them")
    try:
        return rotate(parser.parse_args(argv))
    except (RotationRefused, SettingsError, keyfile.NotInFile) as error:
        print(f"rotate: {error}", file=sys.stderr)
    return 2


if __name__ == "__main__":
    sys.exit(main())
