"""Which turns come into review, noted as they happen. The caller opens the transaction."""

import datetime as dt
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from desk.conversations.brain import BrainAnswer
from desk.conversations.explanations import Explanation, explanation_of
from desk.conversations.model import USER, Conversation, Message, Turn
from desk.ids import new_id
from desk.privacy.vault import Vault
from desk.review.model import ReviewItem
from desk.review.states import ReviewState

SURE = 0.65  # from this probability on the assistant answers at once (actions.answering.decision.Thresholds)
FALLBACK, CLARIFY = "fallback", "clarify"  # decisions of the answering actions
HANDOFF_ACT = "handoff"  # the wish for staff itself is understood; what came before it was not helped
LOOKED_BACK = 3  # turns before a hand-off


async def follow_turn(
    session: AsyncSession,
    vault: Vault,
    conversation: Conversation,
    turn: Turn,
    answer: BrainAnswer,
    *,
    now: dt.datetime,
) -> None:
    """Take a turn up when the assistant was unsure or lost, and the one before when staff were asked for."""
    customs = [reply.custom or {} for reply in answer.replies]
    if conversation.erased_at == now:
        return
    explanation = answer.explanation
    if explanation and _was_unsure(explanation):
        await _item(session, turn, explanation, now=now)
    if any(custom.get("handoff") for custom in customs):
        await note_handover(session, vault, turn, now=now)


async def note_handover(session: AsyncSession, vault: Vault, turn: Turn, *, now: dt.datetime) -> None:
    """Staff were asked for: mark the last question before it, or this one if the assistant itself gave up."""
    found = await session.scalars(
        select(Turn)
        .join(Message, Message.id == Turn.message_id)
        .where(
            Turn.conversation_id == turn.conversation_id,
            Turn.position <= turn.position,
            Message.sender == USER,
        )
        .order_by(Turn.position.desc())
        .limit(LOOKED_BACK + 1)
    )
    for earlier in found.all():
        explanation = explanation_of(vault, earlier)
        if explanation and _ranking(explanation) and _best(explanation)["name"] != HANDOFF_ACT:
            item = await _item(session, earlier, explanation, now=now)
            item.handed_over = True
            await session.flush()
            return


async def note_verdict(
    session: AsyncSession, vault: Vault, turn_id: str, *, disliked: bool, now: dt.datetime
) -> None:
    """The person's word on the answer of a turn; a dislike brings it into review, taking it back leaves it there."""
    item = await session.scalar(select(ReviewItem).filter_by(turn_id=turn_id).with_for_update())
    if item is None and disliked:
        turn = await session.get_one(Turn, turn_id)
        explanation = explanation_of(vault, turn)
        if explanation is None or not _ranking(explanation):
            return  # a tapped choice: nothing was to be understood
        item = await _item(session, turn, explanation, now=now)
    if item is not None:
        item.disliked = disliked
        await session.flush()


def _ranking(explanation: Explanation) -> list[dict[str, Any]]:
    ranking: list[dict[str, Any]] = explanation.get("topic_ranking") or []
    return ranking


def _best(explanation: Explanation) -> dict[str, Any]:
    return _ranking(explanation)[0]


def _decision(explanation: Explanation) -> str | None:
    decided: dict[str, Any] = explanation.get("decided") or {}
    decision: str | None = decided.get("decision")
    return decision


def _was_unsure(explanation: Explanation) -> bool:
    """Answers to the questions of a form are left out: no rule leads there, and they are names and numbers."""
    if not _ranking(explanation):
        return False
    decision = _decision(explanation)
    if decision in (FALLBACK, CLARIFY):
        return True
    leads = decision is not None or explanation.get("rule") is not None
    return leads and _best(explanation)["confidence"] < SURE


async def _item(
    session: AsyncSession, turn: Turn, explanation: Explanation, *, now: dt.datetime
) -> ReviewItem:
    """The turn's item, made when there is none. The conversation is locked by whoever answers or judges in it."""
    known = await session.scalar(select(ReviewItem).filter_by(turn_id=turn.id))
    if known is not None:
        return known
    best, decision = _best(explanation), _decision(explanation)
    item = ReviewItem(
        id=new_id(),
        turn_id=turn.id,
        conversation_id=turn.conversation_id,
        heard_at=turn.created_at,
        understood=best["name"],
        confidence=best["confidence"],
        unsure=decision == CLARIFY or best["confidence"] < SURE,
        misunderstood=decision == FALLBACK,
        disliked=False,
        handed_over=False,
        state=ReviewState.OPEN,
        round=1,
        changed_at=now,
    )
    session.add(item)
    await session.flush()
    return item
