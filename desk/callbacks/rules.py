"""Which times are offered, and what becomes of a call-back: tables. Pure; the time is passed in."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from desk.calendar import WorkingCalendar
from desk.callbacks.errors import CallbackClosed
from desk.callbacks.hours import Hours
from desk.clock import legal_day, midnight

MOST_ATTEMPTS = 3  # calls that nobody answered, then it is given up
LOOK_AHEAD = 31  # days in which working days are looked for: longer than any holiday
KEPT = dt.timedelta(days=90)  # since its end; then number and caller are forgotten


class CallbackState(StrEnum):
    BOOKED = "booked"
    REACHED = "reached"
    UNREACHED = "unreached"  # tried as often as we try
    WRONG_NUMBER = "wrong_number"
    DECLINED = "declined"  # reached, and wanted nothing any more
    CANCELLED = "cancelled"  # by the person, or because their data was erased


class Outcome(StrEnum):
    """What came of one call."""

    REACHED = "reached"
    NO_ANSWER = "no_answer"
    BUSY = "busy"
    WRONG_NUMBER = "wrong_number"
    DECLINED = "declined"


class CallbackEvent(StrEnum):
    REACH = "reach"
    MISS = "miss"  # nobody answered, and it is tried again
    GIVE_UP = "give_up"  # nobody answered, for the last time
    WRONG_NUMBER = "wrong_number"
    DECLINE = "decline"
    CANCEL = "cancel"


S, E = CallbackState, CallbackEvent
TRANSITIONS: dict[tuple[CallbackState, CallbackEvent], CallbackState] = {
    (S.BOOKED, E.REACH): S.REACHED,
    (S.BOOKED, E.MISS): S.BOOKED,
    (S.BOOKED, E.GIVE_UP): S.UNREACHED,
    (S.BOOKED, E.WRONG_NUMBER): S.WRONG_NUMBER,
    (S.BOOKED, E.DECLINE): S.DECLINED,
    (S.BOOKED, E.CANCEL): S.CANCELLED,
    (S.UNREACHED, E.REACH): S.REACHED,  # tried once more, or the person called
    (S.CANCELLED, E.CANCEL): S.CANCELLED,
}
EVENTS: dict[Outcome, CallbackEvent] = {
    Outcome.REACHED: E.REACH,
    Outcome.NO_ANSWER: E.MISS,
    Outcome.BUSY: E.MISS,
    Outcome.WRONG_NUMBER: E.WRONG_NUMBER,
    Outcome.DECLINED: E.DECLINE,
}
OPEN = frozenset({S.BOOKED})


def event_of(outcome: Outcome, number: int) -> CallbackEvent:
    """What the outcome of the `number`-th call means, from 1."""
    event = EVENTS[outcome]
    return E.GIVE_UP if event is E.MISS and number >= MOST_ATTEMPTS else event


def step(state: CallbackState, event: CallbackEvent) -> CallbackState:
    """Raises CallbackClosed."""
    found = TRANSITIONS.get((state, event))
    if found is None:
        raise CallbackClosed(extra={"state": state, "event": event})
    return found


@dataclass(frozen=True)
class Slot:
    """A time at which people are called; instants."""

    start: dt.datetime
    end: dt.datetime


def slots_of(day: dt.date, hours: Hours) -> Iterator[Slot]:
    """The slots of a working day; what is left at the end of a span is too short for one."""
    for first, last in hours.spans:
        start = midnight(day) + dt.timedelta(minutes=first)
        while start + hours.slot <= midnight(day) + dt.timedelta(minutes=last):
            yield Slot(start.astimezone(dt.UTC), (start + hours.slot).astimezone(dt.UTC))
            start += hours.slot


def offered(hours: Hours, calendar: WorkingCalendar, *, now: dt.datetime) -> Iterator[Slot]:
    """The slots that can be taken now, soonest first, full or not.

    Friday 2026-11-20 at 10:30 in China, half hours from 9:00: the first is at 11:00; with three working days ahead the
    last is that of Tuesday the 24th.
    """
    today, days = legal_day(now), 0
    for number in range(LOOK_AHEAD):
        day = today + dt.timedelta(days=number)
        if not calendar.is_working(day):
            continue
        days += 1
        if days > hours.ahead:
            return
        yield from (slot for slot in slots_of(day, hours) if slot.start - now >= hours.notice)
