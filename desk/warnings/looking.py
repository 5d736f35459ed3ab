"""Looking for unusual rises in the table of facts, and keeping what was found. See docs/early-warning.md."""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from desk.cases.model import Case
from desk.figures.model import CaseFacts
from desk.ids import new_id
from desk.warnings.model import SeriesKind, Warning, WarningState
from desk.warnings.rules import (
    BASELINE,
    GUARD,
    MIN_COUNT,
    REACH,
    WINDOW,
    YEAR,
    Judgement,
    judge,
    season,
    threshold,
)

MAX_CASES = 200  # ids listed with a warning, the newest
IN_AT_ONCE = 500  # keys in one query
SEPARATOR = "|"  # of a business and a category; no key holds it, see disputes.respondent_key

F = CaseFacts
SERIES: dict[SeriesKind, tuple[ColumnElement[Any], ...]] = {
    SeriesKind.BUSINESS: (F.respondent_key.expression,),
    SeriesKind.CATEGORY: (F.category.expression,),
    SeriesKind.PREFECTURE: (func.substr(F.region_code, 1, 4),),
    SeriesKind.BUSINESS_CATEGORY: (F.respondent_key.expression, F.category.expression),
}
INDEXED: dict[SeriesKind, Any] = {
    SeriesKind.BUSINESS: F.respondent_key,
    SeriesKind.CATEGORY: F.category,
    SeriesKind.PREFECTURE: func.substr(F.region_code, 1, 4),
    SeriesKind.BUSINESS_CATEGORY: F.respondent_key,
}

Key = tuple[str, ...]
Days = Counter[dt.date]


@dataclass(frozen=True)
class Found:
    """A series that stands out, with its history, the newest week first."""

    kind: SeriesKind
    key: Key
    weeks: Sequence[int]
    judged: Judgement
    threshold: float
    tests: int
    last_on: dt.date


def weeks_of(days: Days, *, last_on: dt.date, count: int) -> list[int]:
    """Cases in `count` stretches of seven days, the newest, which ends on `last_on`, first."""
    weeks = [0] * count
    for day, cases in days.items():
        back = (last_on - day).days // WINDOW
        if 0 <= back < count:
            weeks[back] += cases
    return weeks


async def look(session: AsyncSession, *, last_on: dt.date) -> list[Found]:
    """The series whose seven days until `last_on` stand out against their own history. Only reads."""
    begun = await session.scalar(select(func.min(F.received_on)))
    if begun is None or last_on < begun:
        return []
    # A first week that is not whole would look like a quiet one.
    count = min(REACH, ((last_on - begun).days + 1) // WINDOW)
    of_all = season(weeks_of(await _all_days(session, last_on), last_on=last_on, count=count))
    judged: list[tuple[SeriesKind, Key, list[int], Judgement]] = []
    tests = 0
    for kind in SeriesKind:
        tests += await _series(session, kind, last_on)
        for key, days in (await _histories(session, kind, last_on)).items():
            weeks = weeks_of(days, last_on=last_on, count=count)
            judgement = judge(weeks, season_of_all=of_all)
            if judgement is not None and judgement.is_rise:
                judged.append((kind, key, weeks, judgement))
    limit = threshold([judgement.p_value for *_, judgement in judged], tests=tests)
    businesses = {key: weeks for kind, key, weeks, _ in judged if kind is SeriesKind.BUSINESS}
    return [
        Found(kind, key, weeks, judgement, limit, tests, last_on)
        for kind, key, weeks, judgement in judged
        if judgement.p_value <= limit and not _says_the_same(kind, key, weeks, businesses)
    ]


def _says_the_same(kind: SeriesKind, key: Key, weeks: list[int], businesses: dict[Key, list[int]]) -> bool:
    """A business with one category is the same series twice."""
    return kind is SeriesKind.BUSINESS_CATEGORY and businesses.get(key[:1]) == weeks


def _since(last_on: dt.date, weeks: int) -> dt.date:
    return last_on - dt.timedelta(days=WINDOW * weeks - 1)


def _named(kind: SeriesKind) -> list[ColumnElement[bool]]:
    return [column.is_not(None) & (column != "") for column in SERIES[kind]]


async def _all_days(session: AsyncSession, last_on: dt.date) -> Days:
    found = await session.execute(
        select(F.received_on, func.count())
        .where(F.received_on.between(_since(last_on, REACH), last_on))
        .group_by(F.received_on)
    )
    return Counter({row[0]: row[1] for row in found})


async def _series(session: AsyncSession, kind: SeriesKind, last_on: dt.date) -> int:
    """How many series there are to stand out from: those with a case within a year."""
    each = (
        select(*SERIES[kind])
        .where(F.received_on.between(_since(last_on, YEAR), last_on), *_named(kind))
        .distinct()
        .subquery()
    )
    return await session.scalar(select(func.count()).select_from(each)) or 0


async def _histories(session: AsyncSession, kind: SeriesKind, last_on: dt.date) -> dict[Key, Days]:
    """The days of the series with enough cases in the window to be looked at."""
    columns = SERIES[kind]
    many = await session.execute(
        select(*columns)
        .where(F.received_on.between(_since(last_on, 1), last_on), *_named(kind))
        .group_by(*columns)
        .having(func.count() >= MIN_COUNT)
    )
    keys: list[Key] = sorted(tuple(row) for row in many)
    wanted, firsts = set(keys), sorted({key[0] for key in keys})
    histories: dict[Key, Days] = defaultdict(Counter)
    for at in range(0, len(firsts), IN_AT_ONCE):
        days = await session.execute(
            select(*columns, F.received_on, func.count())
            .where(INDEXED[kind].in_(firsts[at : at + IN_AT_ONCE]))
            .where(F.received_on.between(_since(last_on, REACH), last_on), *_named(kind))
            .group_by(*columns, F.received_on)
        )
        for *key, day, cases in days:
            if tuple(key) in wanted:
                histories[tuple(key)][day] += cases
    return histories


async def keep(session: AsyncSession, found: Sequence[Found], *, now: dt.datetime) -> list[Warning]:
    """Add what was not known yet; one series warns once a week, however often it is looked at."""
    added = []
    for one in found:
        warning = await _warning(session, one, now=now)
        try:
            async with session.begin_nested():
                session.add(warning)
        except IntegrityError:
            continue  # uq_warnings_series_key_week: another look was first
        added.append(warning)
    return added


async def _warning(session: AsyncSession, found: Found, *, now: dt.datetime) -> Warning:
    columns, first_on = SERIES[found.kind], _since(found.last_on, 1)
    newest = select(F.case_id).where(
        F.received_on.between(first_on, found.last_on),
        *(column == value for column, value in zip(columns, found.key, strict=True)),
    )
    case_ids = list(await session.scalars(newest.order_by(F.case_id.desc()).limit(MAX_CASES)))
    label = None
    if found.kind in (SeriesKind.BUSINESS, SeriesKind.BUSINESS_CATEGORY):
        label = await session.scalar(select(Case.respondent_name).where(Case.id == case_ids[0]))
    return Warning(
        id=new_id(),
        series=found.kind,
        key=SEPARATOR.join(found.key),
        week=found.last_on - dt.timedelta(days=found.last_on.weekday()),
        first_on=first_on,
        last_on=found.last_on,
        observed=found.judged.observed,
        expected=round(found.judged.expected, 2),
        p_value=found.judged.p_value,
        threshold=found.threshold,
        evidence={
            "name": label,
            "weeks": list(found.weeks[: 1 + GUARD + BASELINE]),
            "spread": round(found.judged.spread, 2),
            "season": round(found.judged.season, 2),
            "series_looked_at": found.tests,
            "case_ids": case_ids,
        },
        state=WarningState.OPEN,
        created_at=now,
    )
