"""Which part of everything a page is about: the filters, and how far the staff member's eyes reach."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from sqlalchemy.ext.asyncio import AsyncSession

from desk.agencies.service import subtree_ids
from desk.insight.periods import Period


@dataclass(frozen=True)
class Cut:
    """region: a place by GB/T 2260 or the two or four digits it begins with. agency_ids: None: all of them, also what
    lies with none; an empty one: nothing."""

    period: Period
    channel: str | None = None
    topic: str | None = None
    region: str | None = None
    agency_ids: tuple[str, ...] | None = None

    def over(self, period: Period) -> "Cut":
        """The same of another period."""
        return replace(self, period=period)

    @property
    def regions(self) -> tuple[str, str] | None:
        """First and last code of the place; None: everywhere."""
        return None if self.region is None else (self.region.ljust(6, "0"), self.region.ljust(6, "9"))


async def agencies_meant(session: AsyncSession, own: str | None, asked: str | None) -> tuple[str, ...] | None:
    """The agencies a page is about: the asked one with those below it, but never more than those the staff member's own
    agency reaches. None: everything. As desk.clients.reach has it for API clients."""
    reach = None if own is None else await subtree_ids(session, own)
    wanted = None if asked is None else await subtree_ids(session, asked.lower())
    if reach is None and wanted is None:
        return None
    meant: Sequence[str] = sorted(
        (reach if wanted is None else wanted) or () if reach is None or wanted is None else reach & wanted
    )
    return tuple(meant)
