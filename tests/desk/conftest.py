"""Fixtures of the desk: a data folder, a migrated database on SQLite and PostgreSQL, the app on a loopback port."""

import dataclasses
import shutil
import socket
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from cryptography.fernet import Fernet
from sanic import Sanic

from desk.app import create_app
from desk.calendar import WorkingCalendar
from desk.cases.changing import CaseDesk
from desk.clients import ApiClient, Scope, TokenRegistry
from desk.privacy.vault import Vault
from desk.settings import Settings
from desk.store.database import Database
from desk.store.migrate import migrate
from tests.desk.builders import FakeClock, unique
from tests.services import ServiceMissing, empty_database, fresh_database, postgres_server, redis_server

CASE_TOKEN = "case-token"
STAFF_TOKEN = "staff-token"  # handles cases, may see people
SUPERVISOR_TOKEN = "supervisor-token"  # may do everything
READER_TOKEN = "reader-token"  # may only read
UNREACHABLE = "http://127.0.0.1:9"  # the discard port: nobody listens


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """A PostgreSQL server for the session."""
    try:
        with postgres_server() as url:
            yield url
    except ServiceMissing as reason:
        pytest.skip(str(reason))


@pytest.fixture(scope="session")
def redis_url() -> Iterator[str]:
    """A Redis server for the session."""
    try:
        with redis_server() as url:
            yield url
    except ServiceMissing as reason:
        pytest.skip(str(reason))


@pytest.fixture(scope="session")
def migrated_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file to copy."""
    path = tmp_path_factory.mktemp("template") / "desk.db"
    migrate(f"sqlite:///{path}")
    return path


@pytest.fixture(scope="session")
def migrated_postgres(postgres_url: str) -> Iterator[str]:
    """A migrated PostgreSQL database, emptied between tests."""
    with fresh_database(postgres_url, "desk") as url:
        migrate(url)
        yield url


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A migrated database without rows; a test that asks for it runs on both, unless marked on_sqlite."""
    if request.param == "sqlite":
        copy = tmp_path / "desk.db"
        shutil.copy(request.getfixturevalue("migrated_sqlite"), copy)
        return f"sqlite:///{copy}"
    url: str = request.getfixturevalue("migrated_postgres")
    empty_database(url)
    return url


@pytest.fixture
def settings(tmp_path: Path, database_url: str) -> Settings:
    return Settings(
        data=tmp_path,
        database_url=database_url,
        redis_url=None,
        keys=(Fernet.generate_key().decode(),),
        brain_url=UNREACHABLE,
        brain_token="brain-token",
        case_api_url=UNREACHABLE,
        case_api_token=CASE_TOKEN,
    )


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def vault(settings: Settings) -> Vault:
    return Vault(settings.keys, settings.digest_key)


@pytest.fixture
async def database(settings: Settings) -> AsyncIterator[Database]:
    """The same database the app uses, for looking behind it."""
    opened = Database(settings.database_url)
    yield opened
    await opened.close()


@pytest.fixture
def case_desk(vault: Vault) -> CaseDesk:
    return CaseDesk(vault, WorkingCalendar())


@pytest.fixture
def app(settings: Settings, clock: FakeClock) -> Sanic[Any, Any]:
    """The whole desk with four API clients; not started."""
    Sanic.test_mode = True
    made = create_app(settings, clock=clock, name=unique("desk"))
    reads = frozenset({Scope.CASES_READ})
    clients = {
        CASE_TOKEN: ApiClient("assistant", reads | {Scope.CASES_WRITE, Scope.KNOWLEDGE_READ}),
        STAFF_TOKEN: ApiClient(
            "staff", reads | {Scope.CASES_WRITE, Scope.CASES_PERSONAL, Scope.CASES_HANDLE}
        ),
        SUPERVISOR_TOKEN: ApiClient("chief", frozenset(Scope)),
        READER_TOKEN: ApiClient("reader", reads),
    }
    made.ctx.desk = dataclasses.replace(made.ctx.desk, clients=TokenRegistry(clients))
    return made


@pytest.fixture
async def served(app: Sanic[Any, Any]) -> AsyncIterator[str]:
    """The app on a free loopback port, in this event loop; yields its address.

    A real server, because the test client of the framework starts and stops the app around every request.
    """
    sock = socket.socket()
    sock.bind(("127.0.0.1", 0))
    server = await app.create_server(sock=sock, return_asyncio_server=True)
    assert server is not None
    await server.startup()
    await server.before_start()
    await server.after_start()
    yield f"http://127.0.0.1:{sock.getsockname()[1]}"
    await server.before_stop()
    await server.close()
    for connection in server.connections:
        connection.close()
    await server.after_stop()


@pytest.fixture
async def api(served: str) -> AsyncIterator[httpx.AsyncClient]:
    """A client of /api/v1 with the assistant's token."""
    headers = {"Authorization": f"Bearer {CASE_TOKEN}"}
    async with httpx.AsyncClient(base_url=served, headers=headers, trust_env=False, timeout=30) as client:
        yield client
