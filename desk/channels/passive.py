"""The answer to the person's own request as a way to tell them something: free of quotas, and given once.

A channel that delivers the same request again gets the same answer; another request gets what is new.
"""

import datetime as dt

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from desk.channels.model import PassiveReply
from desk.channels.port import Channel, Spoken
from desk.channels.service import LOOKED_AHEAD, Part, advance, lock_recipient, parts_of, untold
from desk.conversations.model import Message
from desk.conversations.service import lock_conversation
from desk.ids import new_id
from desk.privacy.vault import Vault

KEEP = dt.timedelta(days=1)  # platforms repeat a request within seconds


async def take(
    session: AsyncSession,
    vault: Vault,
    channel: Channel,
    conversation_id: str,
    *,
    request: str,
    now: dt.datetime,
) -> Spoken | None:
    """What the answer to this request of the person says, or None when there is nothing to say in it.

    request: the channel's id of what the person sent. What does not fit is pushed; while a worker is pushing,
    the answer says nothing, or it would be said twice.
    """
    await lock_conversation(session, conversation_id)  # first, as whoever adds a message does
    recipient = await lock_recipient(session, conversation_id)
    if recipient is None:
        return None
    given = await _given(session, conversation_id, request)
    if given is not None:
        return await _again(session, vault, channel, given)
    recipient.passive_until = None  # what is said from now on is pushed
    if recipient.claimed_until is not None and recipient.claimed_until > now:
        return None
    parts, seen = await untold(session, vault, channel, recipient)
    if not parts:
        advance(recipient, (), seen=seen, all_told=True)
        recipient.due_at = None
        return None
    text, count = channel.pack([part.text for part in parts])
    session.add(
        PassiveReply(
            id=new_id(),
            conversation_id=conversation_id,
            channel_message_id=request,
            from_position=recipient.told_position,
            from_parts=recipient.told_parts,
            parts=count,
            given_at=now,
        )
    )
    advance(recipient, parts[:count], seen=seen, all_told=count == len(parts))
    recipient.due_at = None if count == len(parts) else now  # what did not fit is pushed
    await session.flush()
    return Spoken(text, now)


async def _given(session: AsyncSession, conversation_id: str, request: str) -> PassiveReply | None:
    found = select(PassiveReply).filter_by(conversation_id=conversation_id, channel_message_id=request)
    return (await session.execute(found)).scalar_one_or_none()


async def _again(session: AsyncSession, vault: Vault, channel: Channel, given: PassiveReply) -> Spoken | None:
    """The same parts, rendered anew: no second copy of what was said is kept. None when it was erased since."""
    parts = (await _parts_behind(session, vault, channel, given))[: given.parts]
    if len(parts) < given.parts:
        return None
    return Spoken(channel.pack([part.text for part in parts])[0], given.given_at)


async def _parts_behind(
    session: AsyncSession, vault: Vault, channel: Channel, given: PassiveReply
) -> list[Part]:
    found = await session.execute(
        select(Message)
        .where(
            Message.conversation_id == given.conversation_id,
            Message.position > given.from_position,
        )
        .order_by(Message.position)
        .limit(LOOKED_AHEAD)
    )
    under_way = given.from_position + 1
    parts = parts_of(vault, channel, found.scalars().all())
    return [part for part in parts if part.position != under_way or part.number > given.from_parts]


async def forget_old(session: AsyncSession, *, now: dt.datetime) -> None:
    """What was given longer than KEEP ago is not asked for again."""
    await session.execute(delete(PassiveReply).where(PassiveReply.given_at < now - KEEP))
