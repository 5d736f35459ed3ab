"""What was answered while the database goes away is kept and stored once it is back; nothing is asked or stored twice."""

import asyncio
import datetime as dt
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest

from desk.conversations.claiming import Claimed
from desk.conversations.ending import Told
from desk.conversations.rules import BrainFault, TurnState
from desk.store.database import DATABASE_AWAY, Database
from tests.desk.conversations.conversing import Conversing
from tests.desk.conversations.scripted import answer, reply

TOLD = Told(answer(reply("在")))


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("desk.conversations.rules.FIRST_DELAY", dt.timedelta(milliseconds=5))
    monkeypatch.setattr("desk.conversations.rules.LONGEST_DELAY", dt.timedelta(milliseconds=20))


class Commits:
    """Loses the connection at the next commits: before the database has heard of them, or after it has done them."""

    def __init__(self, database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
        self.before = self.after = 0  # how many are still to be lost so
        self.lost = 0
        for engine in (database.engine.sync_engine, *database._brief):
            real = engine.dialect.do_commit
            monkeypatch.setattr(
                engine.dialect, "do_commit", partial(self._do, real, engine.dialect.loaded_dbapi)
            )

    def _do(self, commit: Callable[[Any], None], driver: Any, connection: Any) -> None:
        if self.before:
            self.before -= 1
            self._lose(driver)
        commit(connection)
        if self.after:
            self.after -= 1
            self._lose(driver)

    def _lose(self, driver: Any) -> None:
        self.lost += 1
        raise driver.OperationalError("the connection was lost")


@pytest.fixture
def commits(database: Database, monkeypatch: pytest.MonkeyPatch) -> Commits:
    return Commits(database, monkeypatch)


@pytest.fixture
async def claimed(conversing: Conversing) -> Claimed:
    await conversing.hear("在吗", "message-1")
    claimed = await conversing.runner._claim(conversing.id)
    assert claimed is not None
    conversing.runner._leases.hold(claimed)
    return claimed


async def replies(conversing: Conversing) -> list[str | None]:
    return [text for sender, text in await conversing.transcript() if sender == "bot"]


async def under_way(conversing: Conversing) -> str:
    """A turn that has reached the brain, which thinks; its id."""
    conversing.brain.free.clear()
    turn_id = await conversing.hear("在吗", "message-1")
    conversing.runner.wake(conversing.id)
    async with asyncio.timeout(10):
        while not conversing.brain.asked:
            await asyncio.sleep(0.005)
    return turn_id


async def until_lost(commits: Commits, times: int) -> None:
    async with asyncio.timeout(10):
        while commits.lost < times:
            await asyncio.sleep(0.005)


async def test_an_answer_whose_commit_fails_is_stored_at_the_next_try(
    conversing: Conversing, commits: Commits
) -> None:
    stages: list[str] = []
    conversing.runner.tell(lambda stage, _took: stages.append(stage))
    turn_id = await under_way(conversing)
    commits.before = 3
    with conversing.runner.outcomes.expected(turn_id) as handed:
        conversing.brain.free.set()
        outcome = await asyncio.wait_for(handed, 10)
    await conversing.run()
    assert (commits.lost, len(conversing.brain.asked)) == (3, 1)
    assert await replies(conversing) == ["答：在吗"]
    assert len(outcome.messages) == 1
    assert stages == ["waited", "whole"]  # what follows a commit follows the one that there was
    (turn,) = await conversing.turns()
    assert (turn.state, turn.attempts) == (TurnState.DONE, 1)


async def test_a_commit_that_succeeded_unheard_is_not_done_twice(
    conversing: Conversing, commits: Commits, claimed: Claimed
) -> None:
    commits.after = 1
    await conversing.runner._after_answer(claimed, TOLD)
    assert commits.lost == 1
    assert await replies(conversing) == ["在"]


@pytest.mark.parametrize(("before", "after"), [(2, 0), (0, 1)], ids=["failed", "succeeded unheard"])
async def test_a_fault_whose_commit_was_lost_is_counted_once(
    conversing: Conversing, commits: Commits, claimed: Claimed, before: int, after: int
) -> None:
    commits.before, commits.after = before, after
    await conversing.runner._after_fault(claimed, BrainFault.TURN_FAILED)
    (turn,) = await conversing.turns()
    assert (turn.state, turn.failures, turn.error_code) == (TurnState.QUEUED, 1, "turn_failed")


async def test_an_answer_comes_too_late_when_another_desk_took_the_turn_meanwhile(
    conversing: Conversing, commits: Commits, claimed: Claimed, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("desk.conversations.rules.FIRST_DELAY", dt.timedelta(seconds=0.5))
    monkeypatch.setattr("desk.conversations.rules.LONGEST_DELAY", dt.timedelta(seconds=0.5))
    other = conversing.new_runner()
    commits.before = 1
    storing = asyncio.create_task(conversing.runner._after_answer(claimed, TOLD))
    await until_lost(commits, 1)
    conversing.clock.advance(seconds=11)  # the heartbeat failed as well
    quick = await other._claim(conversing.id)
    assert quick is not None
    await storing
    assert await replies(conversing) == []
    await other._after_answer(quick, Told(answer(reply("新"))))
    assert await replies(conversing) == ["新"]


async def test_nobody_holds_an_answer_for_longer_than_a_turn_may_take(
    conversing: Conversing, commits: Commits, claimed: Claimed
) -> None:
    commits.before = 10_000
    storing = asyncio.create_task(conversing.runner._after_answer(claimed, TOLD))
    await until_lost(commits, 2)
    conversing.clock.advance(seconds=16)
    with pytest.raises(DATABASE_AWAY):
        await storing


async def test_an_answer_that_waits_to_be_stored_at_the_stop_is_let_go_for_another_desk(
    conversing: Conversing, commits: Commits, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("desk.conversations.turns.DRAIN", 0.05)
    monkeypatch.setattr("desk.conversations.rules.FIRST_DELAY", dt.timedelta(minutes=1))
    monkeypatch.setattr("desk.conversations.rules.LONGEST_DELAY", dt.timedelta(minutes=1))
    turn_id = await under_way(conversing)
    commits.before = 1
    conversing.brain.free.set()
    await until_lost(commits, 1)
    await conversing.runner.stop()
    assert not conversing.runner.is_running(turn_id)
    again = await conversing.new_runner()._claim(conversing.id)  # and no second has passed
    assert again is not None
    assert again.attempts == 2


async def test_a_desk_that_stops_while_the_database_is_away_tries_no_more(
    conversing: Conversing, commits: Commits
) -> None:
    await under_way(conversing)
    commits.before = 10_000
    conversing.brain.free.set()
    await until_lost(commits, 2)
    await conversing.runner.stop()
    tried = commits.lost
    await asyncio.sleep(0.1)
    assert commits.lost == tried
    assert await replies(conversing) == []
