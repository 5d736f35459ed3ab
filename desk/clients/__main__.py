"""`python -m desk.clients add|list|revoke|rotate`: the API clients of this desk."""

import argparse
import datetime as dt
import sys
from collections.abc import Iterator, Sequence

from pydantic import ValidationError

from desk.clients import service
from desk.clients.registry import PER_MINUTE, Scope
from desk.clients.schemas import LONGEST_OVERLAP, ClientIn, ClientOut
from desk.clock import utc_now
from desk.commands import CommandError, operator, run_command
from desk.errors import DeskError
from desk.privacy.vault import Vault
from desk.settings import Settings
from desk.store.database import Database
from desk.web.problems import field_errors

COLUMNS = ("name", "scopes", "agency", "enterprise", "per minute", "last used", "keys", "state")
PAGE = 100


def _day(text: str) -> dt.datetime:
    """The first moment of a day in UTC."""
    return dt.datetime.combine(dt.date.fromisoformat(text), dt.time(), dt.UTC)


def _hours(text: str) -> int:
    if not (text.isascii() and text.isdigit()) or int(text) > LONGEST_OVERLAP:
        raise argparse.ArgumentTypeError(f"hours from 0 to {LONGEST_OVERLAP}, not {text!r}")
    return int(text)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m desk.clients", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    add = commands.add_parser("add", help="add a client and print its key, this once")
    add.add_argument("name", help="lower case, digits, hyphens; stands in timelines, never given twice")
    add.add_argument(
        "--scope", action="append", required=True, choices=[scope.value for scope in Scope], help="repeatable"
    )
    add.add_argument("--agency", metavar="ID", help="only cases of this agency and of those below")
    add.add_argument("--enterprise", metavar="ID", help="the enterprise it stands for")
    add.add_argument("--per-minute", type=int, default=PER_MINUTE, help="calls of one route group")
    add.add_argument("--expires", type=_day, metavar="YYYY-MM-DD", help="refused from this day on (UTC)")
    commands.add_parser("list", help="every client, tab-separated, newest first")
    revoke = commands.add_parser("revoke", help="refuse a client from now on")
    revoke.add_argument("name", help="name or id")
    rotate = commands.add_parser("rotate", help="print another key for a client, this once")
    rotate.add_argument("name", help="name or id")
    rotate.add_argument(
        "--overlap-hours", type=_hours, default=24, metavar="HOURS", help="the old key works so much longer"
    )
    return parser


async def _add(settings: Settings, database: Database, chosen: argparse.Namespace) -> int:
    try:
        told = ClientIn(
            name=chosen.name,
            scopes=chosen.scope,
            agency_id=chosen.agency,
            enterprise_id=chosen.enterprise,
            per_minute=chosen.per_minute,
            expires_at=chosen.expires,
        )
    except ValidationError as error:
        said = "; ".join(f"{one.pointer or '/'} {one.code}: {one.detail}" for one in field_errors(error))
        raise CommandError(said) from error
    async with database.write() as session:
        issued = await service.add_client(
            session, Vault(settings.keys, settings.digest_key), told, actor=operator(), now=utc_now()
        )
    print(issued.key)
    return 0


async def _list(_settings: Settings, database: Database, _chosen: argparse.Namespace) -> int:
    print("\t".join(COLUMNS))
    now, cursor = utc_now(), None
    async with database.read() as session:
        while True:
            clients, cursor = await service.list_clients(session, cursor=cursor, limit=PAGE)
            for line in _lines(await service.show_clients(session, clients, now=now), now=now):
                print(line)
            if cursor is None:
                return 0


def _lines(clients: Sequence[ClientOut], *, now: dt.datetime) -> Iterator[str]:
    for client in clients:
        expired = client.expires_at is not None and client.expires_at <= now
        yield "\t".join(
            (
                client.name,
                ",".join(client.scopes),
                client.agency_id or "-",
                client.enterprise_id or "-",
                str(client.per_minute),
                "never" if client.last_used_at is None else f"{client.last_used_at:%Y-%m-%d %H:%M}",
                ",".join(key.prefix for key in client.keys) or "-",
                "revoked" if client.revoked_at else "expired" if expired else "valid",
            )
        )


async def _revoke(settings: Settings, database: Database, chosen: argparse.Namespace) -> int:
    async with database.write() as session:
        client = await service.find_client(session, chosen.name)
        await service.revoke_client(
            session, Vault(settings.keys, settings.digest_key), client, actor=operator(), now=utc_now()
        )
    print(f"{client.name} is refused from now on; desks notice within seconds")
    return 0


async def _rotate(settings: Settings, database: Database, chosen: argparse.Namespace) -> int:
    overlap = dt.timedelta(hours=chosen.overlap_hours)
    async with database.write() as session:
        client = await service.find_client(session, chosen.name)
        issued = await service.rotate_key(
            session,
            Vault(settings.keys, settings.digest_key),
            client,
            overlap=overlap,
            actor=operator(),
            now=utc_now(),
        )
    print(issued.key)
    return 0


def main(arguments: Sequence[str] | None = None) -> int:
    """Command line. Keys go to standard output alone, so that they can be piped into a secret store."""
    chosen = _parser().parse_args(arguments)
    work = {"add": _add, "list": _list, "revoke": _revoke, "rotate": _rotate}[chosen.command]

    async def carry_out(settings: Settings, database: Database) -> int:
        try:
            return await work(settings, database, chosen)
        except DeskError as error:
            raise CommandError(f"{error.code}: {error.detail}") from error

    return run_command("clients", "api_clients", carry_out)


if __name__ == "__main__":
    sys.exit(main())
