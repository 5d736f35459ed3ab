"""Figures per enterprise: what counts as what, and who may see them."""

import datetime as dt

import httpx
import pytest

from desk.calendar import WorkingCalendar
from desk.reconciliation.figures import Figures, Outcome, begin_of, count, enterprise_figures
from desk.reconciliation.states import EndReason, ReconciliationState
from desk.store.database import Database
from tests.desk.builders import NOW, FakeClock, file_case, on_sqlite
from tests.desk.reconciliation.parties import Consumer, Shop

S = ReconciliationState
SPAN = {"since": "2026-11-20", "until": "2026-12-01"}


def later(days: int) -> dt.datetime:
    return NOW + dt.timedelta(days=days)


def test_outcomes_are_counted_by_what_became_of_them() -> None:
    told = [
        Outcome(S.SETTLED, NOW, later(1), later(2), recovered_fen=100),
        Outcome(S.SETTLED, NOW, later(1), later(5), recovered_fen=None),
        Outcome(S.FAILED, NOW, later(6), later(6), EndReason.REFUSED),
        Outcome(S.FAILED, NOW, None, later(14), EndReason.EXPIRED),
        Outcome(S.WITHDRAWN, NOW, None, later(1)),
        Outcome(S.PROPOSED, NOW, later(3)),
    ]
    assert count(told, WorkingCalendar(), answer_days=3) == Figures(
        offered=6,
        answered=4,
        answered_in_time=3,  # Friday's offer: until Wednesday the 25th
        settled=2,
        failed={EndReason.REFUSED: 1, EndReason.ENDED: 0, EndReason.STOPPED: 0, EndReason.EXPIRED: 1},
        withdrawn=1,
        running=1,
        median_days=3.5,
        recovered_fen=100,
    )


def test_rate_is_of_those_that_came_to_an_end_between_the_two() -> None:
    told = [Outcome(S.SETTLED, NOW, NOW, NOW), Outcome(S.WITHDRAWN, NOW, None, NOW), Outcome(S.OFFERED, NOW)]
    calendar = WorkingCalendar()
    assert count(told, calendar, answer_days=1).rate == 1.0
    failed = Outcome(S.FAILED, NOW, None, NOW, EndReason.ENDED)
    assert count([*told, failed], calendar, answer_days=1).rate == 0.5
    assert count(told[1:], calendar, answer_days=1).rate is None
    assert count([], calendar, answer_days=1) == Figures()


def test_legal_day_begins_in_china() -> None:
    assert begin_of(dt.date(2026, 11, 20)) == dt.datetime(2026, 11, 19, 16, tzinfo=dt.UTC)


async def test_figures_of_an_enterprise(api: httpx.AsyncClient, shop: Shop, clock: FakeClock) -> None:
    for _ in range(3):
        await file_case(api, consent__reconciliation=True)
    first, second, _ = [offer["id"] for offer in await shop.offers()]
    clock.advance(days=3)
    proposed = (await shop.propose(first, refund_fen=20_000)).json()["proposal"]["id"]
    await shop.refuse(second)
    for case in (await api.get("/api/v1/cases")).json()["cases"]:
        await Consumer(api, case["case_no"]).accept(proposed)
    token = {"Authorization": "Bearer figures"}
    response = await api.get("/api/v1/enterprises/haoyun/figures", headers=token, params=SPAN)
    assert response.json() == {
        "code": "haoyun",
        "name": "好运电器行",
        "offered": 3,
        "answered": 2,
        "answered_in_time": 2,
        "answer_days": 3,
        "settled": 1,
        "failed": {"refused": 1, "ended": 0, "stopped": 0, "expired": 0},
        "withdrawn": 0,
        "running": 1,
        "median_days": 3.0,
        "recovered_fen": 20_000,
        "rate": 0.5,
    }


async def test_only_offers_of_those_days_and_enterprises_count(
    consumer: Consumer, enrolled: dict[str, str], database: Database
) -> None:
    day = dt.date(2026, 11, 20)
    span = {"since": day, "until": day + dt.timedelta(days=1)}
    before = {"since": day - dt.timedelta(days=1), "until": day}
    calendar = WorkingCalendar()
    async with database.read() as session:
        both = await enterprise_figures(session, calendar, enterprise_ids=set(enrolled.values()), **span)
        every = await enterprise_figures(session, calendar, enterprise_ids=None, **span)
        none = await enterprise_figures(session, calendar, enterprise_ids=None, **before)
    assert {code: both[one].offered for code, one in enrolled.items()} == {"haoyun": 1, "jiamei": 0}
    assert set(every) == {enrolled["haoyun"]}
    assert none == {}


@on_sqlite
async def test_enterprise_sees_its_own_figures_only(api: httpx.AsyncClient, shop: Shop) -> None:
    async def status(code: str, token: str = "haoyun") -> int:
        headers = {"Authorization": f"Bearer {token}"}
        path = f"/api/v1/enterprises/{code}/figures"
        return (await api.get(path, headers=headers, params=SPAN)).status_code

    assert await status("haoyun") == 200
    assert await status("jiamei") == 404
    assert await status("jiamei", "figures") == 200
    assert await status("none", "figures") == 404
    assert await status("haoyun", "nobody") == 403


@on_sqlite
@pytest.mark.parametrize(
    "query", ["", "since=2026-11-20", "since=2026-11&until=2026-12-01", "since=x&until=y", "answer_days=0"]
)
async def test_span_that_is_none_is_refused(
    api: httpx.AsyncClient, enrolled: dict[str, str], query: str
) -> None:
    token = {"Authorization": "Bearer figures"}
    response = await api.get(f"/api/v1/enterprises/haoyun/figures?{query}", headers=token)
    assert (response.status_code, response.json()["code"]) == (400, "invalid_query")
