"""Staff as the case rooms know them: who acts, who may be given cases, what they are called."""

from collections.abc import Collection, Iterable

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from desk.agencies.service import subtree_ids
from desk.assignments.errors import AssigneeCannotWork
from desk.assignments.rules import Assignee, Assigning
from desk.cases.changes import Actor
from desk.cases.states import Role
from desk.ids import is_uuid
from desk.staff.model import StaffAccount
from desk.staff.roles import Permission, may
from desk.staff.signed_in import SignedIn


def officer_of(staff: SignedIn) -> Actor:
    """Who acts, as the timeline names them: in the role of the state table that their permission gives."""
    role = Role.SUPERVISOR if staff.may(Permission.CASES_SUPERVISE) else Role.OFFICER
    return Actor(role, staff.name)


def assigning_of(staff: SignedIn) -> Assigning:
    return Assigning(staff.id, supervises=staff.may(Permission.CASES_SUPERVISE))


async def assignee(session: AsyncSession, account_id: str) -> Assignee:
    """Somebody to be given cases. Raises AssigneeCannotWork for nobody."""
    account = await session.get(StaffAccount, account_id.lower()) if is_uuid(account_id) else None
    if account is None:
        raise AssigneeCannotWork
    reach = None if account.agency_id is None else await subtree_ids(session, account.agency_id)
    can_work = account.disabled_at is None and may(account.role, Permission.CASES_WORK)
    return Assignee(account.id, account.display_name, reach, can_work)


async def colleagues(session: AsyncSession, reach: Collection[str] | None) -> list[tuple[str, str]]:
    """Id and name of those who may be given cases within this reach, by name; an office has some dozens."""
    accounts = await session.scalars(
        select(StaffAccount)
        .where(StaffAccount.disabled_at.is_(None))
        .order_by(StaffAccount.display_name, StaffAccount.name)
    )
    return [
        (one.id, one.display_name)
        for one in accounts
        if may(one.role, Permission.CASES_WORK)
        and (reach is None or one.agency_id is None or one.agency_id in reach)
    ]


async def names_of(session: AsyncSession, account_ids: Iterable[str | None]) -> dict[str, str]:
    """Id to what colleagues read."""
    wanted = {one for one in account_ids if one is not None}
    if not wanted:
        return {}
    rows = await session.execute(
        select(StaffAccount.id, StaffAccount.display_name).where(StaffAccount.id.in_(wanted))
    )
    return {row.id: row.display_name for row in rows}


async def names_by_sign_in(session: AsyncSession, actors: Iterable[str]) -> dict[str, str]:
    """Actor of a timeline (officer:zhang.wei) to what colleagues read; programs' officers have no account."""
    wanted = {actor.partition(":")[2] for actor in actors}
    rows = await session.execute(
        select(StaffAccount.name, StaffAccount.display_name).where(StaffAccount.name.in_(wanted))
    )
    return {row.name: row.display_name for row in rows}
