"""Questions whose answer the person called useless count as unanswered, whatever the assistant thought of it.

The word comes after the answer, may come days later and may be taken back, so a round looks at the words and not at the
visits. A question that counts already keeps its first reason.
"""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, and_, delete, insert, select
from sqlalchemy.ext.asyncio import AsyncSession

from desk.clock import legal_day
from desk.conversations.model import Conversation, Message, Turn
from desk.feedback.model import TurnFeedback, Verdict
from desk.insight.model import Unanswered, Visit
from desk.insight.rules import Why
from desk.insight.sources import opened, understood
from desk.insight.words import typed
from desk.privacy.vault import Vault

USELESS = TurnFeedback.verdict == Verdict.UNHELPFUL
UNKNOWN = TurnFeedback.turn_id.not_in(select(Unanswered.id))


async def keep_disliked(session: AsyncSession, vault: Vault, *, since: dt.datetime | None) -> int:
    """Add what was called useless since then (None: ever), and drop what is not called so any more; how many were added.

    The caller holds the job's row. Conversations' rows are held from before the words are read: one that is erased
    meanwhile has none left.
    """
    useless = select(TurnFeedback.turn_id).where(USELESS)
    await session.execute(
        delete(Unanswered).where(Unanswered.why == Why.DISLIKED, Unanswered.id.not_in(useless))
    )
    fresh = select(TurnFeedback.conversation_id).where(USELESS, UNKNOWN)
    if since is not None:
        fresh = fresh.where(TurnFeedback.given_at >= since)
    held = await session.execute(
        select(Conversation.id, Conversation.channel)
        .where(Conversation.id.in_(fresh))
        .order_by(Conversation.id)
        .with_for_update(read=True)
    )
    channels = {row.id: row.channel for row in held}
    found = await session.execute(_disliked(list(channels)))
    rows = [
        _row(vault, turn, message, channel=channels[turn.conversation_id], agency_id=agency_id)
        for turn, message, agency_id in found
        if typed(vault, message)
    ]
    if rows:
        await session.execute(insert(Unanswered), rows)
    return len(rows)


def _disliked(conversation_ids: Sequence[str]) -> Select[Turn, Message, str | None]:
    """Turns that were called useless and do not count yet, with their message and the agency of their visit."""
    in_visit = and_(
        Visit.conversation_id == Turn.conversation_id,
        Message.position.between(Visit.first_position, Visit.last_position),
    )
    return (
        select(Turn, Message, Visit.agency_id)
        .join(TurnFeedback, TurnFeedback.turn_id == Turn.id)
        .join(Message, Message.id == Turn.message_id)
        .outerjoin(Visit, in_visit)
        .where(USELESS, UNKNOWN, TurnFeedback.conversation_id.in_(conversation_ids))
    )


def _row(
    vault: Vault, turn: Turn, message: Message, *, channel: str, agency_id: str | None
) -> dict[str, Any]:
    told = understood(opened(vault, turn))
    return {
        "id": turn.id,
        "conversation_id": turn.conversation_id,
        "message_id": message.id,
        "day": legal_day(message.created_at),
        "channel": channel,
        "agency_id": agency_id,
        "why": Why.DISLIKED,
        "nearest": told.nearest,
        "ranking": dict(told.ranking),
    }
