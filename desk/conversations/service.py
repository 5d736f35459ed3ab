"""Use cases of a conversation: open it, append a message. Adds and flushes, never commits."""

import datetime as dt

from sqlalchemy import bindparam, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession

from desk.channels.waking import something_to_tell
from desk.conversations.messages import Body, seal
from desk.conversations.model import DESK, USER, Conversation, Message
from desk.conversations.owning import ASSISTANT
from desk.events.service import Happened, add_event
from desk.events.types import EventType
from desk.ids import new_id
from desk.privacy.vault import Vault

LOCKED = select(Conversation).where(Conversation.id == bindparam("conversation_id")).with_for_update()
ADDED = "xiaobao_added_messages"  # a list in a session's `info`
UNTOLD = frozenset({USER, DESK})  # senders whose messages nobody is told


async def open_conversation(
    session: AsyncSession, vault: Vault, *, channel: str, person: str, now: dt.datetime
) -> Conversation:
    """The conversation of this person on this channel; made when new. Two first messages at once make one."""
    digest = _person_digest(vault, channel, person)
    values = {
        "id": new_id(),
        "channel": channel,
        "person_digest": digest,
        "owner": ASSISTANT,
        "epoch": 0,
        "service_epoch": 0,
        "last_position": 0,
        "created_at": now,
        "last_activity_at": now,
    }
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    await session.execute(insert(Conversation).values(**values).on_conflict_do_nothing())
    found = await session.execute(select(Conversation).filter_by(channel=channel, person_digest=digest))
    return found.scalar_one()


async def find_conversation(
    session: AsyncSession, vault: Vault, *, channel: str, person: str
) -> Conversation | None:
    """The conversation of this person on this channel, None when there is none."""
    digest = _person_digest(vault, channel, person)
    found = await session.execute(select(Conversation).filter_by(channel=channel, person_digest=digest))
    return found.scalar_one_or_none()


def _person_digest(vault: Vault, channel: str, person: str) -> str:
    return vault.digest(f"person:{channel}", person)


async def lock_conversation(session: AsyncSession, conversation_id: str) -> Conversation:
    """The conversation's row, locked until the transaction ends: positions are handed out under it."""
    found = await session.execute(LOCKED, {"conversation_id": conversation_id})
    return found.scalar_one()


async def add_message(
    session: AsyncSession,
    vault: Vault,
    conversation: Conversation,
    *,
    sender: str,
    body: Body,
    now: dt.datetime,
    turn_id: str | None = None,
    channel_message_id: str | None = None,
) -> Message:
    """Append one message; the caller holds the conversation's lock. It is written with whatever else the transaction writes."""
    conversation.last_position += 1
    conversation.last_activity_at = now
    message = Message(
        id=new_id(),
        conversation_id=conversation.id,
        position=conversation.last_position,
        sender=sender,
        channel_message_id=channel_message_id,
        turn_id=turn_id,
        sealed_body=seal(vault, body),
        created_at=now,
    )
    session.add(message)
    session.info.setdefault(ADDED, []).append(message)
    if sender not in UNTOLD:
        await something_to_tell(session, conversation.id, conversation.channel, now=now)
    if conversation.handoff_at is not None and sender != DESK:  # staff look at it: they see each message come
        happened = Happened(position=message.position, sender=sender)
        add_event(session, EventType.MESSAGE, conversation.id, happened, now=now)
    return message


def added_by(session: AsyncSession, turn_id: str) -> list[Message]:
    """What this session told in answer to a turn, in order."""
    added: list[Message] = session.info.get(ADDED, [])
    return [message for message in added if message.turn_id == turn_id and message.sender not in UNTOLD]
