"""What goes wrong in a turn: what is waited for, what is given up, and what a desk that was too slow may do."""

import asyncio
import logging
from typing import Any

import pytest
from cryptography.fernet import Fernet
from sqlalchemy import select

from desk.conversations import wording
from desk.conversations.claiming import lock_with_turn
from desk.conversations.ending import Told
from desk.conversations.model import Turn
from desk.conversations.rules import EXCUSE_AFTER, MAX_ATTEMPTS, BrainFault, TurnState
from desk.outbox.model import OutboxItem
from desk.privacy.vault import Vault
from tests.desk.conversations.conversing import Conversing
from tests.desk.conversations.scripted import answer, reply


async def states(conversing: Conversing) -> list[TurnState]:
    return [TurnState(turn.state) for turn in await conversing.turns()]


async def tries(conversing: Conversing, times: int) -> None:
    for _ in range(times):
        await conversing.run()
        conversing.clock.advance(seconds=6)


@pytest.mark.parametrize(
    ("passing", "crash"),
    [
        (BrainFault.UNREACHABLE, BrainFault.TURN_FAILED),
        (BrainFault.SLOW, BrainFault.TURN_FAILED),
        (BrainFault.UNREACHABLE, BrainFault.SLOW),
    ],
)
async def test_a_long_absence_does_not_use_up_the_tries_of_a_crash(
    conversing: Conversing, passing: BrainFault, crash: BrainFault
) -> None:
    faults = iter([*[passing] * 9, crash])
    conversing.brain.script = lambda question: next(faults, None) or (reply("来了"),)
    await conversing.hear("商家不退款", "message-1")
    await tries(conversing, 11)
    assert await states(conversing) == [TurnState.DONE]
    assert (await conversing.transcript())[-1] == ("bot", "来了")


async def test_a_brain_that_never_answers_in_time_is_given_up(conversing: Conversing) -> None:
    conversing.brain.script = lambda question: BrainFault.SLOW
    await conversing.hear("商家不退款", "message-1")
    await tries(conversing, 15)
    assert len(conversing.brain.asked) == MAX_ATTEMPTS[BrainFault.SLOW] == 10
    assert await states(conversing) == [TurnState.FAILED]


BAD_REPLIES: dict[str, dict[str, Any]] = {
    "a filing without its key": {"filing": {"body": {"problem": "我叫王小丽"}}},
    "an answer that is none": {"answer": "我叫王小丽"},
    "a hand-off that is none": {"handoff": "我叫王小丽"},
}


@pytest.mark.parametrize("custom", BAD_REPLIES.values(), ids=BAD_REPLIES.keys())
async def test_a_reply_that_cannot_be_stored_is_given_up_and_the_next_turn_answered(
    conversing: Conversing, custom: dict[str, Any], caplog: pytest.LogCaptureFixture
) -> None:
    conversing.brain.script = lambda q: (reply("好", **custom) if q.text == "坏" else reply("好"),)
    await conversing.hear("坏", "message-1")
    await conversing.hear("好吗", "message-2")
    with caplog.at_level(logging.INFO):
        await tries(conversing, 6)
    assert await states(conversing) == [TurnState.FAILED, TurnState.DONE]
    assert [text for sender, text in await conversing.transcript() if sender == "bot"] == ["好"]
    async with conversing.database.read() as session:
        assert (await session.execute(select(OutboxItem))).first() is None
    assert (await conversing.turns())[0].id in caplog.text
    assert "王小丽" not in caplog.text


async def test_a_message_that_no_key_opens_is_given_up_at_once(conversing: Conversing) -> None:
    await conversing.hear("在吗", "message-1")
    conversing.runner._vault = Vault((Fernet.generate_key().decode(),))
    await conversing.run()
    assert await states(conversing) == [TurnState.FAILED]
    assert (await conversing.turns())[0].error_code == BrainFault.UNREADABLE.value
    assert conversing.brain.asked == []


async def test_the_answer_of_a_desk_that_was_too_slow_is_ignored(conversing: Conversing) -> None:
    await conversing.hear("在吗", "message-1")
    slow = await conversing.runner._claim(conversing.id)
    conversing.clock.advance(seconds=16)
    other = conversing.new_runner()
    quick = await other._claim(conversing.id)
    assert slow
    assert quick
    await conversing.runner._after_answer(slow, Told(answer(reply("旧"))))
    assert await states(conversing) == [TurnState.RUNNING]
    await other._after_answer(quick, Told(answer(reply("新"))))
    assert [text for sender, text in await conversing.transcript() if sender == "bot"] == ["新"]


@pytest.mark.parametrize("fault", [BrainFault.TURN_FAILED, BrainFault.REFUSED])
async def test_the_fault_of_a_desk_that_was_too_slow_is_ignored(
    conversing: Conversing, fault: BrainFault
) -> None:
    await conversing.hear("在吗", "message-1")
    slow = await conversing.runner._claim(conversing.id)
    conversing.clock.advance(seconds=16)
    other = conversing.new_runner()
    assert slow
    assert await other._claim(conversing.id)
    await conversing.runner._after_fault(slow, fault)
    (turn,) = await conversing.turns()
    assert (turn.state, turn.failures, turn.error_code) == (TurnState.RUNNING.value, 0, None)
    assert turn.lease_until is not None


async def test_a_turn_that_takes_long_is_excused_once_while_it_runs(conversing: Conversing) -> None:
    await conversing.hear("在吗", "message-1")
    claimed = await conversing.runner._claim(conversing.id)
    assert claimed
    await conversing.runner._sweep()
    assert await conversing.transcript() == [("user", "在吗")]
    conversing.clock.advance(seconds=EXCUSE_AFTER.total_seconds())
    await asyncio.gather(conversing.runner._sweep(), conversing.new_runner()._sweep())
    await conversing.runner._sweep()
    await conversing.runner._after_answer(claimed, Told(answer(reply("在"))))
    assert await conversing.transcript() == [("user", "在吗"), ("system", wording.WAITING), ("bot", "在")]


async def test_who_waited_for_the_lock_sees_what_became_of_the_turn(conversing: Conversing) -> None:
    turn_id = await conversing.hear("在吗", "message-1")

    async def excused() -> bool:
        async with conversing.database.write() as session:
            _, turn = await lock_with_turn(session, turn_id)
            return turn.excused

    async with conversing.database.write() as session:
        _, turn = await lock_with_turn(session, turn_id)
        turn.excused = True
        waiting = asyncio.create_task(excused())
        await asyncio.sleep(0.3)  # so that it waits by now
    assert await waiting


async def test_the_sweeper_gives_the_excuse_by_itself(conversing: Conversing) -> None:
    await conversing.hear("在吗", "message-1")
    assert await conversing.runner._claim(conversing.id)
    async with conversing.database.write() as session:
        (turn,) = (await session.execute(select(Turn))).scalars()
        turn.created_at -= EXCUSE_AFTER
        turn.attempts = 1
    conversing.brain.delay = 5  # on SQLite the restarted desk takes the turn up at once, and hangs in it
    fresh = conversing.new_runner()
    await fresh.start()
    try:
        async with asyncio.timeout(5):
            while ("system", wording.WAITING) not in await conversing.transcript():
                await asyncio.sleep(0.05)
    finally:
        await fresh.stop()
