"""Which cases stand under which heading of the work list; pure, with the day passed in."""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

ONE_DAY = dt.timedelta(days=1)
WEEK = dt.timedelta(days=6)  # today and the six days after it


class Bucket(StrEnum):
    """Headings of the list. Every case stands under exactly one on a day, an open one under any but CLOSED."""

    OVERDUE = "overdue"  # the last day lies behind us
    TODAY = "today"
    WEEK = "week"  # within the six days after today
    LATER = "later"
    NONE = "none"  # open, and no period runs: stopped, standing still, or the law sets none
    CLOSED = "closed"  # ended, and nothing is left to be told by a day


@dataclass(frozen=True)
class Days:
    """First and last due day of a heading; None: open on that side."""

    first: dt.date | None = None
    last: dt.date | None = None


def days_of(bucket: Bucket, today: dt.date) -> Days | None:
    """The due days under a heading; None for one that has no days.

    On Friday 2026-11-20 the week is 21 to 26 November, later from the 27th.
    """
    return {
        Bucket.OVERDUE: Days(last=today - ONE_DAY),
        Bucket.TODAY: Days(today, today),
        Bucket.WEEK: Days(today + ONE_DAY, today + WEEK),
        Bucket.LATER: Days(first=today + WEEK + ONE_DAY),
    }.get(bucket)


def bucket_of(next_due_on: dt.date | None, *, is_closed: bool, today: dt.date) -> Bucket:
    """The heading of one case."""
    if next_due_on is None:
        return Bucket.CLOSED if is_closed else Bucket.NONE
    if next_due_on < today:
        return Bucket.OVERDUE
    if next_due_on == today:
        return Bucket.TODAY
    return Bucket.WEEK if next_due_on <= today + WEEK else Bucket.LATER
