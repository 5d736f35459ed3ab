"""Private PostgreSQL and Redis servers for tests: on a free loopback port, in a folder of their own.

Each starter is a context manager that yields the server or its URL, and stops the server it started, by its process.
Where the binaries are missing it raises ServiceMissing with the reason; fixtures turn that into a skip. A server
that is there but does not start is a RuntimeError: that must not pass silently.
"""

import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
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


class Server:
    """A server on a loopback port, with a folder of its own. It may be killed, and started again on what it kept."""

    def __init__(
        self,
        url: str,
        command: list[str | Path],
        folder: Path,
        *,
        user: str | None = None,
        sudden: signal.Signals = signal.SIGKILL,
    ) -> None:
        """sudden: the signal that ends it at once, its children with it."""
        self.url, self._command, self._folder, self._user = url, command, folder, user
        self._sudden = sudden
        self._process: subprocess.Popen[bytes] | None = None

    def start(self, answers: Callable[[str], bool]) -> None:
        """Raises RuntimeError with the end of its log when it does not answer."""
        self._answers, log = answers, self._folder / "log"
        with log.open("ab") as out:
            self._process = subprocess.Popen(
                self._command, user=self._user, cwd=self._folder, stdout=out, stderr=out
            )
        deadline = time.monotonic() + START_TIMEOUT
        while not answers(self.url):
            if self._process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(
                    f"{self._command[0]} did not start: {log.read_text(errors='replace')[-500:]}"
                )
            time.sleep(0.05)

    def again(self) -> None:
        """Start it once more, with what it has on disk."""
        self.start(self._answers)

    def kill(self) -> None:
        """As when the power goes."""
        if self._process is not None:
            self._process.send_signal(self._sudden)
            self._process.wait()
            self._process = None

    def stop(self) -> None:
        if self._process is not None:
            self._process.terminate()
            try:
                self._process.wait(STOP_TIMEOUT)
            except subprocess.TimeoutExpired:
                self.kill()
            self._process = None


def _postgres_answers(url: str) -> bool:
    try:
        psycopg.connect(url, connect_timeout=2).close()
    except psycopg.OperationalError:
        return False
    return True


def _redis_answers(url: str) -> bool:
    client = redis.Redis.from_url(url, socket_connect_timeout=2)
    try:
        return bool(client.ping())
    except redis.RedisError:
        return False
    finally:
        client.close()


@contextmanager
def running_postgres(*, durable: bool = False) -> Iterator[Server]:
    """A PostgreSQL at `postgresql://xiaobao@127.0.0.1:PORT/postgres`; its user may create databases.

    Raises ServiceMissing. Unless durable, nothing is synced to disk: the data is thrown away with the server.
    """
    binaries, user = _postgres_binaries(), _user()
    folder = Path(tempfile.mkdtemp(prefix="xiaobao-pg-"))
    try:
        if user is not None:
            shutil.chown(folder, user)
        data, port = folder / "data", free_port()
        initdb: list[str | Path] = [binaries / "initdb", "-D", data, "-U", "xiaobao", "-A", "trust"]
        initdb += ["-E", "UTF8", "--locale=C", "-N"]
        made = subprocess.run(initdb, user=user, cwd=folder, capture_output=True, text=True, check=False)
        if made.returncode != 0:
            raise RuntimeError(f"initdb failed: {made.stderr[-500:]}")
        command: list[str | Path] = [binaries / "postgres", "-D", data, "-p", str(port)]
        command += ["-h", "127.0.0.1", "-k", folder, "-c", "max_connections=100"]
        if not durable:
            command += ["-c", "fsync=off", "-c", "full_page_writes=off"]
        url = f"postgresql://xiaobao@127.0.0.1:{port}/postgres"
        server = Server(url, command, folder, user=user, sudden=signal.SIGQUIT)
        try:
            server.start(_postgres_answers)
            yield server
        finally:
            server.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def postgres_server(*, durable: bool = False) -> Iterator[str]:
    """The URL of a running_postgres."""
    with running_postgres(durable=durable) as server:
        yield server.url


@contextmanager
def running_redis() -> Iterator[Server]:
    """A Redis at `redis://127.0.0.1:PORT/0` that keeps nothing. Raises ServiceMissing."""
    binary = shutil.which("redis-server") or shutil.which("valkey-server")
    if binary is None:
        raise ServiceMissing("Redis is not installed (apt-get install redis-server)")
    folder, port = Path(tempfile.mkdtemp(prefix="xiaobao-redis-")), free_port()
    command: list[str | Path] = [binary, "--port", str(port), "--bind", "127.0.0.1"]
    command += ["--save", "", "--appendonly", "no"]
    server = Server(f"redis://127.0.0.1:{port}/0", command, folder)
    try:
        server.start(_redis_answers)
        yield server
    finally:
        server.stop()
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def redis_server() -> Iterator[str]:
    """The URL of a running_redis."""
    with running_redis() as server:
        yield server.url


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
