"""Turns on a real database, SQLite and PostgreSQL, with a scripted brain."""

import asyncio
from typing import Any

from sqlalchemy import func, select

from desk.conversations import wording
from desk.conversations.claiming import due
from desk.conversations.ending import Told
from desk.conversations.messages import Body
from desk.conversations.model import Conversation, Message, Turn
from desk.conversations.rules import FINISHED, BrainFault, TurnState
from desk.handoff import wording as handoff_wording
from desk.outbox.model import OutboxItem
from tests.desk.conversations.conversing import Conversing
from tests.desk.conversations.scripted import answer, reply


async def test_turns_of_one_conversation_run_strictly_one_after_another(conversing: Conversing) -> None:
    conversing.brain.delay = 0.02
    for n in range(6):
        await conversing.hear(f"第{n}句", f"message-{n}")
        conversing.runner.wake(conversing.id)
    await conversing.run()
    assert conversing.brain.overlaps == 0
    assert [question.text for question in conversing.brain.asked] == [f"第{n}句" for n in range(6)]
    assert [text for sender, text in await conversing.transcript() if sender == "bot"] == [
        f"答：第{n}句" for n in range(6)
    ]


async def test_a_repeated_message_id_is_stored_once_and_answered_once(conversing: Conversing) -> None:
    first = await conversing.hear("你好", "message-1")
    assert await conversing.hear("你好", "message-1") == first
    await conversing.run()
    assert await conversing.transcript() == [("user", "你好"), ("bot", "答：你好")]


async def test_the_same_message_twice_at_the_same_moment_is_stored_once(conversing: Conversing) -> None:
    turns = await asyncio.gather(*(conversing.hear("你好", "message-1") for _ in range(5)))
    assert len(set(turns)) == 1
    await conversing.run()
    assert len(conversing.brain.asked) == 1


async def test_an_absent_brain_is_waited_for_and_the_person_told_once(conversing: Conversing) -> None:
    conversing.brain.script = lambda question: BrainFault.UNREACHABLE
    await conversing.hear("商家不退款", "message-1")
    for _ in range(6):
        await conversing.run()
        conversing.clock.advance(seconds=10)
    assert [text for sender, text in await conversing.transcript() if sender == "system"] == [wording.WAITING]
    conversing.brain.script = lambda question: (reply("来了"),)
    await conversing.run()
    assert (await conversing.transcript())[-1] == ("bot", "来了")
    assert len({question.message_id for question in conversing.brain.asked}) == 1


async def test_a_turn_that_always_crashes_is_given_up_and_the_next_one_answered(
    conversing: Conversing,
) -> None:
    conversing.brain.script = lambda q: BrainFault.TURN_FAILED if q.text == "坏" else (reply("好"),)
    await conversing.hear("坏", "message-1")
    await conversing.hear("好吗", "message-2")
    for _ in range(6):
        await conversing.run()
        conversing.clock.advance(seconds=40)
    await conversing.run()
    assert [TurnState(turn.state) for turn in await conversing.turns()] == [TurnState.FAILED, TurnState.DONE]
    said = [text for _sender, text in await conversing.transcript()]
    assert wording.GIVEN_UP in said
    assert said[-1] == "好"


async def test_a_later_turn_does_not_overtake_one_that_is_waiting(conversing: Conversing) -> None:
    conversing.brain.script = lambda question: BrainFault.UNREACHABLE
    await conversing.hear("一", "message-1")
    await conversing.run()
    await conversing.hear("二", "message-2")
    await conversing.run()
    assert {question.text for question in conversing.brain.asked} == {"一"}


async def test_a_turn_of_a_dead_desk_is_taken_up_when_its_lease_is_over(conversing: Conversing) -> None:
    await conversing.hear("在吗", "message-1")
    claimed = await conversing.runner._claim(conversing.id)
    assert claimed is not None
    other = conversing.new_runner()
    assert await other._claim(conversing.id) is None
    conversing.clock.advance(seconds=16)
    again = await other._claim(conversing.id)
    assert again is not None
    assert again.message.id == claimed.message.id
    assert again.attempts == claimed.attempts + 1


async def test_two_desks_store_one_answer(conversing: Conversing) -> None:
    await conversing.hear("在吗", "message-1")
    claimed = await conversing.runner._claim(conversing.id)
    assert claimed is not None
    await conversing.runner._after_answer(claimed, Told(answer(reply("在"))))
    await conversing.new_runner()._after_answer(claimed, Told(answer(reply("在"))))
    assert [text for sender, text in await conversing.transcript() if sender == "bot"] == ["在"]


async def test_a_handoff_is_recorded_in_the_same_transaction_that_says_so(conversing: Conversing) -> None:
    conversing.brain.script = lambda question: (reply(None, handoff={"reason": "asked"}),)
    await conversing.hear("转人工", "message-1")
    await conversing.run()
    assert (await conversing.transcript())[-1] == ("system", handoff_wording.queued(0, None))
    async with conversing.database.read() as session:
        conversation = await session.get_one(Conversation, conversing.id)
    assert conversation.handoff_reason == "asked"
    assert conversation.handoff_at is not None


async def test_a_complaint_that_could_not_be_filed_is_kept_with_the_answer(conversing: Conversing) -> None:
    filing = {"idempotency_key": "0190aaaa-0000-7000-8000-000000000000", "body": {"problem": "不退款"}}
    conversing.brain.script = lambda question: (reply("稍后登记", filing=filing),)
    await conversing.hear("确认提交", "message-1")
    await conversing.run()
    async with conversing.database.read() as session:
        item = (await session.execute(select(OutboxItem))).scalar_one()
    assert item.key == filing["idempotency_key"]
    assert "不退款" not in item.sealed_body


async def test_nothing_a_person_says_is_readable_in_the_database(conversing: Conversing) -> None:
    await conversing.hear("我的电话13812345678", "message-1")
    await conversing.run()
    async with conversing.database.read() as session:
        bodies = (await session.execute(select(Message.sealed_body))).scalars().all()
    assert not any("138" in body or "电话" in body for body in bodies)


async def test_a_restarted_desk_takes_up_what_was_running(conversing: Conversing) -> None:
    await conversing.hear("在吗", "message-1")
    assert await conversing.runner._claim(conversing.id) is not None
    if not conversing.database.is_sqlite:
        conversing.clock.advance(
            seconds=16
        )  # other desks may share PostgreSQL, so there only the lease decides
    fresh = conversing.new_runner()
    await fresh.start()
    try:
        async with asyncio.timeout(5):
            while not all(TurnState(turn.state) in FINISHED for turn in await conversing.turns()):
                await asyncio.sleep(0.05)
    finally:
        await fresh.stop()
    assert (await conversing.transcript())[-1] == ("bot", "答：在吗")


async def test_positions_are_gapless_however_many_write_at_once(conversing: Conversing) -> None:
    conversing.brain.delay = 0.005
    heard = [conversing.hear(str(n), f"message-{n}") for n in range(10)]
    await asyncio.gather(conversing.run(), *heard)
    await conversing.run()
    async with conversing.database.read() as session:
        positions: Any = (
            (await session.execute(select(Message.position).order_by(Message.position))).scalars().all()
        )
        last = await session.scalar(select(func.max(Conversation.last_position)))
    assert list(positions) == list(range(1, 21))
    assert last == 20


async def test_a_finished_turn_is_never_claimed_again(conversing: Conversing) -> None:
    await conversing.hear("在吗", "message-1")
    await conversing.run()
    async with conversing.database.write() as session:
        (turn,) = (await session.execute(select(Turn))).scalars()
        turn.lease_until = turn.next_try_at = conversing.clock()  # as overdue as can be
    assert await conversing.runner._claim(conversing.id) is None
    async with conversing.database.read() as session:
        assert await due(session, now=conversing.clock()) == []


async def test_the_brain_hears_which_notice_is_answered_and_only_of_the_newest_message(
    conversing: Conversing,
) -> None:
    about = {"key": "enterprise_proposal", "case_no": "XB7K3M9TXA", "proposal": "p-1"}
    await conversing.hear("在吗", "message-1")
    await conversing.run()
    await conversing.tell(Body(text="商家提出和解方案", notice=about))
    await conversing.hear("同意", "message-2")
    await conversing.run()
    await conversing.hear("同意", "message-3")
    await conversing.run()
    assert [question.notice for question in conversing.brain.asked] == [None, about, None]
    assert conversing.brain.asked[1].body()["metadata"]["notice"] == about
    assert "notice" not in conversing.brain.asked[2].body()["metadata"]


async def test_a_notice_that_comes_while_a_message_waits_is_not_what_it_answers(
    conversing: Conversing,
) -> None:
    await conversing.hear("同意", "message-1")
    await conversing.tell(
        Body(text="商家提出和解方案", notice={"key": "enterprise_proposal", "case_no": "XB"})
    )
    await conversing.run()
    assert [question.notice for question in conversing.brain.asked] == [None]
