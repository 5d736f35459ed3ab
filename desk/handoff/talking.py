"""What is said between the person and staff. Never commits."""

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from desk.conversations.incoming import clean_text
from desk.conversations.messages import Author, Body, unseal
from desk.conversations.model import STAFF_SENDER, Conversation, Message
from desk.conversations.service import add_message
from desk.events.service import Happened, add_event
from desk.events.types import EventType
from desk.handoff import wording
from desk.handoff.acting import expect_holder
from desk.handoff.desk import HandoffDesk
from desk.handoff.errors import ClientMessageReused, NotYours
from desk.handoff.model import ReadMark
from desk.handoff.presence import seen
from desk.handoff.saying import WAITING_CHOICES, say
from desk.handoff.staff import PERSON, StaffMember
from desk.handoff.states import ServiceEvent, ServiceState
from desk.handoff.stepping import advance, locked, open_session

KEY = "staff:"  # before the browser's id, in the place of a channel's message id: no channel makes one with a colon


@dataclass(frozen=True)
class Sent:
    """A message of a staff member, and whether it had been sent before."""

    message: Message
    repeated: bool


async def send(
    session: AsyncSession,
    desk: HandoffDesk,
    conversation_id: str,
    *,
    staff: StaffMember,
    text: str,
    client_message_id: str,
    now: dt.datetime,
) -> Sent:
    """Say something to the person. Only who has claimed the conversation can, supervisors neither.

    client_message_id: made by the browser; the same again sends nothing twice, whoever has the conversation by then.
    Raises ConversationNotFound, NotYours, EmptyMessage, MessageTooLong, ClientMessageReused.
    """
    conversation = await locked(session, conversation_id)
    text, key = clean_text(text), f"{KEY}{client_message_id}"
    known = await session.scalar(
        select(Message).filter_by(conversation_id=conversation.id, channel_message_id=key)
    )
    if known is not None:
        body = unseal(desk.vault, known)
        if body.text != text or body.author is None or body.author.id != staff.id:
            raise ClientMessageReused
        return Sent(known, repeated=True)
    service = await open_session(session, conversation.id)
    if service is None:
        raise NotYours
    expect_holder(service, staff, supervisors=False)
    if service.state is ServiceState.SNOOZED:
        service.snoozed_until = None
        await advance(session, conversation, service, ServiceEvent.WAKE, actor=staff.actor, now=now)
    body = Body(text=text, author=Author(id=staff.id, name=staff.name))
    message = await add_message(
        session,
        desk.vault,
        conversation,
        sender=STAFF_SENDER,
        body=body,
        now=now,
        channel_message_id=key,
    )
    service.first_answered_at = service.first_answered_at or now
    service.heard_at, service.staff_said_at, service.reminded = None, now, False
    service.flag = service.flagged_at = None
    await mark_read(session, conversation.id, staff=staff, position=message.position, now=now)
    return Sent(message, repeated=False)


async def heard(
    session: AsyncSession, desk: HandoffDesk, conversation: Conversation, *, now: dt.datetime
) -> None:
    """The person wrote something that staff answer. The caller holds the conversation's lock."""
    service = await open_session(session, conversation.id)
    if service is None:
        return
    service.heard_at = service.heard_at or now
    service.staff_said_at, service.reminded = None, False
    if service.state is ServiceState.SNOOZED:
        service.snoozed_until = None
        await advance(session, conversation, service, ServiceEvent.WAKE, actor=PERSON, now=now)
    if service.state is ServiceState.QUEUED and not service.acknowledged:
        service.acknowledged = True
        await say(session, desk, conversation, wording.ACKNOWLEDGED, WAITING_CHOICES, now=now)


async def mark_read(
    session: AsyncSession, conversation_id: str, *, staff: StaffMember, position: int, now: dt.datetime
) -> None:
    """They have read up to there; never back. Their other windows are told."""
    known = await session.get(ReadMark, (conversation_id, staff.id), populate_existing=True)
    if known is not None and known.position >= position:
        return
    if known is None:
        session.add(ReadMark(conversation_id=conversation_id, staff_id=staff.id, position=position, at=now))
    else:
        known.position, known.at = position, now
    await seen(session, staff.id, now=now)
    happened = Happened(position=position, staff_id=staff.id, staff_name=staff.name)
    add_event(session, EventType.READ, conversation_id, happened, now=now)
    await session.flush()


async def read_up_to(
    session: AsyncSession,
    conversation_id: str,
    *,
    staff: StaffMember,
    position: int,
    now: dt.datetime,
) -> None:
    """As mark_read, for a caller without the lock. Raises ConversationNotFound."""
    conversation = await locked(session, conversation_id)
    position = min(position, conversation.last_position)
    await mark_read(session, conversation.id, staff=staff, position=position, now=now)
