"""`python -m desk.staff add|list|disable|reset`: accounts of the console, for the first one and for when nobody can sign in."""

import argparse
import sys
from collections.abc import Sequence

from desk.clock import utc_now
from desk.commands import CommandError, operator, run_command
from desk.errors import DeskError
from desk.privacy.vault import Vault
from desk.settings import Settings
from desk.staff.accounts import Issued, NewAccount, list_accounts
from desk.staff.managing import Manager, disable_account, employ, find_to_manage, reset_account
from desk.staff.model import StaffAccount
from desk.staff.roles import Role
from desk.store.database import Database

COLUMNS = ("name", "shown as", "role", "agency", "last signed in", "state")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m desk.staff", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    add = commands.add_parser("add", help="add somebody and print a one-time password, this once")
    add.add_argument("name", help="signs in with it: lower case, digits, dots, hyphens; never given twice")
    add.add_argument("--role", required=True, choices=[role.value for role in Role])
    add.add_argument("--display-name", metavar="TEXT", help="what colleagues read; else the name")
    add.add_argument("--agency", metavar="ID", help="only cases of this agency and of those below")
    commands.add_parser("list", help="everybody, tab-separated")
    disable = commands.add_parser("disable", help="they sign in no more, and are signed out at once")
    disable.add_argument("name", help="name or id")
    reset = commands.add_parser("reset", help="print another one-time password; the old one and codes end")
    reset.add_argument("name", help="name or id")
    return parser


def _tell(issued: Issued) -> int:
    """The password alone on standard output; what to do with it beside."""
    print(issued.password)
    print(
        f"{issued.account.name} signs in with it at /console/ within seven days, and then chooses another",
        file=sys.stderr,
    )
    return 0


async def _add(vault: Vault, database: Database, chosen: argparse.Namespace) -> int:
    wanted = NewAccount(chosen.name, Role(chosen.role), chosen.display_name, chosen.agency)
    async with database.write() as session:
        return _tell(await employ(session, vault, wanted, by=Manager(operator()), now=utc_now()))


def _line(account: StaffAccount) -> str:
    seen = account.signed_in_at
    state = "disabled" if account.is_disabled else "to change password" if account.must_change else "in use"
    return "\t".join(
        (
            account.name,
            account.display_name,
            account.role.value,
            account.agency_id or "-",
            "never" if seen is None else f"{seen:%Y-%m-%d %H:%M}",
            state,
        )
    )


async def _list(_vault: Vault, database: Database, _chosen: argparse.Namespace) -> int:
    print("\t".join(COLUMNS))
    async with database.read() as session:
        for account in await list_accounts(session):
            print(_line(account))
    return 0


async def _disable(vault: Vault, database: Database, chosen: argparse.Namespace) -> int:
    async with database.write() as session:
        account = await find_to_manage(session, chosen.name)
        await disable_account(session, vault, account, by=Manager(operator()), now=utc_now())
    print(f"{account.name} is signed out and cannot sign in any more")
    return 0


async def _reset(vault: Vault, database: Database, chosen: argparse.Namespace) -> int:
    async with database.write() as session:
        account = await find_to_manage(session, chosen.name)
        return _tell(await reset_account(session, vault, account, by=Manager(operator()), now=utc_now()))


def main(arguments: Sequence[str] | None = None) -> int:
    """Command line. A password goes to standard output alone, so that it can be piped."""
    chosen = _parser().parse_args(arguments)
    work = {"add": _add, "list": _list, "disable": _disable, "reset": _reset}[chosen.command]

    async def carry_out(settings: Settings, database: Database) -> int:
        try:
            return await work(Vault(settings.keys, settings.digest_key), database, chosen)
        except DeskError as error:
            said = "; ".join(f"{one.code}: {one.detail}" for one in error.errors)
            raise CommandError(said or f"{error.code}: {error.detail}") from error

    return run_command("staff", "staff_accounts", carry_out)


if __name__ == "__main__":
    sys.exit(main())
