"""Carrying out the desk's own choices, and the few questions before a call-back. Never commits.

Whoever calls holds the conversation's lock and has stored the person's message.
"""

import datetime as dt
import logging

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from desk.callbacks import service as callbacks
from desk.callbacks.errors import SlotFull, SlotUnknown
from desk.callbacks.service import Wish
from desk.conversations.messages import Body, QuickReply, unseal
from desk.conversations.model import SYSTEM, Conversation, Message
from desk.conversations.service import add_message
from desk.events.types import EventType
from desk.handoff import choices, wording
from desk.handoff.callback_talk import CallbackStep, read_phone
from desk.handoff.choices import BEST, WORST, Choice, Chosen
from desk.handoff.desk import HandoffDesk
from desk.handoff.model import ServiceSession
from desk.handoff.requesting import go_on, request
from desk.handoff.saying import AFTER_HOURS_CHOICES, WAITING_CHOICES, say
from desk.handoff.staff import PERSON
from desk.handoff.states import HELD, WAITING, HandoffReason, ServiceEvent, ServiceState
from desk.handoff.stepping import advance, open_session, tell
from desk.privacy.vault import Vault

log = logging.getLogger("desk.handoff")

LOOKED_BACK = 30  # messages among which an earlier choice of ours still counts
OFFERED_SLOTS = 6
ASKING = {Choice.ASK: HandoffReason.ASKED, Choice.ASK_ANGRY: HandoffReason.INSULT}


async def typed_ours(
    session: AsyncSession, vault: Vault, conversation: Conversation, text: str
) -> QuickReply | None:
    """The choice of ours whose title somebody typed who waits, however many messages they wrote since it was offered.

    None for whoever is served: what they write is for staff.
    """
    service = await open_session(session, conversation.id)
    if service is None or service.state not in WAITING:
        return None
    wanted = text.strip("。.!！ ")
    found = await session.scalars(
        select(Message)
        .where(Message.conversation_id == conversation.id, Message.sender == SYSTEM)
        .where(Message.position > conversation.last_position - LOOKED_BACK)
        .order_by(Message.position.desc())
    )
    for message in found:
        for reply in unseal(vault, message).quick_replies:
            if reply.title == wanted and choices.is_ours(reply.payload):
                return reply
    return None


async def carry_out(
    session: AsyncSession, desk: HandoffDesk, conversation: Conversation, payload: str, *, now: dt.datetime
) -> None:
    """One choice of ours. What no longer fits says how things stand and changes nothing."""
    chosen = choices.read(payload)
    if chosen.rated is not None:
        await _rate(session, desk, conversation, chosen, now=now)
        return
    if chosen.choice in ASKING:
        reason = ASKING[chosen.choice]
        await request(session, desk, conversation, reason=reason, actor=PERSON, now=now)
        return
    service = await open_session(session, conversation.id)
    if service is None:
        await say(session, desk, conversation, wording.NOTHING_TO_CANCEL, now=now)
    elif service.state in HELD:
        await say(session, desk, conversation, wording.ALREADY_SERVED, now=now)
    elif chosen.slot is not None:
        await _book(session, desk, conversation, service, chosen.slot, now=now)
    elif chosen.choice is not None:
        await _wait_otherwise(session, desk, conversation, service, chosen.choice, now=now)


async def _wait_otherwise(
    session: AsyncSession,
    desk: HandoffDesk,
    conversation: Conversation,
    service: ServiceSession,
    choice: Choice,
    *,
    now: dt.datetime,
) -> None:
    service.callback_step = service.callback_phone_sealed = None
    if choice is Choice.CANCEL:
        await advance(session, conversation, service, ServiceEvent.CANCEL, actor=PERSON, now=now)
        await say(session, desk, conversation, wording.CANCELLED, now=now)
        return
    if choice is Choice.CALL_BACK:
        service.callback_step = CallbackStep.PHONE
        await say(session, desk, conversation, wording.ASK_PHONE, now=now)
        return
    text, left, on = {
        Choice.GO_ON: (wording.WENT_ON, (), True),
        Choice.WAIT: (wording.WAITS, (Choice.GO_ON, Choice.CANCEL), False),
        Choice.WRITE: (wording.WRITE, (Choice.WRITTEN,), False),
        Choice.WRITTEN: (wording.WRITTEN, (), True),
    }[choice]
    go_on(conversation, service, on=on)
    tell(session, service, EventType.WENT_ON, now=now)
    await say(session, desk, conversation, text, left, now=now)


async def phone_asked(session: AsyncSession, conversation: Conversation) -> ServiceSession | None:
    """The session in which a number was asked for last; None: none was."""
    if conversation.handoff_at is None:
        return None
    service = await open_session(session, conversation.id)
    waits = service is not None and service.state in WAITING
    return service if service and waits and service.callback_step is CallbackStep.PHONE else None


async def phone_told(
    session: AsyncSession,
    desk: HandoffDesk,
    conversation: Conversation,
    service: ServiceSession,
    text: str,
    *,
    now: dt.datetime,
) -> None:
    """The message holds the number: times are offered."""
    phone = read_phone(text)
    assert phone is not None
    service.callback_phone_sealed, service.callback_step = desk.vault.seal(phone), CallbackStep.SLOT
    await _offer_slots(session, desk, conversation, service, wording.PICK_SLOT, now=now)


async def no_phone_told(
    session: AsyncSession,
    desk: HandoffDesk,
    conversation: Conversation,
    service: ServiceSession,
    *,
    now: dt.datetime,
) -> None:
    """Anything else ends the question, and the message is treated like any other: nobody is caught in it."""
    service.callback_step = None
    await say(session, desk, conversation, wording.NO_PHONE, now=now)


async def _offer_slots(
    session: AsyncSession,
    desk: HandoffDesk,
    conversation: Conversation,
    service: ServiceSession,
    text: str,
    *,
    now: dt.datetime,
) -> None:
    free = await callbacks.slots(session, desk.callbacks, desk.calendar, now=now)
    offered = [one.slot for one in free if one.left][:OFFERED_SLOTS]
    if not offered:
        service.callback_step = service.callback_phone_sealed = None
        waits = service.state is ServiceState.QUEUED
        usual = WAITING_CHOICES if waits else AFTER_HOURS_CHOICES
        left = [choice for choice in usual if choice is not Choice.CALL_BACK]
        await say(session, desk, conversation, wording.NO_SLOTS, left, now=now)
        return
    replies = tuple(
        QuickReply(
            title=wording.slot_title(slot.start, slot.end, now=now), payload=choices.slot_payload(slot.start)
        )
        for slot in offered
    )
    body = Body(text=text, quick_replies=replies)
    await add_message(session, desk.vault, conversation, sender=SYSTEM, body=body, now=now)


async def _book(
    session: AsyncSession,
    desk: HandoffDesk,
    conversation: Conversation,
    service: ServiceSession,
    start: dt.datetime,
    *,
    now: dt.datetime,
) -> None:
    if service.callback_phone_sealed is None:  # an old button
        service.callback_step = CallbackStep.PHONE
        await say(session, desk, conversation, wording.ASK_PHONE, now=now)
        return
    wish = Wish(
        origin=f"conversation:{conversation.id}",
        phone=desk.vault.open(service.callback_phone_sealed),
        channel=conversation.channel,
        conversation_id=conversation.id,
    )
    try:
        booked = await callbacks.book(
            session, desk.vault, desk.callbacks, desk.calendar, wish, start=start, now=now
        )
    except (SlotFull, SlotUnknown):
        await _offer_slots(session, desk, conversation, service, wording.SLOT_GONE, now=now)
        return
    detail = {"callback_id": booked.id}
    await advance(session, conversation, service, ServiceEvent.CANCEL, actor=PERSON, detail=detail, now=now)
    text = wording.booked(booked.start_at, booked.end_at, booked.ticket, now=now)
    await say(session, desk, conversation, text, now=now)


async def _rate(
    session: AsyncSession, desk: HandoffDesk, conversation: Conversation, chosen: Chosen, *, now: dt.datetime
) -> None:
    """The newest word counts; the thanks come each time."""
    assert chosen.rated is not None
    session_id, stars = chosen.rated
    service = await session.get(ServiceSession, session_id, populate_existing=True)
    if service is None or service.conversation_id != conversation.id or not WORST <= stars <= BEST:
        log.warning("a rating of nothing conversation=%s", conversation.id)
        return
    service.satisfaction = stars
    tell(session, service, EventType.RATED, now=now)
    await say(session, desk, conversation, wording.RATED, now=now)
