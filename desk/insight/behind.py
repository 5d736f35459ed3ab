"""What lies behind a number: its cases or its visits, the newest first. Nothing here writes."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from desk.cases.listing import SHOWN
from desk.cases.model import Case
from desk.clocks.kinds import ClockKind, ClockState
from desk.clocks.model import CaseClock
from desk.figures.model import CaseFacts
from desk.figures.rules import Outcome
from desk.insight.cases import filters_of
from desk.insight.cut import Cut
from desk.insight.model import Visit
from desk.insight.numbers import visits_of

MOST = 200  # rows

F, C, V = CaseFacts, CaseClock, Visit


@dataclass(frozen=True)
class Cases:
    """Which cases. outcome: those with it; going_on: those without one yet; late: those that missed a period of this
    kind whose last day lies in the period; neither: all that were received in it."""

    outcome: Outcome | None = None
    going_on: bool = False
    late: ClockKind | None = None


@dataclass(frozen=True)
class Visits:
    """Which visits. reason: staff were asked for because of it; missed: a question was not understood or never
    answered; neither: all."""

    reason: str | None = None
    missed: bool = False


async def cases_behind(
    session: AsyncSession, cut: Cut, wanted: Cases, *, today: dt.date
) -> tuple[Sequence[Case], bool]:
    """At most MOST cases that anybody may be shown, and whether there are more."""
    found = select(Case).join(F, F.case_id == Case.id).where(SHOWN, *_cases(cut, wanted, today))
    rows = list(await session.scalars(found.order_by(Case.id.desc()).limit(MOST + 1)))
    return rows[:MOST], len(rows) > MOST


def _cases(cut: Cut, wanted: Cases, today: dt.date) -> list[ColumnElement[bool]]:
    conditions = filters_of(cut)
    period = cut.period
    if wanted.late is not None:
        missed = or_(
            and_(C.state == ClockState.STOPPED, C.stopped_on > C.due_on),
            and_(C.state == ClockState.RUNNING, C.due_on < today),
        )
        due = C.due_on.between(period.since, period.until)
        conditions.append(F.case_id.in_(select(C.case_id).where(C.kind == wanted.late, due, missed)))
        return conditions
    conditions.append(F.received_on.between(period.since, period.until))
    if wanted.going_on:
        conditions.append(F.outcome.is_(None))
    elif wanted.outcome is not None:
        conditions.append(F.outcome == wanted.outcome)
    return conditions


async def visits_behind(session: AsyncSession, cut: Cut, wanted: Visits) -> tuple[Sequence[Visit], bool]:
    """At most MOST visits, and whether there are more."""
    conditions = visits_of(cut)
    if wanted.reason is not None:
        conditions += [V.handoff_reason == wanted.reason, V.ended.is_(True)]
    if wanted.missed:
        conditions.append(or_(V.declined > 0, V.gave_up))
    found = select(V).where(*conditions).order_by(V.begun_at.desc(), V.id).limit(MOST + 1)
    rows = list(await session.scalars(found))
    return rows[:MOST], len(rows) > MOST
