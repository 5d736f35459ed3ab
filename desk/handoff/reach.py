"""Which conversations an API client, and which a member of staff of an agency, may read."""

from collections.abc import Collection

from sqlalchemy import ColumnElement, and_, false, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstrumentedAttribute

from desk.cases.model import Case
from desk.clients import ApiClient
from desk.clients.reach import reach_of
from desk.handoff.model import ServiceSession
from desk.handoff.states import WAITING
from desk.staff.model import StaffAccount
from desk.staff.roles import Permission
from desk.staff.signed_in import SignedIn


async def seen_by(
    session: AsyncSession, client: ApiClient, conversation_id: InstrumentedAttribute[str]
) -> list[ColumnElement[bool]]:
    """Conditions on the column of a conversation's id. Conversations are the operator's: a client of an agency sees
    those in which one of its cases was told."""
    own = await reach_of(session, client)
    if own is None:
        return []
    if not own:
        return [false()]
    return [conversation_id.in_(select(Case.conversation_id).where(Case.agency_id.in_(own)))]


def may_read(
    *,
    reach: Collection[str] | None,
    case_agencies: Collection[str | None],
    own: Collection[str],
    served_by: Collection[str],
    waits: bool,
) -> bool:
    """Whether a member of staff may read a conversation. reach: ids of the agencies whose cases they see, None for all
    agencies; case_agencies: with whom the cases lie that were told in it; own: ids of whose service counts as theirs;
    served_by: ids of those who have or had it; waits: nobody has it and somebody is wanted. Pure."""
    if reach is None or waits:
        return True
    return not {*own}.isdisjoint(served_by) or not {*reach}.isdisjoint(case_agencies)


async def whose_service(session: AsyncSession, staff: SignedIn, reach: Collection[str]) -> frozenset[str]:
    """Ids of whose service counts as theirs: their own; for supervisors also that of the people they supervise, those of
    their agency and of the agencies below."""
    if not staff.may(Permission.CONVERSATIONS_SUPERVISE):
        return frozenset({staff.id})
    people = await session.scalars(select(StaffAccount.id).where(StaffAccount.agency_id.in_(reach)))
    return frozenset(people) | {staff.id}


async def seen_by_staff(
    session: AsyncSession, staff: SignedIn, conversation_id: InstrumentedAttribute[str]
) -> list[ColumnElement[bool]]:
    """`may_read` as conditions on the column of a conversation's id; none for staff of no agency in particular."""
    reach = await reach_of(session, staff)
    if reach is None:
        return []
    own = await whose_service(session, staff, reach)
    served = select(ServiceSession.conversation_id).where(
        or_(
            ServiceSession.claimed_by.in_(own),
            and_(ServiceSession.state.in_(WAITING), ServiceSession.ended_at.is_(None)),
        )
    )
    told = select(Case.conversation_id).where(Case.agency_id.in_(reach), Case.conversation_id.is_not(None))
    return [or_(conversation_id.in_(served), conversation_id.in_(told))]


async def is_readable(session: AsyncSession, staff: SignedIn, conversation_id: str) -> bool:
    """Whether the inbox shows it to them: staff were wanted in it, and they may read it."""
    whose = await seen_by_staff(session, staff, ServiceSession.conversation_id)
    wanted = select(ServiceSession.id).where(ServiceSession.conversation_id == conversation_id, *whose)
    return await session.scalar(wanted.limit(1)) is not None
