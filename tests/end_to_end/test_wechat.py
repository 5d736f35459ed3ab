"""People on WeChat, the real three processes, and the platform between them, while something is killed.

No message lost, none answered twice. The platform's five seconds are real here.
"""

import asyncio
import itertools
import signal
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from operations.processes import Stack
from tests.connectors.wechat.builders import ENVIRONMENT, account
from tests.connectors.wechat.simulator.people import Person
from tests.connectors.wechat.simulator.platform import Platform
from tests.connectors.wechat.simulator.sight import Way

pytestmark = pytest.mark.asyncio(loop_scope="module")

QUESTION, SOURCES = "网上买的衣服不喜欢，七天内能退吗？", "依据："
numbers = itertools.count(1)


class World:
    """The stack with the platform around it; processes die and come back while people talk."""

    def __init__(self, stack: Stack, platform: Platform) -> None:
        self._stack, self.platform = stack, platform

    def somebody(self) -> Person:
        """A person nobody has met."""
        return self.platform.user(f"oUser{next(numbers):023d}")

    async def dies(self, name: str) -> None:
        await asyncio.to_thread(self._stack.stop, name, signal.SIGKILL)

    async def comes_back(self, name: str) -> None:
        await asyncio.to_thread(self._stack.start, name)
        await asyncio.to_thread(self._stack.wait, name)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def world(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[World]:
    platform = Platform(None, account())
    stack = Stack(tmp_path_factory.mktemp("wechat"), extra=ENVIRONMENT | {"WECHAT_API_URL": platform.url})
    platform.callback_url = f"{stack.url}/webhooks/wechat/callback"
    async with platform:
        await asyncio.to_thread(stack.__enter__)
        try:
            yield World(stack, platform)
        finally:
            await asyncio.to_thread(stack.stop_all)


async def answers(person: Person, *, wanted: int, within: float = 60.0) -> None:
    """Exactly so many answers with sources have come; a moment later there is still none too many."""
    async with asyncio.timeout(within):
        while sum(text.count(SOURCES) for text in person.texts) < wanted:
            await asyncio.sleep(0.1)
    await asyncio.sleep(2)
    assert sum(text.count(SOURCES) for text in person.texts) == wanted, person.texts


async def test_a_question_is_answered_with_its_sources(world: World) -> None:
    person = world.somebody()
    await person.says(QUESTION)
    await answers(person, wanted=1)
    assert "消费者权益保护法" in "".join(person.texts)


async def test_a_complaint_is_begun_and_its_choices_are_tapped(world: World) -> None:
    person = world.somebody()
    await person.says("我要投诉")
    await person.waits_for(1)
    await person.taps("同意，开始")
    await person.waits_for(2)
    assert "经过" in person.texts[-1]


@pytest.mark.parametrize("moment", [0.05, 0.9])
@pytest.mark.parametrize("victim", ["desk", "brain", "actions"])
async def test_whatever_is_killed_while_a_message_is_answered_it_is_answered_once(
    world: World, victim: str, moment: float
) -> None:
    """0.05 s: the message is just being taken in; 0.9 s: its turn runs, or its answer is on the way."""
    person = world.somebody()
    saying = asyncio.create_task(person.says(QUESTION))
    await asyncio.sleep(moment)
    await world.dies(victim)
    await world.comes_back(victim)
    await saying
    await answers(person, wanted=1)
    assert all(one.way is not Way.TROUBLE for one in person.seen)


async def test_a_brain_that_restarts_is_seen_as_a_short_wait(world: World) -> None:
    """A model update: the message that comes meanwhile is kept, excused and answered."""
    person = world.somebody()
    await world.dies("brain")
    saying = asyncio.create_task(person.says(QUESTION))
    await world.comes_back("brain")
    await saying
    await answers(person, wanted=1)
    assert all(one.way is not Way.TROUBLE for one in person.seen)
