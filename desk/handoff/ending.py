"""Ends of a session: back to the assistant, closed, cancelled by the person. Never commits."""

import datetime as dt

from sqlalchemy.ext.asyncio import AsyncSession

from desk.audit.actions import AuditAction
from desk.channels.traits import traits_of
from desk.conversations.model import Conversation
from desk.handoff import wording
from desk.handoff.acting import expect_holder, newest, write_down
from desk.handoff.desk import HandoffDesk
from desk.handoff.errors import StepNotAllowed
from desk.handoff.model import ServiceSession
from desk.handoff.saying import ask_rating, say
from desk.handoff.staff import StaffMember
from desk.handoff.states import ENDED, GIVEN, CloseReason, ServiceEvent
from desk.handoff.stepping import advance


async def return_to_assistant(
    session: AsyncSession,
    desk: HandoffDesk,
    conversation_id: str,
    *,
    staff: StaffMember,
    now: dt.datetime,
) -> ServiceSession:
    """The assistant goes on where it was: its draft and slots were never touched. Again is harmless.

    Raises ConversationNotFound, NotYours, StepNotAllowed.
    """
    conversation, service = await newest(session, conversation_id)
    if service.state not in ENDED:
        expect_holder(service, staff)
    if await advance(session, conversation, service, ServiceEvent.RETURN, actor=staff.actor, now=now):
        await say(session, desk, conversation, wording.RETURNED, now=now)
        write_down(session, desk, AuditAction.CONVERSATION_RETURN, conversation.id, staff=staff, now=now)
    return service


async def close(
    session: AsyncSession,
    desk: HandoffDesk,
    conversation_id: str,
    *,
    staff: StaffMember,
    reason: CloseReason,
    ask_satisfaction: bool,
    now: dt.datetime,
) -> ServiceSession:
    """End it, and ask how it was if wanted and if the person was served. Again is harmless.

    Raises ConversationNotFound, NotYours, StepNotAllowed, also for a reason that is the desk's own.
    """
    if reason not in GIVEN:
        raise StepNotAllowed
    conversation, service = await newest(session, conversation_id)
    if service.state not in ENDED:
        expect_holder(service, staff)
    detail = {"reason": reason.value}
    if await end(session, desk, conversation, service, reason, actor=staff.actor, now=now):
        write_down(
            session,
            desk,
            AuditAction.CONVERSATION_CLOSE,
            conversation.id,
            staff=staff,
            detail=detail,
            now=now,
        )
        served, reached = service.first_answered_at is not None, traits_of(conversation.channel).lasting
        if ask_satisfaction and served and reached:
            await ask_rating(session, desk, conversation, service, now=now)
    return service


async def end(
    session: AsyncSession,
    desk: HandoffDesk,
    conversation: Conversation,
    service: ServiceSession,
    reason: CloseReason,
    *,
    actor: str,
    now: dt.datetime,
) -> bool:
    """Closed, and the person told; False when it was already. The caller holds the lock."""
    detail = {"reason": reason.value}
    changed = await advance(
        session, conversation, service, ServiceEvent.CLOSE, actor=actor, detail=detail, now=now
    )
    if changed:
        service.close_reason = reason
        text = wording.CLOSED_SILENT if reason is CloseReason.NO_ANSWER else wording.CLOSED
        await say(session, desk, conversation, text, now=now)
    return changed
