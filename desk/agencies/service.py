"""Agencies for the other rooms: names, what lies below one, who may get a case, who sent it. Nothing here commits."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from desk.agencies.errors import AgencyNotFound, AgencyUnknown, TransferNotAllowed
from desk.agencies.model import Agency
from desk.agencies.register import present_tree
from desk.agencies.schemas import AgencyQuery
from desk.agencies.transfers import Handing, Step, check_transfer, custody
from desk.cases.changes import ChangeKind
from desk.cases.model import Case, CaseChange
from desk.cases.states import CaseEvent


async def agency_name(session: AsyncSession, agency_id: str | None) -> str | None:
    """Its name; None for no agency, and for one that is not there."""
    node = (await present_tree(session)).by_id.get(agency_id or "")
    return None if node is None else node.name


async def subtree_ids(session: AsyncSession, agency_id: str) -> frozenset[str]:
    """Ids of an agency and of all below it, inactive ones too: their old cases still belong there.

    Empty for an unknown id, so that a wrong scope shows nothing instead of everything.
    """
    tree = await present_tree(session)
    node = tree.by_id.get(agency_id)
    return frozenset() if node is None else frozenset(below.id for below in tree.subtree(node))


async def find_agency(session: AsyncSession, code: str) -> Agency:
    """Raises AgencyNotFound."""
    found = await session.scalar(select(Agency).where(Agency.code == code))
    if found is None:
        raise AgencyNotFound
    return found


async def list_agencies(session: AsyncSession, query: AgencyQuery) -> tuple[list[Agency], str | None]:
    """One page by code, and the cursor of the next one: the code of the last agency shown."""
    wanted = select(Agency).order_by(Agency.code).limit(query.limit + 1)
    if query.cursor is not None:
        wanted = wanted.where(Agency.code > query.cursor)
    if query.region_code is not None:
        wanted = wanted.where(Agency.region_code == query.region_code)
    if query.kind is not None:
        wanted = wanted.where(Agency.kind == query.kind)
    if query.parent is not None:
        wanted = wanted.where(Agency.parent_code == query.parent)
    found = list(await session.scalars(wanted))
    page = found[: query.limit]
    return page, page[-1].code if len(found) > query.limit else None


async def resolve_for_transfer(session: AsyncSession, case: Case, code_or_id: str) -> Agency:
    """The agency that `case` is to be sent to, by its code or id. The caller holds the case's row.

    Raises AgencyUnknown, TransferNotAllowed.
    """
    tree = await present_tree(session)
    receiver = tree.by_code.get(code_or_id) or tree.by_id.get(code_or_id.lower())
    if receiver is None:
        raise AgencyUnknown.at_agency()
    problem = check_transfer(tree, tree.by_id.get(case.agency_id or ""), receiver)
    if problem is not None:
        raise TransferNotAllowed.because(problem)
    return await session.get_one(Agency, receiver.id)


def _handing(change: CaseChange) -> Handing | None:
    agency_id = (change.detail or {}).get("agency_id")
    if change.what is ChangeKind.ROUTED and agency_id is not None:
        return Handing(Step.GIVEN, agency_id)
    if change.event is CaseEvent.TRANSFER:
        return Handing(Step.SENT, agency_id)
    return Handing(Step.RETURNED) if change.event is CaseEvent.RETURN else None


async def holders_of(session: AsyncSession, case_id: str) -> Sequence[str | None]:
    """Ids of who had the case, the one who has it now last; see transfers.custody."""
    lines = await session.scalars(
        select(CaseChange)
        .where(
            CaseChange.case_id == case_id,
            (CaseChange.what == ChangeKind.ROUTED)
            | CaseChange.event.in_([CaseEvent.TRANSFER, CaseEvent.RETURN]),
        )
        .order_by(CaseChange.id)
    )
    return custody(handing for line in lines if (handing := _handing(line)) is not None)


async def sender_of(session: AsyncSession, case_id: str) -> str | None:
    """Id of the agency that sent the case to who has it now; None when it lay with the desk itself, or was never
    sent."""
    holders = await holders_of(session, case_id)
    return holders[-2] if len(holders) > 1 else None
