"""What the moves of the state table do to one clock. START makes a new row and stands in the service."""

import datetime as dt
from collections.abc import Callable

from desk.calendar import LegalDate, WorkingCalendar
from desk.clocks import rules
from desk.clocks.kinds import ClockMove, ClockState, Counting
from desk.clocks.model import CaseClock


def counted(clock: CaseClock, calendar: WorkingCalendar, *, is_report: bool) -> LegalDate:
    """Its last day by this calendar, from where it started; the agency's own day is not ours to count."""
    period = rules.period_of(clock.kind, is_report=is_report)
    if period.counting is Counting.SET_BY_AGENCY:
        return LegalDate(clock.due_on, clock.provisional)
    return rules.last_day(
        calendar, period, clock.started_on, extended=clock.extended, pauses=clock.stood_still
    )


def recount(clock: CaseClock, calendar: WorkingCalendar, *, is_report: bool, today: dt.date) -> None:
    """Count again: after a pause, an extension, or with another calendar."""
    due = counted(clock, calendar, is_report=is_report)
    if due.day != clock.due_on and due.day >= today:
        clock.overdue_noted_at = None  # should it be missed again, that is news again
    clock.due_on, clock.provisional = due.day, due.provisional


def stop(clock: CaseClock, calendar: WorkingCalendar, *, is_report: bool, today: dt.date) -> None:
    clock.state, clock.stopped_on, clock.paused_on = ClockState.STOPPED, today, None


def _pause(clock: CaseClock, calendar: WorkingCalendar, *, is_report: bool, today: dt.date) -> None:
    if clock.state is ClockState.RUNNING:
        clock.state, clock.paused_on = ClockState.PAUSED, today


def _resume(clock: CaseClock, calendar: WorkingCalendar, *, is_report: bool, today: dt.date) -> None:
    if clock.state is ClockState.PAUSED and clock.paused_on is not None:
        clock.pauses = [*clock.pauses, [clock.paused_on.isoformat(), today.isoformat()]]
        clock.state, clock.paused_on = ClockState.RUNNING, None
        recount(clock, calendar, is_report=is_report, today=today)


def _extend(clock: CaseClock, calendar: WorkingCalendar, *, is_report: bool, today: dt.date) -> None:
    """Raises ClockCannotMove, PeriodOver."""
    period = rules.period_of(clock.kind, is_report=is_report)
    rules.check_extension(period, extended=clock.extended, due_on=clock.due_on, today=today)
    clock.extended = True
    recount(clock, calendar, is_report=is_report, today=today)


MOVES: dict[ClockMove, Callable[..., None]] = {
    ClockMove.STOP: stop,
    ClockMove.PAUSE: _pause,
    ClockMove.RESUME: _resume,
    ClockMove.EXTEND: _extend,
}
