"""Short leases with a heartbeat: whoever lives keeps its turns, whoever died is followed within seconds."""

import asyncio
import datetime as dt
from collections.abc import Iterator
from contextlib import AsyncExitStack, contextmanager
from typing import Any

import pytest
from sqlalchemy import Engine, event

from desk.conversations.claiming import Claimed
from desk.conversations.ending import Told
from desk.conversations.leases import Leases
from desk.conversations.rules import LEASE, TurnState
from tests.desk.conversations.conversing import Conversing
from tests.desk.conversations.scripted import answer, reply

LONGEST = dt.timedelta(seconds=60)
THIRD = LEASE.total_seconds() / 3 + 0.1


@contextmanager
def statements() -> Iterator[list[str]]:
    """What is sent to any database meanwhile."""
    sent: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        sent.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(Engine, "before_cursor_execute", note)


def leases_of(conversing: Conversing) -> Leases:
    return Leases(conversing.database, conversing.clock, longest=LONGEST)


async def claimed_by(conversing: Conversing, message_id: str = "message-1") -> Claimed:
    await conversing.hear("在吗", message_id)
    claimed = await conversing.runner._claim(conversing.id)
    assert claimed is not None
    return claimed


async def lease_of(conversing: Conversing) -> dt.datetime | None:
    (turn,) = await conversing.turns()
    return turn.lease_until


async def test_a_turn_that_takes_long_stays_with_the_desk_that_lives(conversing: Conversing) -> None:
    leases, other = leases_of(conversing), conversing.new_runner()
    claimed = await claimed_by(conversing)
    leases.hold(claimed)
    for _ in range(6):
        conversing.clock.advance(seconds=6)
        await leases.renew()
        assert await other._claim(conversing.id) is None
    await conversing.runner._after_answer(claimed, Told(answer(reply("在"))))
    assert (await conversing.transcript())[-1] == ("bot", "在")


async def test_a_young_turn_costs_no_statement(conversing: Conversing) -> None:
    leases = leases_of(conversing)
    leases.hold(await claimed_by(conversing))
    conversing.clock.advance(seconds=THIRD - 0.2)
    with statements() as sent:
        await leases.renew()
    assert sent == []
    conversing.clock.advance(seconds=0.2)
    with statements() as sent:
        await leases.renew()
        await leases.renew()
    assert len([one for one in sent if one.startswith("UPDATE")]) == 1


async def test_all_turns_are_renewed_in_one_statement(conversing: Conversing) -> None:
    leases = leases_of(conversing)
    leases.hold(await claimed_by(conversing))
    for person in ("p2", "p3"):
        await conversing.open(person)
        leases.hold(await claimed_by(conversing))
    conversing.clock.advance(seconds=THIRD)
    with statements() as sent:
        await leases.renew()
    assert len([one for one in sent if one.startswith("UPDATE")]) == 1
    assert {turn.lease_until for turn in await conversing.turns()} == {conversing.clock() + LEASE}


async def test_a_lease_that_was_lost_is_not_taken_back(conversing: Conversing) -> None:
    leases, other = leases_of(conversing), conversing.new_runner()
    slow = await claimed_by(conversing)
    leases.hold(slow)
    conversing.clock.advance(seconds=LEASE.total_seconds())  # it hung, and so did its heartbeat
    quick = await other._claim(conversing.id)
    assert quick is not None
    conversing.clock.advance(seconds=1)
    await leases.renew()
    assert await lease_of(conversing) == quick.lease_until
    await conversing.runner._after_answer(slow, Told(answer(reply("旧"))))
    await other._after_answer(quick, Told(answer(reply("新"))))
    assert [text for sender, text in await conversing.transcript() if sender == "bot"] == ["新"]


async def test_a_lease_that_ran_out_and_that_nobody_took_is_renewed(conversing: Conversing) -> None:
    leases = leases_of(conversing)
    leases.hold(await claimed_by(conversing))
    conversing.clock.advance(seconds=LEASE.total_seconds() + 5)
    await leases.renew()
    assert await lease_of(conversing) == conversing.clock() + LEASE


async def test_a_turn_that_has_ended_is_not_touched(conversing: Conversing) -> None:
    leases = leases_of(conversing)
    claimed = await claimed_by(conversing)
    leases.hold(claimed)
    await conversing.runner._after_answer(claimed, Told(answer(reply("在"))))
    conversing.clock.advance(seconds=THIRD)
    await leases.renew()
    (turn,) = await conversing.turns()
    assert (turn.state, turn.lease_until) == (TurnState.DONE, None)


async def test_a_turn_that_is_dropped_is_not_renewed(conversing: Conversing) -> None:
    leases = leases_of(conversing)
    claimed = await claimed_by(conversing)
    leases.hold(claimed)
    leases.drop(claimed.turn_id)
    conversing.clock.advance(seconds=THIRD)
    await leases.renew()
    assert await lease_of(conversing) == claimed.lease_until
    assert claimed.turn_id not in leases


async def test_a_turn_that_hangs_in_a_living_desk_is_given_away_in_the_end(conversing: Conversing) -> None:
    leases, other = leases_of(conversing), conversing.new_runner()
    claimed = await claimed_by(conversing)
    leases.hold(claimed)
    for _ in range(12):
        assert leases.may_hold(claimed)
        assert await other._claim(conversing.id) is None
        conversing.clock.advance(seconds=LONGEST.total_seconds() / 12)
        await leases.renew()
    assert not leases.may_hold(claimed)
    conversing.clock.advance(seconds=LEASE.total_seconds())
    await leases.renew()
    assert await other._claim(conversing.id)


async def test_after_a_jump_back_leases_are_renewed_at_once(conversing: Conversing) -> None:
    leases = leases_of(conversing)
    leases.hold(await claimed_by(conversing))
    conversing.clock.now -= dt.timedelta(hours=1)
    await leases.renew()
    assert await lease_of(conversing) == conversing.clock() + LEASE


async def test_what_is_held_at_the_stop_is_let_go_and_not_renewed_again(conversing: Conversing) -> None:
    leases, other = leases_of(conversing), conversing.new_runner()
    leases.hold(await claimed_by(conversing))
    leases.start()
    conversing.clock.advance(seconds=THIRD)
    await leases.stop()
    await leases.renew()
    assert await lease_of(conversing) == conversing.clock()
    assert await other._claim(conversing.id)


async def test_a_desk_renews_the_leases_of_its_turns_by_itself(
    conversing: Conversing, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("desk.conversations.leases.BEAT", 0.02)
    conversing.brain.free.clear()
    await conversing.hear("在吗", "message-1")
    desk = conversing.new_runner()
    await desk.start()
    try:
        async with asyncio.timeout(10):
            while not conversing.brain.asked:
                await asyncio.sleep(0.01)
            conversing.clock.advance(seconds=THIRD)
            while await lease_of(conversing) != conversing.clock() + LEASE:
                await asyncio.sleep(0.01)
        conversing.brain.free.set()
    finally:
        await desk.stop()
    assert len(conversing.brain.asked) == 1
    assert (await conversing.transcript())[-1] == ("bot", "答：在吗")


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_a_heartbeat_waits_behind_nobody_for_a_connection(conversing: Conversing) -> None:
    leases = leases_of(conversing)
    leases.hold(await claimed_by(conversing))
    conversing.clock.advance(seconds=THIRD)
    busy = conversing.database.engine
    async with AsyncExitStack() as rush:
        for _ in range(busy.pool.size() + busy.pool._max_overflow):
            await rush.enter_async_context(busy.connect())
        async with asyncio.timeout(10):  # less than anybody in the queue would wait
            await leases.renew()
    assert await lease_of(conversing) == conversing.clock() + LEASE
