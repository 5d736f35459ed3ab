"""What staff did in the chat, as far as it is not told by visits: ratings, and who waits now. Nothing here writes."""

import datetime as dt
from dataclasses import dataclass, field

from sqlalchemy.ext.asyncio import AsyncSession

from desk.insight.cases import Stars
from desk.insight.cut import Cut


@dataclass(frozen=True)
class Served:
    """ratings: of services that ended in the period; waiting: people who wait at this moment, whatever the period."""

    ratings: Stars = field(default_factory=Stars)
    waiting: int = 0
    longest: dt.timedelta | None = None  # how long the first of them has waited


async def served(session: AsyncSession, cut: Cut, *, now: dt.datetime) -> Served:
    """Everything that the page shows of a cut."""
    return Served()
