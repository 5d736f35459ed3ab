"""Which cases were sent where, and sent back: the lines of timelines, newest first. Nothing here writes."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from desk.agencies.register import present_tree
from desk.cases.listing import SHOWN
from desk.cases.model import Case, CaseChange
from desk.cases.states import CaseEvent

SENDING = (CaseEvent.TRANSFER, CaseEvent.RETURN)


@dataclass(frozen=True)
class Handover:
    """One line. sender, receiver: names of agencies; None: the desk itself, or not written down (older lines)."""

    change: CaseChange
    case: Case
    sender: str | None
    receiver: str | None


async def handovers(
    session: AsyncSession,
    *,
    agency_ids: Collection[str] | None,
    cursor: str | None = None,
    limit: int = 50,
) -> tuple[list[Handover], str | None]:
    """One page of what came to these agencies or went from them, and the cursor of the next one: the id of the last line.

    agency_ids: None: of all.
    """
    wanted = (
        select(CaseChange, Case)
        .join(Case, Case.id == CaseChange.case_id)
        .where(CaseChange.event.in_(SENDING), SHOWN)
        .order_by(CaseChange.id.desc())
        .limit(limit + 1)
    )
    if agency_ids is not None:
        sent = CaseChange.detail["from_agency_id"].as_string().in_(agency_ids)
        got = CaseChange.detail["agency_id"].as_string().in_(agency_ids)
        wanted = wanted.where(or_(Case.agency_id.in_(agency_ids), sent, got))
    if cursor is not None:
        wanted = wanted.where(CaseChange.id < cursor.lower())
    rows = [(change, case) for change, case in await session.execute(wanted)]
    tree = await present_tree(session)

    def name(agency_id: str | None) -> str | None:
        node = tree.by_id.get(agency_id or "")
        return None if node is None else node.name

    def shown(change: CaseChange, case: Case) -> Handover:
        told = change.detail or {}
        returned = change.event is CaseEvent.RETURN
        receiver = told.get("to_agency_id") if returned else told.get("agency_id")
        return Handover(change, case, name(told.get("from_agency_id")), name(receiver))

    page = [shown(change, case) for change, case in rows[:limit]]
    return page, page[-1].change.id if len(rows) > limit else None
