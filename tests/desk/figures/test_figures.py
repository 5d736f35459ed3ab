"""Figures of real cases on both databases, and their API."""

import csv
import dataclasses
import datetime as dt
import io
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from sanic import Sanic
from sqlalchemy import func, select

from desk.cases.changing import CaseDesk
from desk.cases.states import CaseEvent, CaseKind
from desk.clients import ApiClient, Scope, TokenRegistry
from desk.figures import service
from desk.figures.keeping import keep_facts, renew
from desk.figures.model import CaseFacts
from desk.figures.schemas import Dimension, FigureQuery, Figures, RankBy, RankingQuery
from desk.store.database import Database
from desk.web.spreadsheets import csv_text
from tests.desk.builders import NOW, on_sqlite
from tests.desk.casebook import CaseBook

TODAY = dt.date(2026, 11, 20)


@pytest.fixture
async def book(database: Database, case_desk: CaseDesk) -> AsyncIterator[CaseBook]:
    desk = CaseDesk(case_desk.vault, case_desk.calendar, reactions=(keep_facts,))
    async with database.write() as session:
        yield CaseBook(session, desk)


async def figures(book: CaseBook, *, today: dt.date = TODAY, **query: Any) -> Figures:
    return await service.figures(book.session, FigureQuery(**query), today=today)


def ago(days: int) -> dt.datetime:
    return NOW - dt.timedelta(days=days)


async def test_what_was_received_decided_and_achieved(book: CaseBook) -> None:
    await book.settled(now=ago(100), days=30, recovered_fen=39_900)
    await book.settled(now=ago(100), days=70, recovered_fen=100)  # ten days too late
    ended = await book.terminated(now=ago(90), days=20)
    ended.satisfaction = 4
    await renew(book.session, ended)
    late = await book.file(now=ago(60))
    await book.step(late, CaseEvent.REJECT, days=30)
    await book.file(now=ago(40))  # nobody decided
    await book.file(now=ago(1))
    withdrawn = await book.file(now=ago(20))
    await book.step(withdrawn, CaseEvent.WITHDRAW, days=1)

    (row,) = (await figures(book)).rows
    shown = row.figures
    assert (shown.received, shown.accepted, shown.rejected, shown.decided) == (7, 3, 1, 4)
    assert (shown.overdue, shown.decided_in_time_rate) == (1, 0.6)
    assert (shown.mediated, shown.mediated_in_time_rate) == (3, 0.6667)
    assert (shown.settled, shown.terminated, shown.withdrawn) == (2, 1, 1)
    assert (shown.settlement_rate, shown.recovered_fen) == (0.6667, 40_000)
    assert (shown.rated, shown.satisfaction) == (1, 4.0)
    assert (shown.median_days_to_decide, shown.median_days_to_end) == (2.0, 30.0)


async def test_reconciliation_is_counted_apart_from_mediation(book: CaseBook) -> None:
    for succeeds in (True, False):
        case = await book.file(now=ago(30))
        await book.step(case, CaseEvent.OFFER_RECONCILIATION, days=1)
        await book.step(case, CaseEvent.SETTLE if succeeds else CaseEvent.FAIL_RECONCILIATION, days=5)
    (row,) = (await figures(book)).rows
    shown = row.figures
    assert (shown.settled, shown.reconciled, shown.reconciliation_rate) == (1, 1, 0.5)
    assert (shown.settlement_rate, shown.decided) == (None, 0)


async def test_a_dispute_filed_twice_counts_once(book: CaseBook) -> None:
    first = await book.file(purchase__order_no="A-1")
    assert await book.file(purchase__order_no="A-1") is first
    other = await book.file()
    await book.step(other, CaseEvent.MERGE, duplicate_of=first.id)
    (row,) = (await figures(book)).rows
    assert row.figures.received == 1


async def test_restricted_and_erased_cases_go_on_counting(book: CaseBook) -> None:
    case = await book.settled(now=ago(30))
    case.restricted_at = case.erased_at = NOW
    await book.session.flush()
    (row,) = (await figures(book)).rows
    assert (row.figures.received, row.figures.settled) == (1, 1)


async def test_groups_are_months_in_china_categories_channels_and_places(book: CaseBook) -> None:
    last_hour_of_october_here = dt.datetime(2026, 10, 31, 15, 59, tzinfo=dt.UTC)
    first_of_november = dt.datetime(2026, 10, 31, 16, 0, tzinfo=dt.UTC)
    await book.file(now=last_hour_of_october_here, category="food", region_code="220102")
    await book.file(now=first_of_november, category="food", region_code="220203", channel="hotline")
    await book.file(now=first_of_november, region_code="210102", channel="hotline")

    async def counts(*by: Dimension) -> list[tuple[object, ...]]:
        rows = (await figures(book, by=list(by))).rows
        return [(*row.by.values(), row.figures.received) for row in rows]

    assert await counts(Dimension.MONTH) == [("2026-10", 1), ("2026-11", 2)]
    assert await counts(Dimension.CATEGORY) == [("food", 2), (None, 1)]
    assert await counts(Dimension.CHANNEL) == [("hotline", 2), ("webchat", 1)]
    assert await counts(Dimension.PROVINCE) == [("21", 1), ("22", 2)]
    assert await counts(Dimension.PREFECTURE) == [("2101", 1), ("2201", 1), ("2202", 1)]
    assert await counts(Dimension.COUNTY) == [("210102", 1), ("220102", 1), ("220203", 1)]
    by_two = await counts(Dimension.MONTH, Dimension.CATEGORY)
    assert by_two == [("2026-10", "food", 1), ("2026-11", "food", 1), ("2026-11", None, 1)]


async def test_filters_take_only_what_they_name(book: CaseBook) -> None:
    await book.file(now=ago(5), category="food", region_code="220102")
    await book.file(now=ago(400), category="food", respondent__name="晨光健身")

    async def received(**query: Any) -> int:
        return sum(row.figures.received for row in (await figures(book, **query)).rows)

    assert await received() == 1  # the year until today
    assert await received(**{"from": "2025-01-01"}) == 2
    assert await received(**{"from": "2025-01-01", "until": "2025-12-31"}) == 1
    assert await received(**{"from": "2025-01-01"}, respondent="晨光健身有限公司") == 1
    assert await received(region_code="2201") == 1
    assert await received(region_code="2202") == 0
    assert await received(category="catering") == 0
    assert await received(kind="report") == 0


async def test_facts_follow_every_change_and_can_be_made_again(book: CaseBook) -> None:
    case = await book.settled(now=ago(30), recovered_fen=500)
    kept = await book.session.get_one(CaseFacts, case.id)
    before = {column.name: getattr(kept, column.name) for column in CaseFacts.__table__.columns}
    await book.session.delete(kept)
    await book.session.flush()
    await renew(book.session, case)
    again = await book.session.get_one(CaseFacts, case.id)
    assert {name: getattr(again, name) for name in before} == before
    await book.step(case, CaseEvent.REOPEN, days=40, reason="新证据")
    assert again.outcome is None


async def test_businesses_are_ranked_from_five_complaints_on(book: CaseBook) -> None:
    for _ in range(6):
        await book.file(now=ago(10), respondent__name="好运电器有限公司")
    for _ in range(4):
        await book.file(now=ago(10), respondent__name="晨光健身")
    for days in (10, 10, 10, 10, 10, 400, 400, 400, 400):
        await book.file(now=ago(days), respondent__name="老店", category="food")
    await book.file(kind="report", now=ago(10), respondent__name="晨光健身")

    async def ranked(**query: Any) -> list[tuple[str, int, int, float | None]]:
        found = await service.ranking(book.session, RankingQuery.model_validate(query), today=TODAY)
        return [(one.name, one.complaints, one.before, one.growth) for one in found.enterprises]

    assert await ranked() == [("好运电器有限公司", 6, 0, None), ("老店", 5, 4, 0.25)]
    assert await ranked(rank_by=RankBy.GROWTH) == [("好运电器有限公司", 6, 0, None), ("老店", 5, 4, 0.25)]
    assert await ranked(limit=1) == [("好运电器有限公司", 6, 0, None)]
    assert await ranked(category="food") == [("老店", 5, 4, 0.25)]


async def test_reports_are_figures_of_their_own(book: CaseBook) -> None:
    report = await book.file(kind="report", now=ago(30))
    await book.step(report, CaseEvent.OPEN, days=10)
    (nothing,) = (await figures(book)).rows
    assert (nothing.figures.received, nothing.figures.decided_in_time_rate) == (0, None)
    (row,) = (await figures(book, kind=CaseKind.REPORT)).rows
    assert (row.figures.received, row.figures.accepted, row.figures.decided_in_time_rate) == (1, 1, 1.0)


async def test_each_case_has_one_row(book: CaseBook) -> None:
    await book.settled(now=ago(30))
    await book.terminated(now=ago(30))
    assert await book.session.scalar(select(func.count()).select_from(CaseFacts)) == 2


ANALYST = {"Authorization": "Bearer analyst-token"}


@pytest.fixture
def analyst(app: Sanic[Any, Any]) -> None:
    clients = TokenRegistry({"analyst-token": ApiClient("analyst", frozenset({Scope.FIGURES_READ}))})
    app.ctx.desk = dataclasses.replace(app.ctx.desk, clients=clients)


@on_sqlite
async def test_figures_over_the_api_with_names_and_as_a_table(
    analyst: None, api: httpx.AsyncClient, app: Sanic[Any, Any]
) -> None:
    desk = app.ctx.desk
    async with desk.database.write() as session:
        book = CaseBook(session, desk.cases)
        await book.file(category="food", region_code="220102")
    asked = {"by": "month,category,prefecture", "from": "2026-11-01", "until": "2026-11-30"}
    answer = (await api.get("/api/v1/figures", params=asked, headers=ANALYST)).json()
    assert answer["since"] == "2026-11-01"
    (row,) = answer["rows"]
    assert row["by"] == {"month": "2026-11", "category": "food", "prefecture": "2201"}
    assert row["labels"] == {"category": "食品", "prefecture": "吉林省长春市"}
    table = await api.get("/api/v1/figures", params={**asked, "format": "csv"}, headers=ANALYST)
    assert table.headers["content-type"] == "text/csv; charset=utf-8"
    assert table.content.startswith(b"\xef\xbb\xbf")
    heading, cells = csv.reader(io.StringIO(table.content.decode("utf-8-sig")))
    assert len(heading) == len(cells)
    assert heading[:4] == ["月份", "月份名称", "类别", "类别名称"]
    assert cells[:4] == ["2026-11", "", "food", "食品"]
    ranking = await api.get("/api/v1/figures/enterprises", headers=ANALYST)
    assert ranking.json()["enterprises"] == []
    assert ranking.json()["note"]


@on_sqlite
@pytest.mark.parametrize(
    "query",
    [
        "by=day",
        "by=month,month",
        "by=month,agency,category,channel",
        "from=x",
        "from=2026-02-01&until=2026-01-01",
        "x=1",
    ],
)
async def test_figures_that_mean_nothing_are_refused(
    analyst: None, api: httpx.AsyncClient, query: str
) -> None:
    response = await api.get(f"/api/v1/figures?{query}", headers=ANALYST)
    assert (response.status_code, response.json()["code"]) == (400, "invalid_figure_query")


@on_sqlite
async def test_figures_need_their_scope(api: httpx.AsyncClient) -> None:
    for path in ("/api/v1/figures", "/api/v1/figures/enterprises"):
        assert (await api.get(path)).status_code == 403


@pytest.mark.parametrize("name", ["=1+1", "+86", "-1", "@SUM(A1)", "\t=1", "＝1+1"])
def test_a_cell_never_becomes_a_formula(name: str) -> None:
    (_, cells) = csv.reader(io.StringIO(csv_text(["商家", "投诉数"], [[name, -3]])))
    assert cells == [f"'{name}", "-3"]
