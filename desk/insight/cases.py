"""What became of the cases: outcomes, legal periods, money, ratings. Counted over desk.figures' facts and the clocks.
Definitions: desk.insight.definitions. Nothing here writes."""

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from desk.cases.model import Case
from desk.cases.states import CaseKind
from desk.clocks.kinds import ClockKind, ClockState
from desk.clocks.model import CaseClock
from desk.figures.model import CaseFacts
from desk.figures.rules import Outcome
from desk.insight.cut import Cut
from desk.insight.numbers import share

F, C = CaseFacts, CaseClock
RATINGS = range(1, 6)


@dataclass(frozen=True)
class Clock:
    """Periods of one kind whose last day lay in the period: kept, and of how many."""

    kept: int
    of: int

    @property
    def rate(self) -> float | None:
        return share(self.kept, self.of)


@dataclass(frozen=True)
class Stars:
    """How often each rating was given."""

    counts: Mapping[int, int] = field(default_factory=dict)

    @property
    def of(self) -> int:
        return sum(self.counts.values())

    @property
    def mean(self) -> float | None:
        return share(sum(stars * count for stars, count in self.counts.items()), self.of)


@dataclass(frozen=True)
class Handled:
    """All of a cut. Money in fen."""

    received: int = 0
    complaints: int = 0
    reports: int = 0
    outcomes: Mapping[Outcome | None, int] = field(default_factory=dict)  # None: it goes on
    settled_by_mediation: int = 0
    terminated: int = 0
    reconciled: int = 0
    asked_first: int = 0
    asked_fen: int = 0
    recovered_fen: int = 0
    days: Mapping[dt.date, tuple[int, int]] = field(default_factory=dict)  # received, recovered fen
    clocks: Mapping[ClockKind, Clock] = field(default_factory=dict)
    clock_days: Mapping[dt.date, Clock] = field(default_factory=dict)  # by last day
    ratings: Stars = Stars()

    @property
    def settlement_rate(self) -> float | None:
        return share(self.settled_by_mediation, self.settled_by_mediation + self.terminated)

    @property
    def reconciliation_rate(self) -> float | None:
        return share(self.reconciled, self.asked_first)

    @property
    def on_time(self) -> Clock:
        clocks = self.clocks.values()
        return Clock(sum(one.kept for one in clocks), sum(one.of for one in clocks))


def filters_of(cut: Cut) -> list[ColumnElement[bool]]:
    """Conditions on the facts of cases, the period left out."""
    wanted: list[ColumnElement[bool]] = []
    if cut.channel is not None:
        wanted.append(F.channel == cut.channel)
    if cut.regions is not None:
        wanted.append(F.region_code.between(*cut.regions))
    if cut.agency_ids is not None:
        wanted.append(F.agency_id.in_(cut.agency_ids))
    if cut.topic is not None:
        wanted.append(F.case_id.in_(select(Case.id).where(Case.topic == cut.topic)))
    return wanted


def _received(cut: Cut) -> list[ColumnElement[bool]]:
    return [F.received_on.between(cut.period.since, cut.period.until), *filters_of(cut)]


async def handled(session: AsyncSession, cut: Cut, *, today: dt.date) -> Handled:
    """Everything that the page shows of a cut."""
    wanted = _received(cut)
    by_mediation = and_(F.outcome == Outcome.SETTLED, F.reconciled.is_not(True))
    sums = (
        await session.execute(
            select(
                func.count(),
                func.count().filter(F.kind == CaseKind.COMPLAINT),
                func.count().filter(by_mediation),
                func.count().filter(F.outcome == Outcome.TERMINATED),
                func.count().filter(F.reconciled.is_(True)),
                func.count(F.reconciled),
                func.coalesce(func.sum(F.recovered_fen), 0),
            ).where(*wanted)
        )
    ).one()
    outcomes = select(F.outcome, func.count()).where(*wanted).group_by(F.outcome)
    clocks, clock_days = await _clocks(session, cut, today=today)
    return Handled(
        received=sums[0],
        complaints=sums[1],
        reports=sums[0] - sums[1],
        outcomes={row[0]: row[1] for row in await session.execute(outcomes)},
        settled_by_mediation=sums[2],
        terminated=sums[3],
        reconciled=sums[4],
        asked_first=sums[5],
        asked_fen=await _asked(session, wanted),
        recovered_fen=int(sums[6] or 0),
        days=await _days(session, wanted),
        clocks=clocks,
        clock_days=clock_days,
        ratings=await _ratings(session, wanted),
    )


async def _asked(session: AsyncSession, wanted: list[ColumnElement[bool]]) -> int:
    paid = (
        select(func.coalesce(func.sum(Case.amount_fen), 0))
        .select_from(F)
        .join(Case, Case.id == F.case_id)
        .where(F.kind == CaseKind.COMPLAINT, *wanted)
    )
    return int(await session.scalar(paid) or 0)


async def _days(session: AsyncSession, wanted: list[ColumnElement[bool]]) -> dict[dt.date, tuple[int, int]]:
    recovered = func.coalesce(func.sum(F.recovered_fen), 0)
    found = select(F.received_on, func.count(), recovered).where(*wanted).group_by(F.received_on)
    return {row[0]: (row[1], int(row[2] or 0)) for row in await session.execute(found)}


def _due(cut: Cut, today: dt.date) -> Select[ClockKind, dt.date, int, int]:
    """Periods that are decided: stopped, or running on behind their last day. Those of a merged case, which has no
    facts, are left out; so is a standing one: its last day moves on."""
    over = or_(C.state == ClockState.STOPPED, and_(C.state == ClockState.RUNNING, C.due_on < today))
    kept = func.count().filter(C.state == ClockState.STOPPED, C.stopped_on <= C.due_on)
    due = C.due_on.between(cut.period.since, cut.period.until)
    return (
        select(C.kind, C.due_on, kept, func.count())
        .join(F, F.case_id == C.case_id)
        .where(due, over, *filters_of(cut))
        .group_by(C.kind, C.due_on)
    )


async def _clocks(
    session: AsyncSession, cut: Cut, *, today: dt.date
) -> tuple[dict[ClockKind, Clock], dict[dt.date, Clock]]:
    kinds: dict[ClockKind, list[int]] = defaultdict(lambda: [0, 0])
    days: dict[dt.date, list[int]] = defaultdict(lambda: [0, 0])
    for kind, due_on, kept, of in await session.execute(_due(cut, today)):
        for sums in (kinds[kind], days[due_on]):
            sums[0] += kept
            sums[1] += of
    return (
        {kind: Clock(*kinds[kind]) for kind in ClockKind if kind in kinds},
        {day: Clock(*sums) for day, sums in days.items()},
    )


async def _ratings(session: AsyncSession, wanted: list[ColumnElement[bool]]) -> Stars:
    found = (
        select(F.satisfaction, func.count())
        .where(F.satisfaction.is_not(None), *wanted)
        .group_by(F.satisfaction)
    )
    return Stars({row[0] or 0: row[1] for row in await session.execute(found)})
