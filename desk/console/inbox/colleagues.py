"""Who a conversation may be given to: accounts in service whose role answers conversations."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from desk.console.inbox import wording
from desk.console.inbox.routes import ANSWER
from desk.errors import Unprocessable
from desk.staff.model import StaffAccount
from desk.staff.roles import Role, may
from desk.staff.signed_in import SignedIn

NO_SESSION = ""  # they are not asking
ANSWERING = frozenset(role for role in Role if may(role, ANSWER))


class NobodyToGiveTo(Unprocessable):
    code, title = "colleague_unknown", wording.NOBODY_TO


async def colleagues(session: AsyncSession, *, without: str) -> Sequence[StaffAccount]:
    """All but oneself, by name."""
    wanted = select(StaffAccount).where(
        StaffAccount.disabled_at.is_(None), StaffAccount.role.in_(ANSWERING), StaffAccount.id != without
    )
    return (await session.scalars(wanted.order_by(StaffAccount.display_name, StaffAccount.id))).all()


async def find_colleague(session: AsyncSession, staff_id: str) -> SignedIn:
    """Raises NobodyToGiveTo."""
    found = await session.get(StaffAccount, staff_id.lower())
    if found is None or found.disabled_at is not None or found.role not in ANSWERING:
        raise NobodyToGiveTo
    return SignedIn(found.id, found.name, found.display_name, found.role, found.agency_id, NO_SESSION)
