"""Clocks moved by the table, by worked examples of real calendars, on both databases."""

import datetime as dt

import pytest
from sqlalchemy.exc import IntegrityError

from desk.cases.states import CaseEvent, CaseState
from desk.clocks.errors import ClockCannotMove, DueDayPast, DueDayTooFar, PeriodOver
from desk.clocks.kinds import ClockKind, ClockMove, ClockState
from desk.clocks.model import CaseClock
from desk.clocks.service import move_clocks
from desk.ids import new_id
from tests.desk.builders import on_sqlite
from tests.desk.clocks.casework import LI, Casework, day


@on_sqlite
@pytest.mark.parametrize(
    ("filed", "due", "provisional"),
    [
        ("2026-09-30", "2026-10-15", False),  # the day before National Day; Saturday the 10th is worked
        ("2026-09-18", "2026-09-29", False),  # Sunday the 20th is worked
        ("2026-12-31", "2027-01-12", True),  # into a year whose arrangement is not announced
    ],
)
async def test_decision_is_due_after_seven_working_days(
    casework: Casework, filed: str, due: str, provisional: bool
) -> None:
    case = await casework.file(filed)
    clock = await casework.clock_of(case, ClockKind.DECIDE)
    assert (clock.started_on, clock.due_on, clock.provisional) == (day(filed), day(due), provisional)
    assert (case.decide_by, case.decide_by_provisional) == (day(due), provisional)


@on_sqlite
async def test_evening_in_china_and_night_in_utc_are_the_same_legal_day(casework: Casework) -> None:
    casework.clock.now = dt.datetime(2026, 9, 30, 15, 59, tzinfo=dt.UTC)  # 23:59 in China
    before = await casework.clock_of(await casework.file(), ClockKind.DECIDE)
    casework.clock.now = dt.datetime(2026, 9, 30, 16, 0, tzinfo=dt.UTC)  # midnight: 1 October
    after = await casework.clock_of(await casework.file(), ClockKind.DECIDE)
    assert (before.started_on, after.started_on) == (day("2026-09-30"), day("2026-10-01"))


async def test_examination_over_national_day_is_left_out_of_sixty_days(casework: Casework) -> None:
    case = await casework.file("2026-08-19")
    await casework.move(case, CaseEvent.ACCEPT, "2026-08-20")
    clock = await casework.clock_of(case, ClockKind.MEDIATE)
    assert (clock.state, clock.due_on) == (ClockState.RUNNING, day("2026-10-19"))

    await casework.move(case, CaseEvent.START_TEST, "2026-09-28")
    clock = await casework.clock_of(case, ClockKind.MEDIATE)
    assert (clock.state, clock.paused_on) == (ClockState.PAUSED, day("2026-09-28"))

    await casework.move(case, CaseEvent.END_TEST, "2026-10-12")
    clock = await casework.clock_of(case, ClockKind.MEDIATE)
    assert (clock.state, clock.due_on, clock.paused_on) == (ClockState.RUNNING, day("2026-11-02"), None)
    assert clock.pauses == [["2026-09-28", "2026-10-12"]]


async def test_second_examination_adds_to_the_first(casework: Casework) -> None:
    case = await casework.file("2026-05-14")
    await casework.move(case, CaseEvent.ACCEPT, "2026-05-15")
    await casework.move(case, CaseEvent.START_TEST, "2026-05-20")
    await casework.move(case, CaseEvent.END_TEST, "2026-05-25")
    await casework.move(case, CaseEvent.START_TEST, "2026-06-01")
    await casework.move(case, CaseEvent.END_TEST, "2026-06-04")
    assert (await casework.clock_of(case, ClockKind.MEDIATE)).due_on == day("2026-07-22")


async def test_examination_that_is_still_on_when_the_case_ends_stops_the_clock(casework: Casework) -> None:
    case = await casework.file("2026-05-14")
    await casework.move(case, CaseEvent.ACCEPT, "2026-05-15")
    await casework.move(case, CaseEvent.START_TEST, "2026-05-20")
    await casework.move(case, CaseEvent.SETTLE, "2026-05-25")
    clock = await casework.clock_of(case, ClockKind.MEDIATE)
    assert (clock.state, clock.stopped_on, clock.paused_on) == (ClockState.STOPPED, day("2026-05-25"), None)


async def test_report_is_extended_once_and_only_while_its_period_runs(casework: Casework) -> None:
    report = await casework.file("2026-11-02", kind="report")
    assert (await casework.clock_of(report, ClockKind.DECIDE)).due_on == day("2026-11-23")
    extended = await casework.move(report, CaseEvent.EXTEND, "2026-11-23", by=LI, reason="要再查")
    clock = await casework.clock_of(report, ClockKind.DECIDE)
    assert (clock.due_on, clock.extended) == (day("2026-12-14"), True)  # thirty working days from the start
    assert extended.decide_by == day("2026-12-14")
    with pytest.raises(ClockCannotMove):
        await casework.move(report, CaseEvent.EXTEND, "2026-11-24", by=LI, reason="再延")


@on_sqlite
async def test_report_is_not_extended_after_its_last_day(casework: Casework) -> None:
    report = await casework.file("2026-11-02", kind="report")
    with pytest.raises(PeriodOver):
        await casework.move(report, CaseEvent.EXTEND, "2026-11-24", by=LI, reason="晚了")


@on_sqlite
async def test_investigation_is_extended_from_ninety_to_a_hundred_and_twenty_days(casework: Casework) -> None:
    report = await casework.file("2026-04-20", kind="report")
    await casework.move(report, CaseEvent.OPEN, "2026-04-21")
    assert (await casework.clock_of(report, ClockKind.INVESTIGATE)).due_on == day("2026-07-20")
    await casework.move(report, CaseEvent.EXTEND, "2026-07-20", by=LI, reason="复杂")
    assert (await casework.clock_of(report, ClockKind.INVESTIGATE)).due_on == day("2026-08-19")


@on_sqlite
@pytest.mark.parametrize(
    ("due_on", "error"),
    [("2026-11-19", DueDayPast), ("2028-01-01", DueDayTooFar), ("9999-12-31", DueDayTooFar)],
)
async def test_last_day_set_by_the_agency_must_make_sense(
    casework: Casework, due_on: str, error: type[Exception]
) -> None:
    case = await casework.file("2026-11-20")
    with pytest.raises(error):
        await casework.move(case, CaseEvent.ASK_FOR_INFO, reason="缺小票", due_on=day(due_on))
    assert (await casework.read(case)).state is CaseState.SUBMITTED


@on_sqlite
async def test_last_day_set_by_the_agency_may_be_today_and_does_not_roll(casework: Casework) -> None:
    case = await casework.file("2026-09-29")
    await casework.move(case, CaseEvent.ASK_FOR_INFO, reason="缺小票", due_on=day("2026-09-29"))
    assert (await casework.clock_of(case, ClockKind.SUPPLEMENT)).due_on == day("2026-09-29")


async def test_sending_on_begins_the_decision_anew_and_keeps_the_old_clock(casework: Casework) -> None:
    case = await casework.file("2026-11-02")
    agency = new_id()
    sent = await casework.move(
        case, CaseEvent.TRANSFER, "2026-11-09", agency_id=agency, due_on=day("2026-12-31")
    )
    first, second = [clock for clock in await casework.clocks(case) if clock.kind is ClockKind.DECIDE]
    assert (first.state, first.stopped_on) == (ClockState.STOPPED, day("2026-11-09"))
    assert (second.state, second.due_on, second.agency_id) == (ClockState.RUNNING, day("2026-11-18"), agency)
    assert sent.decide_by == day("2026-11-18")


async def test_two_running_clocks_of_one_kind_are_refused_by_the_database(casework: Casework) -> None:
    case = await casework.file("2026-11-02")
    with pytest.raises(IntegrityError):
        async with casework.database.write() as session:
            session.add(
                CaseClock(
                    id=new_id(),
                    case_id=case.id,
                    kind=ClockKind.DECIDE,
                    state=ClockState.PAUSED,
                    started_on=day("2026-11-02"),
                    due_on=day("2026-11-11"),
                    provisional=False,
                    pauses=[],
                    extended=False,
                    created_at=casework.clock(),
                )
            )


@on_sqlite
async def test_extending_what_does_not_run_is_refused_and_stopping_it_is_nothing(casework: Casework) -> None:
    case = await casework.file("2026-11-02")
    async with casework.database.write() as session:
        moves = [(ClockMove.STOP, ClockKind.MEDIATE), (ClockMove.RESUME, ClockKind.MEDIATE)]
        await move_clocks(session, casework.desk.calendar, case, moves, now=casework.clock())
        with pytest.raises(ClockCannotMove):
            await move_clocks(
                session,
                casework.desk.calendar,
                case,
                [(ClockMove.EXTEND, ClockKind.INVESTIGATE)],
                now=casework.clock(),
            )
