"""POST /api/v1/cases/{reference}/disclosures: people in clear, and the entry that says so."""

import dataclasses
from typing import Any

import httpx
import pytest
from sanic import Sanic
from sqlalchemy import select, update

from desk.audit.actions import AuditAction
from desk.audit.model import AuditEntry
from desk.cases.model import Case
from desk.clients import ApiClient, Scope, TokenRegistry
from desk.clients.rates import DISCLOSURES_AN_HOUR
from desk.disclosures.schemas import DISCLOSURE_IN, DISCLOSURE_OUT, DisclosureIn, DisclosureOut
from desk.ids import new_id
from desk.privacy.vault import Vault
from desk.store.database import Database
from tests.desk.builders import NOW, FakeClock, disclose, file_case, filing, on_sqlite

STAFF = {"Authorization": "Bearer staff-token"}


async def entries(database: Database) -> list[AuditEntry]:
    async with database.read() as session:
        return list(await session.scalars(select(AuditEntry).order_by(AuditEntry.seq)))


async def test_people_and_story_are_shown_in_clear_and_written_down(
    api: httpx.AsyncClient, database: Database, vault: Vault
) -> None:
    filed = (await file_case(api)).json()
    answer = await disclose(api, filed["case_no"])
    assert answer.status_code == 200
    case = answer.json()["case"]
    assert case["complainant"] == filing()["complainant"]
    assert "13912345678" in case["problem"]
    (entry,) = await entries(database)
    assert (entry.seq, entry.action, entry.actor) == (
        answer.json()["audit_seq"],
        AuditAction.CASE_DISCLOSE,
        "client:staff",
    )
    assert (entry.subject, entry.detail) == (f"case:{filed['id']}", {"purpose": "contact"})
    assert entry.reason_sealed is not None
    assert vault.open(entry.reason_sealed) == "联系投诉人补充购物凭证"


async def test_case_by_id_and_by_number_alike(api: httpx.AsyncClient, database: Database) -> None:
    filed = (await file_case(api)).json()
    for reference in (filed["id"], filed["case_no"].lower()):
        assert (await disclose(api, reference)).json()["case"]["id"] == filed["id"]
    assert [entry.seq for entry in await entries(database)] == [1, 2]


@on_sqlite
async def test_scope_is_needed_and_refusals_are_no_disclosures(
    api: httpx.AsyncClient, database: Database
) -> None:
    filed = (await file_case(api)).json()
    refused = await disclose(api, filed["case_no"], Authorization="Bearer case-token")
    assert (refused.status_code, refused.json()["code"]) == (403, "forbidden")
    assert "13912345678" not in refused.text
    assert (await disclose(api, "XBAAAAAAAA")).json()["code"] == "case_not_found"
    assert await entries(database) == []


@pytest.mark.parametrize(
    ("column", "code"), [("restricted_at", "case_restricted"), ("erased_at", "case_erased")]
)
async def test_restricted_and_erased_cases_are_shown_to_nobody(
    api: httpx.AsyncClient, database: Database, column: str, code: str
) -> None:
    filed = (await file_case(api)).json()
    async with database.write() as session:
        await session.execute(update(Case).values({column: NOW}))
    refused = await disclose(api, filed["id"])
    assert (refused.status_code, refused.json()["code"]) == (403, code)
    assert "13912345678" not in refused.text
    assert await entries(database) == []


@on_sqlite
async def test_agency_sees_nobody_of_a_case_that_lies_elsewhere(
    api: httpx.AsyncClient, app: Sanic[Any, Any], database: Database
) -> None:
    filed, agency = (await file_case(api)).json(), new_id()
    officer = ApiClient("nanguan", frozenset({Scope.CASES_PERSONAL}), agency_id=agency)
    app.ctx.desk = dataclasses.replace(app.ctx.desk, clients=TokenRegistry({"nanguan-token": officer}))
    for lies_with, status in ((None, 404), (new_id(), 404), (agency, 200)):
        async with database.write() as session:
            await session.execute(update(Case).values(agency_id=lies_with))
        answer = await disclose(api, filed["id"], Authorization="Bearer nanguan-token")
        assert answer.status_code == status
    assert len(await entries(database)) == 1


@on_sqlite
async def test_nothing_is_shown_when_the_entry_cannot_be_written(
    api: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def full(*_args: Any, **_more: Any) -> None:
        raise OSError("no space left")

    filed = (await file_case(api)).json()
    monkeypatch.setattr("desk.disclosures.service.record_audit", full)
    answer = await disclose(api, filed["case_no"])
    assert answer.status_code == 500
    assert "欧阳明" not in answer.text
    assert "13912345678" not in answer.text


@on_sqlite
@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"reason": "看看吧 "}, "string_too_short"),
        ({"reason": "看看吧      "}, "reason_length"),
        ({"reason": "长" * 201}, "reason_length"),
        ({"reason": "联系\x00投诉人"}, "control_character"),
        ({"purpose": "curiosity"}, "enum"),
        ({"purpose": None}, "enum"),
        ({"fields": ["phone"]}, "extra_forbidden"),
    ],
)
async def test_reason_and_purpose_are_needed(
    api: httpx.AsyncClient, database: Database, changes: dict[str, Any], code: str
) -> None:
    filed = (await file_case(api)).json()
    url = f"/api/v1/cases/{filed['id']}/disclosures"
    refused = await api.post(url, json=DISCLOSURE_IN | changes, headers=STAFF)
    assert (refused.status_code, refused.json()["errors"][0]["code"]) == (422, code)
    assert await entries(database) == []


@on_sqlite
async def test_disclosures_are_limited_by_the_hour(api: httpx.AsyncClient, clock: FakeClock) -> None:
    headers = STAFF | {
        "Content-Type": "text/plain"
    }  # refused after the guard: the count is what matters here
    for _ in range(DISCLOSURES_AN_HOUR):
        assert (await api.post("/api/v1/cases/x/disclosures", content="", headers=headers)).status_code == 415
    filed = (await file_case(api)).json()
    refused = await disclose(api, filed["case_no"])
    assert (refused.status_code, refused.headers["retry-after"]) == (429, "3600")
    assert (await api.get("/api/v1/cases", headers=STAFF)).status_code == 200
    clock.advance(hours=1)
    assert (await disclose(api, filed["case_no"])).status_code == 200


def test_examples_match_their_models() -> None:
    DisclosureIn.model_validate(DISCLOSURE_IN)
    DisclosureOut.model_validate(DISCLOSURE_OUT)
