"""Who has a conversation: claim, release, transfer, snooze. Never commits.

Of two who claim at once one wins: both lock the conversation's row, and the second one finds the first one's name.
"""

import datetime as dt
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from desk.audit.actions import AuditAction
from desk.conversations.model import Conversation
from desk.handoff import wording
from desk.handoff.acting import expect_holder, expect_unheld, newest, write_down
from desk.handoff.desk import HandoffDesk
from desk.handoff.errors import SnoozeOutOfRange
from desk.handoff.model import ServiceSession
from desk.handoff.presence import seen
from desk.handoff.saying import say
from desk.handoff.staff import StaffMember, StaffRef
from desk.handoff.states import HandoffReason, ServiceEvent
from desk.handoff.stepping import advance, begin, locked, open_session

LONGEST_SNOOZE = dt.timedelta(days=30)


async def claim(
    session: AsyncSession,
    desk: HandoffDesk,
    conversation_id: str,
    *,
    staff: StaffMember,
    now: dt.datetime,
) -> ServiceSession:
    """Have it. Where staff were not wanted, they step in unasked. Their own again is harmless.

    Raises ConversationNotFound, ConversationClaimed with the winner's name.
    """
    conversation = await locked(session, conversation_id)
    service = await open_session(session, conversation.id)
    if service is None:
        service = await begin(
            session,
            conversation,
            ServiceEvent.TAKE,
            reason=HandoffReason.STAFF_TOOK,
            goes_on=False,
            actor=staff.actor,
            now=now,
        )
        changed = True
    else:
        expect_unheld(service, staff)
        service.claimed_by, service.claimed_name = staff.id, staff.name
        changed = await advance(
            session, conversation, service, ServiceEvent.CLAIM, actor=staff.actor, now=now
        )
    await seen(session, staff.id, now=now)
    if not changed:
        return service
    await _held_by(session, desk, conversation, service, staff.ref, now=now)
    await say(session, desk, conversation, wording.claimed(staff.name), now=now)
    write_down(session, desk, AuditAction.CONVERSATION_CLAIM, conversation.id, staff=staff, now=now)
    return service


async def _held_by(
    session: AsyncSession,
    desk: HandoffDesk,
    conversation: Conversation,
    service: ServiceSession,
    holder: StaffRef,
    *,
    now: dt.datetime,
) -> None:
    service.claimed_by, service.claimed_name, service.claimed_at = holder.id, holder.name, now
    service.first_claimed_at = service.first_claimed_at or now
    service.heard_at = service.heard_at or service.requested_at
    service.flag = service.flagged_at = service.snoozed_until = None
    service.callback_step = service.callback_phone_sealed = None
    await session.flush()


async def release(
    session: AsyncSession,
    desk: HandoffDesk,
    conversation_id: str,
    *,
    staff: StaffMember,
    now: dt.datetime,
) -> ServiceSession:
    """Back to the queue, to its old place. Raises ConversationNotFound, NotYours, StepNotAllowed."""
    conversation, service = await newest(session, conversation_id)
    if service.holder is not None:
        expect_holder(service, staff)
    changed = await put_back(session, desk, conversation, service, actor=staff.actor, now=now)
    if changed:
        write_down(session, desk, AuditAction.CONVERSATION_RELEASE, conversation.id, staff=staff, now=now)
    return service


async def put_back(
    session: AsyncSession,
    desk: HandoffDesk,
    conversation: Conversation,
    service: ServiceSession,
    *,
    actor: str,
    detail: dict[str, Any] | None = None,
    now: dt.datetime,
) -> bool:
    """Nobody has it any more, and the person is told; False: nobody had. The caller holds the lock."""
    service.goes_on = False  # they were being served: the assistant does not butt in
    changed = await advance(
        session, conversation, service, ServiceEvent.RELEASE, actor=actor, detail=detail, now=now
    )
    if changed:
        service.delay_told = service.reminded = False
        await say(session, desk, conversation, wording.RELEASED, now=now)
    return changed


async def transfer(
    session: AsyncSession,
    desk: HandoffDesk,
    conversation_id: str,
    *,
    staff: StaffMember,
    to: StaffMember | None,
    now: dt.datetime,
) -> ServiceSession:
    """To a person, who need not agree; None: to the queue.

    Raises ConversationNotFound, NotYours, StepNotAllowed. A conversation that waits is given out by supervisors.
    """
    if to is None:
        return await release(session, desk, conversation_id, staff=staff, now=now)
    conversation, service = await newest(session, conversation_id)
    expect_holder(service, staff)
    if service.claimed_by == to.id:
        return service  # it is theirs
    service.claimed_by, service.claimed_name = to.id, to.name
    await advance(
        session,
        conversation,
        service,
        ServiceEvent.TRANSFER,
        actor=staff.actor,
        detail={"to": to.id},
        now=now,
    )
    await seen(session, to.id, now=now)  # so that it does not go back to the queue before they could look
    await _held_by(session, desk, conversation, service, to.ref, now=now)
    await say(session, desk, conversation, wording.transferred(to.name), now=now)
    write_down(
        session,
        desk,
        AuditAction.CONVERSATION_TRANSFER,
        conversation.id,
        staff=staff,
        detail={"to": to.id},
        now=now,
    )
    return service


async def snooze(
    session: AsyncSession,
    desk: HandoffDesk,
    conversation_id: str,
    *,
    staff: StaffMember,
    until: dt.datetime,
    now: dt.datetime,
) -> ServiceSession:
    """Put it aside; it comes back then, or when the person writes. Raises SnoozeOutOfRange, NotYours, StepNotAllowed."""
    if not now < until <= now + LONGEST_SNOOZE:
        raise SnoozeOutOfRange
    conversation, service = await newest(session, conversation_id)
    expect_holder(service, staff)
    service.snoozed_until, service.heard_at = until, None
    await advance(session, conversation, service, ServiceEvent.SNOOZE, actor=staff.actor, now=now)
    write_down(session, desk, AuditAction.CONVERSATION_SNOOZE, conversation.id, staff=staff, now=now)
    return service
