"""What visits are computed from: messages without their words, explanations, staff asked for, cases filed. Only reads."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import and_, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from desk.cases.model import Case
from desk.conversations.explanations import Explanation, explanation_of
from desk.conversations.model import Conversation, Message, Turn
from desk.conversations.rules import TurnState
from desk.handoff.model import ServiceSession
from desk.handoff.states import WAITING
from desk.insight.model import Visit
from desk.insight.rules import Filed, Said, Service, Understood
from desk.privacy.vault import SealBroken, Vault


@dataclass
class Source:
    """One conversation, from the visit on that may still grow."""

    id: str
    channel: str
    epoch: int
    since: int  # position of the first message looked at
    messages: list[Said] = field(default_factory=list)
    turns: dict[str, Understood] = field(default_factory=dict)
    asked: dict[str, str] = field(default_factory=dict)  # turn id → id of its message
    services: list[Service] = field(default_factory=list)
    filed: list[Filed] = field(default_factory=list)


async def read_sources(session: AsyncSession, vault: Vault, conversation_ids: Sequence[str]) -> list[Source]:
    """The conversations, as far as their newest visit goes back. Raises nothing for one that cannot be opened."""
    found = await session.scalars(select(Conversation).where(Conversation.id.in_(conversation_ids)))
    conversations = {one.id: one for one in found}
    begun = await _newest_visits(session, conversation_ids)
    sources = {
        one.id: Source(one.id, one.channel, one.epoch, begun.get(one.id, 0)) for one in conversations.values()
    }
    await _messages(session, conversations, sources)
    await _turns(session, vault, sources)
    await _filed(session, sources)
    await _services(session, conversations, sources)
    return [sources[one] for one in conversation_ids if one in sources]


async def _newest_visits(session: AsyncSession, conversation_ids: Sequence[str]) -> dict[str, int]:
    newest = (
        select(Visit.conversation_id, func.max(Visit.first_position))
        .where(Visit.conversation_id.in_(conversation_ids))
        .group_by(Visit.conversation_id)
    )
    return {row[0] or "": row[1] or 0 for row in await session.execute(newest)}


async def _messages(
    session: AsyncSession, conversations: dict[str, Conversation], sources: dict[str, Source]
) -> None:
    """Nothing from before an erasure: that was counted, and nothing leads back to it any more."""
    wanted = [_since(one, sources[one.id]) for one in conversations.values()]
    if not wanted:
        return
    found = await session.execute(
        select(Message.conversation_id, Message.position, Message.sender, Message.created_at, Message.turn_id)
        .where(or_(*wanted))
        .order_by(Message.conversation_id, Message.position)
    )
    for conversation_id, position, sender, at, turn_id in found:
        sources[conversation_id].messages.append(Said(position, sender, at, turn_id))


def _since(conversation: Conversation, source: Source) -> Any:
    behind = [Message.conversation_id == conversation.id, Message.position >= source.since]
    if conversation.erased_at is not None:
        behind.append(Message.created_at > conversation.erased_at)
    return and_(*behind)


async def _turns(session: AsyncSession, vault: Vault, sources: dict[str, Source]) -> None:
    wanted = [
        and_(Turn.conversation_id == one.id, Turn.position >= one.messages[0].position)
        for one in sources.values()
        if one.messages
    ]
    if not wanted:
        return
    for turn in await session.scalars(select(Turn).where(or_(*wanted))):
        source = sources[turn.conversation_id]
        source.turns[turn.id] = understood(opened(vault, turn), failed=turn.state == TurnState.FAILED.value)
        source.asked[turn.id] = turn.message_id


def opened(vault: Vault, turn: Turn) -> Explanation | None:
    """How the turn was understood."""
    try:
        return explanation_of(vault, turn)
    except SealBroken:
        return None  # its key is lost: the turn counts, and nobody knows how it was understood


def understood(explanation: Explanation | None, *, failed: bool = False) -> Understood:
    """What counts of an explanation; see bot/explanation.py for its shape."""
    told = explanation or {}
    decided = told.get("decided") or {}
    ranking = [label for label in told.get("topic_ranking") or [] if label.get("name")]
    return Understood(
        intent=(told.get("intent") or {}).get("name"),
        decision=decided.get("decision"),
        topics=tuple(bare_topic(topic) for topic in decided.get("topics") or ()),
        ranking={bare_topic(label["name"]): label.get("confidence") or 0.0 for label in ranking},
        failed=failed,
    )


def bare_topic(name: str) -> str:
    """fake_goods for ask/fake_goods: the ranking names retrieval intents."""
    return name.rpartition("/")[2]


async def _filed(session: AsyncSession, sources: dict[str, Source]) -> None:
    found = await session.scalars(
        select(Case).where(Case.conversation_id.in_(list(sources))).order_by(Case.created_at, Case.id)
    )
    for case in found:
        told = Filed(case.created_at, case.topic, case.region_code, case.agency_id)
        sources[case.conversation_id or ""].filed.append(told)


async def _services(
    session: AsyncSession, conversations: dict[str, Conversation], sources: dict[str, Source]
) -> None:
    """Nothing from before an erasure, as for messages. Whoever is answered by the assistant while staff have yet to look
    waits for nobody: their visit ends like any other."""
    wanted = select(ServiceSession).where(ServiceSession.conversation_id.in_(list(sources)))
    for one in await session.scalars(wanted.order_by(ServiceSession.requested_at, ServiceSession.id)):
        erased_at = conversations[one.conversation_id].erased_at
        if erased_at is None or one.requested_at > erased_at:
            waits_for_nobody = one.state in WAITING and one.goes_on
            ended_at = one.requested_at if waits_for_nobody else one.ended_at
            told = Service(one.requested_at, one.reason.value, ended_at, one.satisfaction)
            sources[one.conversation_id].services.append(told)
