"""How the periods are counted and when they are due; pure, with the day passed in."""

import datetime as dt
from collections.abc import Iterable
from enum import StrEnum

from desk.calendar import LegalDate, Pause, WorkingCalendar
from desk.clocks.errors import ClockCannotMove, DueDayPast, DueDayTooFar, PeriodOver
from desk.clocks.kinds import PERIODS, REPORT_PERIODS, ClockKind, Counting, Period

FARTHEST = dt.timedelta(days=366)  # what an agency may set; a later day is a slip of the pen
WEEK = dt.timedelta(days=6)  # today and the six days after it


def period_of(kind: ClockKind, *, is_report: bool) -> Period:
    """The period of a clock; a report has some of its own."""
    return REPORT_PERIODS.get(kind, PERIODS[kind]) if is_report else PERIODS[kind]


def last_day(
    calendar: WorkingCalendar,
    period: Period,
    start: dt.date,
    *,
    extended: bool = False,
    pauses: Iterable[Pause] = (),
) -> LegalDate:
    """The last day of a counted period that began on `start`, which is not counted.

    Examination time is left out (市场监督管理投诉举报处理办法 第二十二条). An extension is counted from the same
    start: 15 working days extended by 15 are 30.
    """
    days = period.days + (period.extension if extended else 0)
    if period.counting is Counting.WORKING_DAYS:
        return calendar.working_days_after(start, days, pauses=pauses)
    return calendar.days_after(start, days, pauses=pauses)


def set_by_agency(due_on: dt.date | None, *, today: dt.date) -> LegalDate:
    """The last day that the agency named. Raises DueDayPast, DueDayTooFar."""
    if due_on is None or due_on < today:
        raise DueDayPast.at_due_on()
    if due_on - today > FARTHEST:
        raise DueDayTooFar.at_due_on()
    return LegalDate(due_on, provisional=False)


def check_extension(period: Period, *, extended: bool, due_on: dt.date, today: dt.date) -> None:
    """Raises ClockCannotMove when it was extended or cannot be, PeriodOver after its last day."""
    if extended or not period.extension:
        raise ClockCannotMove
    if today > due_on:
        raise PeriodOver


class Window(StrEnum):
    """Which running clocks a list shows."""

    OVERDUE = "overdue"  # the last day lies behind us
    TODAY = "today"
    WEEK = "week"  # due today or within the six days after
    RUNNING = "running"  # all

    def bounds(self, today: dt.date) -> tuple[dt.date | None, dt.date | None]:
        """First and last due day that belong in it; None: open."""
        return {
            Window.OVERDUE: (None, today - dt.timedelta(days=1)),
            Window.TODAY: (today, today),
            Window.WEEK: (today, today + WEEK),
            Window.RUNNING: (None, None),
        }[self]
