"""Why turns were answered as they were: for staff, and for machines with the debug switch; never for consumers.

The brain sends it with its answer (bot/explanation.py has the shape). It is sealed in the turn's row and erased
with the conversation.
"""

import json
from collections.abc import Sequence
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from desk.conversations.model import DESK, Message, Turn
from desk.privacy.vault import Vault

Explanation = dict[str, Any]

ASK = "ask/"  # before a topic, among the brain's intents
ASKING = ("user", DESK)  # senders of messages that open a turn; all others answer one


def seal_explanation(vault: Vault, explanation: Explanation | None) -> str | None:
    return None if explanation is None else vault.seal(json.dumps(explanation, ensure_ascii=False))


def explanation_of(vault: Vault, turn: Turn) -> Explanation | None:
    """None for a turn without an answer, an erased one, and one of a brain that does not explain.

    Raises SealBroken."""
    if turn.sealed_explanation is None:
        return None
    explanation: Explanation = json.loads(vault.open(turn.sealed_explanation))
    return explanation


async def explanations_of(
    session: AsyncSession, vault: Vault, messages: Sequence[Message]
) -> dict[str, Explanation]:
    """Message id → explanation of its turn, for those of `messages` that are the last reply of theirs."""
    turn_ids = {message.turn_id for message in messages if message.turn_id and message.sender not in ASKING}
    if not turn_ids:
        return {}
    last = (
        select(Message.turn_id, func.max(Message.position).label("position"))
        .where(Message.turn_id.in_(turn_ids), Message.sender.not_in(ASKING))
        .group_by(Message.turn_id)
        .subquery()
    )
    found = await session.execute(select(Turn, last.c.position).join(last, last.c.turn_id == Turn.id))
    explained = {(turn.id, position): explanation_of(vault, turn) for turn, position in found}
    return {
        message.id: explanation
        for message in messages
        if (explanation := explained.get((message.turn_id or "", message.position)))
    }
