"""Fixtures of the clocks: an officer beside the clients every test has, and cases made without HTTP."""

import dataclasses
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from sanic import Sanic

from desk.cases.changing import CaseDesk
from desk.clients import ApiClient, Scope, TokenRegistry
from tests.desk.builders import FakeClock
from tests.desk.clocks.casework import Casework
from tests.desk.conftest import CASE_TOKEN, READER_TOKEN

OFFICER_TOKEN = "officer-token"


@pytest.fixture
def app(app: Sanic[Any, Any]) -> Sanic[Any, Any]:
    reads = frozenset({Scope.CASES_READ})
    clients = {
        CASE_TOKEN: ApiClient("assistant", reads | {Scope.CASES_WRITE}),
        READER_TOKEN: ApiClient("reader", reads),
        OFFICER_TOKEN: ApiClient("officer", reads | {Scope.CASES_HANDLE}),
    }
    app.ctx.desk = dataclasses.replace(app.ctx.desk, clients=TokenRegistry(clients))
    return app


@pytest.fixture
async def officer(served: str) -> AsyncIterator[httpx.AsyncClient]:
    headers = {"Authorization": f"Bearer {OFFICER_TOKEN}"}
    async with httpx.AsyncClient(base_url=served, headers=headers, trust_env=False, timeout=30) as client:
        yield client


@pytest.fixture
def casework(database: Any, case_desk: CaseDesk, clock: FakeClock) -> Casework:
    return Casework(database, case_desk, clock)
