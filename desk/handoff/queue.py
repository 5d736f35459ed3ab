"""The queue: who is before whom, and how long it will take. Reads only."""

import datetime as dt
from collections.abc import Sequence

from sqlalchemy import and_, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from desk.handoff.model import ServiceSession, StaffSeen
from desk.handoff.states import ServiceState
from desk.handoff.waiting import estimated_wait

MEASURED = 50  # sessions that the estimate rests on, the newest ones
MEASURED_FOR = dt.timedelta(days=14)
AT_WORK = dt.timedelta(minutes=10)  # since a staff member's last sign


async def ahead_of(session: AsyncSession, service: ServiceSession) -> int:
    """How many are taken before this one: urgent ones first, else in the order of asking."""
    sooner = or_(
        ServiceSession.requested_at < service.requested_at,
        and_(ServiceSession.requested_at == service.requested_at, ServiceSession.id < service.id),
    )
    before = and_(ServiceSession.urgent.is_(True), sooner)
    if not service.urgent:
        before = or_(ServiceSession.urgent.is_(True), sooner)
    waiting = ServiceSession.state == ServiceState.QUEUED
    wanted = select(func.count()).where(waiting, before, ServiceSession.id != service.id)
    return await session.scalar(wanted) or 0


async def waiting_in_order(session: AsyncSession) -> Sequence[ServiceSession]:
    """The queue, who is next first."""
    wanted = select(ServiceSession).where(ServiceSession.state == ServiceState.QUEUED)
    return (
        await session.scalars(
            wanted.order_by(ServiceSession.urgent.desc(), ServiceSession.requested_at, ServiceSession.id)
        )
    ).all()


async def estimate(session: AsyncSession, ahead: int, *, now: dt.datetime) -> dt.timedelta | None:
    """From how long people were served lately and who is at work; None when it cannot be told."""
    ended = await session.execute(
        select(ServiceSession.first_claimed_at, ServiceSession.ended_at)
        .where(ServiceSession.ended_at > now - MEASURED_FOR, ServiceSession.first_claimed_at.is_not(None))
        .order_by(ServiceSession.ended_at.desc())
        .limit(MEASURED)
    )
    served = [end - start for start, end in ended if start is not None and end is not None]
    agents = await session.scalar(select(func.count()).where(StaffSeen.seen_at > now - AT_WORK))
    return estimated_wait(ahead, served, agents or 0)
