"""What the moves do to a clock; pure, with the day passed in."""

import datetime as dt
from collections.abc import Callable

from desk.calendar import LegalDate, WorkingCalendar
from desk.clock import legal_day
from desk.clocks.errors import ClockCannotMove, DueDayPast
from desk.clocks.kinds import PERIODS, REPORT_PERIODS, ClockKind, ClockMove, Counting, Period
from desk.clocks.model import CaseClock, ClockState


def period_of(kind: ClockKind, *, is_report: bool) -> Period:
    """The period of a clock; a report has some of its own."""
    return REPORT_PERIODS.get(kind, PERIODS[kind]) if is_report else PERIODS[kind]


def last_day(calendar: WorkingCalendar, period: Period, start: dt.date, *, days: int) -> LegalDate:
    """The last day of `days` counted as the period is."""
    if period.counting is Counting.WORKING_DAYS:
        return calendar.working_days_after(start, days)
    return calendar.days_after(start, days)


def start(
    clock: CaseClock,
    calendar: WorkingCalendar,
    *,
    is_report: bool,
    now: dt.datetime,
    due_on: dt.date | None = None,
) -> None:
    """Set a fresh clock going on the legal day of `now`. Raises DueDayPast."""
    today, period = legal_day(now), period_of(clock.kind, is_report=is_report)
    if period.counting is Counting.SET_BY_AGENCY:
        if due_on is None or due_on < today:
            raise DueDayPast.at_due_on()
        due = LegalDate(due_on, provisional=False)
    else:
        due = last_day(calendar, period, today, days=period.days)
    clock.state, clock.started_on, clock.paused_days, clock.extended = ClockState.RUNNING, today, 0, False
    clock.due_on, clock.provisional = due.day, due.provisional


def counted_days(clock: CaseClock, period: Period) -> int:
    """The days of its period, with those it was extended by and those it stood still."""
    return period.days + (period.extension if clock.extended else 0) + clock.paused_days


def recount(clock: CaseClock, calendar: WorkingCalendar, *, is_report: bool) -> None:
    """Its last day, from where it started: after a pause, an extension or a change of the calendar."""
    period = period_of(clock.kind, is_report=is_report)
    if period.counting is Counting.SET_BY_AGENCY:
        return
    due = last_day(calendar, period, clock.started_on, days=counted_days(clock, period))
    clock.due_on, clock.provisional = due.day, due.provisional


def stop(clock: CaseClock, *, today: dt.date) -> None:
    clock.state, clock.stopped_on, clock.paused_on = ClockState.STOPPED, today, None


def _stop(clock: CaseClock, calendar: WorkingCalendar, *, is_report: bool, today: dt.date) -> None:
    stop(clock, today=today)


def _pause(clock: CaseClock, calendar: WorkingCalendar, *, is_report: bool, today: dt.date) -> None:
    if clock.state is ClockState.RUNNING:
        clock.state, clock.paused_on = ClockState.PAUSED, today


def _resume(clock: CaseClock, calendar: WorkingCalendar, *, is_report: bool, today: dt.date) -> None:
    if clock.state is ClockState.PAUSED and clock.paused_on is not None:
        clock.paused_days += (today - clock.paused_on).days
        clock.state, clock.paused_on = ClockState.RUNNING, None
        recount(clock, calendar, is_report=is_report)


def _extend(clock: CaseClock, calendar: WorkingCalendar, *, is_report: bool, today: dt.date) -> None:
    if clock.extended or not period_of(clock.kind, is_report=is_report).extension:
        raise ClockCannotMove
    clock.extended = True
    recount(clock, calendar, is_report=is_report)


# START makes a new row and stands in the service.
MOVES: dict[ClockMove, Callable[..., None]] = {
    ClockMove.STOP: _stop,
    ClockMove.PAUSE: _pause,
    ClockMove.RESUME: _resume,
    ClockMove.EXTEND: _extend,
}
