"""`python -m desk.agencies.importing FILE.csv …`: bring agencies and platform homes into the register.

A line is found again by its code (a platform by its name): importing a file twice changes nothing, and an agency
that a file does not name stays as it is. All files of a call are one transaction; a bad line keeps all of it out.
"""

import asyncio
import datetime as dt
import hashlib
import logging
import sys
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession

from desk.agencies.errors import ImportRefused
from desk.agencies.invariants import superiors_first, tree_problems
from desk.agencies.model import Agency, AgencyRegister, PlatformHome
from desk.agencies.register import read_tree
from desk.agencies.rows import AgencyRow, HomeRow, decode_file
from desk.audit.actions import AuditAction, subject_of
from desk.audit.service import audit_at_end
from desk.cases.services import load_services
from desk.clock import utc_now
from desk.commands import command_settings, operator
from desk.ids import new_id
from desk.privacy.vault import Vault
from desk.settings import Settings, SettingsError
from desk.store.database import DATABASE_AWAY, Database

log = logging.getLogger("desk.agencies")

SEEDS = Path(__file__).parents[2] / "data" / "agencies"


@dataclass(frozen=True)
class Imported:
    """How many lines did what."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0

    def __add__(self, other: "Imported") -> "Imported":
        return Imported(
            self.added + other.added, self.changed + other.changed, self.unchanged + other.unchanged
        )


async def import_file(
    session: AsyncSession, content: bytes, *, services: Collection[str], now: dt.datetime
) -> Imported:
    """Add and change what one file says. Raises ImportRefused with every bad line, and then nothing is changed.

    Imports come one after the other: they lock the register's row, so that what was checked stays true.
    """
    decoded = decode_file(content, services=services)
    register = await _lock(session, now=now)
    errors = [*decoded.errors]
    if decoded.agencies:
        errors += tree_problems(await read_tree(session), decoded.agencies)
    if errors:
        raise ImportRefused.because(sorted(errors, key=_line))
    done = await _agencies(session, decoded.agencies, now=now) + await _homes(session, decoded.homes, now=now)
    if done.added or done.changed:
        register.stamp, register.updated_at = new_id(), now
    await session.flush()
    return done


async def import_by(
    session: AsyncSession,
    vault: Vault,
    content: bytes,
    *,
    services: Collection[str],
    actor: str,
    now: dt.datetime,
) -> Imported:
    """The same for somebody, which stands in the audit log if it changed anything. Raises ImportRefused."""
    done = await import_file(session, content, services=services, now=now)
    if done.added or done.changed:
        audit_at_end(
            session,
            vault,
            action=AuditAction.AGENCY_IMPORT,
            actor=actor,
            subject=subject_of("agency", "register"),  # all of them
            detail={**asdict(done), "sha256": hashlib.sha256(content).hexdigest()},
            now=now,
        )
    return done


def _line(error: Any) -> int:
    return int(error.pointer.split("/")[1])


async def _lock(session: AsyncSession, *, now: dt.datetime) -> AgencyRegister:
    """The register's row, made if this is the first import; of two first ones the second waits here."""
    dialect: Any = {"postgresql": postgresql.insert, "sqlite": sqlite.insert}.get(
        session.get_bind().dialect.name, insert
    )
    first = dialect(AgencyRegister).values(id=1, stamp=new_id(), updated_at=now)
    await session.execute(first.on_conflict_do_nothing())
    return (await session.scalars(select(AgencyRegister).with_for_update())).one()


async def _agencies(session: AsyncSession, rows: list[AgencyRow], *, now: dt.datetime) -> Imported:
    found = await session.scalars(select(Agency).where(Agency.code.in_([row.code for row in rows])))
    known = {agency.code: agency for agency in found}
    for row in superiors_first(rows):
        if row.code not in known:
            session.add(Agency(id=new_id(), updated_at=now, **_values(row)))
    await session.flush()  # before any change: an agency may be put under one that came with this file
    done = Imported()
    for row in rows:
        done += _counted(known.get(row.code), _values(row), now=now)
    return done


async def _homes(session: AsyncSession, rows: list[HomeRow], *, now: dt.datetime) -> Imported:
    found = await session.scalars(select(PlatformHome).where(PlatformHome.key.in_([row.key for row in rows])))
    known = {home.key: home for home in found}
    done = Imported()
    for row in rows:
        if row.key not in known:
            session.add(PlatformHome(updated_at=now, **_values(row)))
        done += _counted(known.get(row.key), _values(row), now=now)
    return done


def _values(row: AgencyRow | HomeRow) -> dict[str, Any]:
    """The row as columns."""
    values = asdict(row)
    del values["line"]
    if isinstance(row, AgencyRow):
        values["matters"] = list(row.matters)
    return values


def _counted(there: Agency | PlatformHome | None, values: dict[str, Any], *, now: dt.datetime) -> Imported:
    """Bring a row that is there up to date, and say what that was."""
    if there is None:
        return Imported(added=1)
    differing = {name: value for name, value in values.items() if getattr(there, name) != value}
    for name, value in differing.items():
        setattr(there, name, value)
    if not differing:
        return Imported(unchanged=1)
    there.updated_at = now
    return Imported(changed=1)


def seed_files(folder: Path = SEEDS) -> list[bytes]:
    """The sample files that hold anything; a heading alone is a form to fill in."""
    contents = [path.read_bytes() for path in sorted(folder.glob("*.csv"))]
    return [content for content in contents if len(content.splitlines()) > 1]


async def seed(
    session: AsyncSession, files: Sequence[bytes], *, services: Collection[str], now: dt.datetime
) -> Imported | None:
    """Import these files where nothing was ever imported; None where something was.

    A table that the operator emptied on purpose stays empty: the register's row remembers.
    """
    if await session.scalar(select(AgencyRegister.id)) is not None:
        return None
    await _lock(session, now=now)
    if await session.scalar(select(Agency.id).limit(1)) is not None:
        return None  # another desk was faster
    done = Imported()
    for content in files:
        done += await import_file(session, content, services=services, now=now)
    return done


async def seed_at_start(database: Database, *, services: Collection[str], now: dt.datetime) -> None:
    """The same in a transaction of its own. A database that is away now is no reason not to start."""
    try:
        async with database.read() as session:
            if await session.scalar(select(AgencyRegister.id)) is not None:
                return  # the usual start takes no lock
        async with database.write() as session:
            done = await seed(session, seed_files(), services=services, now=now)
    except DATABASE_AWAY as error:
        log.warning("agencies: not seeded, the database is away: %s", type(error).__name__)
        return
    if done is not None:
        log.info("agencies: %s sample agencies; replace them: make import-agencies", done.added)


async def _import_all(settings: Settings, files: Mapping[str, bytes]) -> Imported:
    database, services, done = Database(settings.database_url), load_services(), Imported()
    vault, actor = Vault(settings.keys, settings.digest_key), operator()
    try:
        async with database.write() as session:
            for name, content in files.items():
                try:
                    done += await import_by(
                        session, vault, content, services=services, actor=actor, now=utc_now()
                    )
                except ImportRefused as refusal:
                    refusal.extra["file"] = name
                    raise
    finally:
        await database.close()
    return done


def main(arguments: Sequence[str]) -> int:
    """The exit status: 0 imported, 1 refused, 2 called wrongly."""
    if not arguments:
        print("usage: python -m desk.agencies.importing FILE.csv …", file=sys.stderr)
        return 2
    try:
        files = {name: Path(name).read_bytes() for name in arguments}
        done = asyncio.run(_import_all(command_settings(), files))
    except ImportRefused as refusal:
        print(f"{refusal.extra['file']}: {refusal.detail}", file=sys.stderr)
        for error in refusal.errors:
            print(f"{refusal.extra['file']}:{error.pointer[1:]}: {error.detail}", file=sys.stderr)
        return 1
    except SettingsError as error:
        print(f"agencies: {error}", file=sys.stderr)
        return 2
    except OSError as error:
        print(f"{error.filename}: {error.strerror}", file=sys.stderr)
        return 1
    print(f"agencies: {done.added} added, {done.changed} changed, {done.unchanged} as they were")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
