"""The desk with a client that may import."""

import dataclasses
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from sanic import Sanic

from desk.clients import ApiClient, Scope, TokenRegistry
from tests.desk.conftest import CASE_TOKEN

ADMIN_TOKEN = "admin-token"


@pytest.fixture
def app(app: Sanic[Any, Any]) -> Sanic[Any, Any]:
    reads = frozenset({Scope.CASES_READ})
    clients = {
        CASE_TOKEN: ApiClient("assistant", reads | {Scope.CASES_WRITE}),
        ADMIN_TOKEN: ApiClient("admin", reads | {Scope.ADMIN}),
    }
    app.ctx.desk = dataclasses.replace(app.ctx.desk, clients=TokenRegistry(clients))
    return app


@pytest.fixture
async def admin(served: str) -> AsyncIterator[httpx.AsyncClient]:
    """A client that may import."""
    headers = {"Authorization": f"Bearer {ADMIN_TOKEN}"}
    async with httpx.AsyncClient(base_url=served, headers=headers, trust_env=False, timeout=30) as client:
        yield client
