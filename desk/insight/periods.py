"""The periods that the page offers, and how a period is cut into pieces for a chart. Pure; days are legal days in China."""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

LONGEST = 731  # days: two years, for a comparison with the same season
MANY = 92  # days: longer periods are drawn by week
SHORT = 14  # days that a chart shows at least: one point is no line


class Span(StrEnum):
    """What can be chosen."""

    TODAY = "today"
    WEEK = "7d"
    MONTH = "30d"
    QUARTER = "90d"
    OWN = "own"


DAYS = {Span.TODAY: 1, Span.WEEK: 7, Span.MONTH: 30, Span.QUARTER: 90}
USUAL = Span.MONTH


@dataclass(frozen=True)
class Period:
    """First and last day, both whole."""

    since: dt.date
    until: dt.date

    @property
    def days(self) -> int:
        return (self.until - self.since).days + 1

    def before(self) -> "Period":
        """The period of the same length that ends the day before: of 8 to 14 November, 1 to 7 November."""
        return Period(self.since - dt.timedelta(days=self.days), self.since - dt.timedelta(days=1))

    def shown(self) -> "Period":
        """What a chart shows: the period, or the SHORT days until its end when it is shorter than a week."""
        if self.days >= DAYS[Span.WEEK]:
            return self
        return Period(self.until - dt.timedelta(days=SHORT - 1), self.until)

    def holds(self, day: dt.date) -> bool:
        return self.since <= day <= self.until


def period_of(span: Span, since: dt.date | None, until: dt.date | None, *, today: dt.date) -> Period:
    """The chosen period. An own range is put into order, ends today at the latest, and is at most LONGEST days long;
    with one day missing it is that day alone."""
    if span is not Span.OWN or (since is None and until is None):
        days = DAYS.get(span, DAYS[USUAL])
        return Period(today - dt.timedelta(days=days - 1), today)
    first, last = since or until or today, until or since or today
    first, last = min(first, last), max(first, last)
    last = min(last, today)
    first = max(min(first, last), last - dt.timedelta(days=LONGEST - 1))
    return Period(first, last)


def steps(period: Period) -> list[dt.date]:
    """The first days of the pieces that a chart is drawn of: days, or weeks from Monday on."""
    if period.days <= MANY:
        return [period.since + dt.timedelta(days=number) for number in range(period.days)]
    first = step_of(period.since, weekly=True)
    return [first + dt.timedelta(days=7 * number) for number in range((period.until - first).days // 7 + 1)]


def step_of(day: dt.date, *, weekly: bool) -> dt.date:
    """The first day of the piece that a day lies in."""
    return day - dt.timedelta(days=day.weekday()) if weekly else day


def is_weekly(period: Period) -> bool:
    return period.days > MANY
