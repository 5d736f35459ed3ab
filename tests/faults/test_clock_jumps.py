"""The clock jumps by an hour, forwards or back, while turns, limits and errands run.

Rows are on the wall clock, which these tests move; timers within a process are on the monotonic one, which never jumps.
"""

import datetime as dt
from collections.abc import AsyncIterator

import pytest

from connectors.webchat.limits import MESSAGES
from desk.conversations import wording
from desk.conversations.rules import BrainFault
from desk.limits import InProcessLimiter, Limiter, RedisLimiter
from tests.desk.builders import NOW, FakeClock, on_sqlite, unique
from tests.desk.conversations.scripted import ScriptedBrain, echo
from tests.eventually import eventually
from tests.faults.page import Page

HOUR = dt.timedelta(hours=1)
QUESTION, ANSWER = ("user", "商家不退款"), ("bot", "答：商家不退款")
NEXT, NEXT_ANSWER = ("user", "在吗"), ("bot", "答：在吗")


async def under_way(page: Page, brain: ScriptedBrain) -> None:
    """A message whose turn has reached the brain, which thinks."""
    brain.free.clear()
    assert (await page.post(QUESTION[1])).status_code == 202

    async def asked() -> int:
        return len(brain.asked)

    await eventually(asked, lambda count: count == 1)


@on_sqlite
async def test_a_jump_forwards_in_the_middle_of_a_turn_changes_no_answer(
    page: Page, brain: ScriptedBrain, clock: FakeClock
) -> None:
    await under_way(page, brain)
    clock.now += HOUR  # its lease is long over, and the desk that has it lives
    await page.until(QUESTION, ("system", wording.WAITING))
    brain.free.set()
    await page.until(QUESTION, ("system", wording.WAITING), ANSWER)
    assert len(brain.asked) == 1


@on_sqlite
async def test_a_jump_back_in_the_middle_of_a_turn_changes_no_answer_and_no_order(
    page: Page, brain: ScriptedBrain, clock: FakeClock
) -> None:
    await under_way(page, brain)
    clock.now -= HOUR
    assert (await page.post(NEXT[1])).status_code == 202
    brain.free.set()
    await page.until(QUESTION, NEXT, ANSWER, NEXT_ANSWER)


@on_sqlite
async def test_what_was_to_be_tried_again_before_a_jump_back_is_tried_and_keeps_its_place(
    page: Page, brain: ScriptedBrain, clock: FakeClock
) -> None:
    faults = iter([BrainFault.UNREACHABLE])
    brain.script = lambda question: next(faults, None) or echo(question)
    assert (await page.post(QUESTION[1])).status_code == 202

    async def asked() -> int:
        return len(brain.asked)

    await eventually(asked, lambda count: count == 1)
    clock.now -= HOUR
    assert (await page.post(NEXT[1])).status_code == 202

    async def a_second_later() -> None:
        clock.advance(seconds=1)  # some minutes in all: far from the old time

    said = await eventually(page.history, lambda said: NEXT_ANSWER in said, meanwhile=a_second_later)
    assert [one for one in said if one[0] == "bot"] == [ANSWER, NEXT_ANSWER]


@pytest.fixture(params=["in_process", "redis"])
async def limiter(request: pytest.FixtureRequest) -> AsyncIterator[Limiter]:
    made: Limiter = (
        InProcessLimiter()
        if request.param == "in_process"
        else RedisLimiter(request.getfixturevalue("redis_url"))
    )
    yield made
    await made.close()


async def test_a_jump_back_silences_nobody_whose_limit_was_used_up(limiter: Limiter) -> None:
    key = unique("conversation")
    for _ in range(MESSAGES.times):
        assert (await limiter.take(MESSAGES, key, now=NOW)).allowed
    assert not (await limiter.take(MESSAGES, key, now=NOW)).allowed
    assert (await limiter.take(MESSAGES, key, now=NOW - HOUR)).allowed


async def test_clocks_that_differ_by_seconds_share_a_limit_all_the_same(limiter: Limiter) -> None:
    """Two desks: what the one counted a second from now counts for the other."""
    key = unique("conversation")
    for _ in range(MESSAGES.times):
        assert (await limiter.take(MESSAGES, key, now=NOW + dt.timedelta(seconds=2))).allowed
    assert not (await limiter.take(MESSAGES, key, now=NOW)).allowed
