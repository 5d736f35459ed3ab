"""What happens by itself when periods pass: once, on however many desks, and never a decision."""

import asyncio
import dataclasses
import logging

import pytest

from desk.calendar import WorkingCalendar
from desk.cases.states import CaseEvent, CaseState
from desk.clocks.kinds import ClockKind, ClockState
from desk.clocks.reading import count_overdue
from desk.clocks.recompute import recompute
from desk.clocks.timekeeping import Tick, tick
from tests.desk.clocks.casework import Casework, day, noon


async def look(casework: Casework, on: str) -> Tick:
    casework.clock.now = noon(on)
    return await tick(casework.database, casework.desk, now=casework.clock())


async def test_reconciliation_that_ran_out_lets_the_complaint_go_on(casework: Casework) -> None:
    case = await casework.file("2026-11-02")
    await casework.move(case, CaseEvent.OFFER_RECONCILIATION)
    assert (await casework.clock_of(case, ClockKind.RECONCILE)).due_on == day("2026-11-16")

    assert (await look(casework, "2026-11-16")).reconciliations_ended == 0  # its last day is still theirs
    assert (await casework.read(case)).state is CaseState.RECONCILING
    assert (await look(casework, "2026-11-17")).reconciliations_ended == 1
    assert (await look(casework, "2026-11-17")).reconciliations_ended == 0

    found = await casework.read(case)
    assert (found.state, found.decide_by) == (CaseState.SUBMITTED, day("2026-11-26"))
    line = (await casework.lines(case))[-1]
    assert (line.event, line.actor) == (CaseEvent.FAIL_RECONCILIATION, "system:desk")
    assert (await casework.clock_of(case, ClockKind.RECONCILE)).state is ClockState.STOPPED


async def test_two_desks_at_once_end_it_once(casework: Casework) -> None:
    case = await casework.file("2026-11-02")
    await casework.move(case, CaseEvent.OFFER_RECONCILIATION)
    done = await asyncio.gather(look(casework, "2026-11-17"), look(casework, "2026-11-17"))
    assert sum(tick.reconciliations_ended for tick in done) == 1
    assert [line.event for line in await casework.lines(case)].count(CaseEvent.FAIL_RECONCILIATION) == 1


async def test_case_that_cannot_be_moved_does_not_hold_up_the_others(casework: Casework) -> None:
    cases = [await casework.file("2026-11-02") for _ in range(2)]
    for case in cases:
        await casework.move(case, CaseEvent.OFFER_RECONCILIATION)

    async def refuse(session, desk, case, change, *, now) -> None:  # type: ignore[no-untyped-def]
        if case.id == cases[0].id:
            raise RuntimeError("another room is broken")

    desk = dataclasses.replace(casework.desk, reactions=[refuse])
    casework.clock.now = noon("2026-11-17")
    assert (await tick(casework.database, desk, now=casework.clock())).reconciliations_ended == 1
    assert (await casework.read(cases[0])).state is CaseState.RECONCILING
    assert (await casework.read(cases[1])).state is CaseState.SUBMITTED


async def test_missed_decision_is_logged_once_and_never_made(
    casework: Casework, caplog: pytest.LogCaptureFixture
) -> None:
    case = await casework.file("2026-11-20")
    with caplog.at_level(logging.WARNING, "desk.clocks"):
        assert (await look(casework, "2026-12-01")).newly_overdue == 0
        assert (await look(casework, "2026-12-02")).newly_overdue == 1
        assert (await look(casework, "2026-12-03")).newly_overdue == 0
    said = [entry.getMessage() for entry in caplog.records]
    assert said == [f"overdue case={case.id} clock=decide due_on=2026-12-01"]
    assert (await casework.read(case)).state is CaseState.SUBMITTED


async def test_two_desks_at_once_log_it_once(casework: Casework) -> None:
    await casework.file("2026-11-20")
    done = await asyncio.gather(*(look(casework, "2026-12-02") for _ in range(3)))
    assert sum(tick.newly_overdue for tick in done) == 1


async def test_examination_begun_after_the_last_day_revives_no_period(casework: Casework) -> None:
    case = await casework.file("2026-05-14")
    await casework.move(case, CaseEvent.ACCEPT, "2026-05-15")
    assert (await look(casework, "2026-07-15")).newly_overdue == 1
    await casework.move(case, CaseEvent.START_TEST, "2026-07-15")
    await casework.move(case, CaseEvent.END_TEST, "2026-07-31")
    assert (await casework.clock_of(case, ClockKind.MEDIATE)).due_on == day("2026-07-14")
    assert (await look(casework, "2026-07-31")).newly_overdue == 0  # late before, late still: no news


async def test_day_moved_by_the_calendar_and_missed_again_is_news_again(casework: Casework) -> None:
    await casework.file("2026-12-23")
    assert (await look(casework, "2027-01-05")).newly_overdue == 1
    longer = WorkingCalendar({day("2027-01-01"): False, day("2027-01-04"): False}, announced={2027})
    desk = dataclasses.replace(casework.desk, calendar=longer)
    await recompute(casework.database, desk, now=casework.clock())
    assert (await look(casework, "2027-01-05")).newly_overdue == 0
    assert (await look(casework, "2027-01-06")).newly_overdue == 1


async def test_overdue_clocks_are_counted_by_kind(casework: Casework) -> None:
    await casework.file("2026-11-02")
    accepted = await casework.file("2026-11-02")
    await casework.move(accepted, CaseEvent.ACCEPT, "2026-11-03")
    paused = await casework.file("2026-11-02")
    await casework.move(paused, CaseEvent.ACCEPT, "2026-11-03")
    await casework.move(paused, CaseEvent.START_TEST, "2026-11-04")
    async with casework.database.read() as session:
        counted = await count_overdue(session, now=noon("2027-03-01"))
    assert counted[ClockKind.DECIDE] == 1
    assert counted[ClockKind.MEDIATE] == 1  # the one that stands still is not late
    assert counted[ClockKind.RECONCILE] == 0
    assert set(counted) == set(ClockKind)
