"""The operator's calendar.json: what was announced after this release, or what holds only here.

A list; each entry is one of
- `{"date": "2027-01-02", "working": false}`: one day,
- `{"from": "2027-02-05", "to": "2027-02-11", "working": false}`: all days of a holiday,
- `{"announced": 2027}`: the arrangement of that year is complete in this file. Its other days are ordinary ones,
  and dates counted with them are no longer marked provisional.
"""

import datetime as dt
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from desk.calendar.working_days import DAY, WorkingCalendar

LONGEST = 31  # days of one entry: a longer holiday is a slip of the pen


class CalendarFileError(ValueError):
    """calendar.json cannot be used; the message says which entry and why."""


@dataclass(frozen=True)
class Overrides:
    """days: whether each is worked; announced: years that are complete in there."""

    days: Mapping[dt.date, bool] = field(default_factory=dict)
    announced: frozenset[int] = frozenset()


def read_calendar(path: Path) -> WorkingCalendar:
    """The calendar with the operator's file, which may be absent. Raises CalendarFileError."""
    told = read_overrides(path)
    return WorkingCalendar(told.days, announced=told.announced)


def read_overrides(path: Path) -> Overrides:
    """What the file says; nothing if there is none.

    Raises CalendarFileError for anything else in it, so that a slip stops the start and not a deadline.
    """
    if not path.exists():
        return Overrides()
    days: dict[dt.date, bool] = {}
    announced: set[int] = set()
    for number, entry in enumerate(_entries(path)):
        try:
            if "announced" in entry:
                announced.add(_year(entry))
                continue
            _add(days, entry)
        except (TypeError, KeyError, ValueError) as error:
            raise CalendarFileError(f"{path.name}, entry {number}: {_reason(error)}") from error
    for year in announced:
        if not any(day.year == year and not working for day, working in days.items()):
            raise CalendarFileError(f"{path.name}: {year} is said to be announced, but no day off is listed")
    return Overrides(days, frozenset(announced))


def _entries(path: Path) -> list[Any]:
    try:
        entries = json.loads(path.read_text(encoding="utf-8"))
    except (ValueError, RecursionError) as error:
        raise CalendarFileError(f"{path.name} is not JSON: {error}") from error
    if not isinstance(entries, list):
        raise CalendarFileError(f"{path.name} must hold a list")
    return entries


def _year(entry: dict[str, Any]) -> int:
    year = entry["announced"]
    if set(entry) != {"announced"} or type(year) is not int or not 2004 <= year < 2100:
        raise ValueError("announced must be a year, and alone")
    return year


def _add(days: dict[dt.date, bool], entry: dict[str, Any]) -> None:
    working = entry["working"]
    if working is not True and working is not False:
        raise ValueError("working must be true or false")
    for day in _span(entry):
        if day in days:
            raise ValueError(f"{day} is there twice")
        days[day] = working


def _span(entry: dict[str, Any]) -> Iterator[dt.date]:
    if set(entry) == {"date", "working"}:
        first = last = dt.date.fromisoformat(entry["date"])
    elif set(entry) == {"from", "to", "working"}:
        first, last = dt.date.fromisoformat(entry["from"]), dt.date.fromisoformat(entry["to"])
    else:
        raise ValueError("unknown members")
    if not 0 <= (last - first).days < LONGEST:
        raise ValueError(f"from {first} to {last} are not 1 to {LONGEST} days")
    return (first + number * DAY for number in range((last - first).days + 1))


def _reason(error: Exception) -> str:
    known = str(error) if type(error) is ValueError else type(error).__name__
    return f"{known}; needs date (YYYY-MM-DD) or from and to, and working"
