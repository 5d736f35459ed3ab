"""Copies of a database while it is in use, with the number of rows at that very moment.

SQLite: its online backup, which reads one snapshot. PostgreSQL: pg_dump over an exported snapshot, in which the rows
are counted too. Passwords go through the environment, so that no list of processes shows them.
"""

import os
import shutil
import sqlite3
import subprocess
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import psycopg
from sqlalchemy import URL, make_url

from desk.backup.errors import BackupError

VERSIONS = "alembic_version"
SQLITE, POSTGRESQL = "sqlite", "postgresql"
ATTEMPT = 30  # seconds SQLite may wait for whoever writes


def kind_of(database_url: str) -> str:
    return SQLITE if make_url(database_url).get_backend_name() == SQLITE else POSTGRESQL


def sqlite_file(database_url: str) -> Path:
    """The file of an SQLite URL."""
    return Path(make_url(database_url).database or "")


def copy_sqlite(source: Path, target: Path) -> dict[str, int]:
    """Copy into a new file; rows by table, counted in the copy. Raises BackupError."""
    if not source.is_file():
        raise BackupError(f"there is no database at {source}")
    with closing(sqlite3.connect(source, timeout=ATTEMPT)) as old, closing(sqlite3.connect(target)) as new:
        old.backup(new)
        # The copy is of one file: it must not ask for a log that is not there.
        new.execute("PRAGMA journal_mode=DELETE")
        if (said := new.execute("PRAGMA integrity_check").fetchone()[0]) != "ok":
            raise BackupError(f"{source} is damaged: {said}")
        return _count_sqlite(new)


def rows_of_sqlite(file: Path) -> dict[str, int]:
    with closing(sqlite3.connect(file)) as connection:
        return _count_sqlite(connection)


def _count_sqlite(connection: sqlite3.Connection) -> dict[str, int]:
    """Rows by table. A search index's own tables are a matter of the engine's and are left out."""
    shadows = "SELECT name FROM sqlite_master WHERE type = 'table' AND sql LIKE 'CREATE VIRTUAL TABLE%'"
    virtual = tuple(name for (name,) in connection.execute(shadows))
    listed = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
    names = [
        name
        for (name,) in listed
        if not name.startswith(("sqlite_", *(f"{one}_" for one in virtual))) and name not in virtual
    ]
    return {
        name: connection.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0]  # noqa: S608 - of the catalogue
        for name in sorted(names)
    }


def _parts(database_url: str) -> tuple[str, dict[str, str]]:
    """(URL without a password, environment with it) for PostgreSQL's programs."""
    url: URL = make_url(database_url).set(drivername="postgresql")
    env = {**os.environ, "PGPASSWORD": url.password or os.environ.get("PGPASSWORD", "")}
    return URL.create(
        "postgresql", url.username, None, url.host, url.port, url.database, url.query
    ).render_as_string(), env


def _plain(database_url: str) -> str:
    return make_url(database_url).set(drivername="postgresql").render_as_string(hide_password=False)


def _program(name: str) -> str:
    """PostgreSQL's programs: on the path, or where Debian keeps them, the newest first. Raises BackupError."""
    if found := shutil.which(name):
        return found
    homes = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), key=lambda path: int(path.parts[-3]))
    if not homes:
        raise BackupError(f"{name} is not here; install PostgreSQL's client, as new as the server or newer")
    return str(homes[-1])


def _run(command: list[str], env: dict[str, str]) -> None:
    done = subprocess.run(command, env=env, capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode != 0:
        said = done.stderr.strip().splitlines()[:3]  # its first lines name object and cause, and quote no row
        raise BackupError(f"{Path(command[0]).name} failed: {' / '.join(said)}")


def dump_postgres(database_url: str, target: Path) -> dict[str, int]:
    """Dump in PostgreSQL's custom format; rows by table in the same snapshot. Raises BackupError."""
    url, env = _parts(database_url)
    try:
        with psycopg.connect(_plain(database_url)) as holder:
            holder.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
            row = holder.execute("SELECT pg_export_snapshot()").fetchone()
            assert row is not None
            command = [_program("pg_dump"), "--format=custom", "--no-owner", "--no-privileges"]
            _run([*command, f"--snapshot={row[0]}", f"--file={target}", f"--dbname={url}"], env)
            return _count_postgres(holder)
    except psycopg.Error as error:
        raise BackupError(f"the database does not answer ({type(error).__name__}); is it running?") from error


def rows_of_postgres(database_url: str) -> dict[str, int]:
    with psycopg.connect(_plain(database_url)) as connection:
        return _count_postgres(connection)


def _count_postgres(connection: "psycopg.Connection[tuple[object, ...]]") -> dict[str, int]:
    listed = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
    counted = {}
    for name in sorted(str(name) for (name,) in listed):
        row = connection.execute(f'SELECT count(*) FROM "{name}"'.encode()).fetchone()  # noqa: S608
        assert row is not None
        counted[name] = int(str(row[0]))
    return counted


def fill_postgres(database_url: str, dump: Path) -> None:
    """Bring a dump into an empty database, all of it or nothing. Raises BackupError."""
    try:
        if rows_of_postgres(database_url):
            raise BackupError(
                "the database named by DATABASE_URL is not empty; make a new one: createdb NAME"
            )
    except psycopg.Error as error:
        raise BackupError(f"the database does not answer ({type(error).__name__})") from error
    url, env = _parts(database_url)
    command = [_program("pg_restore"), "--exit-on-error", "--single-transaction", "--no-owner"]
    _run([*command, "--no-privileges", f"--dbname={url}", str(dump)], env)


def rows_of(database_url: str) -> dict[str, int]:
    """Rows by table of either database."""
    counters: dict[str, Callable[[], dict[str, int]]] = {
        SQLITE: lambda: rows_of_sqlite(sqlite_file(database_url)),
        POSTGRESQL: lambda: rows_of_postgres(database_url),
    }
    return counters[kind_of(database_url)]()
