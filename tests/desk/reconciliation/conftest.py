"""Two enrolled enterprises with clients of their own, an administrator, and a consumer who agreed to talk first."""

import dataclasses
from typing import Any

import httpx
import pytest
from sanic import Sanic

from desk.clients import ApiClient, Scope, TokenRegistry
from desk.enterprises.schemas import EnterpriseIn
from desk.enterprises.service import enrol
from desk.privacy.vault import Vault
from desk.store.database import Database
from tests.desk.builders import NOW, file_case
from tests.desk.conftest import CASE_TOKEN
from tests.desk.reconciliation.parties import Consumer, Shop

HAOYUN = EnterpriseIn(code="haoyun", name="好运电器行", region_code="220100")
JIAMEI = EnterpriseIn(code="jiamei", name="佳美家具有限公司")


@pytest.fixture
async def enrolled(app: Sanic[Any, Any], database: Database, vault: Vault) -> dict[str, str]:
    """Code to id of two enterprises; each has a client whose token is its code."""
    async with database.write() as session:
        rows = [
            await enrol(session, vault, told, actor="operator:test", now=NOW) for told in (HAOYUN, JIAMEI)
        ]
    ids = {row.code: row.id for row in rows}
    clients = {
        CASE_TOKEN: ApiClient("assistant", frozenset({Scope.CASES_READ, Scope.CASES_WRITE})),
        "figures": ApiClient("figures", frozenset({Scope.FIGURES_READ})),
        "nobody": ApiClient("nobody", frozenset({Scope.ENTERPRISE})),
    }
    for code, enterprise_id in ids.items():
        scopes = frozenset({Scope.ENTERPRISE, Scope.FIGURES_READ})
        clients[code] = ApiClient(f"{code}_desk", scopes, enterprise_id)
    app.ctx.desk = dataclasses.replace(app.ctx.desk, clients=TokenRegistry(clients))
    return ids


@pytest.fixture
def shop(api: httpx.AsyncClient, enrolled: dict[str, str]) -> Shop:
    """The enterprise that the complaints of these tests are about."""
    return Shop(api, "haoyun")


@pytest.fixture
def other_shop(api: httpx.AsyncClient, enrolled: dict[str, str]) -> Shop:
    return Shop(api, "jiamei")


@pytest.fixture
async def consumer(api: httpx.AsyncClient, enrolled: dict[str, str]) -> Consumer:
    """Who agreed to talk with the enterprise first; the complaint is filed, and so offered."""
    response = await file_case(api, consent__reconciliation=True)
    assert response.json()["state"] == "reconciling", response.text
    return Consumer(api, response.json()["case_no"])
