"""H10: which times are offered; and the table of what becomes of a call-back."""

import datetime as dt

import pytest

from desk.calendar import WorkingCalendar
from desk.callbacks.errors import CallbackClosed
from desk.callbacks.hours import Hours, read_spans
from desk.callbacks.rules import (
    EVENTS,
    MOST_ATTEMPTS,
    TRANSITIONS,
    CallbackEvent,
    CallbackState,
    Outcome,
    event_of,
    offered,
    step,
)
from desk.callbacks.wording import window
from desk.clock import LEGAL_ZONE
from desk.settings import SettingsError, read_settings
from tests.desk.builders import NOW

CALENDAR = WorkingCalendar()
HOURS = Hours()


def china(day: int, hour: int, minute: int = 0, month: int = 11) -> dt.datetime:
    return dt.datetime(2026, month, day, hour, minute, tzinfo=LEGAL_ZONE)


def test_the_first_slot_leaves_time_and_the_days_are_working_days() -> None:
    found = list(offered(HOURS, CALENDAR, now=NOW))  # Friday the 20th, 10:30 in China
    assert found[0].start == china(20, 11)
    assert {slot.start.astimezone(LEGAL_ZONE).day for slot in found} == {20, 23, 24}
    assert all(slot.start.tzinfo is dt.UTC for slot in found)


def test_nobody_is_called_over_lunch_or_at_night() -> None:
    times = {slot.start.astimezone(LEGAL_ZONE).time() for slot in offered(HOURS, CALENDAR, now=NOW)}
    assert dt.time(9) in times
    assert dt.time(13, 30) in times
    assert dt.time(16, 30) in times
    assert not {dt.time(12), dt.time(12, 30), dt.time(13), dt.time(17)} & times


def test_after_hours_the_next_working_day_comes_first() -> None:
    found = list(offered(HOURS, CALENDAR, now=china(20, 22)))
    assert found[0].start == china(23, 9)
    found = list(offered(HOURS, CALENDAR, now=china(21, 3)))  # Saturday
    assert found[0].start == china(23, 9)


def test_over_a_holiday_the_days_after_it_are_offered() -> None:
    found = list(offered(HOURS, CALENDAR, now=china(30, 18, month=9)))
    assert found[0].start == china(8, 9, month=10)


def test_what_is_left_of_a_span_is_no_slot() -> None:
    hours = Hours(spans=((9 * 60, 9 * 60 + 50),), ahead=1)
    assert [slot.start for slot in offered(hours, CALENDAR, now=china(20, 6))] == [china(20, 9)]


@pytest.mark.parametrize("state", list(CallbackState))
@pytest.mark.parametrize("event", list(CallbackEvent))
def test_what_is_no_row_of_the_table_is_refused(state: CallbackState, event: CallbackEvent) -> None:
    if (state, event) in TRANSITIONS:
        assert step(state, event) is TRANSITIONS[state, event]
    else:
        with pytest.raises(CallbackClosed):
            step(state, event)


def test_every_outcome_means_something_and_the_last_miss_gives_up() -> None:
    assert set(EVENTS) == set(Outcome)
    for outcome in (Outcome.NO_ANSWER, Outcome.BUSY):
        assert event_of(outcome, MOST_ATTEMPTS - 1) is CallbackEvent.MISS
        assert event_of(outcome, MOST_ATTEMPTS) is CallbackEvent.GIVE_UP
    assert event_of(Outcome.REACHED, MOST_ATTEMPTS) is CallbackEvent.REACH


@pytest.mark.parametrize(
    ("start", "said"),
    [
        (china(20, 11), "今天上午11:00到11:30"),
        (china(21, 9, 30), "明天上午9:30到10:00"),
        (china(22, 13, 30), "后天下午1:30到2:00"),
        (china(23, 12), "周一（11月23日）下午12:00到12:30"),
    ],
)
def test_a_time_is_told_as_people_tell_it(start: dt.datetime, said: str) -> None:
    assert window(start, start + dt.timedelta(minutes=30), now=NOW) == said


def test_hours_are_read_from_the_settings() -> None:
    assert read_spans("9:00-12:00, 13:30-17:00") == ((540, 720), (810, 1020))
    base = {"XIAOBAO_KEY": "x" * 43 + "=", "BRAIN_TOKEN": "b", "CASE_API_TOKEN": "c"}
    told = {
        "XIAOBAO_CALLBACK_HOURS": "8:00-24:00",
        "XIAOBAO_CALLBACK_MINUTES": "20",
        "XIAOBAO_CALLBACK_CAPACITY": "7",
    }
    hours = read_settings(base | told).callback_hours
    assert (hours.spans, hours.slot, hours.capacity) == (((480, 1440),), dt.timedelta(minutes=20), 7)


@pytest.mark.parametrize(
    "wrong",
    [
        {"XIAOBAO_CALLBACK_HOURS": "9-12"},
        {"XIAOBAO_CALLBACK_HOURS": "12:00-9:00"},
        {"XIAOBAO_CALLBACK_HOURS": "9:00-12:00,11:00-13:00"},
        {"XIAOBAO_CALLBACK_HOURS": "9:00-24:30"},
        {"XIAOBAO_CALLBACK_MINUTES": "0"},
        {"XIAOBAO_CALLBACK_MINUTES": "600"},
        {"XIAOBAO_CALLBACK_DAYS": "400"},
        {"XIAOBAO_CALLBACK_CAPACITY": "-1"},
    ],
)
def test_hours_that_cannot_be_stop_the_start_by_name(wrong: dict[str, str]) -> None:
    base = {"XIAOBAO_KEY": "x" * 43 + "=", "BRAIN_TOKEN": "b", "CASE_API_TOKEN": "c"}
    with pytest.raises(SettingsError, match="XIAOBAO_CALLBACK"):
        read_settings(base | wrong)
