"""Enrolling enterprises over HTTP: one name leads to one of them."""

import asyncio
import dataclasses
from typing import Any

import httpx
import pytest
from sanic import Sanic

from desk.clients import ApiClient, Scope, TokenRegistry
from desk.enterprises.examples import ENTERPRISE_IN
from desk.store.database import Database
from tests.desk.builders import audited, file_case, on_sqlite
from tests.desk.conftest import CASE_TOKEN

PATH = "/api/v1/enterprises"
ADMIN = {"Authorization": "Bearer admin"}
SHOP = {"platform": "某商城", "shop": "好运旗舰店"}


@pytest.fixture
async def admin(app: Sanic[Any, Any], api: httpx.AsyncClient) -> httpx.AsyncClient:
    clients = {
        "admin": ApiClient("admin", frozenset({Scope.ADMIN})),
        CASE_TOKEN: ApiClient("assistant", frozenset({Scope.CASES_READ, Scope.CASES_WRITE})),
    }
    app.ctx.desk = dataclasses.replace(app.ctx.desk, clients=TokenRegistry(clients))
    return api


async def enrol(admin: httpx.AsyncClient, **changes: Any) -> httpx.Response:
    body = {"code": "haoyun", "name": "好运电器行"} | changes
    return await admin.post(PATH, json=body, headers=ADMIN)


async def amend(admin: httpx.AsyncClient, of: str = "haoyun", **changes: Any) -> httpx.Response:
    """A change of the newest version."""
    known = (await admin.get(f"{PATH}/{of}", headers=ADMIN)).headers.get("etag", "*")
    return await admin.patch(f"{PATH}/{of}", json=changes, headers={**ADMIN, "If-Match": known})


async def test_enrolment_comes_back_as_it_was_told(admin: httpx.AsyncClient) -> None:
    enrolled = await admin.post(PATH, json=ENTERPRISE_IN, headers=ADMIN)
    assert enrolled.status_code == 201, enrolled.text
    told = enrolled.json()
    assert {name: told[name] for name in ENTERPRISE_IN} == ENTERPRISE_IN
    assert (await admin.get(enrolled.headers["location"], headers=ADMIN)).json() == told
    assert (await admin.get(PATH, headers=ADMIN)).json() == {"enterprises": [told], "next_cursor": None}


async def test_only_what_is_given_changes(admin: httpx.AsyncClient) -> None:
    before = (await enrol(admin, aliases=["好运"], shops=[SHOP], region_code="220100")).json()
    after = (await amend(admin, active=False, region_code=None)).json()
    assert after == before | {"active": False, "region_code": None}
    named = (await amend(admin, aliases=["大好运"])).json()
    assert (named["aliases"], named["shops"], named["name"]) == (["大好运"], [SHOP], "好运电器行")
    freed = await enrol(admin, code="other", name="好运")  # the alias that was given up
    assert freed.status_code == 201, freed.text


async def test_nobody_changes_what_they_have_not_seen(admin: httpx.AsyncClient) -> None:
    seen = (await enrol(admin)).headers["etag"]
    assert (await amend(admin, aliases=["好运"])).headers["etag"] != seen
    stale = await admin.patch(f"{PATH}/haoyun", json={}, headers={**ADMIN, "If-Match": seen})
    assert (stale.status_code, stale.json()["code"]) == (412, "precondition_failed")
    blind = await admin.patch(f"{PATH}/haoyun", json={}, headers=ADMIN)
    assert (blind.status_code, blind.json()["code"]) == (428, "precondition_required")


@pytest.mark.parametrize(
    "changes",
    [
        {"name": "好运电器行有限公司"},
        {"name": "佳美", "aliases": ["好运 电器行"]},
        {"name": "佳美", "shops": [SHOP]},
    ],
)
async def test_name_leads_to_one_enterprise(admin: httpx.AsyncClient, changes: dict[str, Any]) -> None:
    await enrol(admin, shops=[SHOP])
    refused = await enrol(admin, code="second", **changes)
    assert (refused.status_code, refused.json()["code"]) == (409, "enterprise_name_taken")
    assert (await admin.get(f"{PATH}/second", headers=ADMIN)).status_code == 404
    await enrol(admin, code="second", name="佳美")
    assert (await amend(admin, "second", **changes)).json()["code"] == "enterprise_name_taken"
    assert (await admin.get(f"{PATH}/second", headers=ADMIN)).json()["name"] == "佳美"


async def test_code_and_credit_code_are_enrolled_once(admin: httpx.AsyncClient) -> None:
    uscc = ENTERPRISE_IN["uscc"]
    await enrol(admin, uscc=uscc)
    assert (await enrol(admin, name="佳美")).json()["code"] == "enterprise_code_taken"
    assert (await enrol(admin, code="b", name="佳美", uscc=uscc)).json()["code"] == "enterprise_code_taken"
    await enrol(admin, code="c", name="佳美")
    assert (await amend(admin, "c", uscc=uscc)).json()["code"] == "enterprise_code_taken"


async def test_of_two_enrolments_at_once_one_stands(admin: httpx.AsyncClient) -> None:
    answers = await asyncio.gather(*(enrol(admin, code=f"e{number}") for number in range(4)))
    assert sorted(answer.status_code for answer in answers) == [201, 409, 409, 409]


async def test_list_is_paged_and_filtered(admin: httpx.AsyncClient) -> None:
    for number in range(3):
        await enrol(admin, code=f"e{number}", name=f"店{number}", active=number != 1)
    first = await admin.get(PATH, params={"limit": 2}, headers=ADMIN)
    second = await admin.get(first.links["next"]["url"], headers=ADMIN)
    codes = [one["code"] for page in (first, second) for one in page.json()["enterprises"]]
    assert codes == ["e2", "e1", "e0"]
    idle = await admin.get(PATH, params={"active": "false"}, headers=ADMIN)
    assert [one["code"] for one in idle.json()["enterprises"]] == ["e1"]


@on_sqlite
@pytest.mark.parametrize(
    "changes",
    [
        {"code": "好运"},
        {"uscc": "91350100M000100Y44"},
        {"region_code": "长春"},
        {"name": ""},
        {"shops": [{"platform": "某商城"}]},
        {"aliases": [f"店{number}" for number in range(51)]},
        {"active": "yes"},
        {"colour": "red"},
    ],
)
async def test_malformed_enrolment_is_refused(admin: httpx.AsyncClient, changes: dict[str, Any]) -> None:
    response = await enrol(admin, **changes)
    assert (response.status_code, response.json()["code"]) == (422, "invalid_body")


@on_sqlite
@pytest.mark.parametrize("changes", [{"name": None}, {"aliases": None}, {"active": None}, {"code": "b"}])
async def test_what_every_enterprise_has_cannot_be_taken_away(
    admin: httpx.AsyncClient, changes: dict[str, Any]
) -> None:
    await enrol(admin)
    assert (await amend(admin, **changes)).status_code == 422
    assert (await amend(admin, "none", active=True)).json()["code"] == "enterprise_not_found"


@on_sqlite
async def test_credit_code_is_read_kindly(admin: httpx.AsyncClient) -> None:
    told = (await enrol(admin, uscc=" 91350100m000100y43 ")).json()
    assert told["uscc"] == "91350100M000100Y43"


@on_sqlite
async def test_only_an_administrator_enrols(admin: httpx.AsyncClient) -> None:
    for method, path in (("GET", PATH), ("POST", PATH), ("GET", f"{PATH}/x"), ("PATCH", f"{PATH}/x")):
        assert (await admin.request(method, path, json={})).status_code == 403


AGREED = {"consent__reconciliation": True, "region_code": "220102"}


@on_sqlite
@pytest.mark.parametrize(
    ("respondent", "state"),
    [
        ({"name": "好运电器行"}, "reconciling"),
        ({"name": "好运电器行有限责任公司"}, "reconciling"),
        ({"name": "好运"}, "reconciling"),  # an alias
        ({"name": "好运家电"}, "submitted"),
        ({"name": "随便什么", "platform": "某商城", "shop": "好运旗舰店"}, "reconciling"),
        ({"name": "佳美", "platform": "某商城", "shop": "好运旗舰店"}, "submitted"),  # shop and name disagree
    ],
)
async def test_complaint_is_recognised_by_name_alias_or_shop(
    admin: httpx.AsyncClient, respondent: dict[str, str], state: str
) -> None:
    await enrol(admin, aliases=["好运"], shops=[SHOP], region_code="220100")
    await enrol(admin, code="jiamei", name="佳美")
    case = await file_case(admin, respondent=respondent, **AGREED)
    assert case.json()["state"] == state, case.text


async def test_who_enrolled_and_changed_it_stands_in_the_audit_log_without_its_names(
    admin: httpx.AsyncClient, database: Database
) -> None:
    told = (await enrol(admin, aliases=["好运"])).json()
    await amend(admin, name="好运电器有限公司", aliases=["好运"], region_code="220100")
    await amend(admin, region_code="220100")  # as it was
    await amend(admin, active=False)
    assert (await enrol(admin, code="second", name="好运")).status_code == 409
    entries = await audited(database)
    assert {(entry.actor, entry.subject) for entry in entries} == {
        ("client:admin", f"enterprise:{told['id']}")
    }
    assert [(entry.action.value, entry.detail) for entry in entries] == [
        ("enterprise:enrol", {"code": "haoyun", "active": True}),
        ("enterprise:change", {"code": "haoyun", "fields": ["name", "region_code"]}),
        ("enterprise:leave", {"code": "haoyun", "fields": ["active"]}),
    ]
