"""Lists and figures reach as far as the agency asked for, and no further than the client's own."""

import dataclasses
from typing import Any

import httpx
import pytest
from sanic import Sanic
from sqlalchemy import select

from desk.agencies.model import Agency
from desk.clients import ApiClient, Scope, TokenRegistry
from tests.desk.agencies.growing import bring_in, csv_of, row
from tests.desk.builders import on_sqlite
from tests.desk.casebook import CaseBook

pytestmark = on_sqlite
ALL, CITY = ({"Authorization": f"Bearer {name}-token"} for name in ("all", "city"))
COUNTY, OTHER = "220102", "220203"
ADDRESSES = {COUNTY: "长春市南关区大经路9号", OTHER: "吉林市龙潭区新山路1号"}


@pytest.fixture
async def agencies(app: Sanic[Any, Any], served: str) -> dict[str, str]:
    """A province with two cities and a county each, a case in each county; region to id. Clients of all and one."""
    desk = app.ctx.desk
    lines = [row("220000"), row("220100", parent_code="220000-amr"), row("220200", parent_code="220000-amr")]
    lines += [row(COUNTY, parent_code="220100-amr"), row(OTHER, parent_code="220200-amr")]
    await bring_in(desk.database, csv_of(*lines))
    async with desk.database.write() as session:
        known = {agency.code: agency.id for agency in await session.scalars(select(Agency))}
        ids = {region: known[f"{region}-amr"] for region in ("220000", "220100", "220200", COUNTY, OTHER)}
        for region, address in ADDRESSES.items():
            told = {"region_code": region, "respondent__address": address}
            case = await CaseBook(session, desk.cases).file(**told)
            assert case.agency_id == ids[region]
    scopes = frozenset({Scope.CASES_READ, Scope.FIGURES_READ})
    clients = {
        "all-token": ApiClient("all", scopes),
        "city-token": ApiClient("city", scopes, agency_id=ids["220100"]),
    }
    app.ctx.desk = dataclasses.replace(desk, clients=TokenRegistry(clients))
    return ids


@pytest.mark.parametrize(
    ("client", "asked", "subtree", "regions"),
    [
        (ALL, None, False, [OTHER, COUNTY]),
        (ALL, "220000", False, []),
        (ALL, "220000", True, [OTHER, COUNTY]),
        (ALL, "220100", True, [COUNTY]),
        (ALL, COUNTY, False, [COUNTY]),
        (CITY, None, False, [COUNTY]),
        (CITY, "220000", True, [COUNTY]),
        (CITY, OTHER, False, []),
        (CITY, "220200", True, []),
    ],
)
async def test_a_list_and_a_figure_are_of_the_same_agencies(
    api: httpx.AsyncClient,
    agencies: dict[str, str],
    client: dict[str, str],
    asked: str | None,
    subtree: bool,
    regions: list[str],
) -> None:
    query = {"subtree": str(subtree).lower()} | ({} if asked is None else {"agency_id": agencies[asked]})
    listed = await api.get("/api/v1/cases", params=query, headers=client)
    assert [case["region_code"] for case in listed.json()["cases"]] == regions
    counted = await api.get("/api/v1/figures", params={**query, "by": "county"}, headers=client)
    rows = counted.json()["rows"]
    assert sorted(one["by"]["county"] for one in rows) == sorted(regions)


async def test_figures_by_agency_have_its_name(api: httpx.AsyncClient, agencies: dict[str, str]) -> None:
    rows = (await api.get("/api/v1/figures", params={"by": "agency"}, headers=CITY)).json()["rows"]
    assert [(one["by"]["agency"], one["labels"]["agency"]) for one in rows] == [
        (agencies[COUNTY], "某地市场监督管理局")
    ]
