"""Taking in what a person did on a channel that must be written to: one transaction, then whoever waits is waked."""

import datetime as dt
from dataclasses import dataclass, field

from sqlalchemy.ext.asyncio import AsyncSession

from desk.channels.passive import take
from desk.channels.port import Channel, Spoken
from desk.channels.rules import Contact
from desk.channels.service import contacted, waits_for_more
from desk.context import Desk
from desk.conversations.choosing import typed_choice
from desk.conversations.claiming import last_turn
from desk.conversations.incoming import Incoming, Merging
from desk.conversations.owning import let_answer
from desk.conversations.reading import said_lately
from desk.conversations.receiving import Accepted, acknowledge, find_incoming, receive
from desk.conversations.service import find_conversation, lock_conversation, open_conversation
from desk.conversations.waiting import finished
from desk.handoff.stepping import open_session, set_gate
from desk.privacy.erasing import erase_conversation

NUDGE = 2  # characters at most


@dataclass(frozen=True)
class Person:
    """Somebody on a channel. id: the channel's stable name for them, kept as a digest; address: where to write,
    kept sealed."""

    id: str = field(repr=False)
    address: str = field(repr=False)


@dataclass(frozen=True)
class Arrived:
    """What became of it."""

    conversation_id: str
    accepted: Accepted | None  # None: acknowledged without a turn


async def arrive(
    desk: Desk,
    channel: Channel,
    person: Person,
    incoming: Incoming,
    *,
    contact: Contact = Contact.MESSAGE,
    passive_for: dt.timedelta | None = None,
    merging: Merging | None = None,
) -> Arrived:
    """Store what a person sent and queue its turn.

    passive_for: how long the answer to this very request may still carry the reply; until then nothing is pushed.
    A repeat of the channel's stores nothing. Raises what desk.conversations.receiving.receive raises.
    """
    now = desk.clock()
    async with desk.database.write() as session:
        found = await _contact(
            session, desk, channel, person, incoming.channel_message_id, contact, passive_for, now=now
        )
        accepted = await receive(
            session, desk.vault, found, incoming, merging=merging, handoff=desk.handoff, now=now
        )
        await desk.turns.take(session, accepted)
    await desk.bus.publish(found)
    if accepted.turn is not None and accepted.turn.next_try_at > now:
        desk.turns.wake(found, after=(accepted.turn.next_try_at - now).total_seconds())
    return Arrived(found, accepted)


async def arrive_unreadable(
    desk: Desk,
    channel: Channel,
    person: Person,
    *,
    channel_message_id: str,
    shown: str,
    reply: str | None,
    contact: Contact = Contact.MESSAGE,
    passive_for: dt.timedelta | None = None,
) -> Arrived:
    """Keep that something came which the assistant cannot read, and answer it ourselves: see `acknowledge`."""
    now = desk.clock()
    async with desk.database.write() as session:
        found = await _contact(
            session, desk, channel, person, channel_message_id, contact, passive_for, now=now
        )
        await acknowledge(
            session,
            desk.vault,
            found,
            channel_message_id=channel_message_id,
            shown=shown,
            reply=reply,
            now=now,
        )
    await _wake(desk, found)
    return Arrived(found, None)


async def _contact(
    session: AsyncSession,
    desk: Desk,
    channel: Channel,
    person: Person,
    request: str,
    contact: Contact,
    passive_for: dt.timedelta | None,
    *,
    now: dt.datetime,
) -> str:
    """Open the conversation and note the contact, before anything is added to it: what is added is to be told."""
    found = await open_conversation(session, desk.vault, channel=channel.name, person=person.id, now=now)
    conversation = await lock_conversation(session, found.id)
    is_repeat = await find_incoming(session, conversation, request) is not None
    await contacted(
        session,
        desk.vault,
        conversation,
        address=person.address,
        contact=None if is_repeat else contact,
        passive_until=None if passive_for is None else now + passive_for,
        now=now,
    )
    return found.id


async def nudged(
    desk: Desk, channel: Channel, person: Person, *, channel_message_id: str, text: str
) -> Arrived | None:
    """A message that is only there so that its answer can carry what waits; None: it is a message of its own.

    For channels that cannot push: whoever waits for an answer was asked for any character.
    """
    if len(text.strip()) > NUDGE:
        return None
    now = desk.clock()
    async with desk.database.write() as session:
        found = await open_conversation(session, desk.vault, channel=channel.name, person=person.id, now=now)
        await lock_conversation(session, found.id)
        lately = await said_lately(session, found.id)
        if typed_choice(desk.vault, lately, text, numbered=True) is not None:
            return None
        if not await waits_for_more(session, found.id):
            return None
        await acknowledge(
            session,
            desk.vault,
            found.id,
            channel_message_id=channel_message_id,
            shown=text,
            reply=None,
            now=now,
        )
        turn = await last_turn(session, found.id)
    return Arrived(found.id, None if turn is None else Accepted(found, turn[0], turn[1], repeated=True))


async def answer(
    desk: Desk, channel: Channel, arrived: Arrived, *, request: str, wait: float, pushes: bool = True
) -> Spoken | None:
    """What the answer to the request carries: the reply if it comes within `wait` seconds, else what else there is.

    None: nothing, and whatever comes later is pushed, if the channel `pushes`. request: the channel's id of what
    the person sent.
    """
    done = True
    if arrived.accepted is not None and arrived.accepted.turn is not None:
        turn_id = arrived.accepted.turn.id
        done = await finished(desk.database, desk.bus, arrived.conversation_id, turn_id, wait)
    if not done and not pushes:
        return None  # a later delivery of the same request carries it
    async with desk.database.write() as session:
        return await take(
            session, desk.vault, channel, arrived.conversation_id, request=request, now=desk.clock()
        )


async def left(desk: Desk, channel: Channel, person: Person) -> None:
    """The person left the channel: their address and what was said go at once; cases that were filed stay.

    Source: 个人信息保护法 第四十七条, and what platforms ask for. Coming back they are somebody new.
    """
    async with desk.database.read() as session:
        found = await find_conversation(session, desk.vault, channel=channel.name, person=person.id)
    if found is not None:
        await erase_conversation(desk.database, desk.vault, found.id, now=desk.clock())


async def owned_by_staff(
    desk: Desk, channel: Channel, person: Person, *, on: bool, until: dt.datetime | None
) -> None:
    """People of the platform's own customer service answer this person, until they stop or `until`."""
    async with desk.database.write() as session:
        found = await open_conversation(
            session, desk.vault, channel=channel.name, person=person.id, now=desk.clock()
        )
        conversation = await lock_conversation(session, found.id)
        service = await open_session(session, found.id)
        if service is not None and not on:
            set_gate(conversation, service)  # our own staff may have it
            return
        let_answer(conversation, assistant=not on, until=until)


async def _wake(desk: Desk, conversation_id: str) -> None:
    desk.turns.wake(conversation_id)
    await desk.bus.publish(conversation_id)
