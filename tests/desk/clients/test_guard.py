"""API clients: who may do what."""

from typing import Any

import httpx
import pytest
from sanic import Blueprint, HTTPResponse, Request, Sanic
from sanic.response import empty

from desk.clients import ApiClient, Scope, TokenRegistry
from desk.clients.guard import guard
from desk.clients.registry import registry_of
from desk.settings import Settings
from tests.desk.builders import file_case, on_sqlite


@on_sqlite
async def test_reader_may_read_but_not_file(api: httpx.AsyncClient) -> None:
    api.headers["Authorization"] = "Bearer reader-token"
    assert (await api.get("/api/v1/cases")).status_code == 200
    response = await file_case(api)
    assert (response.status_code, response.json()["code"]) == (403, "forbidden")
    assert 'scope="cases:write"' in response.headers["www-authenticate"]


@on_sqlite
@pytest.mark.parametrize(
    "header", ["", "Bearer", "Bearer  x", "Basic Y2FzZS10b2tlbg==", "case-token", "Bearer 令牌"]
)
async def test_other_schemes_and_tokens_are_refused(api: httpx.AsyncClient, header: str) -> None:
    response = await api.get("/api/v1/cases", headers=[(b"Authorization", header.encode())])
    assert response.status_code == 401


@on_sqlite
async def test_scheme_name_ignores_case(api: httpx.AsyncClient) -> None:
    assert (await api.get("/api/v1/cases", headers={"Authorization": "bearer case-token"})).status_code == 200


@on_sqlite
async def test_settings_token_is_the_assistant_without_sight_of_people(settings: Settings) -> None:
    client = await registry_of(settings).find(settings.case_api_token)
    scopes = frozenset({Scope.CASES_READ, Scope.CASES_WRITE, Scope.KNOWLEDGE_READ})
    assert client == ApiClient("assistant", scopes, per_minute=settings.assistant_per_minute)
    assert await registry_of(settings).find("") is None


async def test_registry_finds_each_of_its_clients() -> None:
    one, two = ApiClient("one", frozenset()), ApiClient("two", frozenset())
    registry = TokenRegistry({"1": one, "2": two})
    assert await registry.find("1") is one
    assert await registry.find("2") is two
    assert await registry.find("12") is None


@pytest.fixture
def undeclared(app: Sanic[Any, Any]) -> None:
    blueprint = Blueprint("undeclared", url_prefix="/undeclared")
    blueprint.on_request(guard)

    @blueprint.get("/route")
    async def route(request: Request) -> HTTPResponse:
        return empty()

    app.blueprint(blueprint)


@on_sqlite
@pytest.mark.usefixtures("undeclared")
async def test_route_that_declares_nothing_is_closed(api: httpx.AsyncClient) -> None:
    assert (await api.get("/undeclared/route")).status_code == 403
