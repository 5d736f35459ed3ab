"""The work list: every case under one heading, the pressing ones first, page by page, through an index."""

import datetime as dt
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError
from sqlalchemy import text

from desk.cases.errors import InvalidQuery
from desk.cases.states import CaseEvent, Ground
from desk.clocks.kinds import ClockKind
from desk.clocks.recompute import recompute
from desk.ids import new_id
from desk.labels.service import add_label
from desk.worklist.buckets import Bucket, bucket_of, days_of
from desk.worklist.listing import work_counts, work_list
from desk.worklist.schemas import NOBODY, WorkItem, WorkQuery
from tests.desk.builders import NOBODY as NO_ID
from tests.desk.builders import on_sqlite
from tests.desk.clocks.casework import Casework, day, noon
from tests.desk.office import ZHANG, Office

TODAY = "2026-11-19"
FILED = ("2026-11-02", "2026-11-10", "2026-11-13", "2026-11-20")  # due 11, 19, 24 November and 1 December


@pytest.fixture
def office(casework: Casework) -> Office:
    return Office(casework)


@pytest.fixture
async def filed(office: Office) -> Office:
    for on in reversed(FILED):
        await office.file(on)
    office.clock.now = noon(TODAY)
    return office


async def listed(
    office: Office, bucket: Bucket, agency_ids: list[str] | None = None, **filters: Any
) -> list[WorkItem]:
    async with office.database.read() as session:
        page = await work_list(
            session, WorkQuery(bucket=bucket, **filters), agency_ids=agency_ids, now=office.clock()
        )
    return list(page.items)


async def counted(office: Office, **filters: Any) -> dict[str, int]:
    async with office.database.read() as session:
        found = await work_counts(session, WorkQuery(**filters), agency_ids=None, now=office.clock())
    return {bucket.value: count for bucket, count in found.items() if count}


def due(items: list[WorkItem]) -> list[str]:
    return [item.case.next_due_on.isoformat() for item in items if item.case.next_due_on]


@given(st.none() | st.dates(dt.date(2026, 1, 1), dt.date(2027, 12, 31)), st.booleans())
def test_every_case_stands_under_exactly_one_heading(due_on: dt.date | None, is_closed: bool) -> None:
    today = day(TODAY)
    under = [
        bucket
        for bucket in Bucket
        if (days := days_of(bucket, today)) is not None
        and due_on is not None
        and (days.first is None or days.first <= due_on)
        and (days.last is None or due_on <= days.last)
    ]
    expected = bucket_of(due_on, is_closed=is_closed, today=today)
    assert under == ([expected] if due_on is not None else [])


@pytest.mark.parametrize(
    ("bucket", "expected"),
    [
        (Bucket.OVERDUE, ["2026-11-11"]),
        (Bucket.TODAY, ["2026-11-19"]),
        (Bucket.WEEK, ["2026-11-24"]),
        (Bucket.LATER, ["2026-12-01"]),
        (Bucket.NONE, []),
        (Bucket.CLOSED, []),
    ],
)
async def test_heading_shows_its_days(filed: Office, bucket: Bucket, expected: list[str]) -> None:
    items = await listed(filed, bucket)
    assert due(items) == expected
    assert all(item.clock is not None and item.clock.kind is ClockKind.DECIDE for item in items)


async def test_headings_are_counted_with_the_filters(filed: Office) -> None:
    assert await counted(filed) == {"overdue": 1, "today": 1, "week": 1, "later": 1}
    assert await counted(filed, kind="report") == {}


async def test_midnight_moves_cases_to_the_next_heading_without_a_write(filed: Office) -> None:
    filed.clock.now = noon("2026-11-25")
    assert await counted(filed) == {"overdue": 3, "week": 1}


async def test_case_follows_its_clocks(office: Office) -> None:
    case = await office.file("2026-11-02")
    await office.move(case, CaseEvent.ACCEPT, "2026-11-03")
    (item,) = await listed(office, Bucket.LATER)
    assert item.clock is not None
    assert item.clock.kind is ClockKind.MEDIATE
    await office.move(case, CaseEvent.START_TEST, "2026-11-04")
    assert [item.case.id for item in await listed(office, Bucket.NONE)] == [case.id]
    await office.move(
        case, CaseEvent.TERMINATE, "2026-11-20", grounds=frozenset({Ground.NO_AGREEMENT_POSSIBLE})
    )
    (item,) = await listed(office, Bucket.LATER)  # ended, and both parties have to be told by a day
    assert item.clock is not None
    assert item.clock.kind is ClockKind.TELL_END
    await office.move(case, CaseEvent.TELL_BOTH)
    assert [item.case.id for item in await listed(office, Bucket.CLOSED)] == [case.id]


async def test_earliest_of_several_clocks_counts(office: Office) -> None:
    case = await office.file("2026-11-02")
    await office.move(case, CaseEvent.ASK_FOR_INFO, "2026-11-03", reason="缺小票", due_on=day("2026-11-05"))
    (item,) = await listed(office, Bucket.WEEK)
    assert item.clock is not None
    assert (item.clock.kind, due([item])) == (ClockKind.SUPPLEMENT, ["2026-11-05"])


async def test_recount_of_the_calendar_moves_the_list(office: Office) -> None:
    case = await office.file("2026-11-02")
    async with office.database.write() as session:
        await session.execute(
            text("UPDATE case_clocks SET due_on = '2026-11-30' WHERE case_id = :id"), {"id": case.id}
        )
    await recompute(office.database, office.desk, now=office.clock())
    assert (await office.read(case)).next_due_on == day("2026-11-11")


@pytest.mark.parametrize("bucket", [Bucket.OVERDUE, Bucket.NONE, Bucket.CLOSED])
async def test_pages_follow_each_other_without_gap_or_repeat(office: Office, bucket: Bucket) -> None:
    cases = [await office.file("2026-11-02") for _ in range(5)]
    for case in cases:
        if bucket is Bucket.CLOSED:
            await office.move(case, CaseEvent.WITHDRAW)
        if bucket is Bucket.NONE:
            await office.set(case, next_due_on=None)
    office.clock.now = noon(TODAY)
    seen: list[str] = []
    cursor = None
    while True:
        query = WorkQuery(bucket=bucket, limit=2, cursor=cursor)
        async with office.database.read() as session:
            page = await work_list(session, query, agency_ids=None, now=office.clock())
        seen += [item.case.id for item in page.items]
        if (cursor := page.next_cursor) is None:
            break
    ids = sorted(case.id for case in cases)
    assert seen == (ids[::-1] if bucket is Bucket.CLOSED else ids)


async def test_each_filter_holds(office: Office) -> None:
    mine = await office.file(
        "2026-11-02",
        purchase__amount_fen=50_000,
        channel="hotline",
        topic="prepaid_refund",
        respondent__name="晨光健身",
        category="fitness",
        region_code="220104",
    )
    await office.file("2026-11-02")
    agency, person = new_id(), new_id()
    await office.set(mine, agency_id=agency, assignee_id=person)
    async with office.database.write() as session:
        await add_label(session, office.desk, mine, "群体投诉", actor=ZHANG, now=office.clock())
    office.clock.now = noon(TODAY)
    holds: list[dict[str, Any]] = [
        {"agency_id": agency},
        {"assignee": person},
        {"channel": "hotline"},
        {"topic": "prepaid_refund"},
        {"category": "fitness"},
        {"region_code": "2201"},
        {"region_code": "220104"},
        {"amount_from": 50_000},
        {"amount_from": 40_000, "amount_to": 50_000},
        {"label": "群体投诉"},
        {"q": "晨光"},
        {"q": mine.case_no},
        {"q": "光健 电饭煲"},
    ]
    for filters in holds:
        found = await listed(office, Bucket.OVERDUE, **filters)
        assert [item.case.id for item in found] == [mine.id], filters
        assert await counted(office, **filters) == {"overdue": 1}, filters
    assert found[0].labels == ("群体投诉",)
    misses: list[dict[str, Any]] = [
        {"agency_id": new_id()},
        {"assignee": new_id()},
        {"label": "群体"},
        {"q": "光晨"},
        {"region_code": "2202"},
        {"amount_to": 1},
        {"state": "accepted"},
    ]
    for filters in misses:
        assert await listed(office, Bucket.OVERDUE, **filters) == [], filters
    assert mine.id not in [item.case.id for item in await listed(office, Bucket.OVERDUE, assignee=NOBODY)]


async def test_reach_limits_the_list_and_its_counts(office: Office) -> None:
    case = await office.file("2026-11-02")
    await office.file("2026-11-02")
    agency = new_id()
    await office.set(case, agency_id=agency)
    office.clock.now = noon(TODAY)
    assert [item.case.id for item in await listed(office, Bucket.OVERDUE, [agency])] == [case.id]
    assert await listed(office, Bucket.OVERDUE, []) == []
    async with office.database.read() as session:
        counts = await work_counts(session, WorkQuery(), agency_ids=[agency], now=office.clock())
    assert counts[Bucket.OVERDUE] == 1


async def test_restricted_case_is_in_no_list(office: Office) -> None:
    case = await office.file("2026-11-02")
    await office.set(case, restricted_at=office.clock())
    assert await counted(office) == {}


@on_sqlite
@pytest.mark.parametrize("bucket", list(Bucket))
@pytest.mark.parametrize("cursor", ["x" * 36, "2026-13-02_" + NO_ID, "2026-11-02_" + "x" * 36, "_" * 40])
async def test_cursor_that_no_page_gave_is_refused(office: Office, bucket: Bucket, cursor: str) -> None:
    with pytest.raises(InvalidQuery):
        await listed(office, bucket, cursor=cursor)


@on_sqlite
async def test_search_for_nothing_is_refused(office: Office) -> None:
    with pytest.raises(InvalidQuery):
        await listed(office, Bucket.OVERDUE, q="。")


@pytest.mark.parametrize("wrong", [{"assignee": "x"}, {"limit": 101}, {"amount_from": -1}, {"colour": "red"}])
def test_unfit_query_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        WorkQuery(**wrong)


@on_sqlite
@pytest.mark.parametrize(
    ("filters", "index"),
    [
        ("", "ix_cases_next_due_on_id"),
        ("AND agency_id = 'a'", "ix_cases_agency_id_next_due_on_id"),
        ("AND assignee_id = 'a'", "ix_cases_assignee_id_next_due_on_id"),
    ],
)
async def test_list_is_read_in_the_order_of_an_index(office: Office, filters: str, index: str) -> None:
    asked = (
        f"EXPLAIN QUERY PLAN SELECT * FROM cases WHERE next_due_on <= '2026-11-02' {filters} "
        "AND (next_due_on, id) > ('2026-11-01', 'x') ORDER BY next_due_on, id LIMIT 51"
    )
    async with office.database.read() as session:
        plan = " ".join(str(row) for row in await session.execute(text(asked)))
    assert index in plan
    assert "TEMP B-TREE" not in plan
