"""Unanswered questions grouped and shown, on both databases."""

import datetime as dt

import pytest
from sqlalchemy import select

from desk.conversations.brain import BrainAnswer, Question
from desk.conversations.erasure import erase
from desk.conversations.service import lock_conversation
from desk.insight.cut import Cut
from desk.insight.errors import GroupNotFound
from desk.insight.grouping import group_questions
from desk.insight.keeping import keep_visits
from desk.insight.model import QuestionCluster
from desk.insight.periods import Period
from desk.insight.questions import Missed, group_of, missed, shown
from desk.insight.rules import Why
from tests.desk.conversations.conversing import Conversing
from tests.desk.conversations.scripted import answer, reply

TODAY = dt.date(2026, 11, 20)
WEEK = Cut(Period(TODAY - dt.timedelta(days=6), TODAY))
BOWLS = ("快递把我的碗摔碎了谁赔", "快递把碗摔碎了怎么赔", "快递摔碎了我的碗，谁来赔")


def declines(question: Question) -> BrainAnswer:
    why = {
        "intent": {"name": "ask", "confidence": 0.9},
        "topic_ranking": [{"name": "ask/parcels", "confidence": 0.2}],
        "decided": {"message_id": "m", "decision": "fallback", "topics": []},
    }
    return answer(reply("换个说法"), explanation=why)


async def ask(conversing: Conversing, person: str, *texts: str) -> str:
    conversing.brain.script = declines
    await conversing.open(person)
    for number, text in enumerate(texts):
        await conversing.hear(text, f"{person}-message-{number}")
        await conversing.run()
    return conversing.id


async def group(conversing: Conversing) -> int:
    now = conversing.clock()
    await keep_visits(conversing.database, conversing.vault, now=now)
    return await group_questions(conversing.database, conversing.vault, now=now)


async def look(conversing: Conversing, cut: Cut = WEEK) -> Missed:
    async with conversing.database.read() as session:
        return await missed(session, conversing.vault, cut)


async def test_what_several_people_asked_is_a_group_with_examples(conversing: Conversing) -> None:
    await ask(conversing, "p1", BOWLS[0], BOWLS[1], "我想学做菜")
    await ask(conversing, "p2", BOWLS[2])
    assert await group(conversing) == 1
    found = await look(conversing)
    assert (found.total, found.alone, found.why) == (4, 1, {Why.DECLINED: 4})
    (one,) = found.groups
    assert (one.count, one.people, one.before, one.nearest) == (3, 2, 0, "parcels")
    assert set(one.examples) == set(BOWLS)
    assert list(one.trend) == [0] * 7 + [3]


async def test_what_one_person_asks_again_and_again_is_none(conversing: Conversing) -> None:
    await ask(conversing, "p1", *BOWLS)
    assert await group(conversing) == 0
    assert (await look(conversing)).alone == 3


async def test_a_group_keeps_its_id_while_it_grows(conversing: Conversing) -> None:
    await ask(conversing, "p1", BOWLS[0], BOWLS[1])
    await ask(conversing, "p2", BOWLS[2])
    await group(conversing)
    (before,) = (await look(conversing)).groups
    conversing.clock.advance(hours=1)
    await ask(conversing, "p3", "快递把我家的碗摔碎了谁赔")
    await group(conversing)
    (after,) = (await look(conversing)).groups
    assert (after.id, after.count, after.people) == (before.id, 4, 3)


async def test_the_period_before_stands_beside_it(conversing: Conversing) -> None:
    await ask(conversing, "p1", BOWLS[0])
    await ask(conversing, "p2", BOWLS[1])
    conversing.clock.advance(days=7)
    await ask(conversing, "p3", BOWLS[2])
    await group(conversing)
    later = WEEK.over(Period(TODAY + dt.timedelta(days=1), TODAY + dt.timedelta(days=7)))
    (one,) = (await look(conversing, later)).groups
    assert (one.count, one.before) == (1, 2)
    assert list(one.trend)[-2:] == [2, 1]


async def test_filters_take_channel_and_nearest_topic(conversing: Conversing) -> None:
    await ask(conversing, "p1", *BOWLS)
    await group(conversing)
    assert (await look(conversing, Cut(WEEK.period, channel="wechat"))).total == 0
    assert (await look(conversing, Cut(WEEK.period, topic="parcels"))).total == 3
    assert (await look(conversing, Cut(WEEK.period, topic="refund"))).total == 0
    assert (await look(conversing, Cut(WEEK.period, agency_ids=("a",)))).total == 0


async def test_the_questions_of_a_group_lead_to_their_conversations(conversing: Conversing) -> None:
    first = await ask(conversing, "p1", BOWLS[0], BOWLS[1])
    second = await ask(conversing, "p2", BOWLS[2])
    await group(conversing)
    (one,) = (await look(conversing)).groups
    async with conversing.database.read() as session:
        cluster, asked, why = await group_of(session, conversing.vault, one.id, WEEK)
        assert [(each.text, each.conversation_id) for each in asked] == [
            (BOWLS[2], second), (BOWLS[1], first), (BOWLS[0], first),
        ]  # fmt: skip
        assert (cluster.nearest, why) == ("parcels", {Why.DECLINED: 3})
        with pytest.raises(GroupNotFound):
            await group_of(session, conversing.vault, "gone", WEEK)


async def test_an_erased_question_stands_nowhere_any_more(conversing: Conversing) -> None:
    await ask(conversing, "p2", BOWLS[2])
    await ask(conversing, "p1", BOWLS[0], BOWLS[1])
    await group(conversing)
    async with conversing.database.write() as session:
        conversation = await lock_conversation(session, conversing.id)
        await erase(session, conversing.vault, conversation, now=conversing.clock())
    found = await look(conversing)
    assert (found.total, [one.examples for one in found.groups]) == (1, [[BOWLS[2]]])
    assert await group(conversing) == 0
    async with conversing.database.read() as session:
        assert list(await session.scalars(select(QuestionCluster))) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("快递\n摔坏了  怎么办", "快递 摔坏了 怎么办"),
        ("退" * 80, "退" * 59 + "…"),
        ("我的电话13912345678，快递摔坏了", None),
        ("找李先生退钱", None),
        ("我的微信：abcd1234", None),
        ("", None),
    ],
)
def test_only_wordings_that_tell_of_nobody_are_shown(text: str, expected: str | None) -> None:
    assert shown(text) == expected
