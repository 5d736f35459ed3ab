"""POST /api/v1/cases: what a filing gives, keeps and hides."""

import datetime as dt
import re

import httpx
import pytest
from sanic import Sanic
from sqlalchemy import func, select, text

from desk.cases import filing as filings
from desk.cases import reading
from desk.cases.changes import ChangeKind
from desk.cases.changing import CaseDesk
from desk.cases.errors import NumbersExhausted
from desk.cases.model import Case, CaseChange
from desk.privacy.vault import Vault
from desk.store.database import Database
from tests.desk.builders import NOW, REMOVED, FakeClock, case_in, file_case, filing, new_key, on_sqlite


async def test_filed_complaint_is_registered_with_number_and_deadline(api: httpx.AsyncClient) -> None:
    response = await file_case(api)
    case = response.json()
    assert response.status_code == 201, case
    assert response.headers["location"] == f"/api/v1/cases/{case['id']}"
    assert re.fullmatch(r'"[1-9]\d*"', response.headers["etag"])
    assert case["case_no"].startswith("XB")
    assert len(case["case_no"]) == 10
    assert (case["state"], case["state_label"]) == ("submitted", "已登记")
    assert (case["decide_by"], case["decide_by_provisional"]) == ("2026-12-01", False)
    assert case["created_at"] == "2026-11-20T02:30:00Z"
    assert case["linked_case_nos"] == []
    assert case["warnings"] == []
    assert "2026年12月1日" in case["next_step"]


async def test_content_comes_back_as_it_was_told(api: httpx.AsyncClient) -> None:
    case = (await file_case(api, new_key(), known_on="2026-10-05", prior_handling="none")).json()
    told = filing(known_on="2026-10-05", prior_handling="none")
    for name in ("channel", "conversation_id", "demands", "demand_text", "topic", "region", "attachments"):
        assert case[name] == told[name]
    assert (case["known_on"], case["prior_handling"]) == ("2026-10-05", "none")
    for name in ("product", "purchased_on", "purchased_on_text", "amount_fen", "amount_text", "channel"):
        assert case["purchase"][name] == told["purchase"][name]
    assert case["respondent"] == told["respondent"] | {"contact": "店**", "phone": "0431****0011"}
    assert case["problem"] == told["problem"].replace("13912345678", "139****5678")
    assert case["submitted_at"] == "2026-11-20T02:29:00Z"
    assert case["consent"]["mediation"] is True


async def test_people_are_masked_for_the_assistant(api: httpx.AsyncClient) -> None:
    response = await file_case(api)
    case = response.json()
    assert case["complainant"] == {"name": "欧**", "phone": "139****5678", "address": "长春市朝阳区****"}
    assert "13912345678" not in response.text
    again = await api.get(response.headers["location"])
    assert again.json() == case


async def test_story_that_is_both_makes_two_linked_cases(api: httpx.AsyncClient, database: Database) -> None:
    complaint = (await file_case(api, kind="both")).json()
    assert complaint["kind"] == "complaint"
    (report_no,) = complaint["linked_case_nos"]
    report = (await api.get(f"/api/v1/cases/{report_no}")).json()
    assert report["kind"] == "report"
    assert report["linked_case_nos"] == [complaint["case_no"]]
    async with database.read() as session:
        filed = select(func.count()).where(CaseChange.what == ChangeKind.FILED)
        assert await session.scalar(filed) == 2


@on_sqlite
async def test_report_is_decided_within_fifteen_working_days(api: httpx.AsyncClient) -> None:
    report = (await file_case(api, kind="report")).json()
    assert report["decide_by"] == "2026-12-11"


async def test_anonymous_report_is_taken(api: httpx.AsyncClient) -> None:
    nobody = {"complainant": None, "consent": {"personal_data_at": None}}
    response = await file_case(api, kind="report", purchase=None, **nobody)
    assert response.status_code == 201, response.text
    assert (response.json()["complainant"], response.json()["purchase"]) == (None, None)


@on_sqlite
async def test_anonymous_complaint_is_refused_with_its_pointer(api: httpx.AsyncClient) -> None:
    response = await file_case(api, complainant=None)
    assert response.status_code == 422
    assert response.headers["content-type"] == "application/problem+json"
    (error,) = response.json()["errors"]
    assert (error["pointer"], error["code"]) == ("/complainant", "complainant_required")


@on_sqlite
async def test_receipt_counts_in_china_and_not_the_callers_time(
    api: httpx.AsyncClient, clock: FakeClock
) -> None:
    clock.now = dt.datetime(2026, 11, 20, 16, 30, tzinfo=dt.UTC)  # already Saturday in China
    case = (await file_case(api, submitted_at="2026-11-18T09:00:00+08:00")).json()
    assert case["decide_by"] == "2026-12-01"


@on_sqlite
async def test_deadline_into_an_unannounced_year_is_provisional(
    api: httpx.AsyncClient, clock: FakeClock
) -> None:
    clock.now = dt.datetime(2026, 12, 23, 2, 0, tzinfo=dt.UTC)
    case = (await file_case(api)).json()
    assert (case["decide_by"], case["decide_by_provisional"]) == ("2027-01-04", True)


@on_sqlite
async def test_old_purchase_is_taken_with_a_warning(api: httpx.AsyncClient) -> None:
    response = await file_case(api, purchase__purchased_on="2022", respondent__address=None)
    assert response.status_code == 201
    codes = [warning["code"] for warning in response.json()["warnings"]]
    assert codes == ["purchase_over_three_years", "respondent_address_missing"]


async def test_people_and_stories_are_sealed_at_rest(api: httpx.AsyncClient, database: Database) -> None:
    await file_case(api, new_key(), kind="both")
    async with database.read() as session:
        for table in ("cases", "case_changes", "idempotency_keys"):
            rows = str((await session.execute(text(f"SELECT * FROM {table}"))).all())
            for personal in (
                "欧阳明",
                "13912345678",
                "同志街",
                "不加热",
                "E2026100200001",
                "赔路费",
                "老周",
                "88990011",
            ):
                assert personal not in rows


async def test_taken_number_is_drawn_again(database: Database, case_desk: CaseDesk) -> None:
    drawn = iter(["XBAAAAAAAA", "XBAAAAAAAA", "XBCCCCCCCC"])
    desk = CaseDesk(case_desk.vault, case_desk.calendar, lambda: next(drawn))
    async with database.write() as session:
        await filings.file_case(session, desk, case_in(), client="test", now=NOW)
    async with database.write() as session:
        second = (
            await filings.file_case(session, desk, case_in(purchase__order_no="B2"), client="test", now=NOW)
        ).cases[0]
    async with database.read() as session:
        found = await reading.look_up(session, desk.vault, "xb cccc cccc", "5678")
    assert (second.case_no, found.id, second.version) == ("XBCCCCCCCC", second.id, 1)


async def test_broken_draw_gives_up_and_keeps_nothing(database: Database, case_desk: CaseDesk) -> None:
    desk = CaseDesk(case_desk.vault, case_desk.calendar, lambda: "XBAAAAAAAA")
    with pytest.raises(NumbersExhausted):
        async with database.write() as session:
            await filings.file_case(session, desk, case_in(kind="both"), client="test", now=NOW)
    async with database.read() as session:
        assert await session.scalar(select(func.count()).select_from(Case)) == 0


@on_sqlite
@pytest.mark.parametrize(
    ("content", "content_type", "status", "code"),
    [
        (b"{", "application/json", 400, "invalid_request"),
        (b"[]", "application/json", 400, "invalid_request"),
        (b'{"purchase": {"amount_fen": NaN}}', "application/json", 400, "invalid_request"),
        (b"[" * 60_000, "application/json", 400, "invalid_request"),
        (b"\xff\xfe\xfd", "application/json", 400, "invalid_request"),
        (b"", "application/json", 422, "invalid_body"),
        (b"{}", "text/plain", 415, "unsupported_media_type"),
        (b"{}", "", 415, "unsupported_media_type"),
        (b'{"problem": "' + b"x" * 300_000 + b'"}', "application/json", 413, "too_large"),
    ],
)
async def test_unusable_bodies_are_refused(
    api: httpx.AsyncClient, content: bytes, content_type: str, status: int, code: str
) -> None:
    headers = {"Idempotency-Key": new_key(), "Content-Type": content_type}
    response = await api.post("/api/v1/cases", content=content, headers=headers)
    assert (response.status_code, response.json()["code"]) == (status, code)


async def test_longest_story_in_escaped_json_is_taken_whole(api: httpx.AsyncClient) -> None:
    response = await file_case(api, problem="冤" * 5000)
    assert response.status_code == 201
    assert len(response.json()["problem"]) == 5000


@on_sqlite
async def test_misspelt_and_missing_fields_are_named(api: httpx.AsyncClient) -> None:
    response = await file_case(api, respondent__adress="长春", problem=REMOVED)
    found = {(error["pointer"], error["code"]) for error in response.json()["errors"]}
    assert found == {("/respondent/adress", "extra_forbidden"), ("/problem", "missing")}


@on_sqlite
async def test_database_away_is_told_as_unavailable(
    api: httpx.AsyncClient, app: Sanic, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = app.ctx.desk.database.engine
    await engine.dispose()
    unreachable = Database("postgresql://nobody@127.0.0.1:9/none")
    monkeypatch.setattr(app.ctx.desk.database, "write", unreachable.write)
    response = await file_case(api)
    assert (response.status_code, response.json()["code"]) == (503, "unavailable")
    assert response.headers["retry-after"]


@on_sqlite
async def test_log_holds_no_personal_data(api: httpx.AsyncClient, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level("DEBUG", logger="desk"):
        await file_case(api)
        await file_case(api, complainant__phone="13912345678")
        await file_case(api, purchase__purchased_on="2027-01-01")
    assert "invalid_body" in caplog.text or "phone_format" in caplog.text
    for personal in ("欧阳明", "13912345678", "同志街", "不加热"):
        assert personal not in caplog.text


@on_sqlite
def test_sealed_person_needs_the_key(vault: Vault) -> None:
    assert "139" not in vault.seal("13912345678")
