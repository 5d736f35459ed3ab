"""What was talked: sums over the days, shares, times. Definitions: desk.insight.definitions. Nothing here writes."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from desk.insight.cut import Cut
from desk.insight.model import Visit, VisitDay
from desk.insight.rules import percentile

# Fewer people could be recognised by their place (docs/insight.md); figures of businesses start at five, too.
FEWEST = 5

D, V = VisitDay, Visit
NAMES = (
    "visits", "ended", "automated", "handed_off", "gave_up", "filed",
    "said", "replied", "staff_said", "questions", "declined",
)  # fmt: skip
SUMS = tuple(func.coalesce(func.sum(getattr(D, name)), 0) for name in NAMES)
BY: Mapping[str, ColumnElement[Any]] = {
    "channel": D.channel.expression,
    "topic": D.topic.expression,
    "region": func.substr(D.region_code, 1, 4),  # prefectures
    "agency": D.agency_id.expression,
}


@dataclass(frozen=True)
class Talk:
    """Sums of visits; see desk.insight.model.VisitDay."""

    visits: int = 0
    ended: int = 0
    automated: int = 0
    handed_off: int = 0
    gave_up: int = 0
    filed: int = 0
    said: int = 0
    replied: int = 0
    staff_said: int = 0
    questions: int = 0
    declined: int = 0

    @property
    def messages(self) -> int:
        return self.said + self.replied + self.staff_said

    @property
    def automation_rate(self) -> float | None:
        return share(self.automated, self.ended)

    @property
    def handoff_rate(self) -> float | None:
        return share(self.handed_off, self.ended)

    @property
    def declined_rate(self) -> float | None:
        return share(self.declined, self.questions)


@dataclass(frozen=True)
class Times:
    """Half and nine tenths of all do not exceed these; of: how many there were."""

    half: int | None = None
    most: int | None = None
    of: int = 0


@dataclass(frozen=True)
class Group:
    """One channel, topic, prefecture or agency; key '' is what is not known, FEW many small ones together."""

    key: str
    talk: Talk


FEW = "*"


@dataclass(frozen=True)
class Talked:
    """All of a cut."""

    total: Talk = field(default_factory=Talk)
    days: Mapping[dt.date, Talk] = field(default_factory=dict)
    groups: Mapping[str, list[Group]] = field(default_factory=dict)
    reasons: Mapping[str, int] = field(default_factory=dict)
    first_response: Times = Times()
    staff_wait: Times = Times()


def share(part: float, whole: float) -> float | None:
    """None of nothing."""
    return part / whole if whole else None


def _wanted(cut: Cut, table: type[VisitDay] | type[Visit] = VisitDay) -> list[ColumnElement[bool]]:
    wanted: list[ColumnElement[bool]] = [table.day.between(cut.period.since, cut.period.until)]
    if cut.channel is not None:
        wanted.append(table.channel == cut.channel)
    if cut.topic is not None:
        wanted.append(table.topic == cut.topic)
    if cut.regions is not None:
        wanted.append(table.region_code.between(*cut.regions))
    if cut.agency_ids is not None:
        wanted.append(table.agency_id.in_(cut.agency_ids))
    return wanted


def visits_of(cut: Cut) -> list[ColumnElement[bool]]:
    """Conditions on visits."""
    return _wanted(cut, Visit)


async def by_day(session: AsyncSession, cut: Cut) -> dict[dt.date, Talk]:
    """Sums of each day on which there was a visit."""
    found = await session.execute(select(D.day, *SUMS).where(*_wanted(cut)).group_by(D.day))
    return {row[0]: Talk(*map(int, row[1:])) for row in found}


def together(talks: Iterable[Talk]) -> Talk:
    """Their sum."""
    sums: Counter[str] = Counter()
    for talk in talks:
        sums.update(vars(talk))
    return Talk(**{name: sums[name] for name in NAMES})


async def talked(session: AsyncSession, cut: Cut) -> Talked:
    """Everything that the page shows of a cut."""
    days = await by_day(session, cut)
    return Talked(
        total=together(days.values()),
        days=days,
        groups={name: await _groups(session, cut, name) for name in BY},
        reasons=await _reasons(session, cut),
        first_response=await times(session, cut, V.first_response.expression),
        staff_wait=await times(session, cut, V.staff_wait.expression),
    )


async def _groups(session: AsyncSession, cut: Cut, name: str) -> list[Group]:
    """Most visits first; what is not known comes last. Places with few people are put together."""
    column = BY[name]
    found = await session.execute(select(column, *SUMS).where(*_wanted(cut)).group_by(column))
    groups = [Group(row[0], Talk(*map(int, row[1:]))) for row in found]
    if name == "region":
        groups = _without_few(groups, await _people(session, cut))
    return sorted(groups, key=lambda one: (one.key == "", one.key == FEW, -one.talk.visits, one.key))


async def _people(session: AsyncSession, cut: Cut) -> dict[str, int]:
    """Prefecture → how many people; of erased conversations each visit counts as one."""
    place = func.substr(V.region_code, 1, 4)
    people = func.count(func.distinct(func.coalesce(V.conversation_id, V.id)))
    found = select(place, people).where(V.region_code.is_not(None), *_wanted(cut, Visit)).group_by(place)
    return {row[0]: row[1] for row in await session.execute(found)}


def _without_few(groups: list[Group], people: Mapping[str, int]) -> list[Group]:
    few = [one for one in groups if one.key and people.get(one.key, 0) < FEWEST]
    shown = [one for one in groups if one not in few]
    return [*shown, Group(FEW, together(one.talk for one in few))] if few else shown


async def _reasons(session: AsyncSession, cut: Cut) -> dict[str, int]:
    """Why staff were asked for, the most frequent first; of visits that have ended."""
    ended = func.sum(D.handed_off)
    found = (
        select(D.handoff_reason, ended)
        .where(D.handoff_reason != "", *_wanted(cut))
        .group_by(D.handoff_reason)
        .having(ended > 0)
    )
    rows = [(row[0], int(row[1])) for row in await session.execute(found)]
    return dict(sorted(rows, key=lambda row: (-row[1], row[0])))


async def times(session: AsyncSession, cut: Cut, column: ColumnElement[Any]) -> Times:
    """From how often each value occurs: SQLite knows no percentiles."""
    counted = select(column, func.count()).where(column.is_not(None), *_wanted(cut, Visit)).group_by(column)
    counts = {row[0]: row[1] for row in await session.execute(counted)}
    return Times(percentile(counts, 0.5), percentile(counts, 0.9), sum(counts.values()))
