"""POST /api/v1/cases:lookup: number and last four digits, and nothing to be learned by guessing."""

import dataclasses

import httpx
import pytest
from sanic import Sanic

from desk.limits import LimiterUnavailable, RedisLimiter
from tests.desk.builders import FakeClock, file_case, on_sqlite


async def look_up(
    api: httpx.AsyncClient, case_no: str, last4: str = "5678", who: str | None = None
) -> httpx.Response:
    body = {"case_no": case_no, "phone_last4": last4} | ({"conversation_id": who} if who else {})
    return await api.post("/api/v1/cases:lookup", json=body)


async def test_right_number_and_digits_open_the_status_only(api: httpx.AsyncClient) -> None:
    case = (await file_case(api)).json()
    response = await look_up(api, case["case_no"])
    shown = ("case_no", "state", "state_label", "created_at", "decide_by", "next_step")
    assert response.json() == {name: case[name] for name in shown}


async def test_number_is_read_kindly(api: httpx.AsyncClient) -> None:
    no = (await file_case(api)).json()["case_no"]
    assert (await look_up(api, f" {no[:2].lower()} {no[2:6]}-{no[6:]} ", "５６７８")).status_code == 200


async def test_every_miss_gives_the_same_404(api: httpx.AsyncClient) -> None:
    no = (await file_case(api)).json()["case_no"]
    anonymous = await file_case(api, kind="report", complainant=None, consent={"personal_data_at": None})
    misses = [
        await look_up(api, no, "0000"),
        await look_up(api, "XBAAAAAAAA"),
        await look_up(api, "not a number"),
        await look_up(api, no, "12ab"),
        await look_up(api, no[:-1], no[-1] + "5678"),
        await look_up(api, anonymous.json()["case_no"], "0000"),
    ]
    told = [miss.json() for miss in misses]
    for problem in told:
        problem.pop("trace_id")  # of the request, not of the case
    assert {miss.status_code for miss in misses} == {404}
    assert all(problem == told[0] for problem in told)


@on_sqlite
async def test_five_failures_close_the_number_for_everybody(api: httpx.AsyncClient, clock: FakeClock) -> None:
    no = (await file_case(api)).json()["case_no"]
    for digits in range(5):
        assert (await look_up(api, no, f"000{digits}", who=f"c-{digits}")).status_code == 404
    refused = await look_up(api, no.lower(), "5678", who="c-owner")
    assert (refused.status_code, refused.json()["code"]) == (429, "lookup_too_often")
    assert 0 < int(refused.headers["retry-after"]) <= 3600
    clock.advance(hours=1)
    assert (await look_up(api, no, "5678", who="c-owner")).status_code == 200


@on_sqlite
async def test_success_is_not_counted_against_the_number(api: httpx.AsyncClient) -> None:
    no = (await file_case(api)).json()["case_no"]
    for asker in range(8):
        assert (await look_up(api, no, who=f"c-{asker}")).status_code == 200


@on_sqlite
async def test_ten_tries_in_ten_minutes_per_caller(api: httpx.AsyncClient, clock: FakeClock) -> None:
    no = (await file_case(api)).json()["case_no"]
    for _ in range(10):
        assert (await look_up(api, no)).status_code == 200
    assert (await look_up(api, no)).status_code == 429
    assert (await look_up(api, no, who="c-another")).status_code == 200
    clock.advance(minutes=10)
    assert (await look_up(api, no)).status_code == 200


@on_sqlite
@pytest.mark.parametrize(
    "body", [{}, {"case_no": "", "phone_last4": ""}, {"case_no": 1, "phone_last4": 5678}]
)
async def test_body_without_both_parts_is_refused(api: httpx.AsyncClient, body: dict[str, object]) -> None:
    response = await api.post("/api/v1/cases:lookup", json=body)
    assert (response.status_code, response.json()["code"]) == (422, "invalid_body")


@on_sqlite
async def test_counters_out_of_reach_close_the_door(api: httpx.AsyncClient, app: Sanic) -> None:
    no = (await file_case(api)).json()["case_no"]
    app.ctx.desk = dataclasses.replace(app.ctx.desk, limiter=RedisLimiter("redis://127.0.0.1:9/0"))
    response = await look_up(api, no)
    assert (response.status_code, response.json()["code"]) == (503, LimiterUnavailable.code)
