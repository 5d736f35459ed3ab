"""What was read on a photograph, as a turn of its conversation: a message of the desk's own that no person sees.

Turns are what runs strictly one after another, survives a crash and is erased with its conversation, so a
reading is one: its message is sealed like any other, is emptied as soon as the assistant has taken it, and
never shows in the history, the stream or a list.
"""

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import asdict
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from desk.attachments.model import Attachment
from desk.conversations.messages import Body, seal
from desk.conversations.model import DESK, Message, Turn
from desk.conversations.receiving import queue_turn
from desk.conversations.rules import TurnEvent, TurnState, next_state
from desk.conversations.service import lock_conversation
from desk.photos.reading import Line
from desk.privacy.vault import Vault

READING_PAYLOAD = "/photo_read"  # only the desk sends payloads


def message_key(attachment_id: str) -> str:
    """In the place of a channel's message id: one reading a picture. No channel makes an id with a colon."""
    return f"photo:{attachment_id}"


async def add_reading(
    session: AsyncSession,
    vault: Vault,
    *,
    conversation_id: str,
    attachment_id: str,
    lines: Sequence[Line],
    now: dt.datetime,
) -> bool:
    """Queue the turn; False when nobody wants it any more: erased, filed with a case already, or told before."""
    conversation = await lock_conversation(session, conversation_id)
    attachment = await session.get(Attachment, attachment_id, populate_existing=True)
    if attachment is None or attachment.case_id is not None:
        return False
    told = select(Message.id).filter_by(
        conversation_id=conversation_id, channel_message_id=message_key(attachment_id)
    )
    if await session.scalar(told) is not None:
        return False
    last_activity = conversation.last_activity_at
    reading: dict[str, Any] = {"attachment_id": attachment_id, "lines": [asdict(line) for line in lines]}
    await queue_turn(
        session,
        vault,
        conversation,
        sender=DESK,
        body=Body(payload=READING_PAYLOAD, reading=reading),
        channel_message_id=message_key(attachment_id),
        now=now,
    )
    conversation.last_activity_at = last_activity  # the person said nothing: the retention goes on
    return True


async def empty_reading(session: AsyncSession, vault: Vault, message_id: str) -> None:
    """The assistant has taken it: the lines need not lie here any longer."""
    await session.execute(
        update(Message).where(Message.id == message_id).values(sealed_body=seal(vault, Body()))
    )


async def drop_readings(
    session: AsyncSession,
    vault: Vault,
    conversation_id: str,
    attachment_ids: Collection[str],
    *,
    now: dt.datetime,
) -> None:
    """Empty the readings of erased pictures and end their turns before they begin.

    They may stand behind the turn that erases, so its own emptying does not reach them.
    """
    keys = [message_key(attachment_id) for attachment_id in attachment_ids]
    found = await session.execute(
        select(Message.id).where(
            Message.conversation_id == conversation_id, Message.channel_message_id.in_(keys)
        )
    )
    for message_id in found.scalars().all():
        await empty_reading(session, vault, message_id)
        turns = select(Turn).filter_by(message_id=message_id, state=TurnState.QUEUED.value)
        for turn in (await session.execute(turns)).scalars():
            turn.state = next_state(TurnState(turn.state), TurnEvent.WITHDRAW).value
            turn.finished_at = now
