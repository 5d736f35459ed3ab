"""Visits of real conversations, kept, kept again and let go, on both databases."""

import datetime as dt
from typing import Any

from sqlalchemy import select

from desk.conversations.brain import BrainAnswer, Question
from desk.conversations.erasure import erase
from desk.conversations.model import Message
from desk.conversations.rules import BrainFault
from desk.conversations.service import lock_conversation
from desk.feedback.model import Verdict
from desk.feedback.service import give
from desk.insight.keeping import keep_visits
from desk.insight.model import Unanswered, Visit, VisitDay
from desk.insight.rules import Why
from tests.desk.conversations.conversing import Conversing
from tests.desk.conversations.scripted import answer, reply

TODAY = dt.date(2026, 11, 20)
GIVEN = reply("可以退", answer={"topic": "refund", "law": [], "steps": []})  # what may be judged


def why(decision: str, *topics: str, nearest: str = "refund", confidence: float = 0.9) -> dict[str, Any]:
    """What the brain explains."""
    return {
        "intent": {"name": "ask", "confidence": 0.9},
        "topic_ranking": [{"name": f"ask/{nearest}", "confidence": confidence}],
        "decided": {"message_id": "m", "decision": decision, "topics": list(topics)},
    }


def script(question: Question) -> BrainAnswer | BrainFault:
    """Answers 能退吗, declines 天书…, gives up 坏了."""
    text = question.text or ""
    if text.startswith("天书"):
        return answer(reply("换个说法"), explanation=why("fallback", nearest="parcels", confidence=0.2))
    if text.startswith("坏"):
        return BrainFault.REFUSED
    if text.startswith("没底"):
        return answer(GIVEN, explanation=why("answer", "refund", confidence=0.3))
    return answer(GIVEN, explanation=why("answer", "refund"))


async def talk(conversing: Conversing, *texts: str, begin: int = 0) -> None:
    conversing.brain.script = script
    for number, text in enumerate(texts, begin):
        await conversing.hear(text, f"message-{number}")
        await conversing.run()


async def keep(conversing: Conversing) -> int:
    return await keep_visits(conversing.database, conversing.vault, now=conversing.clock())


async def visits(conversing: Conversing) -> list[Visit]:
    async with conversing.database.read() as session:
        return list(await session.scalars(select(Visit).order_by(Visit.begun_at)))


async def sums(conversing: Conversing) -> list[tuple[Any, ...]]:
    async with conversing.database.read() as session:
        found = await session.scalars(select(VisitDay).order_by(VisitDay.day, VisitDay.topic))
        return [
            (one.day, one.topic, one.visits, one.ended, one.automated, one.said, one.replied) for one in found
        ]


async def unanswered(conversing: Conversing) -> list[tuple[Why, str | None]]:
    async with conversing.database.read() as session:
        found = await session.scalars(select(Unanswered).order_by(Unanswered.id))
        return [(one.why, one.nearest) for one in found]


async def test_a_visit_is_kept_while_it_goes_on_and_when_it_has_ended(conversing: Conversing) -> None:
    await talk(conversing, "能退吗", "多久")
    assert await keep(conversing) == 1
    (one,) = await visits(conversing)
    assert (one.day, one.channel, one.topic, one.ended) == (TODAY, "webchat", "refund", False)
    assert await sums(conversing) == [(TODAY, "refund", 1, 0, 0, 2, 2)]
    conversing.clock.advance(minutes=31)
    assert await keep(conversing) == 1
    assert await sums(conversing) == [(TODAY, "refund", 1, 1, 1, 2, 2)]


async def test_a_round_repeated_changes_nothing(conversing: Conversing) -> None:
    await talk(conversing, "能退吗", "天书")
    conversing.clock.advance(minutes=31)
    await keep(conversing)
    before, known = await sums(conversing), await unanswered(conversing)
    await keep(conversing)
    assert (await sums(conversing), await unanswered(conversing)) == (before, known)
    assert len(await visits(conversing)) == 1


async def test_what_nobody_spoke_in_is_not_looked_at_again(conversing: Conversing) -> None:
    await talk(conversing, "能退吗")
    await keep(conversing)
    conversing.clock.advance(hours=2)
    assert await keep(conversing) == 1  # it ended meanwhile
    conversing.clock.advance(hours=2)
    assert await keep(conversing) == 0


async def test_a_second_visit_leaves_the_first_one_alone(conversing: Conversing) -> None:
    await talk(conversing, "能退吗")
    await keep(conversing)
    conversing.clock.advance(hours=24)
    await talk(conversing, "天书", begin=10)
    await keep(conversing)
    first, second = await visits(conversing)
    assert (first.day, first.ended, first.topic) == (TODAY, True, "refund")
    assert (second.day, second.ended, second.topic) == (TODAY + dt.timedelta(days=1), False, None)


async def test_a_visit_that_was_given_up_is_not_automated(conversing: Conversing) -> None:
    await talk(conversing, "坏了")
    conversing.clock.advance(minutes=31)
    await keep(conversing)
    ((*_, ended, automated, _said, _replied),) = await sums(conversing)
    assert (ended, automated) == (1, 0)
    assert (await visits(conversing))[0].gave_up


async def test_questions_not_answered_are_kept_once_and_answered_ones_are_not(conversing: Conversing) -> None:
    await talk(conversing, "能退吗", "天书一卷", "坏了啊")
    await keep(conversing)
    await keep(conversing)
    assert sorted(await unanswered(conversing)) == [(Why.DECLINED, "parcels"), (Why.FAILED, None)]


async def judge(conversing: Conversing, verdict: Verdict | None) -> None:
    """The person's word on the newest answer."""
    async with conversing.database.write() as session:
        wanted = select(Message).filter_by(conversation_id=conversing.id, sender="bot")
        message = (await session.scalars(wanted.order_by(Message.position.desc()))).first()
        assert message is not None
        await give(
            session,
            conversing.vault,
            conversation_id=conversing.id,
            message_id=message.id,
            verdict=verdict,
            now=conversing.clock(),
        )


async def test_a_question_whose_answer_was_called_useless_counts_until_that_is_taken_back(
    conversing: Conversing,
) -> None:
    await talk(conversing, "能退吗")
    await keep(conversing)
    assert await unanswered(conversing) == []
    conversing.clock.advance(hours=30)  # the visit was counted to its end long ago
    await keep(conversing)
    await judge(conversing, Verdict.UNHELPFUL)
    await keep(conversing)
    await keep(conversing)
    assert await unanswered(conversing) == [(Why.DISLIKED, "refund")]
    async with conversing.database.read() as session:
        assert (await session.scalars(select(Unanswered.day))).one() == TODAY
    await judge(conversing, Verdict.HELPFUL)
    await keep(conversing)
    assert await unanswered(conversing) == []


async def test_a_question_that_counts_already_keeps_its_reason(conversing: Conversing) -> None:
    await talk(conversing, "没底的问题")
    await keep(conversing)
    await judge(conversing, Verdict.UNHELPFUL)
    await keep(conversing)
    assert await unanswered(conversing) == [(Why.UNSURE, "refund")]
    await judge(conversing, None)
    await keep(conversing)
    assert await unanswered(conversing) == [(Why.UNSURE, "refund")]


async def test_erased_it_goes_on_counting_and_nothing_leads_back(conversing: Conversing) -> None:
    await talk(conversing, "能退吗", "天书一卷")
    async with conversing.database.write() as session:
        conversation = await lock_conversation(session, conversing.id)
        await erase(session, conversing.vault, conversation, now=conversing.clock())
    (one,) = await visits(conversing)  # counted although no round had come by
    assert (one.conversation_id, one.first_position, one.topic, one.said) == (None, None, "refund", 2)
    assert await unanswered(conversing) == []
    await keep(conversing)
    assert await sums(conversing) == [(TODAY, "refund", 1, 1, 1, 2, 2)]


async def test_what_is_said_after_an_erasure_is_a_visit_of_its_own(conversing: Conversing) -> None:
    await talk(conversing, "能退吗")
    async with conversing.database.write() as session:
        conversation = await lock_conversation(session, conversing.id)
        await erase(session, conversing.vault, conversation, now=conversing.clock())
    conversing.clock.advance(seconds=5)
    await talk(conversing, "还在吗", begin=10)
    await keep(conversing)
    before, after = await visits(conversing)
    assert (before.conversation_id, after.conversation_id, after.said) == (None, conversing.id, 1)
