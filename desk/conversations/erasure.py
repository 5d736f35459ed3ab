"""Erasing what a person said: on their wish, or because nothing new was said for a long time."""

import datetime as dt
import logging

from sqlalchemy import or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from desk.attachments.service import drop_unfiled
from desk.conversations.messages import Body, seal
from desk.conversations.model import Conversation, Message
from desk.conversations.service import lock_conversation
from desk.outbox.service import enqueue
from desk.privacy.vault import Vault
from desk.store.database import Database

log = logging.getLogger("desk.erasure")

FORGET = "forget"  # the outbox errand: the brain's tracker and the files follow
RETENTION = dt.timedelta(
    days=180
)  # what the consent tells people (domain.yml, utter_ask_complaint_form_consent)
BATCH = 50


async def erase(session: AsyncSession, vault: Vault, conversation: Conversation, *, now: dt.datetime) -> None:
    """Empty the messages, drop files no case rests on, and let the brain start afresh under a new id.

    Source: 个人信息保护法 第四十七条. Cases already filed stay: their retention is the case's matter. The caller
    holds the conversation's lock.
    """
    await session.execute(
        update(Message)
        .where(Message.conversation_id == conversation.id)
        .values(sealed_body=seal(vault, Body()))
    )
    forgotten = conversation.brain_id
    files = await drop_unfiled(session, conversation.id)
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


async def erase_expired(database: Database, vault: Vault, *, now: dt.datetime) -> int:
    """Erase conversations in which nothing was said for `RETENTION`; returns how many (at most `BATCH`)."""
    async with database.read() as session:
        found = await session.execute(
            select(Conversation.id)
            .where(
                Conversation.last_activity_at < now - RETENTION,
                or_(Conversation.erased_at.is_(None), Conversation.erased_at < Conversation.last_activity_at),
            )
            .limit(BATCH)
        )
        expired = list(found.scalars())
    for conversation_id in expired:
        async with database.write() as session:
            await erase(session, vault, await lock_conversation(session, conversation_id), now=now)
        log.info("erased after retention conversation=%s", conversation_id)
    return len(expired)
