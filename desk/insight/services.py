"""What staff did in the chat, as far as sums of days do not tell it: ratings, and who waits now. Nothing here writes."""

import datetime as dt
from dataclasses import dataclass, field

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from desk.handoff.model import ServiceSession
from desk.handoff.states import WAITING
from desk.insight.cases import Stars
from desk.insight.cut import Cut
from desk.insight.model import Visit
from desk.insight.numbers import visits_of

V = Visit


@dataclass(frozen=True)
class Served:
    """ratings: of visits that began in the period."""

    ratings: Stars = field(default_factory=Stars)


@dataclass(frozen=True)
class Waiting:
    """Who waits for staff at this moment. longest: how long the first of them has."""

    people: int = 0
    longest: dt.timedelta | None = None


async def served(session: AsyncSession, cut: Cut) -> Served:
    """Everything that the page shows of a cut."""
    found = (
        select(V.staff_rating, func.count())
        .where(V.staff_rating.is_not(None), *visits_of(cut))
        .group_by(V.staff_rating)
    )
    return Served(Stars({row[0] or 0: row[1] for row in await session.execute(found)}))


async def waiting(session: AsyncSession, *, now: dt.datetime) -> Waiting:
    """All of them, whatever the page is filtered by."""
    people, first = (
        await session.execute(
            select(func.count(), func.min(ServiceSession.requested_at)).where(
                ServiceSession.state.in_(WAITING)
            )
        )
    ).one()
    return Waiting(people, None if first is None else now - first)
