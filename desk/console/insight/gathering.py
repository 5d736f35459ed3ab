"""Everything one look at the page needs, read at once. Nothing here writes."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession

from desk.agencies.register import present_tree
from desk.insight.cases import Handled, handled
from desk.insight.cut import Cut
from desk.insight.keeping import VISITS
from desk.insight.model import InsightProgress
from desk.insight.numbers import Talk, Talked, by_day, talked
from desk.insight.questions import Missed, missed
from desk.insight.services import Served, Waiting, served, waiting
from desk.privacy.vault import Vault


@dataclass(frozen=True)
class Look:
    """A period beside the one before. shown: the days of the chart, which may reach further back than the period."""

    cut: Cut
    talked: Talked
    talked_before: Talked
    shown: Mapping[dt.date, Talk]
    handled: Handled
    handled_before: Handled
    served: Served
    served_before: Served
    waiting: Waiting | None  # None: the staff member sees one agency's part
    missed: Missed
    agencies: Mapping[str, str]  # names by id
    counted_until: dt.datetime | None


async def look(session: AsyncSession, vault: Vault, cut: Cut, *, today: dt.date, now: dt.datetime) -> Look:
    """Raises nothing of its own."""
    before = cut.over(cut.period.before())
    progress = await session.get(InsightProgress, VISITS)
    tree = await present_tree(session)
    now_talked = await talked(session, cut)
    shown = cut.period.shown()
    return Look(
        cut=cut,
        talked=now_talked,
        talked_before=await talked(session, before),
        shown=now_talked.days if shown == cut.period else await by_day(session, cut.over(shown)),
        handled=await handled(session, cut, today=today),
        handled_before=await handled(session, before, today=today),
        served=await served(session, cut),
        served_before=await served(session, before),
        waiting=await waiting(session, now=now) if cut.agency_ids is None else None,
        missed=await missed(session, vault, cut),
        agencies={one: node.name for one, node in tree.by_id.items()},
        counted_until=None if progress is None else progress.done_until,
    )
