"""Figures, summed by the database over the table of facts."""

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from desk.cases.disputes import respondent_key
from desk.cases.model import Case
from desk.cases.states import CaseKind
from desk.clocks.kinds import ClockKind, ClockState
from desk.clocks.model import CaseClock
from desk.figures.errors import TooManyGroups
from desk.figures.model import CaseFacts
from desk.figures.rules import Outcome, growth, median, period_before, rate
from desk.figures.schemas import (
    Dimension,
    Enterprise,
    FigureQuery,
    FigureRow,
    Figures,
    Measures,
    Period,
    RankBy,
    Ranking,
    RankingQuery,
)
from desk.figures.wording import NOTE

MAX_GROUPS = 10_000
# Fewer complaints say nothing about a business, and may point at the one person who complained.
MINIMUM = 5
DEFAULT_PERIOD = dt.timedelta(days=364)  # before the last day

F = CaseFacts
COLUMNS: dict[Dimension, ColumnElement[Any]] = {
    Dimension.MONTH: F.month.expression,
    Dimension.AGENCY: F.agency_id.expression,
    Dimension.CATEGORY: F.category.expression,
    Dimension.CHANNEL: F.channel.expression,
    Dimension.PROVINCE: func.substr(F.region_code, 1, 2),
    Dimension.PREFECTURE: func.substr(F.region_code, 1, 4),
    Dimension.COUNTY: F.region_code.expression,
}
_BY_MEDIATION = F.reconciled.is_not(True)
SUMS: tuple[Any, ...] = (
    func.count().label("received"),
    func.count().filter(F.accepted).label("accepted"),
    func.count().filter(F.outcome == Outcome.REJECTED).label("rejected"),
    func.count(F.decided_in_time).label("decided"),
    func.count().filter(F.decided_in_time.is_(True)).label("decided_in_time"),
    func.count(F.mediated_in_time).label("mediated"),
    func.count().filter(F.mediated_in_time.is_(True)).label("mediated_in_time"),
    func.count().filter(F.outcome == Outcome.SETTLED).label("settled"),
    func.count().filter(F.outcome == Outcome.TERMINATED).label("terminated"),
    func.count().filter(F.outcome == Outcome.WITHDRAWN).label("withdrawn"),
    func.count().filter(F.outcome == Outcome.CONCLUDED).label("concluded"),
    func.count().filter(and_(F.outcome == Outcome.SETTLED, _BY_MEDIATION)).label("settled_by_mediation"),
    func.count(F.reconciled).label("asked_first"),
    func.count().filter(F.reconciled.is_(True)).label("reconciled"),
    func.coalesce(func.sum(F.recovered_fen), 0).label("recovered_fen"),
    func.count(F.satisfaction).label("rated"),
    func.coalesce(func.sum(F.satisfaction), 0).label("stars"),
)

Group = tuple[Any, ...]


def days_of(query: Period, *, today: dt.date) -> tuple[dt.date, dt.date]:
    """First and last day: the year that ends today unless the query says otherwise."""
    last = query.until or max(today, query.since or today)
    return query.since or last - DEFAULT_PERIOD, last


async def figures(
    session: AsyncSession, query: FigureQuery, *, today: dt.date, agency_ids: Sequence[str] | None = None
) -> Figures:
    """Figures of the cases received in the period, by the dimensions asked for.

    agency_ids: the agencies meant, instead of the query's one; see listing.list_cases. Raises TooManyGroups.
    """
    since, until = days_of(query, today=today)
    wanted = [F.kind == query.kind, *_received(since, until), *_filters(query, agency_ids)]
    if query.respondent is not None:
        wanted.append(F.respondent_key == respondent_key(query.respondent))
    columns = [COLUMNS[dimension] for dimension in query.by]
    found = select(*columns, *SUMS).where(*wanted).group_by(*columns).limit(MAX_GROUPS + 1)
    sums = {tuple(row[: len(columns)]): row for row in await session.execute(found)}
    if len(sums) > MAX_GROUPS:
        raise TooManyGroups
    overdue = await _overdue(session, columns, wanted, today=today)
    decide = await _medians(session, columns, wanted, F.days_to_decide)
    end = await _medians(session, columns, wanted, F.days_to_end)
    rows = [
        FigureRow(
            by=dict(zip(query.by, group, strict=True)),
            labels={},
            figures=_measures(sums[group], overdue.get(group, 0), decide.get(group), end.get(group)),
        )
        for group in sorted(sums, key=_in_order)
    ]
    return Figures(since=since, until=until, kind=query.kind, rows=rows)


def _in_order(group: Group) -> list[tuple[bool, str]]:
    return [(value is None, value or "") for value in group]  # what is not known comes last


def _received(since: dt.date, until: dt.date) -> list[ColumnElement[bool]]:
    return [F.received_on >= since, F.received_on <= until]


def _filters(query: Period, agency_ids: Sequence[str] | None) -> list[ColumnElement[bool]]:
    wanted: list[ColumnElement[bool]] = []
    if agency_ids is not None:
        wanted.append(F.agency_id.in_(agency_ids))
    elif query.agency_id is not None:
        wanted.append(F.agency_id == query.agency_id.lower())
    if query.category is not None:
        wanted.append(F.category == query.category)
    if query.channel is not None:
        wanted.append(F.channel == query.channel)
    if query.region_code is not None:
        first, last = query.region_code.ljust(6, "0"), query.region_code.ljust(6, "9")
        wanted.append(F.region_code.between(first, last))
    return wanted


async def _overdue(
    session: AsyncSession,
    columns: list[ColumnElement[Any]],
    wanted: list[ColumnElement[bool]],
    *,
    today: dt.date,
) -> dict[Group, int]:
    """Asked of the running clocks, for a calendar that is corrected moves their last days."""
    late = (
        select(*columns, func.count().label("overdue"))
        .select_from(F)
        .join(CaseClock, CaseClock.case_id == F.case_id)
        .where(CaseClock.kind == ClockKind.DECIDE, CaseClock.state == ClockState.RUNNING)
        .where(CaseClock.due_on < today, *wanted)
        .group_by(*columns)
    )
    return {tuple(row[:-1]): row.overdue for row in await session.execute(late)}


async def _medians(
    session: AsyncSession, columns: list[ColumnElement[Any]], wanted: list[ColumnElement[bool]], days: Any
) -> dict[Group, float | None]:
    """From how often each number of days occurs: SQLite knows no percentiles."""
    counted = (
        select(*columns, days, func.count().label("cases"))
        .where(days.is_not(None), *wanted)
        .group_by(*columns, days)
    )
    counts: dict[Group, dict[int, int]] = defaultdict(dict)
    for *group, value, cases in await session.execute(counted):
        counts[tuple(group)][value] = cases
    return {group: median(each) for group, each in counts.items()}


def _measures(sums: Row[Any], overdue: int, decide: float | None, end: float | None) -> Measures:
    by_mediation = sums.settled_by_mediation
    return Measures(
        received=sums.received,
        accepted=sums.accepted,
        rejected=sums.rejected,
        decided=sums.decided,
        overdue=overdue,
        decided_in_time_rate=rate(sums.decided_in_time, sums.decided + overdue),
        mediated=sums.mediated,
        mediated_in_time_rate=rate(sums.mediated_in_time, sums.mediated),
        settled=sums.settled,
        terminated=sums.terminated,
        withdrawn=sums.withdrawn,
        concluded=sums.concluded,
        settlement_rate=rate(by_mediation, by_mediation + sums.terminated),
        reconciled=sums.reconciled,
        reconciliation_rate=rate(sums.reconciled, sums.asked_first),
        recovered_fen=int(sums.recovered_fen),
        rated=sums.rated,
        satisfaction=rate(int(sums.stars), sums.rated),
        median_days_to_decide=decide,
        median_days_to_end=end,
    )


async def ranking(
    session: AsyncSession, query: RankingQuery, *, today: dt.date, agency_ids: Sequence[str] | None = None
) -> Ranking:
    """The businesses most complained about, beside the period before."""
    since, until = days_of(query, today=today)
    filters = [F.kind == CaseKind.COMPLAINT, F.respondent_key != "", *_filters(query, agency_ids)]
    counts = await _counts(session, filters, since, until)
    keys = sorted(counts, key=lambda key: (-_rank(query.rank_by, *counts[key]), key))[: query.limit]
    sums = await _sums(session, [*filters, *_received(since, until)], keys)
    names = await _names(session, {key: sums[key].newest for key in keys})
    return Ranking(
        since=since,
        until=until,
        minimum=MINIMUM,
        note=NOTE,
        enterprises=[_enterprise(names[key], sums[key], counts[key][1]) for key in keys],
    )


def _rank(by: RankBy, now: int, before: int) -> float:
    """One is added before dividing: a business from none to five stands above one from fifty to sixty."""
    return now if by is RankBy.COMPLAINTS else (now + 1) / (before + 1)


async def _counts(
    session: AsyncSession, filters: list[ColumnElement[bool]], since: dt.date, until: dt.date
) -> dict[str, tuple[int, int]]:
    """Complaints by business, in the period and in the one before, of those with enough of them. Only counted:
    what is summed takes far longer, and is shown of a few."""
    first, _ = period_before(since, until)
    now = func.count().filter(F.received_on >= since)
    found = (
        select(F.respondent_key, now, func.count().filter(F.received_on < since))
        .where(*filters, *_received(first, until))
        .group_by(F.respondent_key)
        .having(now >= MINIMUM)
    )
    return {row[0]: (row[1], row[2]) for row in await session.execute(found)}


async def _sums(
    session: AsyncSession, wanted: list[ColumnElement[bool]], keys: Sequence[str]
) -> dict[str, Row[Any]]:
    found = (
        select(F.respondent_key, func.max(F.case_id).label("newest"), *SUMS)
        .where(F.respondent_key.in_(keys), *wanted)
        .group_by(F.respondent_key)
    )
    return {row.respondent_key: row for row in await session.execute(found)}


async def _names(session: AsyncSession, newest: Mapping[str, str]) -> dict[str, str]:
    found = await session.execute(select(Case.id, Case.respondent_name).where(Case.id.in_(newest.values())))
    by_id = {row.id: row.respondent_name for row in found}
    return {key: by_id[case_id] for key, case_id in newest.items()}


def _enterprise(name: str, now: Row[Any], before: int) -> Enterprise:
    by_mediation = now.settled_by_mediation
    return Enterprise(
        name=name,
        complaints=now.received,
        before=before,
        growth=growth(now.received, before),
        settlement_rate=rate(by_mediation, by_mediation + now.terminated),
        decided_in_time_rate=rate(now.decided_in_time, now.decided),
        recovered_fen=int(now.recovered_fen),
    )
