"""Rules of staff, applied when a turn was answered. Never commits; the caller holds the conversation's lock."""

import datetime as dt

from sqlalchemy import bindparam, select
from sqlalchemy.ext.asyncio import AsyncSession

from desk.cases.model import Case
from desk.conversations.brain import BrainAnswer
from desk.conversations.model import Conversation, Turn
from desk.handoff import wording
from desk.handoff.choices import Choice
from desk.handoff.desk import HandoffDesk
from desk.handoff.model import HandoffRule, RuleHit
from desk.handoff.moods import Mood, mood_of
from desk.handoff.requesting import request
from desk.handoff.saying import say
from desk.handoff.staff import SYSTEM
from desk.handoff.states import HandoffReason
from desk.handoff.triggers import Effect, Facts, first_applying

_RULES, _HITS = HandoffRule.__table__.c, RuleHit.__table__.c
# Without the mapper, as every turn asks it and it finds mostly nothing.
NOT_YET_ACTED = select(_RULES.id).where(
    _RULES.active.is_(True),
    _RULES.id.not_in(select(_HITS.rule_id).where(_HITS.conversation_id == bindparam("conversation_id"))),
)
BRAINS_HANDOFF = "/handoff"  # the payload by which the brain offers staff (domain.yml)


async def apply_rules(
    session: AsyncSession,
    desk: HandoffDesk,
    conversation: Conversation,
    turn: Turn,
    answer: BrainAnswer,
    *,
    said: str,
    now: dt.datetime,
) -> None:
    """Hand over, or offer it, when a rule applies that has not acted in this conversation; one rule a turn. Offer it to
    who insults the assistant, unless the answer does so already.

    said: what the person typed in the turn. Nothing while staff are wanted already.
    """
    if conversation.handoff_at is not None:
        return
    if mood_of(said) is Mood.INSULT and not _offers_staff(answer):
        await say(
            session,
            desk,
            conversation,
            wording.OFFERED_FOR_INSULT,
            (Choice.ASK_ANGRY,),
            turn_id=turn.id,
            now=now,
        )
        return
    waiting = (await session.scalars(NOT_YET_ACTED, {"conversation_id": conversation.id})).all()
    if not waiting:
        return
    in_order = select(HandoffRule).where(HandoffRule.id.in_(waiting)).order_by(HandoffRule.id)
    rules = (await session.scalars(in_order)).all()
    rule = first_applying(rules, await _facts(session, conversation, said, answer))
    if rule is None:
        return
    session.add(RuleHit(conversation_id=conversation.id, rule_id=rule.id, at=now))
    await session.flush()
    if rule.effect is Effect.OFFER:
        await say(session, desk, conversation, wording.OFFERED, (Choice.ASK,), turn_id=turn.id, now=now)
        return
    await say(session, desk, conversation, wording.OFFERED_STAFF_RULE, turn_id=turn.id, now=now)
    await request(
        session,
        desk,
        conversation,
        reason=HandoffReason.STAFF_RULE,
        actor=SYSTEM,
        detail={"rule": rule.id},
        turn_id=turn.id,
        now=now,
    )


def _offers_staff(answer: BrainAnswer) -> bool:
    payloads = [choice.get("payload", "") for reply in answer.replies for choice in reply.quick_replies]
    return any(payload.startswith(BRAINS_HANDOFF) for payload in payloads)


async def _facts(session: AsyncSession, conversation: Conversation, said: str, answer: BrainAnswer) -> Facts:
    customs = [reply.custom or {} for reply in answer.replies]
    topics = {str(topic) for custom in customs if (topic := (custom.get("answer") or {}).get("topic"))}
    number = next((one for custom in customs if (one := (custom.get("case") or {}).get("case_no"))), None)
    case = None if number is None else await session.scalar(select(Case).filter_by(case_no=number))
    if case is not None and case.topic is not None:
        topics.add(case.topic)
    return Facts(
        channel=conversation.channel,
        text=said,
        topics=frozenset(topics),
        amount_fen=None if case is None else case.amount_fen,
        places=() if case is None else tuple(place for place in (case.region, case.region_code) if place),
    )
