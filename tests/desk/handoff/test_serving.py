"""From the assistant to people and back, on both databases."""

import asyncio
import datetime as dt

import pytest
from sqlalchemy import func, select

from desk.conversations import wording as conversation_wording
from desk.conversations.ending import Told
from desk.conversations.model import Message
from desk.conversations.rules import BrainFault, TurnState
from desk.conversations.service import lock_conversation
from desk.handoff import wording
from desk.handoff.errors import (
    ClientMessageReused,
    ConversationClaimed,
    NotYours,
    SnoozeOutOfRange,
    StepNotAllowed,
)
from desk.handoff.model import ServiceSession
from desk.handoff.queue import ahead_of
from desk.handoff.requesting import request
from desk.handoff.states import CloseReason, HandoffReason, ServiceState
from desk.outbox.model import OutboxItem
from tests.desk.builders import FakeClock, audited, on_sqlite
from tests.desk.conversations.scripted import answer, reply
from tests.desk.handoff.serving import CHIEF, LI, WU, Serving

S = ServiceState


async def test_who_asks_is_told_only_because_it_was_stored(serving: Serving) -> None:
    serving.brain.script = lambda _question: (reply(None, handoff={"reason": "asked"}),)
    await serving.hear("转人工", "message-1")
    await serving.run()
    service = await serving.service()
    assert (service.state, service.reason) == (S.QUEUED, HandoffReason.ASKED)
    assert await serving.said_by("system") == [wording.queued(0, None)]
    assert (await serving.conversation()).owner == "staff"


async def test_what_is_not_stored_is_not_told(serving: Serving) -> None:
    async def dies_before_the_commit() -> None:
        async with serving.database.write() as session:
            conversation = await lock_conversation(session, serving.id)
            now = serving.clock()
            await request(session, serving.desk, conversation, reason=HandoffReason.ASKED, now=now)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        await dies_before_the_commit()
    assert await serving.transcript() == []
    async with serving.database.read() as session:
        assert await session.scalar(select(func.count()).select_from(ServiceSession)) == 0
    assert (await serving.conversation()).owner == "assistant"


async def test_asking_twice_is_one_session(serving: Serving) -> None:
    await serving.asks()
    await serving.asks()
    async with serving.database.read() as session:
        assert await session.scalar(select(func.count()).select_from(ServiceSession)) == 1
    assert [step.event for step in await serving.steps()] == ["request", "request"]


async def test_while_somebody_waits_the_brain_is_not_called(serving: Serving) -> None:
    await serving.asks()
    assert await serving.person("我买的锅坏了", "message-1") is None
    await serving.run()
    assert serving.brain.asked == []
    assert await serving.said_by("system") == [wording.queued(0, None), wording.ACKNOWLEDGED]
    await serving.person("昨天买的", "message-2")
    assert len(await serving.said_by("system")) == 2  # said once, not after each message


async def test_who_chooses_the_assistant_meanwhile_keeps_their_place(serving: Serving) -> None:
    await serving.asks()
    assert await serving.person("先问小保", "message-1") is None
    await serving.person("七天无理由怎么算", "message-2")
    await serving.run()
    assert [question.text for question in serving.brain.asked] == ["七天无理由怎么算"]
    assert (await serving.service()).state is S.QUEUED


async def test_a_choice_of_the_desk_counts_some_messages_later(serving: Serving) -> None:
    await serving.asks()
    for number in range(3):
        await serving.person(f"第{number}句", f"message-{number}")
    await serving.person("不用人工了", "message-9")
    assert (await serving.service()).state is S.CANCELLED
    assert await serving.person("退货怎么退", "message-10") is not None


async def test_a_claimed_conversation_is_answered_by_its_holder_alone(serving: Serving) -> None:
    await serving.asks()
    service = await serving.claims()
    assert (service.state, service.claimed_by, service.claimed_name) == (S.SERVING, LI.id, "小李")
    await serving.says("您好，请问怎么称呼？")
    for other in (WU, CHIEF):
        with pytest.raises(NotYours) as refused:
            await serving.says("我来说", "m-2", staff=other)
        assert refused.value.holder == LI.ref
    assert await serving.said_by("staff") == ["您好，请问怎么称呼？"]


async def test_of_two_claims_at_once_one_wins_and_the_other_hears_who(serving: Serving) -> None:
    await serving.asks()
    results = await asyncio.gather(serving.claims(LI), serving.claims(WU), return_exceptions=True)
    (lost,) = (one for one in results if isinstance(one, ConversationClaimed))
    (won,) = (one for one in results if isinstance(one, ServiceSession))
    assert lost.holder.id == won.claimed_by
    assert won.claimed_name is not None
    assert won.claimed_name in lost.detail
    assert await serving.said_by("system") == [wording.queued(0, None), wording.claimed(won.claimed_name)]


async def test_a_double_click_on_claim_is_harmless(serving: Serving) -> None:
    await serving.asks()
    await serving.claims()
    await serving.claims()
    assert len([text for text in await serving.said_by("system") if text == wording.claimed("小李")]) == 1


async def test_staff_may_step_in_unasked(serving: Serving) -> None:
    service = await serving.claims()
    assert (service.state, service.reason) == (S.SERVING, HandoffReason.STAFF_TOOK)
    assert await serving.person("谢谢", "message-1") is None


async def test_a_message_that_comes_while_claiming_is_kept_once_and_seen(serving: Serving) -> None:
    await serving.asks()
    await asyncio.gather(serving.claims(), serving.person("我还想说", "message-1"))
    assert await serving.said_by("user") == ["我还想说"]
    assert (await serving.service()).heard_at is not None
    assert await serving.turns() == []


async def test_what_the_brain_says_after_the_claim_is_dropped(serving: Serving) -> None:
    serving.brain.free.clear()
    await serving.hear("怎么退货", "message-1")
    serving.runner.wake(serving.id)
    while not serving.brain.asked:
        await asyncio.sleep(0.01)
    await serving.claims()
    serving.brain.free.set()
    await serving.run()
    assert await serving.said_by("bot") == []
    assert [turn.state for turn in await serving.turns()] == [TurnState.DONE]


async def test_what_was_asked_before_a_claim_is_late_after_the_return_too(serving: Serving) -> None:
    await serving.hear("怎么退货", "message-1")
    claimed = await serving.runner._claim(serving.id)
    assert claimed is not None
    await serving.claims()
    await serving.returns()
    await serving.runner._after_answer(claimed, Told(answer(reply("旧的回答"))))
    assert await serving.said_by("bot") == []


async def test_a_number_given_by_a_late_answer_is_told(serving: Serving) -> None:
    await serving.hear("确认提交", "message-1")
    claimed = await serving.runner._claim(serving.id)
    assert claimed is not None
    await serving.claims()
    filed = reply("已登记，编号T7K2M9", ("再投诉一个", "/complain"), case={"case_no": "T7K2M9"})
    await serving.runner._after_answer(claimed, Told(answer(filed, reply("还有什么可以帮您？"))))
    assert await serving.said_by("bot") == ["已登记，编号T7K2M9"]


async def test_a_complaint_confirmed_in_a_late_answer_is_kept_for_filing(serving: Serving) -> None:
    await serving.hear("确认提交", "message-1")
    claimed = await serving.runner._claim(serving.id)
    assert claimed is not None
    await serving.claims()
    filing = {"idempotency_key": "0190aaaa-0000-7000-8000-000000000000", "body": {"problem": "不退款"}}
    await serving.runner._after_answer(
        claimed, Told(answer(reply("稍后登记", filing=filing), reply(None, handoff={"reason": "asked"})))
    )
    async with serving.database.read() as session:
        assert (await session.scalars(select(OutboxItem.key))).all() == [filing["idempotency_key"]]
    assert (await serving.service()).state is S.SERVING


async def test_a_turn_that_had_not_begun_is_left_to_staff(serving: Serving) -> None:
    await serving.hear("怎么退货", "message-1")
    await serving.claims()
    await serving.run()
    assert serving.brain.asked == []
    assert [turn.state for turn in await serving.turns()] == [TurnState.DONE]
    assert await serving.said_by("user") == ["怎么退货"]


async def test_the_assistant_goes_on_after_the_return(serving: Serving) -> None:
    await serving.claims()
    await serving.says("我先看一下")
    service = await serving.returns()
    assert service.state is S.RETURNED
    await serving.person("继续", "message-1")
    await serving.run()
    assert serving.brain.asked[0].conversation == (await serving.conversation()).brain_id
    assert serving.brain.asked[0].conversation.endswith(
        ".0"
    )  # the same memory: draft and slots are where they were
    assert (await serving.transcript())[-1] == ("bot", "答：继续")
    assert wording.RETURNED in await serving.said_by("system")


async def test_a_repeated_message_of_staff_is_sent_once(serving: Serving) -> None:
    await serving.claims()
    first, again = await serving.says("您好"), await serving.says("您好")
    assert (first.repeated, again.repeated) == (False, True)
    assert again.message.id == first.message.id
    assert await serving.said_by("staff") == ["您好"]
    with pytest.raises(ClientMessageReused):
        await serving.says("别的话")


async def test_two_sends_of_one_message_at_once_are_one(serving: Serving) -> None:
    await serving.claims()
    await asyncio.gather(serving.says("您好"), serving.says("您好"))
    assert await serving.said_by("staff") == ["您好"]


async def test_a_release_while_sending_leaves_the_message_sent_or_refused(serving: Serving) -> None:
    await serving.claims()
    sent, released = await asyncio.gather(serving.says("您好"), serving.releases(), return_exceptions=True)
    assert isinstance(released, ServiceSession)
    said = await serving.said_by("staff")
    assert said == (["您好"] if not isinstance(sent, BaseException) else [])
    assert isinstance(sent, NotYours) or sent.message.id  # type: ignore[union-attr]
    with pytest.raises(NotYours):
        await serving.says("还在吗", "m-2")


async def test_a_release_gives_the_old_place_back(serving: Serving, clock: FakeClock) -> None:
    await serving.asks()
    asked_at = (await serving.service()).requested_at
    clock.advance(minutes=5)
    await serving.claims()
    service = await serving.releases()
    assert (service.state, service.claimed_by, service.requested_at) == (S.QUEUED, None, asked_at)
    assert (await serving.said_by("system"))[-1] == wording.RELEASED
    await serving.releases()
    assert (await serving.said_by("system")).count(wording.RELEASED) == 1


async def test_others_cannot_release_or_close_and_a_supervisor_can(serving: Serving) -> None:
    await serving.claims()
    for refused in (serving.releases(WU), serving.closes(staff=WU), serving.returns(WU)):
        with pytest.raises(NotYours):
            await refused
    assert (await serving.closes(staff=CHIEF)).state is S.CLOSED


async def test_a_transfer_changes_hands_and_the_old_holder_cannot_send(serving: Serving) -> None:
    await serving.claims()
    service = await serving.transfers(WU)
    assert (service.state, service.claimed_by) == (S.SERVING, WU.id)
    with pytest.raises(NotYours):
        await serving.says("我再说一句")
    await serving.says("我是小吴", "m-2", staff=WU)
    assert (await serving.transfers(None, staff=WU)).state is S.QUEUED


async def test_only_supervisors_give_out_what_waits(serving: Serving) -> None:
    await serving.asks()
    with pytest.raises(NotYours):
        await serving.transfers(WU)
    assert (await serving.transfers(WU, staff=CHIEF)).claimed_by == WU.id


async def test_a_snoozed_conversation_comes_back_with_the_next_message(
    serving: Serving, clock: FakeClock
) -> None:
    await serving.claims()
    with pytest.raises(SnoozeOutOfRange):
        await serving.snoozes(clock())
    service = await serving.snoozes(clock() + dt.timedelta(hours=2))
    assert service.state is S.SNOOZED
    with pytest.raises(ConversationClaimed):
        await serving.claims(WU)
    assert await serving.person("我想起来了", "message-1") is None
    woken = await serving.service()
    assert (woken.state, woken.claimed_by, woken.snoozed_until) == (S.SERVING, LI.id, None)


async def test_a_closed_conversation_goes_back_to_the_assistant_and_asks_once_how_it_was(
    serving: Serving,
) -> None:
    await serving.claims()
    await serving.says("已经处理好了")
    service = await serving.closes(ask_satisfaction=True)
    await serving.closes(ask_satisfaction=True)
    assert (service.state, service.close_reason) == (S.CLOSED, CloseReason.SOLVED)
    assert (await serving.said_by("system"))[-2:] == [wording.CLOSED, wording.ASK_RATING]
    assert await serving.person("满意", "message-1") is None
    assert (await serving.service()).satisfaction == 4
    assert await serving.person("还有个问题", "message-2") is not None


@on_sqlite
async def test_who_was_not_answered_is_not_asked_how_it_was(serving: Serving) -> None:
    await serving.asks()
    await serving.closes(staff=CHIEF, ask_satisfaction=True)
    assert wording.ASK_RATING not in await serving.said_by("system")


@on_sqlite
async def test_the_desks_own_reason_cannot_be_given(serving: Serving) -> None:
    await serving.claims()
    with pytest.raises(StepNotAllowed):
        await serving.closes(CloseReason.ERASED)


async def test_a_given_up_turn_opens_the_conversation_to_staff(serving: Serving) -> None:
    serving.brain.script = lambda _question: BrainFault.REFUSED
    await serving.hear("怎么退货", "message-1")
    await serving.run()
    service = await serving.service()
    assert (service.state, service.reason, service.goes_on) == (S.QUEUED, HandoffReason.BOT_FAILURE, True)
    assert conversation_wording.GIVEN_UP in await serving.said_by("system")
    serving.brain.script = lambda _question: (reply("好了"),)
    await serving.person("换个说法", "message-2")
    await serving.run()
    assert await serving.said_by("bot") == ["好了"]


@on_sqlite
async def test_distress_stands_first_in_the_queue(serving: Serving, clock: FakeClock) -> None:
    await serving.asks()
    earlier = await serving.service()
    other = Serving(serving.database, serving.vault, clock, serving.brain)
    await other.open("p2")
    clock.advance(minutes=1)
    await other.asks(HandoffReason.DISTRESS)
    async with serving.database.read() as session:
        assert await ahead_of(session, await other.service()) == 0
        assert await ahead_of(session, earlier) == 1


async def test_staffs_acts_stand_in_the_audit_log_and_the_stream(serving: Serving) -> None:
    await serving.asks()
    await serving.claims()
    await serving.says("您好")
    await serving.closes()
    entries = await audited(serving.database)
    assert [(entry.action, entry.actor) for entry in entries] == [
        ("conversation:claim", "staff:li.na"),
        ("conversation:close", "staff:li.na"),
    ]
    kinds = await serving.told()
    assert kinds[0] == "service.requested"
    assert {"service.claimed", "service.closed", "message.added", "read.marked"} <= set(kinds)


async def test_messages_of_a_conversation_that_nobody_watches_are_no_events(serving: Serving) -> None:
    await serving.hear("你好", "message-1")
    await serving.run()
    assert await serving.told() == []
    async with serving.database.read() as session:
        assert await session.scalar(select(func.count()).select_from(Message)) == 2
