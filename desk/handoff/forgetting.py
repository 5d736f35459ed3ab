"""What is kept of hand-offs goes with the conversation. Never commits; the caller holds the conversation's lock."""

import datetime as dt
from typing import Any, cast

from sqlalchemy import CursorResult, delete
from sqlalchemy.ext.asyncio import AsyncSession

from desk.conversations.model import Conversation
from desk.events.service import add_event, forget_events
from desk.events.types import EventType
from desk.handoff.model import ConversationLabel, Note, ReadMark, RuleHit, StaffSeen
from desk.handoff.staff import SYSTEM
from desk.handoff.states import CloseReason, ServiceEvent
from desk.handoff.stepping import advance, open_session

SEEN_KEPT = dt.timedelta(days=30)


async def forget_service(session: AsyncSession, conversation: Conversation, *, now: dt.datetime) -> None:
    """Notes, labels, marks and events go; an open session ends. Sessions stay as figures: nothing said stands in them."""
    service = await open_session(session, conversation.id)
    if service is not None:
        await advance(session, conversation, service, ServiceEvent.ERASE, actor=SYSTEM, now=now)
        service.close_reason = CloseReason.ERASED
    for table in (Note, ConversationLabel, ReadMark, RuleHit):
        await session.execute(delete(table).where(table.conversation_id == conversation.id))
    await session.flush()
    await forget_events(session, conversation.id)
    add_event(session, EventType.ERASED, conversation.id, now=now)


async def forget_old_signs(session: AsyncSession, *, now: dt.datetime) -> int:
    """Signs of staff who have not been here for long; how many."""
    done = await session.execute(delete(StaffSeen).where(StaffSeen.seen_at < now - SEEN_KEPT))
    return cast("CursorResult[Any]", done).rowcount
