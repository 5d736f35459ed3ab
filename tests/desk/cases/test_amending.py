"""PATCH /cases/{reference}: corrections, kept with what stood there before."""

import json
from typing import Any

import httpx
import pytest
from sqlalchemy import select

from desk.cases.amending import META, PLACES
from desk.cases.model import CaseChange
from desk.cases.requests import CasePatch
from desk.cases.services import pointers
from desk.privacy.vault import Vault
from desk.store.database import Database
from tests.desk.builders import on_sqlite
from tests.desk.cases.handling import OFFICER, act, etag, filed, lines

PARTS = {"/complainant", "/respondent", "/purchase", "/consent"}


async def patch(api: httpx.AsyncClient, no: str, **changes: Any) -> httpx.Response:
    headers = {**OFFICER, "If-Match": await etag(api, no)}
    return await api.patch(f"/api/v1/cases/{no}", json=changes, headers=headers)


def test_every_member_of_a_patch_has_its_place() -> None:
    assert pointers(CasePatch) - PARTS - {f"/{name}" for name in META} == set(PLACES)


async def test_correction_keeps_what_stood_there(
    api: httpx.AsyncClient, database: Database, vault: Vault
) -> None:
    no = await filed(api)
    changed = await patch(
        api, no, respondent={"address": "大经路11号", "phone": None}, purchase={"amount_fen": 41_000}
    )
    assert changed.status_code == 200, changed.text
    case = changed.json()
    assert (case["respondent"]["address"], case["respondent"]["phone"]) == ("大经路11号", None)
    assert case["purchase"]["amount_fen"] == 41_000
    assert case["respondent"]["name"] == "好运电器行"
    line = (await lines(api, no))[-1]
    fields = ["/purchase/amount_fen", "/respondent/address", "/respondent/phone"]
    assert (line["what"], line["detail"]) == ("amended", {"fields": fields})
    async with database.read() as session:
        sealed = await session.scalar(
            select(CaseChange.before_sealed).order_by(CaseChange.id.desc()).limit(1)
        )
    assert sealed is not None
    assert json.loads(vault.open(sealed)) == {
        "/purchase/amount_fen": 39_900,
        "/respondent/address": "长春市南关区大经路9号",
        "/respondent/phone": "0431-88990011",
    }


async def test_new_phone_opens_the_status_and_the_old_one_no_longer(api: httpx.AsyncClient) -> None:
    no = await filed(api)
    assert (await patch(api, no, complainant={"phone": "+8613800009999"})).status_code == 200
    look = "/api/v1/cases:lookup"
    assert (await api.post(look, json={"case_no": no, "phone_last4": "9999"})).status_code == 200
    assert (await api.post(look, json={"case_no": no, "phone_last4": "5678"})).status_code == 404


@on_sqlite
async def test_patch_that_changes_nothing_records_nothing(api: httpx.AsyncClient) -> None:
    no = await filed(api)
    seen = await etag(api, no)
    assert (await patch(api, no, region="长春")).headers["etag"] == seen
    assert len(await lines(api, no)) == 1


@on_sqlite
@pytest.mark.parametrize(
    ("changes", "pointer"),
    [
        ({"respondent": {"name": None}}, "/respondent/name"),
        ({"demands": None}, "/demands"),
        ({"complainant": {"phone": None}}, "/complainant/phone"),
    ],
)
async def test_required_parts_cannot_be_emptied(
    api: httpx.AsyncClient, changes: dict[str, Any], pointer: str
) -> None:
    response = await patch(api, await filed(api), **changes)
    assert (response.status_code, response.json()["code"]) == (422, "unfit_patch")
    assert [error["pointer"] for error in response.json()["errors"]] == [pointer]


@on_sqlite
async def test_anonymous_report_gets_no_name_by_correction(api: httpx.AsyncClient) -> None:
    no = await filed(api, kind="report", complainant=None, consent={"personal_data_at": None})
    response = await patch(api, no, complainant={"name": "王五"})
    assert response.json()["errors"][0]["code"] == "nobody_there"


@on_sqlite
async def test_story_cannot_be_rewritten_and_an_ended_case_not_at_all(api: httpx.AsyncClient) -> None:
    no = await filed(api)
    assert (await patch(api, no, problem="别的")).status_code == 422
    await act(api, no, "reject", grounds=["16-1"])
    assert (await patch(api, no, region="沈阳")).json()["code"] == "update_not_allowed"
