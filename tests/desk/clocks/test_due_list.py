"""What is due: the right ones, earliest first, page by page, through an index."""

import dataclasses

import pytest
from sqlalchemy import text

from desk.cases.errors import InvalidQuery
from desk.cases.states import CaseEvent
from desk.clocks.kinds import ClockKind
from desk.clocks.reading import DueClock, due_list
from desk.clocks.rules import Window
from desk.clocks.service import follow_agency
from desk.ids import new_id
from tests.desk.builders import NOBODY, on_sqlite
from tests.desk.clocks.casework import Casework, day, noon

FILED = ("2026-11-02", "2026-11-10", "2026-11-13", "2026-11-20")  # due 11, 19, 24 November and 1 December


async def due(casework: Casework, window: Window, on: str = "2026-11-19", **filters) -> list[DueClock]:  # type: ignore[no-untyped-def]
    async with casework.database.read() as session:
        found, _ = await due_list(session, window=window, now=noon(on), **filters)
    return found


def days(found: list[DueClock]) -> list[str]:
    return [line.clock.due_on.isoformat() for line in found]


@pytest.fixture
async def filed(casework: Casework) -> Casework:
    for on in reversed(FILED):
        await casework.file(on)
    return casework


@pytest.mark.parametrize(
    ("window", "expected"),
    [
        (Window.OVERDUE, ["2026-11-11"]),
        (Window.TODAY, ["2026-11-19"]),
        (Window.WEEK, ["2026-11-19", "2026-11-24"]),
        (Window.RUNNING, ["2026-11-11", "2026-11-19", "2026-11-24", "2026-12-01"]),
    ],
)
async def test_window_shows_its_days_earliest_first(
    filed: Casework, window: Window, expected: list[str]
) -> None:
    assert days(await due(filed, window)) == expected


async def test_pages_follow_each_other_without_gap_or_repeat(casework: Casework) -> None:
    cases = [await casework.file("2026-11-02") for _ in range(5)]  # all due on one day: the id decides
    seen, cursor = [], None
    while True:
        async with casework.database.read() as session:
            page, cursor = await due_list(
                session, window=Window.RUNNING, cursor=cursor, limit=2, now=casework.clock()
            )
        seen += [line.clock.case_id for line in page]
        if cursor is None:
            break
    assert seen == sorted(seen)
    assert set(seen) == {case.id for case in cases}
    assert len(seen) == 5


async def test_clock_that_stands_still_or_stopped_is_not_due(casework: Casework) -> None:
    case = await casework.file("2026-11-02")
    await casework.move(case, CaseEvent.ACCEPT, "2026-11-03")
    await casework.move(case, CaseEvent.START_TEST, "2026-11-04")
    assert await due(casework, Window.RUNNING) == []


async def test_list_of_an_agency_follows_the_case_when_it_is_sent_on(casework: Casework) -> None:
    casework.desk = dataclasses.replace(casework.desk, reactions=[follow_agency])
    first, second = new_id(), new_id()
    case = await casework.file("2026-11-02")
    await casework.file("2026-11-02")
    sent = {"agency_id": first, "due_on": day("2026-12-31")}
    await casework.move(case, CaseEvent.TRANSFER, "2026-11-03", **sent)
    await casework.move(case, CaseEvent.ASK_FOR_INFO, reason="缺小票", due_on=day("2026-11-30"))
    assert {line.clock.case_id for line in await due(casework, Window.RUNNING, agency_ids=[first])} == {
        case.id
    }

    await casework.set(case, agency_id=second)  # as the routing room does, before it records its line
    await casework.move(case, CaseEvent.SUPPLEMENT)
    assert await due(casework, Window.RUNNING, agency_ids=[first]) == []
    both = await due(casework, Window.RUNNING, agency_ids=[first, second])
    assert {line.clock.kind for line in both} == {ClockKind.DECIDE, ClockKind.REPORT_BACK}
    assert await due(casework, Window.RUNNING, agency_ids=[]) == []


async def test_list_of_one_kind(casework: Casework) -> None:
    case = await casework.file("2026-11-02")
    await casework.file("2026-11-02")
    await casework.move(case, CaseEvent.ACCEPT, "2026-11-03")
    (line,) = await due(casework, Window.RUNNING, kind=ClockKind.MEDIATE)
    assert (line.clock.case_id, line.case_no) == (case.id, case.case_no)


@on_sqlite
@pytest.mark.parametrize(
    "cursor", ["", "x", "2026-11-02", "2026-13-02_" + NOBODY, "2026-11-02_x", "2026-11-02_" + "é" * 36]
)
async def test_cursor_that_no_page_gave_is_refused(casework: Casework, cursor: str) -> None:
    with pytest.raises(InvalidQuery):
        await due(casework, Window.RUNNING, cursor=cursor)


@on_sqlite
@pytest.mark.parametrize(
    ("filters", "index"),
    [
        ("", "ix_case_clocks_state_due_on"),
        ("AND kind = 'decide'", "ix_case_clocks_state_kind_due_on"),
        ("AND agency_id = 'a'", "ix_case_clocks_state_agency_id_due_on"),
    ],
)
async def test_list_is_read_in_the_order_of_an_index(casework: Casework, filters: str, index: str) -> None:
    asked = (
        f"EXPLAIN QUERY PLAN SELECT * FROM case_clocks WHERE state = 'running' {filters} "
        "AND (due_on, id) > ('2026-11-02', 'x') ORDER BY due_on, id LIMIT 51"
    )
    async with casework.database.read() as session:
        plan = " ".join(str(row) for row in await session.execute(text(asked)))
    assert index in plan
    assert "TEMP B-TREE" not in plan
