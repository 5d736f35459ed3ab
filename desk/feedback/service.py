"""A word on an answer: given, changed, taken back. The caller opens the transaction."""

import datetime as dt
from collections.abc import Sequence

from sqlalchemy import delete, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession

from desk.conversations.messages import unseal
from desk.conversations.model import Message
from desk.conversations.service import lock_conversation
from desk.feedback.errors import NoSuchAnswer
from desk.feedback.model import TurnFeedback, Verdict
from desk.ids import new_id
from desk.privacy.vault import Vault
from desk.review.following import note_verdict


async def give(
    session: AsyncSession,
    vault: Vault,
    *,
    conversation_id: str,
    message_id: str,
    verdict: Verdict | None,
    now: dt.datetime,
) -> None:
    """Keep the last word on the turn that this message answers; None takes it back. The same word twice is one.

    Raises NoSuchAnswer."""
    message = await session.scalar(
        select(Message).filter_by(id=message_id, conversation_id=conversation_id, sender="bot")
    )
    if message is None or message.turn_id is None or unseal(vault, message).answer is None:
        raise NoSuchAnswer
    await lock_conversation(session, conversation_id)  # one word at a time, and not while it is answered
    if verdict is None:
        await session.execute(delete(TurnFeedback).where(TurnFeedback.turn_id == message.turn_id))
    else:
        insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
        given = insert(TurnFeedback).values(
            id=new_id(),
            turn_id=message.turn_id,
            conversation_id=conversation_id,
            verdict=verdict,
            given_at=now,
        )
        await session.execute(
            given.on_conflict_do_update(
                index_elements=["turn_id"], set_={"verdict": verdict, "given_at": now}
            )
        )
    await note_verdict(session, vault, message.turn_id, disliked=verdict is Verdict.UNHELPFUL, now=now)


async def verdicts_of(session: AsyncSession, messages: Sequence[Message]) -> dict[str, Verdict]:
    """Message id → what was said of it, for those of which something was."""
    turns = {message.turn_id for message in messages if message.turn_id and message.sender == "bot"}
    if not turns:
        return {}
    found = await session.execute(
        select(TurnFeedback.turn_id, TurnFeedback.verdict).where(TurnFeedback.turn_id.in_(turns))
    )
    by_turn = {row.turn_id: row.verdict for row in found}
    return {
        message.id: by_turn[message.turn_id]
        for message in messages
        if message.sender == "bot" and message.turn_id in by_turn
    }


async def forget_conversation(session: AsyncSession, conversation_id: str) -> None:
    """Drop what was said in it."""
    await session.execute(delete(TurnFeedback).where(TurnFeedback.conversation_id == conversation_id))
