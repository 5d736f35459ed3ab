"""Legal time, by worked examples of real calendars."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk.calendar import Pause, WorkingCalendar


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


@pytest.fixture(scope="module")
def calendar() -> WorkingCalendar:
    return WorkingCalendar()


@pytest.mark.parametrize(
    ("start", "last", "provisional"),
    [
        ("2026-11-20", "2026-12-01", False),  # an ordinary Friday
        ("2026-11-21", "2026-12-01", False),  # Saturday: the same seven days
        ("2026-11-22", "2026-12-01", False),  # Sunday
        ("2026-09-30", "2026-10-15", False),  # the day before National Day; Saturday the 10th is worked
        ("2026-10-03", "2026-10-15", False),  # inside it
        ("2026-10-07", "2026-10-15", False),  # its last day
        ("2026-09-18", "2026-09-29", False),  # Sunday the 20th is worked, Mid-Autumn on the 25th is not
        ("2026-02-13", "2026-03-02", False),  # Spring Festival 15 to 23 February, Saturdays 14 and 28 worked
        ("2026-12-22", "2026-12-31", False),  # the last day that is still known
        ("2026-12-23", "2027-01-04", True),  # from here the year after is needed
        ("2026-12-31", "2027-01-12", True),
        ("2027-01-28", "2027-02-12", True),  # Spring Festival 2027, 5 to 10 February, as computed
    ],
)
def test_seven_working_days(calendar: WorkingCalendar, start: str, last: str, provisional: bool) -> None:
    found = calendar.working_days_after(day(start), 7)
    assert (found.day, found.provisional) == (day(last), provisional)


@pytest.mark.parametrize(
    ("start", "count", "last"),
    [
        ("2026-08-03", 60, "2026-10-08"),  # 2 October, National Day: rolls to the 8th
        ("2026-08-08", 60, "2026-10-08"),  # 7 October is a moved day off: rolls too
        ("2026-08-09", 60, "2026-10-08"),
        ("2026-05-15", 60, "2026-07-14"),
        ("2026-05-05", 60, "2026-07-04"),  # an ordinary Saturday does not roll
    ],
)
def test_last_day_on_a_statutory_holiday_rolls_on(
    calendar: WorkingCalendar, start: str, count: int, last: str
) -> None:
    assert calendar.days_after(day(start), count).day == day(last)


def test_sixty_days_into_the_unknown_year_are_provisional(calendar: WorkingCalendar) -> None:
    found = calendar.days_after(day("2026-11-02"), 60)
    assert (found.day, found.provisional) == (day("2027-01-02"), True)


@pytest.mark.parametrize(
    ("text", "working"),
    [
        ("2026-10-10", True),
        ("2026-10-05", False),
        ("2026-10-11", False),
        ("2027-01-01", False),
        ("2027-01-04", True),
    ],
)
def test_single_days(calendar: WorkingCalendar, text: str, working: bool) -> None:
    assert calendar.is_working(day(text)) is working


def test_operators_word_comes_first_and_is_certain() -> None:
    known = {day("2027-01-02"): True, day("2027-01-04"): False}
    announced = {day("2027-01-01"): False, day("2027-01-03"): False} | known
    found = WorkingCalendar(announced).working_days_after(day("2026-12-23"), 7)
    assert (found.day, found.provisional) == (day("2027-01-02"), False)


def test_overridden_holiday_makes_the_last_day_roll() -> None:
    closed = WorkingCalendar({day("2026-07-14"): False})
    assert closed.days_after(day("2026-05-15"), 60).day == day("2026-07-15")


@pytest.mark.parametrize("count", [0, -1])
def test_period_without_days_is_refused(calendar: WorkingCalendar, count: int) -> None:
    with pytest.raises(ValueError, match="at least one day"):
        calendar.working_days_after(day("2026-11-20"), count)
    with pytest.raises(ValueError, match="at least one day"):
        calendar.days_after(day("2026-11-20"), count)


@given(st.dates(day("2004-01-01"), day("2030-12-31")), st.integers(1, 30))
def test_deadline_is_a_working_day_after_the_start(start: dt.date, count: int) -> None:
    calendar = WorkingCalendar()
    found = calendar.working_days_after(start, count).day
    assert found > start
    assert calendar.is_working(found)
    assert (
        sum(calendar.is_working(start + dt.timedelta(n)) for n in range(1, (found - start).days + 1)) == count
    )


@pytest.mark.parametrize(
    ("since", "until", "last"),
    [
        (
            "2026-09-28",
            "2026-10-12",
            "2026-11-02",
        ),  # 14 days of examination over National Day: 19 October + 14
        ("2026-09-28", "2026-09-28", "2026-10-19"),  # begun and ended on one day: nothing
        ("2026-09-28", "2026-09-29", "2026-10-20"),
    ],
)
def test_pause_is_left_out_of_sixty_days(
    calendar: WorkingCalendar, since: str, until: str, last: str
) -> None:
    pause = Pause(day(since), day(until))
    assert calendar.days_after(day("2026-08-20"), 60, pauses=[pause]).day == day(last)


def test_two_pauses_add_up(calendar: WorkingCalendar) -> None:
    pauses = [Pause(day("2026-05-20"), day("2026-05-25")), Pause(day("2026-06-01"), day("2026-06-04"))]
    assert calendar.days_after(day("2026-05-15"), 60, pauses=pauses).day == day("2026-07-22")  # 14 July + 8


def test_pause_leaves_only_working_days_out_of_working_days(calendar: WorkingCalendar) -> None:
    # Friday to Monday: of the three days that pass, the weekend would not have counted anyway.
    pause = Pause(day("2026-11-20"), day("2026-11-23"))
    assert calendar.working_days_after(day("2026-11-19"), 7).day == day("2026-11-30")
    assert calendar.working_days_after(day("2026-11-19"), 7, pauses=[pause]).day == day("2026-12-01")


def test_period_that_rolls_over_a_holiday_does_not_end_inside_a_pause(calendar: WorkingCalendar) -> None:
    assert calendar.days_after(day("2026-08-03"), 60).day == day("2026-10-08")
    pause = Pause(day("2026-10-05"), day("2026-10-20"))
    assert calendar.days_after(day("2026-08-03"), 60, pauses=[pause]).day == day("2026-10-21")


@pytest.mark.parametrize(
    ("start", "last", "provisional"),
    [
        ("2025-12-19", "2026-02-24", False),  # 17 February, New Year's day: off to the 23rd
        ("2026-12-08", "2027-02-11", True),  # 6 February 2027, off from the 5th to the 10th as computed
    ],
)
def test_sixty_days_that_end_in_spring_festival_roll_behind_it(
    calendar: WorkingCalendar, start: str, last: str, provisional: bool
) -> None:
    found = calendar.days_after(day(start), 60)
    assert (found.day, found.provisional) == (day(last), provisional)


@given(
    st.dates(day("2025-01-01"), day("2026-12-31")),
    st.integers(1, 90),
    st.integers(0, 100),
    st.integers(0, 40),
    st.booleans(),
)
def test_pause_never_shortens_a_period_nor_holds_its_last_day(
    start: dt.date, count: int, after: int, length: int, working: bool
) -> None:
    calendar = WorkingCalendar()
    since = start + dt.timedelta(after)
    pause = Pause(since, since + dt.timedelta(length))
    reckon = calendar.working_days_after if working else calendar.days_after
    plain, paused = reckon(start, count).day, reckon(start, count, pauses=[pause]).day
    assert paused >= plain
    assert not pause.covers(paused)


def test_announced_year_is_certain_where_nothing_is_listed() -> None:
    known = {day("2027-01-01"): False, day("2027-01-02"): False, day("2027-01-03"): False}
    found = WorkingCalendar(known, announced={2027}).working_days_after(day("2026-12-23"), 7)
    assert (found.day, found.provisional) == (day("2027-01-04"), False)
