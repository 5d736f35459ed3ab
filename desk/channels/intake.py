"""Taking in what a person did on a channel that must be written to: one transaction, then whoever waits is waked."""

import datetime as dt
from dataclasses import dataclass, field

from desk.channels.passive import push_from_now, take
from desk.channels.port import Channel, Spoken
from desk.channels.rules import Contact
from desk.channels.service import contacted, leave
from desk.context import Desk
from desk.conversations.incoming import Incoming, Merging
from desk.conversations.receiving import Accepted, acknowledge, receive
from desk.conversations.service import lock_conversation, open_conversation
from desk.conversations.waiting import finished_turn


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
    repeated: bool


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
        found = await open_conversation(session, desk.vault, channel=channel.name, person=person.id, now=now)
        accepted = await receive(session, desk.vault, found.id, incoming, merging=merging, now=now)
        await contacted(
            session,
            desk.vault,
            await lock_conversation(session, found.id),
            address=person.address,
            contact=None if accepted.repeated else contact,
            passive_until=None if passive_for is None else now + passive_for,
            now=now,
        )
    await _wake(desk, found.id)
    if accepted.turn is not None and accepted.turn.next_try_at > now:
        desk.turns.wake(found.id, after=(accepted.turn.next_try_at - now).total_seconds())
    return Arrived(found.id, accepted, accepted.repeated)


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
        found = await open_conversation(session, desk.vault, channel=channel.name, person=person.id, now=now)
        is_new = await acknowledge(
            session,
            desk.vault,
            found.id,
            channel_message_id=channel_message_id,
            shown=shown,
            reply=reply,
            now=now,
        )
        await contacted(
            session,
            desk.vault,
            await lock_conversation(session, found.id),
            address=person.address,
            contact=contact if is_new else None,
            passive_until=None if passive_for is None else now + passive_for,
            now=now,
        )
    await _wake(desk, found.id)
    return Arrived(found.id, None, not is_new)


async def answer(
    desk: Desk, channel: Channel, arrived: Arrived, *, request: str, wait: float, alive: bool = True
) -> Spoken | None:
    """What the answer to the request carries: the reply if it comes within `wait` seconds, else what else there is.

    None: nothing, and whatever comes later is pushed. `request`: the channel's id of what the person sent.
    """
    if arrived.accepted is not None and arrived.accepted.turn is not None:
        turn_id = arrived.accepted.turn.id
        await finished_turn(desk.database, desk.bus, arrived.conversation_id, turn_id, wait)
    async with desk.database.write() as session:
        if not alive:
            await push_from_now(session, arrived.conversation_id, now=desk.clock())
            return None
        return await take(
            session, desk.vault, channel, arrived.conversation_id, request=request, now=desk.clock()
        )


async def left(desk: Desk, channel: Channel, person: Person) -> str:
    """The person left the channel: their address goes at once. Returns the conversation, for its erasure."""
    async with desk.database.write() as session:
        found = await open_conversation(
            session, desk.vault, channel=channel.name, person=person.id, now=desk.clock()
        )
        await leave(session, found.id)
    return found.id


async def _wake(desk: Desk, conversation_id: str) -> None:
    desk.turns.wake(conversation_id)
    await desk.bus.publish(conversation_id)
