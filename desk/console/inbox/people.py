"""Who a conversation is with and what it is about, as far as lists may say: names masked, topics by their short title."""

import json
from collections.abc import Mapping, Sequence

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from actions.knowledge.schema import Entry
from desk.cases.model import Case
from desk.cases.sealing import open_person
from desk.console.inbox import wording
from desk.conversations.explanations import ASK, Explanation
from desk.conversations.model import Turn
from desk.privacy.masking import mask_name
from desk.privacy.vault import Vault

FEW = 4  # the newest turns among which a question is looked for
TAIL = 4  # of an id, to tell visitors apart who have told no name


def visitor(conversation_id: str) -> str:
    """访客 9f3c"""
    return wording.VISITOR.format(tail=conversation_id[-TAIL:])


async def names_of(session: AsyncSession, vault: Vault, ids: Sequence[str]) -> dict[str, str]:
    """Conversation to the masked name of its newest case; those without one are left out. Raises SealBroken."""
    newest = (
        select(func.max(Case.id).label("id"))
        .where(Case.conversation_id.in_(ids), Case.complainant_sealed.is_not(None))
        .group_by(Case.conversation_id)
        .subquery()
    )
    found = await session.execute(
        select(Case.conversation_id, Case.complainant_sealed).join(newest, newest.c.id == Case.id)
    )
    return {one: mask_name(open_person(vault, sealed).name) for one, sealed in found if one and sealed}


def is_question(explanation: Explanation) -> bool:
    """Whether a message was about a topic; what only asked for staff, agreed or greeted is no question."""
    intent = str((explanation.get("intent") or {}).get("name") or "")
    return intent.startswith(ASK) or bool((explanation.get("decided") or {}).get("topics"))


async def explained(session: AsyncSession, vault: Vault, ids: Sequence[str]) -> dict[str, Explanation]:
    """Conversation to how its newest question was understood; those without one are left out. Raises SealBroken."""
    age = func.row_number().over(partition_by=Turn.conversation_id, order_by=Turn.position.desc())
    numbered = (
        select(Turn.conversation_id, Turn.sealed_explanation, age.label("age"))
        .where(Turn.conversation_id.in_(ids), Turn.sealed_explanation.is_not(None))
        .subquery()
    )
    newest = select(numbered).where(numbered.c.age <= FEW).order_by(numbered.c.age)
    found: dict[str, Explanation] = {}
    for conversation_id, sealed, _age in await session.execute(newest):
        if conversation_id in found:
            continue
        explanation: Explanation = json.loads(vault.open(sealed))
        if is_question(explanation):
            found[conversation_id] = explanation
    return found


def topics_in(explanation: Explanation) -> list[tuple[str, float]]:
    """Topics of a turn with their confidence, the likeliest first; what was answered stands before what was guessed."""
    decided = explanation.get("decided") or {}
    answered = [(str(topic), 1.0) for topic in decided.get("topics") or ()]
    ranked = [
        (str(label["name"]).removeprefix(ASK), float(label.get("confidence") or 0))
        for label in explanation.get("topic_ranking") or ()
        if str(label.get("name", "")).startswith(ASK)
    ]
    return answered + [pair for pair in ranked if pair[0] not in dict(answered)]


def topic_title(explanation: Explanation | None, entries: Mapping[str, Entry]) -> str | None:
    """「预付卡退款」; None when nothing was understood as a topic."""
    known = [] if explanation is None else [topic for topic, _ in topics_in(explanation) if topic in entries]
    return entries[known[0]].short if known else None
