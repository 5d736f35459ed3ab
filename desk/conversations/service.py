"""Use cases of a conversation: open it, take a message in, record what is answered. Adds and flushes, never commits."""

import datetime as dt
import json
import logging
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession

from desk.attachments.service import find_attachment
from desk.conversations import wording
from desk.conversations.choosing import offered, typed_choice
from desk.conversations.incoming import Incoming, Located, clean_text
from desk.conversations.messages import AttachmentNote, Body, seal
from desk.conversations.model import DESK, Conversation, Message, Turn
from desk.conversations.rules import TurnState
from desk.ids import new_id
from desk.photos.asking import ask_for_reading
from desk.privacy.vault import Vault

log = logging.getLogger("desk.conversations")

ASSISTANT = "assistant"
ATTACHMENT_PAYLOAD = "/provide_evidence"  # only the desk sends payloads
LOCATION_INTENT = "/tell_place"  # with the place; without one the brain asks for it


@dataclass(frozen=True)
class Accepted:
    """A stored message, its turn, and whether it had come before."""

    message: Message
    turn: Turn
    repeated: bool


async def open_conversation(
    session: AsyncSession, vault: Vault, *, channel: str, person: str, now: dt.datetime
) -> Conversation:
    """The conversation of this person on this channel; made when new. Two first messages at once make one."""
    digest = vault.digest(f"person:{channel}", person)
    values = {
        "id": new_id(),
        "channel": channel,
        "person_digest": digest,
        "owner": ASSISTANT,
        "epoch": 0,
        "last_position": 0,
        "created_at": now,
        "last_activity_at": now,
    }
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    await session.execute(insert(Conversation).values(**values).on_conflict_do_nothing())
    found = await session.execute(select(Conversation).filter_by(channel=channel, person_digest=digest))
    return found.scalar_one()


async def lock_conversation(session: AsyncSession, conversation_id: str) -> Conversation:
    """The conversation's row, locked until the transaction ends: positions are handed out under it."""
    found = await session.execute(select(Conversation).filter_by(id=conversation_id).with_for_update())
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
    """Append one message; the caller holds the conversation's lock."""
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
    await session.flush()
    return message


async def receive(
    session: AsyncSession, vault: Vault, conversation_id: str, incoming: Incoming, *, now: dt.datetime
) -> Accepted:
    """Store one message of the person and queue its turn, before anything else happens to it.

    A repeated `channel_message_id` (the channel's own retry) stores nothing and returns what it made first.
    Raises EmptyMessage, MessageTooLong, UnknownChoice, UnknownAttachment.
    """
    conversation = await lock_conversation(session, conversation_id)
    known = await _find_incoming(session, conversation_id, incoming.channel_message_id)
    if known is not None:
        log.info("message repeated conversation=%s turn=%s", conversation_id, known.turn.id)
        return known
    body = await _incoming_body(session, vault, conversation_id, incoming)
    accepted = await queue_turn(
        session,
        vault,
        conversation,
        sender="user",
        body=body,
        channel_message_id=incoming.channel_message_id,
        now=now,
    )
    if body.attachment is not None:
        await ask_for_reading(
            session,
            vault,
            conversation_id=conversation_id,
            attachment_id=body.attachment.id,
            media_type=body.attachment.media_type,
            now=now,
        )
    return accepted


async def queue_turn(
    session: AsyncSession,
    vault: Vault,
    conversation: Conversation,
    *,
    sender: str,
    body: Body,
    channel_message_id: str,
    now: dt.datetime,
) -> Accepted:
    """Append a message that is to be answered, and its turn; the caller holds the conversation's lock."""
    turn_id = new_id()
    message = await add_message(
        session,
        vault,
        conversation,
        sender=sender,
        body=body,
        now=now,
        turn_id=turn_id,
        channel_message_id=channel_message_id,
    )
    turn = Turn(
        id=turn_id,
        conversation_id=conversation.id,
        message_id=message.id,
        position=message.position,
        state=TurnState.QUEUED.value,
        attempts=0,
        failures=0,
        timeouts=0,
        next_try_at=now,
        excused=sender == DESK,  # nobody waits for an answer to it
        created_at=now,
    )
    session.add(turn)
    await session.flush()
    return Accepted(message, turn, repeated=False)


async def _find_incoming(
    session: AsyncSession, conversation_id: str, channel_message_id: str
) -> Accepted | None:
    found = await session.execute(
        select(Message, Turn)
        .join(Turn, Turn.message_id == Message.id)
        .where(Message.conversation_id == conversation_id, Message.channel_message_id == channel_message_id)
    )
    row = found.one_or_none()
    return Accepted(row[0], row[1], repeated=True) if row else None


async def _incoming_body(
    session: AsyncSession, vault: Vault, conversation_id: str, incoming: Incoming
) -> Body:
    if incoming.attachment_id is not None:
        attachment = await find_attachment(session, conversation_id, incoming.attachment_id)
        name = vault.open(attachment.sealed_name)
        note = AttachmentNote(id=attachment.id, name=name, media_type=attachment.media_type)
        return Body(
            text=wording.ATTACHMENT_TEXT.format(name=name), payload=ATTACHMENT_PAYLOAD, attachment=note
        )
    if incoming.located is not None:
        return _located_body(incoming.located)
    if incoming.choice is not None:
        chosen = await offered(session, vault, conversation_id, incoming.choice)
        return Body(text=chosen.title, payload=chosen.payload)
    text = clean_text(incoming.text or "")
    typed = await typed_choice(session, vault, conversation_id, text)
    return Body(text=text, payload=typed.payload if typed else None)


def _located_body(located: Located) -> Body:
    if located.place is None:
        return Body(text=wording.LOCATION_UNKNOWN_TEXT, payload=LOCATION_INTENT)
    entities = json.dumps({"place": located.place}, ensure_ascii=False)
    return Body(text=wording.LOCATION_TEXT.format(place=located.place), payload=LOCATION_INTENT + entities)


async def request_handoff(
    session: AsyncSession,
    vault: Vault,
    conversation: Conversation,
    *,
    reason: str,
    turn_id: str,
    now: dt.datetime,
) -> None:
    """Record that staff are wanted, and say so only because it is recorded in this transaction."""
    if conversation.handoff_at is None:
        conversation.handoff_at = now
    conversation.handoff_reason = reason[:40]
    body = Body(text=wording.HANDOFF_RECORDED)
    await add_message(session, vault, conversation, sender="system", body=body, now=now, turn_id=turn_id)
