"""Fixtures of the client room: an administrator, and clients with keys of the table."""

import dataclasses
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from sanic import Sanic

from desk.clients import ApiClient, Scope, TokenRegistry, service
from desk.clients.keyring import Keyring
from desk.clients.registry import FirstOf
from desk.clients.schemas import ClientIn
from desk.clients.service import Issued
from desk.privacy.vault import Vault
from desk.store.database import Database
from tests.desk.builders import FakeClock

ADMIN = {"Authorization": "Bearer admin-token"}

Issue = Callable[..., Awaitable[Issued]]


@pytest.fixture
def app(app: Sanic[Any, Any]) -> Sanic[Any, Any]:
    """The desk as it runs, with the tests' tokens beside the table of keys."""
    desk = app.ctx.desk
    admin = TokenRegistry({"admin-token": ApiClient("admin", frozenset({Scope.ADMIN}))})
    clients = FirstOf(desk.clients, admin, Keyring(desk.database, desk.clock))
    app.ctx.desk = dataclasses.replace(desk, clients=clients)
    return app


@pytest.fixture
def issue(database: Database, vault: Vault, clock: FakeClock) -> Issue:
    """Add a client to the table: `await issue("nanguan", per_minute=3)`."""

    async def issued(name: str, *scopes: Scope, **more: Any) -> Issued:
        told = ClientIn(name=name, scopes=list(scopes) or [Scope.CASES_READ], **more)
        async with database.write() as session:
            return await service.add_client(session, vault, told, actor="operator:test", now=clock())

    return issued
