"""Days people name: 昨天, 上周三, 上月15号, 3月5号, 去年双十一, 半年前, 2024年3月, 2024/3/5, 前几天.

A date is as exact as the text: an ISO day, month or year, or None where only the order of time is known.
`today` is the day in Asia/Shanghai. A day without a year is its last occurrence that is not in the future;
inside a story it follows the year named before it. Patterns live in `date_patterns`.
"""

import calendar
import datetime as dt
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

from actions.intake.extraction import date_patterns as patterns
from actions.intake.extraction.calendar_words import holiday_iso, make_date, months_before
from actions.intake.extraction.folding import fold
from actions.intake.extraction.numerals import DIGITS, evaluate

LIMITATION = 3  # years; 消费者权益争议 older than this is not taken: 市场监督管理投诉举报处理办法 第十六条
FIRST_YEAR = 1990  # a purchase before it is a typing error for a complaint of today


class DateProblem(StrEnum):
    EMPTY = "empty"
    IN_FUTURE = "in_future"
    IMPOSSIBLE = "impossible"  # 2月30日
    NOT_UNDERSTOOD = "not_understood"


@dataclass(frozen=True)
class PartialDate:
    """`iso` is YYYY-MM-DD, YYYY-MM, YYYY or None (前几天); `text` is the original slice [start:end].

    `year_assumed`: the text gave no year and none relative to today, so the year is our conclusion.
    """

    iso: str | None
    text: str
    start: int
    end: int
    approximate: bool
    year_assumed: bool = False


@dataclass(frozen=True)
class _Reading:
    iso: str | None = None
    approximate: bool = False
    year_assumed: bool = False
    problem: DateProblem | None = None


IMPOSSIBLE = _Reading(problem=DateProblem.IMPOSSIBLE)
FUTURE = _Reading(problem=DateProblem.IN_FUTURE)


def _value(text: str) -> int:
    number = evaluate(text.replace("廿", "二十"))
    return int(number) if number is not None else 0


def _year(text: str) -> int:
    """2024, 24 and 二零二四 as a year."""
    if text.isdigit():
        return int(text) + (2000 if len(text) == 2 else 0)
    return int("".join(str(DIGITS[c]) for c in text))


def _dated(year: int, month: int, day: int | None, today: dt.date, *, about: bool = False) -> _Reading:
    if not 1 <= month <= 12 or (day is not None and make_date(year, month, day) is None):
        return IMPOSSIBLE
    if (year, month, day or 1) > (today.year, today.month, today.day):
        return FUTURE
    return _Reading(f"{year:04d}-{month:02d}" + (f"-{day:02d}" if day else ""), about)


def _whole_year(year: int, today: dt.date, *, about: bool) -> _Reading:
    return FUTURE if year > today.year else _Reading(f"{year:04d}", about)


def _absolute(match: re.Match[str], today: dt.date) -> _Reading:
    parts = match.groupdict()
    year, month = _year(parts["y"]), parts.get("m")
    about = bool(parts.get("part"))
    if not month:
        return _whole_year(year, today, about=about)
    return _dated(year, _value(month), _value(parts["d"]) if parts.get("d") else None, today, about=about)


def _relative_year(match: re.Match[str], today: dt.date) -> _Reading:
    year = today.year - patterns.YEARS_BACK[match["ry"]]
    if not match["m"]:
        return _whole_year(year, today, about=bool(match["part"]) or match["ry"] == "今年")
    day = _value(match["d"]) if match["d"] else None
    return _dated(year, _value(match["m"]), day, today, about=bool(match["part"]))


def _relative_month(match: re.Match[str], today: dt.date) -> _Reading:
    month = months_before(today.replace(day=1), patterns.months_back(match["rm"]))
    day = _value(match["d"]) if match["d"] else None
    return _dated(month.year, month.month, day, today, about=bool(match["part"]))


def _month_and_day(match: re.Match[str], today: dt.date) -> _Reading:
    month, day = _value(match["m"]), _value(match["d"]) if match["d"] else None
    # A leap day may lie up to eight years back; every other day at most one.
    for year in range(today.year, today.year - 9, -1):
        reading = _dated(year, month, day, today, about=bool(match["part"]))
        if reading.iso:
            return replace(reading, year_assumed=True)
    return IMPOSSIBLE


def _day_only(match: re.Match[str], today: dt.date) -> _Reading:
    for back in range(4):
        month = months_before(today.replace(day=1), back)
        reading = _dated(month.year, month.month, _value(match["d"]), today)
        if reading.iso:
            return replace(reading, year_assumed=True)
    return IMPOSSIBLE


def _weekday(match: re.Match[str], today: dt.date) -> _Reading:
    word, weeks = match["d"], patterns.weeks_back(match["w"] or "")
    if word == "末":
        return _Reading(None, approximate=True)
    weekday = "一二三四五六".index(word) if word in "一二三四五六" else 6
    if not match["w"]:
        return _Reading((today - dt.timedelta((today.weekday() - weekday) % 7)).isoformat())
    day = today - dt.timedelta(today.weekday() + 7 * weeks - weekday)
    return FUTURE if day > today else _Reading(day.isoformat())


def _named_day(match: re.Match[str], today: dt.date) -> _Reading:
    return _Reading((today - dt.timedelta(patterns.DAYS_BACK[match["day"]])).isoformat())


def _ago(match: re.Match[str], today: dt.date) -> _Reading:
    amount, unit, tail = match["n"], match["u"], match["tail"]
    count = 0.5 if "半" in amount else float(evaluate(amount) or 0)
    if count == 0 or count > 200:
        return _Reading(None, approximate=True)
    half = "半" in unit or "半" in tail
    count += 0.5 if half else 0
    if unit in "天日":
        return _Reading((today - dt.timedelta(int(count))).isoformat(), bool(match["more"]) or count > 7)
    if unit.endswith(("周", "期", "拜")):
        return _Reading((today - dt.timedelta(int(7 * count))).isoformat(), approximate=True)
    months = count * (12 if unit == "年" else 1)
    if months < 1:
        return _Reading((today - dt.timedelta(15)).isoformat()[:7], approximate=True)
    day = months_before(today, int(months))
    whole_years = unit == "年" and count >= 1 and not half
    return _Reading(f"{day.year:04d}" if whole_years else day.isoformat()[:7], approximate=True)


def _holiday(match: re.Match[str], today: dt.date) -> _Reading:
    name, year = match["name"], match["hy"]
    if year:
        number = (
            today.year - patterns.YEARS_BACK[year]
            if year in patterns.YEARS_BACK
            else _year(year.rstrip("年"))
        )
        known = holiday_iso(name, number)
        if number > today.year or (known and known[0] > today.isoformat()):
            return FUTURE
        return _Reading(known[0], known[1]) if known else _Reading(f"{number:04d}", approximate=True)
    for number in (today.year, today.year - 1):
        known = holiday_iso(name, number)
        if known and known[0] <= today.isoformat():
            return _Reading(known[0], known[1], year_assumed=True)
    return _Reading(None, approximate=True)


def _vague(_match: re.Match[str], _today: dt.date) -> _Reading:
    return _Reading(None, approximate=True)


def _ahead(_match: re.Match[str], _today: dt.date) -> _Reading:
    return FUTURE


Resolver = Callable[[re.Match[str], dt.date], _Reading]
# In this order: a longer form stands before the shorter one it contains.
RESOLVERS: tuple[tuple[re.Pattern[str], Resolver], ...] = (
    (patterns.HOLIDAY, _holiday),
    (patterns.YEAR_MONTH_DAY, _absolute),
    (patterns.SEPARATED, _absolute),
    (patterns.YEAR_AND_MONTH, _absolute),
    (patterns.AGO, _ago),
    (patterns.YEAR, _absolute),
    (patterns.RELATIVE_YEAR, _relative_year),
    (patterns.RELATIVE_MONTH, _relative_month),
    (patterns.MONTH_DAY, _month_and_day),
    (patterns.AHEAD, _ahead),
    (patterns.WEEKDAY, _weekday),
    (patterns.DAY_NAME, _named_day),
    (patterns.VAGUE, _vague),
)
IN_STORIES = ((patterns.COMPACT_AFTER_CUE, _absolute),)
IN_ANSWERS = (
    (patterns.COMPACT, _absolute),
    (patterns.BARE_YEAR, _absolute),
    (patterns.BARE_MONTH_DAY, _month_and_day),
    (patterns.DAY, _day_only),
)


def _bounded(reading: _Reading) -> _Reading:
    """However a year was written: 1988年, 1988年春节, 138年前."""
    return IMPOSSIBLE if reading.iso and int(reading.iso[:4]) < FIRST_YEAR else reading


def _readings(
    folded: str, today: dt.date, extra: tuple[tuple[re.Pattern[str], Resolver], ...]
) -> list[tuple[int, int, _Reading, re.Match[str]]]:
    taken = [False] * len(folded)
    result = []
    for pattern, resolve in (*RESOLVERS, *extra):
        for match in pattern.finditer(folded):
            if match.end() == match.start() or any(taken[match.start() : match.end()]):
                continue
            taken[match.start() : match.end()] = [True] * (match.end() - match.start())
            result.append((match.start(), match.end(), _bounded(resolve(match, today)), match))
    return sorted(result, key=lambda item: item[0])


def _partial(text: str, folded: str, start: int, end: int, reading: _Reading) -> PartialDate:
    clock = patterns.TIME_OF_DAY.match(folded[end : end + 6])
    end += clock.end() if clock else 0
    about = reading.approximate or bool(patterns.ABOUT.match(folded[end : end + 3]))
    return PartialDate(reading.iso, text[start:end], start, end, about, reading.year_assumed)


def find_dates(text: str, *, today: dt.date) -> list[PartialDate]:
    """Every day, month or year of a story that may lie in the past, in order; impossible ones left out."""
    folded = fold(text)
    return list(_in_context(text, folded, today))


def _in_context(text: str, folded: str, today: dt.date) -> Iterator[PartialDate]:
    """Gives a date without a year the year that the story named last."""
    context: int | None = None
    for start, end, reading, _match in _readings(folded, today, IN_STORIES):
        if reading.problem:
            continue
        if reading.year_assumed and reading.iso and context is not None:
            moved = f"{context:04d}{reading.iso[4:]}"
            if moved <= today.isoformat() and _exists(moved):
                reading = replace(reading, iso=moved)
        elif reading.iso and not reading.year_assumed:
            context = int(reading.iso[:4])
        yield _partial(text, folded, start, end, reading)


def _exists(iso: str) -> bool:
    parts = [int(part) for part in iso.split("-")]
    return len(parts) < 3 or make_date(parts[0], parts[1], parts[2]) is not None


def parse_date(text: str, *, today: dt.date) -> PartialDate | DateProblem:
    """The answer to "when did you buy it". Never raises; the first date that can be used counts."""
    folded = fold(text)
    if not folded.strip():
        return DateProblem.EMPTY
    readings = _readings(folded, today, IN_ANSWERS)
    usable = [item for item in readings if not item[2].problem]
    exact = [item for item in usable if item[2].iso] or usable
    if exact:
        start, end, reading, _match = exact[0]
        return _partial(text, folded, start, end, reading)
    problems = [reading.problem for _s, _e, reading, _m in readings if reading.problem]
    return problems[0] if problems else DateProblem.NOT_UNDERSTOOD


def latest_day(iso: str) -> dt.date:
    """The last day that YYYY, YYYY-MM or YYYY-MM-DD may mean."""
    year, month, day = ([int(part) for part in iso.split("-")] + [0, 0])[:3]
    month = month or 12
    return dt.date(year, month, day or calendar.monthrange(year, month)[1])


def older_than_three_years(iso: str, today: dt.date) -> bool:
    """True only if even the latest day `iso` may mean lies more than three years back.

    Source of the three years: 市场监督管理投诉举报处理办法 第十六条第四项 (counted from the day the person
    knew of the harm, so the answer is a reason for a warning and never for a refusal)."""
    return latest_day(iso) < months_before(today, 12 * LIMITATION)


def format_date(iso: str) -> str:
    """2024-03-05 -> 2024年3月5日; read back by `parse_date`."""
    return "".join(f"{int(part)}{unit}" for part, unit in zip(iso.split("-"), "年月日", strict=False))
