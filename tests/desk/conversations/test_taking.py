"""A turn claimed by the transaction that stored its message, and an answer handed to whoever waits in this process."""

import asyncio

import pytest

from desk.conversations.incoming import Incoming
from desk.conversations.messages import unseal
from desk.conversations.receiving import Accepted, receive
from desk.conversations.rules import BrainFault, TurnState
from tests.desk.conversations.conversing import Conversing
from tests.desk.conversations.scripted import echo


async def take(conversing: Conversing, text: str, message_id: str, *, fails: bool = False) -> Accepted:
    async with conversing.database.write() as session:
        incoming = Incoming(message_id, text=text)
        accepted = await receive(session, conversing.vault, conversing.id, incoming, now=conversing.clock())
        await conversing.runner.take(session, accepted)
        if fails:
            raise ConnectionError
    return accepted


async def all_answered(conversing: Conversing) -> None:
    async with asyncio.timeout(10):
        while conversing.runner._tasks:
            await asyncio.sleep(0.01)


async def states(conversing: Conversing) -> list[TurnState]:
    return [TurnState(turn.state) for turn in await conversing.turns()]


async def test_what_is_taken_is_claimed_with_its_message_and_answered(conversing: Conversing) -> None:
    conversing.brain.free.clear()
    accepted = await take(conversing, "在吗", "message-1")
    (turn,) = await conversing.turns()
    assert (turn.state, turn.attempts) == (TurnState.RUNNING, 1)
    assert conversing.runner.is_running(accepted.turn_id or "")
    conversing.brain.free.set()
    await all_answered(conversing)
    assert await states(conversing) == [TurnState.DONE]
    assert (await conversing.transcript())[-1] == ("bot", "答：在吗")


async def test_what_was_not_committed_is_not_answered(conversing: Conversing) -> None:
    with pytest.raises(ConnectionError):
        await take(conversing, "在吗", "message-1", fails=True)
    await all_answered(conversing)
    assert conversing.brain.asked == []
    assert await conversing.turns() == []


async def test_a_message_within_a_turn_waits_for_its_own(conversing: Conversing) -> None:
    conversing.brain.free.clear()
    await take(conversing, "一", "message-1")
    await take(conversing, "二", "message-2")
    assert await states(conversing) == [TurnState.RUNNING, TurnState.QUEUED]
    conversing.brain.free.set()
    await all_answered(conversing)
    assert [question.text for question in conversing.brain.asked] == ["一", "二"]
    assert conversing.brain.overlaps == 0


async def test_many_taken_at_once_are_answered_in_order(conversing: Conversing) -> None:
    conversing.brain.delay = 0.01
    for n in range(8):
        await take(conversing, str(n), f"message-{n}")
        await asyncio.sleep(0.007)
    await all_answered(conversing)
    assert [question.text for question in conversing.brain.asked] == [str(n) for n in range(8)]
    assert (await states(conversing)) == [TurnState.DONE] * 8


async def test_a_repeat_is_not_answered_again(conversing: Conversing) -> None:
    await take(conversing, "在吗", "message-1")
    await all_answered(conversing)
    repeated = await take(conversing, "在吗", "message-1")
    await all_answered(conversing)
    assert repeated.repeated
    assert len(conversing.brain.asked) == 1


async def test_whoever_waits_here_is_handed_what_was_told(conversing: Conversing) -> None:
    conversing.brain.free.clear()
    accepted = await take(conversing, "在吗", "message-1")
    with conversing.runner.outcomes.expected(accepted.turn_id or "") as handed:
        conversing.brain.free.set()
        outcome = await asyncio.wait_for(handed, 10)
    assert outcome.state == TurnState.DONE
    assert [unseal(conversing.vault, message).text for message in outcome.messages] == ["答：在吗"]


async def test_what_was_told_in_several_tries_is_read_and_not_handed(conversing: Conversing) -> None:
    conversing.brain.script = lambda _question: BrainFault.TURN_FAILED
    accepted = await take(conversing, "在吗", "message-1")
    await all_answered(conversing)
    conversing.brain.script = echo
    conversing.clock.advance(seconds=10)
    with conversing.runner.outcomes.expected(accepted.turn_id or "") as handed:
        await conversing.run()
        assert await states(conversing) == [TurnState.DONE]
        assert not handed.done()


async def test_a_desk_that_stops_lets_what_is_under_way_come_to_its_end(conversing: Conversing) -> None:
    conversing.brain.delay = 0.2
    await take(conversing, "在吗", "message-1")
    await conversing.runner.stop()
    assert await states(conversing) == [TurnState.DONE]


async def test_a_turn_that_is_cut_off_is_taken_up_by_another_desk_at_once(
    conversing: Conversing, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("desk.conversations.turns.DRAIN", 0.05)
    conversing.brain.free.clear()
    await take(conversing, "在吗", "message-1")
    await asyncio.sleep(0)
    await conversing.runner.stop()
    conversing.brain.free.set()
    other = conversing.new_runner()
    assert (
        claimed := await other._claim(conversing.id)
    )  # and not when its lease is over: no second has passed
    assert claimed.attempts == 2
    await other.stop()
