"""When nobody can be had: messages, call-backs; and who is wanted without asking: distress, insults, rules."""

import datetime as dt

from sqlalchemy import func, select

from desk.callbacks.model import Callback
from desk.conversations.rules import BrainFault
from desk.handoff import wording
from desk.handoff.model import ServiceSession
from desk.handoff.staff_rules import WantedRule, save_rule
from desk.handoff.states import HandoffReason, ServiceState
from desk.handoff.triggers import Effect
from tests.desk.builders import FakeClock, on_sqlite
from tests.desk.conversations.scripted import answer, reply
from tests.desk.handoff.serving import CHIEF, Serving

S = ServiceState
EVENING = dt.datetime(2026, 11, 20, 12, 0, tzinfo=dt.UTC)  # Friday, 20:00 in China


async def test_outside_hours_a_message_is_left_and_the_assistant_stays(
    serving: Serving, clock: FakeClock
) -> None:
    clock.now = EVENING
    service = await serving.asks()
    assert (service.state, service.goes_on) == (S.MESSAGE_LEFT, True)
    (said,) = await serving.said_by("system")
    assert "11月23日9:00起按先后接待" in str(said)
    assert await serving.person("给人工留言", "message-1") is None
    assert await serving.person("锅坏了，商家不管", "message-2") is None
    assert await serving.person("电话打不通", "message-3") is None
    assert await serving.person("留言写完了", "message-4") is None
    assert await serving.person("七天无理由怎么算", "message-5") is not None
    clock.now = dt.datetime(2026, 11, 23, 1, 0, tzinfo=dt.UTC)
    await serving.time_passes()
    assert (await serving.service()).state is S.QUEUED
    await serving.claims()
    assert "锅坏了，商家不管" in await serving.said_by("user")


async def test_a_call_back_is_booked_in_three_steps(serving: Serving, clock: FakeClock) -> None:
    await serving.asks()
    await serving.person("预约回电", "message-1")
    assert await serving.person("13912345678", "message-2") is None
    assert (await serving.said_by("system"))[-1] == wording.PICK_SLOT
    assert await serving.person("今天上午11:00到11:30", "message-3") is None
    async with serving.database.read() as session:
        callback = (await session.scalars(select(Callback))).one()
    assert serving.vault.open(callback.phone_sealed or "") == "+8613912345678"
    assert callback.conversation_id == serving.id
    service = await serving.service()
    assert (service.state, service.callback_phone_sealed) == (S.CANCELLED, None)
    assert callback.ticket in str((await serving.said_by("system"))[-1])
    assert await serving.person("还有个问题", "message-4") is not None


async def test_nobody_is_caught_in_the_question_for_a_number(serving: Serving) -> None:
    await serving.asks()
    await serving.person("先问小保", "message-0")
    await serving.person("预约回电", "message-1")
    turn = await serving.person("七天无理由怎么算", "message-2")
    assert turn is not None
    assert (await serving.said_by("system"))[-1] == wording.NO_PHONE
    await serving.person("13912345678", "message-3")
    async with serving.database.read() as session:
        assert await session.scalar(select(func.count()).select_from(Callback)) == 0


async def test_distress_is_answered_kindly_without_the_brain_and_stands_first(serving: Serving) -> None:
    serving.brain.script = lambda _question: BrainFault.UNREACHABLE
    await serving.hear("钱要不回来，我不想活了", "message-1")
    await serving.run()
    assert serving.brain.asked == []
    said = await serving.said_by("system")
    assert said[0] == wording.DISTRESS
    service = await serving.service()
    assert (service.reason, service.urgent, service.state) == (HandoffReason.DISTRESS, True, S.QUEUED)


@on_sqlite
async def test_everyday_exaggeration_goes_to_the_brain(serving: Serving) -> None:
    await serving.hear("气死我了，手机死机了", "message-1")
    await serving.run()
    assert len(serving.brain.asked) == 1
    assert await serving.told() == []


@on_sqlite
async def test_who_insults_the_assistant_is_offered_staff(serving: Serving) -> None:
    await serving.hear("你是智障吗", "message-1")
    await serving.run()
    assert (await serving.said_by("system")) == [wording.OFFERED_FOR_INSULT]
    await serving.person("转人工", "message-2")
    assert (await serving.service()).reason is HandoffReason.INSULT


@on_sqlite
async def test_staff_are_not_offered_twice_in_one_answer(serving: Serving) -> None:
    offers = reply("别生气", ("转人工", '/handoff{"reason": "insult"}'))
    serving.brain.script = lambda _question: answer(offers)
    await serving.hear("滚", "message-1")
    await serving.run()
    assert await serving.said_by("system") == []


async def rule(serving: Serving, **conditions: object) -> None:
    wanted = WantedRule(name="规则", **conditions)  # type: ignore[arg-type]
    async with serving.database.write() as session:
        await save_rule(session, serving.desk, wanted, rule_id=None, staff=CHIEF, now=serving.clock())


async def test_a_rule_hands_over_once_in_a_conversation(serving: Serving) -> None:
    await rule(serving, effect=Effect.HAND_OVER, keyword="律师")
    await serving.hear("我要找律师", "message-1")
    await serving.run()
    service = await serving.service()
    assert (service.state, service.reason) == (S.QUEUED, HandoffReason.STAFF_RULE)
    await serving.closes(staff=CHIEF)
    await serving.hear("还是要找律师", "message-2")
    await serving.run()
    async with serving.database.read() as session:
        assert await session.scalar(select(func.count()).select_from(ServiceSession)) == 1


@on_sqlite
async def test_a_rule_offers_and_the_person_decides(serving: Serving) -> None:
    await rule(serving, effect=Effect.OFFER, topic="refund")
    serving.brain.script = lambda _question: (reply("七天无理由", answer={"topic": "refund"}),)
    await serving.hear("怎么退货", "message-1")
    await serving.run()
    assert await serving.said_by("system") == [wording.OFFERED]
    assert await serving.told() == []
    await serving.person("转人工", "message-2")
    assert (await serving.service()).state is S.QUEUED


@on_sqlite
async def test_an_inactive_rule_does_nothing(serving: Serving) -> None:
    await rule(serving, effect=Effect.HAND_OVER, keyword="律师", active=False)
    await serving.hear("我要找律师", "message-1")
    await serving.run()
    assert await serving.said_by("system") == []
