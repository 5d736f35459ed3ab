"""Counting working days and periods (市场监督管理投诉举报处理办法, 2026, 第四十五条).

The day on which a period begins is not counted; a last day on a statutory holiday rolls on to the first day
after it. Which days are worked comes from, in this order:
1. the operator's calendar.json, for what the State Council announced after this release or a local rule;
2. chinesecalendar: the announced arrangements with moved working weekends, 2004 to the last announced year;
3. holidays: the statutory holidays as the law computes them. The yearly arrangement may still move days, so
   every date that needed this source is marked provisional.
"""

import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import chinese_calendar
import holidays

DAY = dt.timedelta(days=1)
SATURDAY = 5  # date.weekday()


class CalendarFileError(ValueError):
    """calendar.json cannot be used; the message says which entry and why."""


@dataclass(frozen=True)
class LegalDate:
    """A day in China; provisional while the holidays it was counted with are not announced yet."""

    day: dt.date
    provisional: bool


@dataclass(frozen=True)
class _Day:
    working: bool
    holiday: bool  # a statutory holiday with its moved days off; an ordinary weekend is none
    provisional: bool = False


class WorkingCalendar:
    """Which days are worked in China."""

    def __init__(self, overrides: Mapping[dt.date, bool] | None = None) -> None:
        """overrides: day to whether it is worked."""
        self._overrides = dict(overrides or {})
        self._computed = holidays.country_holidays("CN")

    def _day(self, day: dt.date) -> _Day:
        if day in self._overrides:
            working = self._overrides[day]
            return _Day(working, holiday=not working)
        try:
            working = chinese_calendar.is_workday(day)
            _, name = chinese_calendar.get_holiday_detail(day)
        except NotImplementedError:  # a year whose arrangement chinesecalendar does not know
            holiday = day in self._computed
            return _Day(day.weekday() < SATURDAY and not holiday, holiday, provisional=True)
        return _Day(working, holiday=not working and name is not None)

    def is_working(self, day: dt.date) -> bool:
        """2026-10-10 is a Saturday that is worked, 2026-10-05 a Monday that is not."""
        return self._day(day).working

    def working_days_after(self, start: dt.date, count: int) -> LegalDate:
        """The `count`-th working day after `start`, which is itself not counted.

        7 after Wednesday 2026-09-30: National Day is off to the 7th, 8 and 9 October are worked, so are
        Saturday the 10th and 12 to 15 October: the 15th.
        Raises ValueError if count < 1.
        """
        if count < 1:
            raise ValueError("a period has at least one day")
        day, provisional = start, False
        while count:
            day += DAY
            known = self._day(day)
            provisional = provisional or known.provisional
            count -= known.working
        return LegalDate(day, provisional)

    def days_after(self, start: dt.date, count: int) -> LegalDate:
        """The last day of a period of `count` calendar days; a last day on a statutory holiday rolls on.

        60 after 2026-08-03 would be 2026-10-02, inside National Day: 2026-10-08. An ordinary weekend does not
        roll, since the rule names statutory holidays only. Raises ValueError if count < 1.
        """
        if count < 1:
            raise ValueError("a period has at least one day")
        day = start + count * DAY
        known = self._day(day)
        provisional = known.provisional
        while known.holiday:
            day += DAY
            known = self._day(day)
            provisional = provisional or known.provisional
        return LegalDate(day, provisional)


def read_overrides(path: Path) -> dict[dt.date, bool]:
    """The operator's calendar file: `[{"date": "2027-01-02", "working": true}, …]`; none is no overrides.

    Raises CalendarFileError for anything else in it, so that a slip stops the start and not a deadline.
    """
    if not path.exists():
        return {}
    try:
        entries = json.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        raise CalendarFileError(f"{path.name} is not JSON: {error}") from error
    if not isinstance(entries, list):
        raise CalendarFileError(f"{path.name} must hold a list")
    overrides: dict[dt.date, bool] = {}
    for number, entry in enumerate(entries):
        try:
            day, working = dt.date.fromisoformat(entry["date"]), entry["working"]
        except (TypeError, KeyError, ValueError) as error:
            raise CalendarFileError(
                f"{path.name}, entry {number}: needs date (YYYY-MM-DD) and working"
            ) from error
        if not isinstance(working, bool) or day in overrides:
            raise CalendarFileError(
                f"{path.name}, entry {number}: working must be true or false, each day once"
            )
        overrides[day] = working
    return overrides
