"""Counting working days and periods (市场监督管理投诉举报处理办法, 2026, 第四十五条).

The day on which a period begins is not counted; a last day on a statutory holiday rolls on to the first day
after it. Days of a pause are not counted and no period ends in one. Which days are worked comes from, in this order:
1. the operator's calendar.json, for what the State Council announced after this release or a local rule;
2. chinesecalendar: the announced arrangements with moved working weekends, 2004 to the last announced year;
3. holidays: the statutory holidays as the law computes them. The yearly arrangement may still move days, so
   every date that needed this source is marked provisional.
"""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import chinese_calendar
import holidays

DAY = dt.timedelta(days=1)
SATURDAY = 5  # date.weekday()


@dataclass(frozen=True)
class LegalDate:
    """A day in China; provisional while the holidays it was counted with are not announced yet."""

    day: dt.date
    provisional: bool


@dataclass(frozen=True)
class Pause:
    """A time that does not count: the days after `since`, up to and with `until`.

    The first day is counted, as 第四十五条 leaves out the day on which a period, here the pause, begins.
    """

    since: dt.date
    until: dt.date

    @property
    def days(self) -> int:
        """Calendar days that are left out."""
        return (self.until - self.since).days

    def covers(self, day: dt.date) -> bool:
        return self.since < day <= self.until


@dataclass(frozen=True)
class _Day:
    working: bool
    holiday: bool  # a statutory holiday with its moved days off; an ordinary weekend is none
    provisional: bool = False


class WorkingCalendar:
    """Which days are worked in China."""

    def __init__(
        self, overrides: Mapping[dt.date, bool] | None = None, *, announced: Iterable[int] = ()
    ) -> None:
        """overrides: day to whether it is worked; announced: years whose whole arrangement is in there, so that
        every other day of theirs is an ordinary one, and certain."""
        self._overrides, self._announced = dict(overrides or {}), frozenset(announced)
        self._computed = holidays.country_holidays("CN")
        self._known: dict[dt.date, _Day] = {}  # a recount asks for the same few hundred days again and again

    def _day(self, day: dt.date) -> _Day:
        if day not in self._known:
            self._known[day] = self._find(day)
        return self._known[day]

    def _find(self, day: dt.date) -> _Day:
        if day in self._overrides:
            working = self._overrides[day]
            return _Day(working, holiday=not working)
        ordinary = day.weekday() < SATURDAY
        if day.year in self._announced:
            return _Day(ordinary, holiday=False)
        try:
            working = chinese_calendar.is_workday(day)
            _, name = chinese_calendar.get_holiday_detail(day)
        except NotImplementedError:  # a year whose arrangement chinesecalendar does not know
            holiday = day in self._computed
            return _Day(ordinary and not holiday, holiday, provisional=True)
        return _Day(working, holiday=not working and name is not None)

    def known_days(self, today: dt.date, *, most: int = 400) -> int:
        """Days from `today` on whose holidays are announced, until the first that is only computed; at most `most`."""
        ahead = (offset for offset in range(most) if self._day(today + offset * DAY).provisional)
        return next(ahead, most)

    def is_working(self, day: dt.date) -> bool:
        """2026-10-10 is a Saturday that is worked, 2026-10-05 a Monday that is not."""
        return self._day(day).working

    def working_days_after(self, start: dt.date, count: int, *, pauses: Iterable[Pause] = ()) -> LegalDate:
        """The `count`-th working day after `start`, which is itself not counted.

        7 after Wednesday 2026-09-30: National Day is off to the 7th, 8 and 9 October are worked, so are
        Saturday the 10th and 12 to 15 October: the 15th.
        Raises ValueError if count < 1.
        """
        left_out = tuple(pauses)
        day, provisional = _first(start, count), False
        while True:
            if not _paused(day, left_out):
                known = self._day(day)
                provisional = provisional or known.provisional
                count -= known.working
            if count == 0:
                return LegalDate(day, provisional)
            day += DAY

    def days_after(self, start: dt.date, count: int, *, pauses: Iterable[Pause] = ()) -> LegalDate:
        """The last day of a period of `count` calendar days; a last day on a statutory holiday rolls on.

        60 after 2026-08-03 would be 2026-10-02, inside National Day: 2026-10-08. An ordinary weekend does not
        roll, since the rule names statutory holidays only. Raises ValueError if count < 1.
        """
        left_out = tuple(pauses)
        day = _first(start, count)
        while count := count - (not _paused(day, left_out)):
            day += DAY
        known = self._day(day)
        provisional = known.provisional
        while known.holiday or _paused(day, left_out):
            day += DAY
            known = self._day(day)
            provisional = provisional or known.provisional
        return LegalDate(day, provisional)


def _first(start: dt.date, count: int) -> dt.date:
    """The first day that may count. Raises ValueError if there is none."""
    if count < 1:
        raise ValueError("a period has at least one day")
    return start + DAY


def _paused(day: dt.date, pauses: tuple[Pause, ...]) -> bool:
    return any(pause.covers(day) for pause in pauses)
