"""What commands beside the server share: settings of the data folder, a migrated database, errors in plain words."""

import asyncio
import getpass
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path

from sqlalchemy import inspect
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError

from desk.privacy.commands import settings_of_folder
from desk.settings import Settings, SettingsError
from desk.store.database import Database, UnsupportedDatabase
from desk.store.models import load_models

MAX_USER = 60  # characters of a user's name in the audit log


class CommandError(Exception):
    """The command cannot do what was asked; the message says why and what to do."""


def command_settings() -> Settings:
    """The settings of the environment, with the secrets of the data folder beneath. Raises SettingsError."""
    return settings_of_folder()


def operator() -> str:
    """Who runs the command, as the audit log names them."""
    try:
        user = getpass.getuser()
    except (KeyError, OSError):  # a container's number without a name
        user = "unknown"
    return f"operator:{user[:MAX_USER]}"


def _expect_file(settings: Settings) -> None:
    """Connecting would make an empty SQLite file, and the next message would be about tables."""
    url = make_url(settings.database_url)
    if url.get_backend_name() == "sqlite" and not Path(url.database or "").is_file():
        raise CommandError(
            f"there is no database at {url.database} yet; start the desk once with `make run`, "
            "or point XIAOBAO_DATA or DATABASE_URL at the right place"
        )


async def _with_database(
    settings: Settings, table: str, work: Callable[[Settings, Database], Awaitable[int]]
) -> int:
    load_models()  # a command imports a room or two, whose tables name others
    database = Database(settings.database_url)
    try:
        async with database.engine.connect() as connection:
            names = await connection.run_sync(lambda plain: inspect(plain).get_table_names())
        if table not in names:
            raise CommandError("the database is older than this program; run `python -m desk.store.migrate`")
        return await work(settings, database)
    except DBAPIError as error:
        raise CommandError(
            f"the database does not answer ({type(error).__name__}); is it running?"
        ) from error
    finally:
        await database.close()


def run_command(name: str, table: str, work: Callable[[Settings, Database], Awaitable[int]]) -> int:
    """Run `work` and return its exit code; what went wrong is one line on standard error and exit code 1.

    table: one that the command needs; without it the database was not migrated yet.
    """
    try:
        settings = command_settings()
        _expect_file(settings)
        return asyncio.run(_with_database(settings, table, work))
    except (SettingsError, CommandError, UnsupportedDatabase) as error:
        print(f"{name}: {error}", file=sys.stderr)
        return 1
