"""Private PostgreSQL and Redis servers for tests: on a free loopback port, in a folder of their own.

Each starter is a context manager that yields the server's URL and stops the server it started, by its process.
Where the binaries are missing it raises ServiceMissing with the reason; fixtures turn that into a skip. A server
that is there but does not start is a RuntimeError: that must not pass silently.
"""

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import redis

START_TIMEOUT = 30.0  # seconds
STOP_TIMEOUT = 15.0  # seconds
UNPRIVILEGED = ("postgres", "nobody")  # PostgreSQL refuses to run as root; the first of these that exists


class ServiceMissing(RuntimeError):
    """The server cannot run here; the message says what to install."""


def free_port() -> int:
    """A loopback port that was free a moment ago."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _postgres_binaries() -> Path:
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    if found:
        return found[-1].parent
    if initdb := shutil.which("initdb"):
        return Path(initdb).resolve().parent
    raise ServiceMissing("PostgreSQL is not installed (apt-get install postgresql)")


def _user() -> str | None:
    """Whom to run PostgreSQL as; None: as ourselves."""
    if os.geteuid() != 0:
        return None
    known = {entry.pw_name for entry in pwd.getpwall()}
    for name in UNPRIVILEGED:
        if name in known:
            return name
    raise ServiceMissing("PostgreSQL does not run as root, and there is no user to run it as")


def _stop(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(STOP_TIMEOUT)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _wait(process: subprocess.Popen[bytes], ready: "type[_Probe]", url: str, log: Path) -> None:
    deadline = time.monotonic() + START_TIMEOUT
    while not ready.answers(url):
        if process.poll() is not None or time.monotonic() > deadline:
            raise RuntimeError(f"{ready.__name__} did not start: {log.read_text(errors='replace')[-500:]}")
        time.sleep(0.05)


class _Probe:
    @staticmethod
    def answers(url: str) -> bool:
        raise NotImplementedError


class PostgreSQL(_Probe):
    @staticmethod
    def answers(url: str) -> bool:
        try:
            psycopg.connect(url, connect_timeout=2).close()
        except psycopg.OperationalError:
            return False
        return True


class Redis(_Probe):
    @staticmethod
    def answers(url: str) -> bool:
        client = redis.Redis.from_url(url, socket_connect_timeout=2)
        try:
            return bool(client.ping())
        except redis.RedisError:
            return False
        finally:
            client.close()


@contextmanager
def postgres_server(*, durable: bool = False) -> Iterator[str]:
    """Yields `postgresql://xiaobao@127.0.0.1:PORT/postgres`; its user may create databases.

    Raises ServiceMissing. Unless durable, nothing is synced to disk: the data is thrown away with the server.
    """
    binaries, user = _postgres_binaries(), _user()
    folder = Path(tempfile.mkdtemp(prefix="xiaobao-pg-"))
    try:
        if user is not None:
            shutil.chown(folder, user)
        data, port = folder / "data", free_port()
        initdb: list[str | Path] = [
            binaries / "initdb",
            "-D",
            data,
            "-U",
            "xiaobao",
            "-A",
            "trust",
            "-E",
            "UTF8",
            "--locale=C",
            "-N",
        ]
        made = subprocess.run(initdb, user=user, cwd=folder, capture_output=True, text=True, check=False)
        if made.returncode != 0:
            raise RuntimeError(f"initdb failed: {made.stderr[-500:]}")
        server: list[str | Path] = [
            binaries / "postgres",
            "-D",
            data,
            "-p",
            str(port),
            "-h",
            "127.0.0.1",
            "-k",
            folder,
        ]
        server += ["-c", "max_connections=100"]
        if not durable:
            server += ["-c", "fsync=off", "-c", "full_page_writes=off"]
        log = folder / "log"
        with log.open("wb") as out:
            process = subprocess.Popen(server, user=user, cwd=folder, stdout=out, stderr=out)
        try:
            url = f"postgresql://xiaobao@127.0.0.1:{port}/postgres"
            _wait(process, PostgreSQL, url, log)
            yield url
        finally:
            _stop(process)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def redis_server() -> Iterator[str]:
    """Yields `redis://127.0.0.1:PORT/0`, a server that keeps nothing. Raises ServiceMissing."""
    binary = shutil.which("redis-server") or shutil.which("valkey-server")
    if binary is None:
        raise ServiceMissing("Redis is not installed (apt-get install redis-server)")
    folder, port = Path(tempfile.mkdtemp(prefix="xiaobao-redis-")), free_port()
    try:
        server = [binary, "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]
        log = folder / "log"
        with log.open("wb") as out:
            process = subprocess.Popen(server, cwd=folder, stdout=out, stderr=out)
        try:
            url = f"redis://127.0.0.1:{port}/0"
            _wait(process, Redis, url, log)
            yield url
        finally:
            _stop(process)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def fresh_database(server_url: str, name: str) -> Iterator[str]:
    """An empty database on a PostgreSQL server, dropped afterwards. Yields its URL."""
    with psycopg.connect(server_url, autocommit=True) as admin:
        admin.execute(f'CREATE DATABASE "{name}"'.encode())
    try:
        yield server_url.rsplit("/", 1)[0] + f"/{name}"
    finally:
        with psycopg.connect(server_url, autocommit=True) as admin:
            admin.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)'.encode())


def empty_database(url: str) -> None:
    """Delete every row but the migrations' own; far cheaper than a database per test.

    Connections that an earlier test forgot are ended first, since they might hold locks.
    """
    others = b"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() "
    tables = b"SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'alembic_version'"
    with psycopg.connect(url, autocommit=True) as admin:
        admin.execute(others + b"AND pid <> pg_backend_pid()")
        names = [row[0] for row in admin.execute(tables)]
        with admin.transaction():
            admin.execute(b"SET LOCAL session_replication_role = replica")  # in any order of foreign keys
            for name in names:
                admin.execute(f'DELETE FROM "{name}"'.encode())
