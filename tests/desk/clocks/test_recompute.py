"""A changed calendar moves running clocks, once, and says so in the timeline where a day moved."""

import dataclasses

import pytest

from desk.calendar import WorkingCalendar
from desk.cases.changes import ChangeKind
from desk.cases.states import CaseEvent, Ground
from desk.clocks.kinds import ClockKind
from desk.clocks.recompute import Recount, recompute
from tests.desk.clocks.casework import Casework, day

# New Year 2027 as it might be announced: 1 to 3 January off, Sunday the 10th worked.
ANNOUNCED = {
    day("2027-01-01"): False,
    day("2027-01-02"): False,
    day("2027-01-03"): False,
    day("2027-01-04"): False,
    day("2027-01-10"): True,
}


def with_calendar(casework: Casework, calendar: WorkingCalendar) -> Casework:
    desk = dataclasses.replace(casework.desk, calendar=calendar)
    return Casework(casework.database, desk, casework.clock)


async def again(casework: Casework) -> Recount:
    return await recompute(casework.database, casework.desk, now=casework.clock())


async def test_same_calendar_moves_nothing(casework: Casework) -> None:
    case = await casework.file("2026-12-23")
    version = (await casework.read(case)).version
    assert await again(casework) == Recount(clocks=1)
    assert (await casework.read(case)).version == version


async def test_announced_holidays_move_the_day_on_clock_case_and_timeline(casework: Casework) -> None:
    case = await casework.file("2026-12-23")
    assert (case.decide_by, case.decide_by_provisional) == (day("2027-01-04"), True)
    later = with_calendar(casework, WorkingCalendar(ANNOUNCED, announced={2027}))

    assert await again(later) == Recount(clocks=1, moved=1)
    found, clock = await casework.read(case), await casework.clock_of(case, ClockKind.DECIDE)
    assert (clock.due_on, clock.provisional) == (day("2027-01-05"), False)
    assert (found.decide_by, found.decide_by_provisional) == (day("2027-01-05"), False)
    line = (await casework.lines(case))[-1]
    assert (line.what, line.actor) == (ChangeKind.AMENDED, "system:desk")
    assert line.detail == {"clock": "decide", "from": "2027-01-04", "to": "2027-01-05"}

    assert await again(later) == Recount(clocks=1)  # once more moves nothing twice
    assert len(await casework.lines(case)) == 2


async def test_day_that_only_becomes_certain_is_marked_without_a_line(casework: Casework) -> None:
    case = await casework.file("2026-12-23")
    known = {day("2027-01-01"): False}
    assert await again(with_calendar(casework, WorkingCalendar(known, announced={2027}))) == Recount(
        clocks=1, marked=1
    )
    found = await casework.read(case)
    assert (found.decide_by, found.decide_by_provisional) == (day("2027-01-04"), False)
    assert len(await casework.lines(case)) == 1


async def test_stopped_clocks_and_days_set_by_the_agency_stay(casework: Casework) -> None:
    decided = await casework.file("2026-12-23")
    await casework.move(decided, CaseEvent.REJECT, "2026-12-24", grounds=frozenset({Ground.NOT_COMPETENT}))
    asked = await casework.file("2026-12-01")
    await casework.move(asked, CaseEvent.ASK_FOR_INFO, reason="缺小票", due_on=day("2027-01-04"))
    closed = WorkingCalendar(ANNOUNCED, announced={2027})
    assert (await again(with_calendar(casework, closed))).moved == 0
    assert (await casework.clock_of(decided, ClockKind.DECIDE)).due_on == day("2027-01-04")
    assert (await casework.clock_of(asked, ClockKind.SUPPLEMENT)).due_on == day("2027-01-04")


async def test_pauses_are_left_out_again_when_recounted(casework: Casework) -> None:
    case = await casework.file("2026-08-19")
    await casework.move(case, CaseEvent.ACCEPT, "2026-08-20")
    await casework.move(case, CaseEvent.START_TEST, "2026-09-28")
    await casework.move(case, CaseEvent.END_TEST, "2026-10-12")
    local = WorkingCalendar({day("2026-11-02"): False})  # a holiday of the place
    await again(with_calendar(casework, local))
    assert (await casework.clock_of(case, ClockKind.MEDIATE)).due_on == day("2026-11-03")


async def test_many_cases_are_recounted_in_batches(
    casework: Casework, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("desk.clocks.recompute.LOOKED_AT", 2)
    monkeypatch.setattr("desk.clocks.recompute.WRITTEN", 1)
    cases = [await casework.file("2026-12-23") for _ in range(5)]
    later = with_calendar(casework, WorkingCalendar(ANNOUNCED, announced={2027}))
    assert await again(later) == Recount(clocks=5, moved=5)
    assert {(await casework.read(case)).decide_by for case in cases} == {day("2027-01-05")}
