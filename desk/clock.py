"""The one place that reads the wall clock; everything below is handed a time."""

import datetime as dt
from collections.abc import Callable
from zoneinfo import ZoneInfo

Clock = Callable[[], dt.datetime]

LEGAL_ZONE = ZoneInfo("Asia/Shanghai")  # legal days of the People's Republic are counted here


def utc_now() -> dt.datetime:
    """The present instant, aware, in UTC."""
    return dt.datetime.now(dt.UTC)


def legal_day(instant: dt.datetime) -> dt.date:
    """The calendar day in China at that instant: 2026-01-01T17:00Z is already 2026-01-02."""
    return instant.astimezone(LEGAL_ZONE).date()


def midnight(day: dt.date) -> dt.datetime:
    """The instant at which that day begins in China."""
    return dt.datetime.combine(day, dt.time(), LEGAL_ZONE)
