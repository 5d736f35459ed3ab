"""What the desk says in a conversation around a hand-off: always in the transaction that makes it true. Never commits."""

import datetime as dt
from collections.abc import Iterable

from sqlalchemy.ext.asyncio import AsyncSession

from desk.channels.traits import traits_of
from desk.conversations.messages import HANDOFF, Body, QuickReply
from desk.conversations.model import SYSTEM, Conversation, Message
from desk.conversations.service import add_message
from desk.handoff import wording
from desk.handoff.choices import BEST, WORST, Choice, rate_payload
from desk.handoff.desk import HandoffDesk
from desk.handoff.model import ServiceSession
from desk.handoff.office import next_opening
from desk.handoff.queue import ahead_of, estimate
from desk.handoff.states import ServiceState

WAITING_CHOICES = (Choice.GO_ON, Choice.CALL_BACK, Choice.CANCEL)
DELAYED_CHOICES = (Choice.WAIT, Choice.GO_ON, Choice.CALL_BACK, Choice.CANCEL)
AFTER_HOURS_CHOICES = (Choice.WRITE, Choice.CALL_BACK, Choice.GO_ON, Choice.CANCEL)


def buttons(choices: Iterable[Choice]) -> tuple[QuickReply, ...]:
    return tuple(QuickReply(title=wording.TITLES[choice], payload=choice.value) for choice in choices)


async def say(
    session: AsyncSession,
    desk: HandoffDesk,
    conversation: Conversation,
    text: str,
    choices: Iterable[Choice] = (),
    *,
    event: str | None = None,
    turn_id: str | None = None,
    now: dt.datetime,
) -> Message:
    """One message of the desk's own. The caller holds the conversation's lock."""
    body = Body(text=text, quick_replies=buttons(choices), event=event)
    return await add_message(
        session, desk.vault, conversation, sender=SYSTEM, body=body, now=now, turn_id=turn_id
    )


async def say_place(
    session: AsyncSession,
    desk: HandoffDesk,
    conversation: Conversation,
    service: ServiceSession,
    *,
    turn_id: str | None = None,
    now: dt.datetime,
) -> None:
    """That the request is recorded, and what it means: the place and the wait, or when the office opens."""
    if not traits_of(
        conversation.channel
    ).lasting:  # a caller is transferred or called back: see connectors.hotline
        await say(session, desk, conversation, wording.ON_THE_PHONE, event=HANDOFF, turn_id=turn_id, now=now)
        return
    text = wording.ALREADY_SERVED
    choices: tuple[Choice, ...] = ()
    if service.state is ServiceState.QUEUED:
        ahead = await ahead_of(session, service)
        text = wording.queued(ahead, await estimate(session, ahead, now=now))
        service.told_ahead, service.told_at = ahead, now
        choices = WAITING_CHOICES
    elif service.state is ServiceState.MESSAGE_LEFT:
        opens = next_opening(desk.office, desk.calendar, now=now)
        text, choices = wording.after_hours(opens, now=now), AFTER_HOURS_CHOICES
    await say(session, desk, conversation, text, choices, event=HANDOFF, turn_id=turn_id, now=now)


async def ask_rating(
    session: AsyncSession,
    desk: HandoffDesk,
    conversation: Conversation,
    service: ServiceSession,
    *,
    now: dt.datetime,
) -> None:
    """Five choices; nobody has to answer."""
    service.satisfaction_asked = True
    stars = tuple(
        QuickReply(title=wording.STARS[number], payload=rate_payload(service.id, number))
        for number in range(BEST, WORST - 1, -1)
    )
    body = Body(text=wording.ASK_RATING, quick_replies=stars)
    await add_message(session, desk.vault, conversation, sender=SYSTEM, body=body, now=now)
