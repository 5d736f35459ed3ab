"""GET /api/v1/cases: filters, search, and that both databases read them from an index."""

import datetime as dt
from typing import Any

import httpx
import pytest
from sqlalchemy import event, insert, text
from sqlalchemy.ext.asyncio import AsyncSession

from desk.cases import listing, search
from desk.cases.changing import CaseDesk
from desk.cases.filing import file_case
from desk.cases.model import Case
from desk.cases.schemas import CaseQuery
from desk.cases.search import keep_text
from desk.clock import midnight
from desk.ids import new_id
from desk.privacy.case_erasure import erase_case
from desk.store.database import Database
from tests.desk.builders import NOBODY, NOW, case_in, on_sqlite, unique


@pytest.fixture(params=["few", "many"], autouse=True)
def as_many(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same answers whether the newest cases fill the page or the indexes must be asked."""
    if request.param == "many":
        for module in (listing, search):
            monkeypatch.setattr(module, "LOOKED_THROUGH", 1)


@pytest.fixture
def desk(case_desk: CaseDesk) -> CaseDesk:
    return CaseDesk(case_desk.vault, case_desk.calendar, reactions=(keep_text,))


async def add(
    session: AsyncSession,
    desk: CaseDesk,
    *,
    now: dt.datetime = NOW,
    agency_id: str | None = None,
    **told: Any,
) -> Case:
    """A case filed at `now`."""
    told.setdefault("purchase__order_no", unique("order"))
    told.setdefault("submitted_at", (now - dt.timedelta(minutes=1)).isoformat())
    told.setdefault("consent__personal_data_at", (now - dt.timedelta(minutes=2)).isoformat())
    told.setdefault("purchase__purchased_on", "2026-01-05")
    filed = await file_case(session, desk, case_in(**told), client="assistant", now=now)
    case = filed.cases[0]
    case.agency_id = agency_id
    await session.flush()
    return case


async def numbers(session: AsyncSession, agency_ids: list[str] | None = None, **query: Any) -> list[str]:
    cases, _ = await listing.list_cases(session, CaseQuery(**query), agency_ids=agency_ids)
    return [case.case_no for case in cases]


async def paged(session: AsyncSession, agency_ids: list[str] | None = None, **query: Any) -> list[str]:
    """All pages of one case each."""
    seen, cursor = [], None
    while True:
        asked = CaseQuery(limit=1, cursor=cursor, **query)
        cases, cursor = await listing.list_cases(session, asked, agency_ids=agency_ids)
        seen += [case.case_no for case in cases]
        if cursor is None:
            return seen


async def test_each_filter_finds_its_cases_and_no_others(database: Database, desk: CaseDesk) -> None:
    async with database.write() as session:
        one = await add(session, desk, category="food", region_code="220102", channel="hotline")
        two = await add(session, desk, category="catering", region_code="220204", channel="webchat")
        two.closed_at = NOW
        report = await add(session, desk, kind="report", respondent__name="好运电器行有限公司")
        await session.flush()
        assert await numbers(session, category="food") == [one.case_no]
        assert await numbers(session, channel="webchat") == [report.case_no, two.case_no]
        assert await numbers(session, kind="report") == [report.case_no]
        assert await numbers(session, open=True) == [report.case_no, one.case_no]
        assert await numbers(session, open=False) == [two.case_no]
        assert await numbers(session, region_code="22") == [two.case_no, one.case_no]
        assert await numbers(session, region_code="2201") == [one.case_no]
        assert await numbers(session, region_code="220204") == [two.case_no]
        assert await numbers(session, region_code="21") == []
        same_business = await numbers(session, respondent="（好运）电器行")
        assert same_business == [report.case_no, two.case_no, one.case_no]
        assert await numbers(session, category="food", channel="webchat") == []


async def test_an_agency_with_those_below_it(database: Database, desk: CaseDesk) -> None:
    city, county, other = new_id(), new_id(), new_id()
    async with database.write() as session:
        filed = [await add(session, desk, agency_id=agency) for agency in (county, city, other, county)]
        of_both = [filed[3].case_no, filed[1].case_no, filed[0].case_no]
        assert await numbers(session, agency_id=city) == [filed[1].case_no]
        assert await numbers(session, [city, county], agency_id=city) == of_both
        assert await paged(session, [city, county], agency_id=city) == of_both
        assert await paged(session, [city, county], agency_id=city, received_from="2026-11-01") == of_both
        many = [city, county, *(new_id() for _ in range(listing.MAX_STREAMS))]
        assert await paged(session, many, agency_id=city) == of_both


async def test_a_region_is_paged_over_its_counties(database: Database, desk: CaseDesk) -> None:
    async with database.write() as session:
        codes = ("220102", "220203", "220102", "210102", "220104")
        filed = [await add(session, desk, region_code=code) for code in codes]
        here = [case.case_no for case in filed if case.region_code != "210102"]
        assert await paged(session, region_code="22") == here[::-1]
        assert await paged(session, region_code="22", received_until="2026-12-31") == here[::-1]


async def test_a_period_is_whole_days_in_china_by_time_of_receipt(database: Database, desk: CaseDesk) -> None:
    first, last = dt.date(2026, 11, 1), dt.date(2026, 11, 2)
    times = [
        midnight(last + dt.timedelta(days=1)),  # filed first, received last: told later by another office
        midnight(last + dt.timedelta(days=1)) - dt.timedelta(seconds=1),
        midnight(first),
        midnight(first) - dt.timedelta(seconds=1),
    ]
    async with database.write() as session:
        filed = [await add(session, desk, now=time) for time in times]
        within = [filed[1].case_no, filed[2].case_no]
        assert await numbers(session, received_from=str(first), received_until=str(last)) == within
        assert await paged(session, received_from=str(first)) == [filed[0].case_no, *within]


async def test_search_finds_parts_of_names_products_and_numbers(database: Database, desk: CaseDesk) -> None:
    async with database.write() as session:
        cooker = await add(
            session, desk, respondent__name="好运电器（长春）有限公司", purchase__product="电饭煲"
        )
        phone = await add(
            session,
            desk,
            respondent__name="星河数码",
            respondent__platform="淘宝",
            respondent__shop="星河Digital旗舰店",
            purchase__product="ｉＰｈｏｎｅ 15",
        )
        assert await numbers(session, q="电器 电饭") == [cooker.case_no]
        assert await numbers(session, q="电器长春") == [cooker.case_no]
        assert await numbers(session, q="煲") == [cooker.case_no]
        assert await numbers(session, q="饭") == [cooker.case_no]
        assert await numbers(session, q="iphone15") == [phone.case_no]
        assert await numbers(session, q="DIGITAL") == [phone.case_no]
        assert await numbers(session, q="淘宝") == [phone.case_no]
        assert await numbers(session, q=f"{phone.case_no[:6].lower()}") == [phone.case_no]
        assert await numbers(session, q="星河 电饭煲") == []
        assert await numbers(session, q="好运", state="accepted") == []


async def test_pairs_that_do_not_stand_together_are_not_found(database: Database, desk: CaseDesk) -> None:
    async with database.write() as session:
        await add(session, desk, respondent__name="大米店", purchase__product="小米酒大米饭米店酒")
        assert await numbers(session, q="大米店酒") == []


async def test_what_people_wrote_and_who_they_are_is_not_searched(database: Database, desk: CaseDesk) -> None:
    async with database.write() as session:
        await add(session, desk, respondent__contact="王经理")
        for planted in ("欧阳明", "13912345678", "不加热", "赔路费", "同志街", "王经理"):
            assert await numbers(session, q=planted) == []


async def test_search_is_paged_newest_first_and_goes_on_after_a_case_was_erased(
    database: Database, desk: CaseDesk
) -> None:
    async with database.write() as session:
        filed = [await add(session, desk) for _ in range(4)]
        expected = [case.case_no for case in filed[::-1]]
        assert await paged(session, q="电饭煲") == expected
        _, cursor = await listing.list_cases(session, CaseQuery(limit=2, q="电饭煲"))
        await erase_case(session, desk.vault, filed[2], actor="test", now=NOW)
        assert await numbers(session, q="电饭煲", cursor=cursor) == expected[2:]


async def test_restricted_cases_are_not_there_and_erased_ones_not_found(
    database: Database, desk: CaseDesk
) -> None:
    async with database.write() as session:
        restricted, erased = await add(session, desk), await add(session, desk)
        shown = await add(session, desk)
        restricted.restricted_at = NOW
        await erase_case(session, desk.vault, erased, actor="test", now=NOW)
        assert await numbers(session) == [shown.case_no, erased.case_no]
        assert await numbers(session, q="电饭煲") == await numbers(session, q="好运") == [shown.case_no]


async def test_a_corrected_name_is_found_and_the_old_one_no_more(database: Database, desk: CaseDesk) -> None:
    from desk.cases.changes import DESK, ChangeKind
    from desk.cases.changing import record
    from desk.cases.timeline import new_change

    async with database.write() as session:
        case = await add(session, desk)
        case.respondent_name = "晨光健身"
        change = new_change(desk.vault, case, ChangeKind.AMENDED, DESK, now=NOW)
        await record(session, desk, case, change, now=NOW)
        assert await numbers(session, q="晨光") == [case.case_no]
        assert await numbers(session, q="好运电器") == []
        case.erased_at = NOW
        change = new_change(desk.vault, case, ChangeKind.AMENDED, DESK, now=NOW)
        await record(session, desk, case, change, now=NOW)
        assert await session.scalar(text("SELECT count(*) FROM case_search")) == 0


@on_sqlite
@pytest.mark.parametrize(
    "query",
    [
        "kind=both",
        "open=maybe",
        "agency_id=7",
        "region_code=2",
        "region_code=22010",
        "channel=%E7%94%B5",
        "received_from=yesterday",
        "received_from=1",
        "received_until=2026-02-30",
        "q=%EF%BC%9F",
        f"q={'x' * 101}",
        f"received_from=2026-01-01&cursor={NOBODY}",
    ],
)
async def test_a_filter_that_means_nothing_is_refused(api: httpx.AsyncClient, query: str) -> None:
    response = await api.get(f"/api/v1/cases?{query}")
    assert (response.status_code, response.json()["code"]) == (400, "invalid_query")


@pytest.mark.parametrize("typed", ["'", '"', "a' OR 1=1", "%", "* NEAR(", "电\x00器", "💥", "米:*"])
async def test_whatever_is_typed_is_only_looked_for(api: httpx.AsyncClient, typed: str) -> None:
    response = await api.get("/api/v1/cases", params={"q": typed})
    assert response.status_code in (200, 400)


COMMON = {
    "nothing": {},
    "state": {"state": "needs_info"},
    "open": {"open": True},
    "category": {"category": "food"},
    "channel": {"channel": "hotline"},
    "agency": {"agency_id": new_id()},
    "agency, open": {"agency_id": new_id(), "open": True},
    "agency, period": {"agency_id": new_id(), "received_from": "2026-11-01"},
    "region": {"region_code": "220102"},
    "prefecture": {"region_code": "2201"},
    "business": {"respondent": "好运电器行"},
    "conversation": {"conversation_id": "c-1"},
    "period": {"received_from": "2026-11-01", "received_until": "2026-11-30"},
    "words": {"q": "电饭煲"},
}


async def plans(
    database: Database, session: AsyncSession, query: CaseQuery, agencies: list[str] | None
) -> list[str]:
    """The database's own accounts of how it answered each statement of a list."""
    asked: list[tuple[str, Any]] = []

    def listen(_connection: Any, _cursor: Any, statement: str, parameters: Any, *_: Any) -> None:
        asked.append((statement, parameters))

    event.listen(database.engine.sync_engine, "before_cursor_execute", listen)
    await listing.list_cases(session, query, agency_ids=agencies)
    event.remove(database.engine.sync_engine, "before_cursor_execute", listen)
    connection, told = await session.connection(), []
    explain = "EXPLAIN QUERY PLAN" if database.is_sqlite else "EXPLAIN"
    for statement, parameters in asked:
        rows = await connection.exec_driver_sql(f"{explain} {statement}", parameters)
        told.append("\n".join(str(row[-1]) for row in rows))
    assert told
    return told


@pytest.mark.parametrize("filters", COMMON.values(), ids=COMMON.keys())
async def test_common_filters_are_read_from_an_index_in_order(
    database: Database, desk: CaseDesk, filters: dict[str, Any]
) -> None:
    async with database.write() as session:
        first = await add(session, desk, region_code="220102")
        row = {column.name: getattr(first, column.name) for column in Case.__table__.columns}
        unlike = {"lookup_digest": None, "dispute_digest": None}
        codes = ("220103", "220104", "220201")
        rows = [
            {**row, **unlike, "id": new_id(), "case_no": f"XB{n:08}", "region_code": codes[n % 3]}
            for n in range(2000)
        ]
        await session.execute(insert(Case), rows)
        if not database.is_sqlite:
            await session.execute(text("ANALYZE cases"))
            await session.execute(text("ANALYZE case_search"))
            # So few rows fit into a few pages, where reading all is right; what counts is that it need not.
            await session.execute(text("SET LOCAL enable_seqscan = off"))
        agency = filters.get("agency_id")
        for agencies in [None] if agency is None else [[agency], [agency, new_id()]]:
            for said in await plans(database, session, CaseQuery(**filters), agencies):
                for line in said.splitlines():
                    assert "Seq Scan" not in line, said
                    if line.startswith("SCAN ca"):  # a primary key, newest first, as far as the page
                        assert "INDEX" in line, said
                if agencies is None and len(str(filters.get("region_code", ""))) != 4:
                    assert "USE TEMP B-TREE FOR ORDER BY" not in said, said
