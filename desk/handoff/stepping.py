"""Taking a session one step further: the table asked, the step written, the gate of the conversation set. Never commits.

Whoever calls holds the conversation's lock.
"""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from desk.conversations.model import Conversation
from desk.conversations.owning import let_answer
from desk.conversations.service import lock_conversation
from desk.events.service import Happened, add_event
from desk.events.types import EventType
from desk.handoff.errors import ConversationNotFound
from desk.handoff.model import ServiceSession, ServiceStep
from desk.handoff.states import (
    ENDED,
    OPEN,
    URGENT,
    WAITING,
    HandoffReason,
    ServiceEvent,
    ServiceState,
    assistant_answers,
    step,
)
from desk.ids import is_uuid, new_id

E = ServiceEvent
TOLD_AS: dict[ServiceEvent, EventType] = {
    E.REQUEST: EventType.REQUESTED,
    E.LEAVE_MESSAGE: EventType.MESSAGE_LEFT,
    E.TAKE: EventType.CLAIMED,
    E.OPEN: EventType.REQUESTED,
    E.SHUT: EventType.MESSAGE_LEFT,
    E.CLAIM: EventType.CLAIMED,
    E.RELEASE: EventType.RELEASED,
    E.TRANSFER: EventType.TRANSFERRED,
    E.SNOOZE: EventType.SNOOZED,
    E.WAKE: EventType.WOKEN,
    E.RETURN: EventType.RETURNED,
    E.CLOSE: EventType.CLOSED,
    E.CANCEL: EventType.CANCELLED,
    E.ERASE: EventType.CLOSED,
}


async def locked(session: AsyncSession, conversation_id: str) -> Conversation:
    """The conversation, locked until the transaction ends. Raises ConversationNotFound."""
    if not is_uuid(conversation_id):
        raise ConversationNotFound
    if await session.scalar(select(Conversation.id).filter_by(id=conversation_id.lower())) is None:
        raise ConversationNotFound
    return await lock_conversation(session, conversation_id.lower())


async def open_session(session: AsyncSession, conversation_id: str) -> ServiceSession | None:
    """The session that is open; None when staff are not wanted."""
    wanted = select(ServiceSession).where(
        ServiceSession.conversation_id == conversation_id, ServiceSession.ended_at.is_(None)
    )
    return await session.scalar(wanted.execution_options(populate_existing=True))


async def newest_session(session: AsyncSession, conversation_id: str) -> ServiceSession | None:
    """The open one, or else the one that ended last; None when there never was one."""
    wanted = select(ServiceSession).filter_by(conversation_id=conversation_id)
    newest = wanted.order_by(ServiceSession.id.desc()).limit(1)
    return await session.scalar(newest.execution_options(populate_existing=True))


async def sessions_of(session: AsyncSession, conversation_id: str) -> Sequence[ServiceSession]:
    """All of a conversation, newest first."""
    wanted = select(ServiceSession).filter_by(conversation_id=conversation_id)
    return (await session.scalars(wanted.order_by(ServiceSession.id.desc()))).all()


async def begin(
    session: AsyncSession,
    conversation: Conversation,
    event: ServiceEvent,
    *,
    reason: HandoffReason,
    goes_on: bool,
    actor: str,
    detail: dict[str, Any] | None = None,
    now: dt.datetime,
) -> ServiceSession:
    """Open a session by its first event."""
    state = step(None, event)
    service = ServiceSession(
        id=new_id(),
        conversation_id=conversation.id,
        state=state,
        reason=reason,
        urgent=reason in URGENT,
        goes_on=goes_on,
        requested_at=now,
        queued_at=now if state is ServiceState.QUEUED else None,
        acknowledged=False,
        delay_told=False,
        reminded=False,
        satisfaction_asked=False,
    )
    session.add(service)
    conversation.handoff_at, conversation.handoff_reason = now, reason.value
    await session.flush()
    await _written(session, conversation, service, event, None, actor=actor, detail=detail, now=now)
    return service


async def advance(
    session: AsyncSession,
    conversation: Conversation,
    service: ServiceSession,
    event: ServiceEvent,
    *,
    actor: str,
    detail: dict[str, Any] | None = None,
    now: dt.datetime,
) -> bool:
    """One step; False for a repeat that changes nothing. Raises StepNotAllowed."""
    before = service.state
    service.state = step(before, event)
    if service.state is before and before in ENDED:
        return False  # a double click after the end: it is written down already
    if service.state in WAITING:
        service.claimed_by = service.claimed_name = service.claimed_at = None
        service.snoozed_until = None
        entered = service.state is ServiceState.QUEUED
        service.queued_at = (service.queued_at if before is service.state else now) if entered else None
    if service.state in ENDED:
        service.ended_at = now
        service.callback_step = service.callback_phone_sealed = None
        conversation.handoff_at = conversation.handoff_reason = None
    await _written(session, conversation, service, event, before, actor=actor, detail=detail, now=now)
    return service.state is not before


async def _written(
    session: AsyncSession,
    conversation: Conversation,
    service: ServiceSession,
    event: ServiceEvent,
    before: ServiceState | None,
    *,
    actor: str,
    detail: dict[str, Any] | None,
    now: dt.datetime,
) -> None:
    set_gate(conversation, service)
    last = await session.scalar(
        select(func.max(ServiceStep.number)).where(ServiceStep.session_id == service.id)
    )
    session.add(
        ServiceStep(
            id=new_id(),
            session_id=service.id,
            number=(last or 0) + 1,
            event=event,
            from_state=before,
            to_state=service.state,
            actor=actor,
            detail=detail,
            at=now,
        )
    )
    tell(session, service, TOLD_AS[event], now=now)
    await session.flush()


def set_gate(conversation: Conversation, service: ServiceSession) -> None:
    """Have the conversation say who answers now."""
    let_answer(conversation, assistant=assistant_answers(service.state, goes_on=service.goes_on))


def tell(session: AsyncSession, service: ServiceSession, kind: EventType, *, now: dt.datetime) -> None:
    """Tell those who watch the inbox."""
    told = Happened(
        session_id=service.id,
        state=service.state.value,
        staff_id=service.claimed_by,
        staff_name=service.claimed_name,
    )
    add_event(session, kind, service.conversation_id, told, now=now)


def is_open(service: ServiceSession | None) -> bool:
    return service is not None and service.state in OPEN
