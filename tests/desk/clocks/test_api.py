"""GET /clocks and /cases/{reference}/clocks over HTTP."""

import httpx
import pytest

from desk.cases.states import CaseEvent
from desk.clocks.openapi import CLOCK
from tests.desk.builders import on_sqlite
from tests.desk.clocks.casework import Casework
from tests.desk.conftest import READER_TOKEN

pytestmark = on_sqlite


async def test_due_list_names_case_clock_and_source(officer: httpx.AsyncClient, casework: Casework) -> None:
    case = await casework.file("2026-11-02")
    casework.clock.advance(days=10)
    response = await officer.get("/api/v1/clocks")
    assert response.status_code == 200
    (line,) = response.json()["clocks"]
    assert (line["case_no"], line["state_label"], line["agency_id"]) == (case.case_no, "已登记", None)
    clock = line["clock"]
    assert (clock["due_on"], clock["days_left"], clock["overdue"]) == ("2026-11-11", -1, True)
    assert (clock["source"], clock["certain"]) == (CLOCK["source"], True)
    assert "欧阳" not in response.text


async def test_next_page_is_linked_with_its_filters(officer: httpx.AsyncClient, casework: Casework) -> None:
    for _ in range(3):
        await casework.file("2026-11-02")
    first = await officer.get("/api/v1/clocks", params={"window": "running", "kind": "decide", "limit": 2})
    assert len(first.json()["clocks"]) == 2
    second = await officer.get(first.links["next"]["url"])
    assert len(second.json()["clocks"]) == 1
    assert second.json()["next_cursor"] is None
    assert "kind=decide" in first.headers["link"]


@pytest.mark.parametrize(
    "asked",
    [
        "window=tomorrow",
        "limit=0",
        "limit=101",
        "kind=x",
        "agency_id=x",
        "cursor=x",
        "colour=red",
        "&".join(["agency_id=0193a2b4-0000-7000-8000-000000000001"] * 51),
    ],
)
async def test_bad_query_is_refused_by_field(officer: httpx.AsyncClient, asked: str) -> None:
    response = await officer.get(f"/api/v1/clocks?{asked}")
    assert (response.status_code, response.json()["code"]) == (400, "invalid_query")
    assert response.json()["errors"][0]["pointer"].startswith(f"/{asked.partition('=')[0]}")


async def test_agency_may_be_repeated(officer: httpx.AsyncClient) -> None:
    agency = "0193a2b4-0000-7000-8000-000000000001"
    response = await officer.get("/api/v1/clocks", params={"agency_id": [agency, agency]})
    assert response.json()["clocks"] == []


async def test_list_needs_the_scope_of_an_officer(api: httpx.AsyncClient) -> None:
    response = await api.get("/api/v1/clocks")
    assert (response.status_code, response.json()["code"]) == (403, "forbidden")


async def test_clocks_of_a_case_say_where_their_days_went(
    served: str, api: httpx.AsyncClient, casework: Casework
) -> None:
    case = await casework.file("2026-08-19")
    await casework.move(case, CaseEvent.ACCEPT, "2026-08-20")
    await casework.move(case, CaseEvent.START_TEST, "2026-09-28")
    await casework.move(case, CaseEvent.END_TEST, "2026-10-12")
    await casework.move(case, CaseEvent.START_TEST, "2026-10-20")
    found = await api.get(f"/api/v1/cases/{case.case_no}/clocks", headers=reader())
    decide, mediate = found.json()["clocks"]
    assert (decide["state"], decide["days_left"], decide["overdue"]) == ("stopped", None, False)
    assert mediate["pauses"] == [
        {"since": "2026-09-28", "until": "2026-10-12"},
        {"since": "2026-10-20", "until": None},
    ]
    assert (mediate["state"], mediate["days"], mediate["label"]) == ("paused", 60, "调解")


async def test_period_known_at_second_hand_is_not_called_certain(
    api: httpx.AsyncClient, casework: Casework
) -> None:
    case = await casework.file("2026-11-02")
    await casework.move(case, CaseEvent.OFFER_RECONCILIATION)
    clocks = (await api.get(f"/api/v1/cases/{case.id}/clocks")).json()["clocks"]
    assert [(clock["kind"], clock["certain"]) for clock in clocks] == [("decide", True), ("reconcile", False)]


async def test_clocks_of_an_unknown_case_are_not_found(api: httpx.AsyncClient) -> None:
    response = await api.get("/api/v1/cases/XB22222222/clocks")
    assert (response.status_code, response.json()["code"]) == (404, "case_not_found")


def reader() -> dict[str, str]:
    return {"Authorization": f"Bearer {READER_TOKEN}"}
