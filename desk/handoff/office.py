"""When staff are there: hours of working days. Pure; the settings read them."""

import datetime as dt
from dataclasses import dataclass

from desk.calendar import WorkingCalendar
from desk.callbacks.hours import DAY_MINUTES, Span
from desk.clock import LEGAL_ZONE, legal_day, midnight

LOOK_AHEAD = 31  # days in which the next opening is looked for: longer than any holiday
ALWAYS = "always"


@dataclass(frozen=True)
class Office:
    """spans: minutes of a working day in China, in order and apart; every_day: holidays and weekends too."""

    spans: tuple[Span, ...] = ((9 * 60, 12 * 60), (13 * 60 + 30, 17 * 60))
    every_day: bool = False


USUAL = Office()
NEVER_CLOSED = Office(((0, DAY_MINUTES),), every_day=True)


def is_open(office: Office, calendar: WorkingCalendar, *, now: dt.datetime) -> bool:
    """Whether somebody can be had now: 12:00 on the dot is noon break, 9:00 on the dot is not."""
    day = legal_day(now)
    if not (office.every_day or calendar.is_working(day)):
        return False
    minute = (now - midnight(day)) // dt.timedelta(minutes=1)
    return any(first <= minute < last for first, last in office.spans)


def next_opening(office: Office, calendar: WorkingCalendar, *, now: dt.datetime) -> dt.datetime | None:
    """When the office opens next, an instant; None when it is not within a month.

    Friday 2026-11-20 at 17:30 in China, hours from 9:00: Monday the 23rd at 9:00.
    """
    today = legal_day(now)
    for number in range(LOOK_AHEAD):
        day = today + dt.timedelta(days=number)
        if not (office.every_day or calendar.is_working(day)):
            continue
        for first, _last in office.spans:
            start = midnight(day) + dt.timedelta(minutes=first)
            if start > now:
                return start.astimezone(dt.UTC)
    return None


def open_time_between(
    office: Office, calendar: WorkingCalendar, start: dt.datetime, end: dt.datetime
) -> dt.timedelta:
    """How much of the time between two instants the office was open: what somebody waited for people."""
    total, day = dt.timedelta(), legal_day(start)
    while day <= legal_day(end):
        if office.every_day or calendar.is_working(day):
            for first, last in office.spans:
                opens, shuts = (midnight(day) + dt.timedelta(minutes=minute) for minute in (first, last))
                total += max(min(shuts, end) - max(opens, start), dt.timedelta())
        day += dt.timedelta(days=1)
    return total


def clock_of(instant: dt.datetime) -> str:
    """「9:00」 in China."""
    local = instant.astimezone(LEGAL_ZONE)
    return f"{local.hour}:{local.minute:02}"
