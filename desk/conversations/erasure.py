"""Erasing what a person said: on their wish, or because nothing new was said for a long time."""

import datetime as dt
import logging

from sqlalchemy import or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from desk.attachments.service import drop_unfiled
from desk.callbacks.forgetting import forget_conversation
from desk.calls.service import forget_conversation as forget_calls
from desk.channels.service import leave
from desk.conversations.messages import Body, seal
from desk.conversations.model import Conversation, Message, Turn
from desk.conversations.readings import drop_readings
from desk.conversations.rules import RETENTION, past_retention
from desk.conversations.service import lock_conversation
from desk.feedback.service import forget_conversation as forget_feedback
from desk.handoff.forgetting import forget_service
from desk.insight.forgetting import forget_conversation as forget_visits
from desk.outbox.service import blank_dead, enqueue, withdraw
from desk.privacy.vault import Vault
from desk.resume.service import revoke
from desk.review.forgetting import forget_conversation as forget_review
from desk.sms.service import SMS
from desk.store.database import Database

log = logging.getLogger("desk.erasure")

FORGET = "forget"  # the outbox errand: the brain's tracker and the files follow
FILE_COMPLAINT = "file_complaint"  # the outbox errand: a complaint that could not be filed at once
BATCH = 50


async def erase(
    session: AsyncSession,
    vault: Vault,
    conversation: Conversation,
    *,
    now: dt.datetime,
    up_to: Turn | None = None,
) -> None:
    """Empty the messages and explanations, drop files no case rests on, and let the brain start afresh under a new id.

    up_to: the turn in which the person asked. What they said and sent after asking stays: it waits for its
    own answer. Without it everything goes.

    A complaint kept for filing is withdrawn, and the text of one that was refused for good goes too; nobody is called
    back or sent a text message any more, and no link leads here. Its visits go on counting; nothing leads back from them.
    Source: 个人信息保护法 第四十七条. Cases already filed stay: their retention is the case's matter. The caller
    holds the conversation's lock.
    """
    await forget_visits(session, vault, conversation.id, now=now)  # first: it counts what is erased now
    messages = update(Message).where(Message.conversation_id == conversation.id)
    if up_to is not None:
        messages = messages.where(or_(Message.position <= up_to.position, Message.turn_id == up_to.id))
    await session.execute(messages.values(sealed_body=seal(vault, Body())))
    turns = update(Turn).where(Turn.conversation_id == conversation.id)
    if up_to is not None:
        turns = turns.where(Turn.position <= up_to.position)
    await session.execute(turns.values(sealed_explanation=None))
    withdrawn = await withdraw(session, vault, kind=FILE_COMPLAINT, conversation_id=conversation.id, now=now)
    if withdrawn:
        log.info("kept filings withdrawn conversation=%s items=%s", conversation.id, withdrawn)
    await blank_dead(session, vault, conversation_id=conversation.id)
    await withdraw(session, vault, kind=SMS, conversation_id=conversation.id, now=now)
    await forget_conversation(session, conversation.id, now=now)
    await forget_calls(session, conversation.id)
    await revoke(session, conversation.id)
    await forget_service(session, conversation, now=now)
    await forget_feedback(session, conversation.id)
    await forget_review(session, conversation.id)
    forgotten = conversation.brain_id
    files = await drop_unfiled(session, conversation.id, sent_by=up_to.created_at if up_to else None)
    await drop_readings(session, vault, conversation.id, files, now=now)
    conversation.epoch += 1
    conversation.erased_at = now
    await enqueue(
        session,
        vault,
        kind=FORGET,
        key=forgotten,
        body={"conversation": forgotten, "files": files},
        conversation_id=conversation.id,
        now=now,
    )


async def erase_expired(
    database: Database, vault: Vault, *, now: dt.datetime, retention: dt.timedelta = RETENTION
) -> int:
    """Erase conversations in which nothing was said for `retention`; returns how many (at most `BATCH`)."""
    async with database.read() as session:
        found = await session.execute(
            select(Conversation.id)
            .where(
                Conversation.last_activity_at < now - retention,
                or_(Conversation.erased_at.is_(None), Conversation.erased_at < Conversation.last_activity_at),
            )
            .limit(BATCH)
        )
        expired = list(found.scalars())
    erased = [
        await erase_if_expired(database, vault, found, now=now, retention=retention) for found in expired
    ]
    return sum(erased)


async def erase_if_expired(
    database: Database,
    vault: Vault,
    conversation_id: str,
    *,
    now: dt.datetime,
    retention: dt.timedelta = RETENTION,
) -> bool:
    """Erase one conversation unless something was said in it meanwhile; whether it was erased."""
    async with database.write() as session:
        conversation = await lock_conversation(session, conversation_id)
        if not past_retention(
            conversation.last_activity_at, conversation.erased_at, now=now, retention=retention
        ):
            return False
        await erase(session, vault, conversation, now=now)
        await leave(session, conversation_id)
    log.info("erased after retention conversation=%s", conversation_id)
    return True
