"""The whole desk with an assistant that hands over, an office that is always open, and people who talk with it."""

import dataclasses
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import pytest
from sanic import Sanic

from desk.app import create_app
from desk.handoff.office import NEVER_CLOSED
from desk.settings import Settings
from tests.desk.builders import FakeClock, unique
from tests.desk.console.inbox.talking import Consumer, talking_brain
from tests.desk.conversations.scripted import ScriptedBrain

Begin = Callable[..., Awaitable[Consumer]]


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return dataclasses.replace(settings, staff_hours=NEVER_CLOSED)


@pytest.fixture
def brain() -> ScriptedBrain:
    return talking_brain()


@pytest.fixture
def app(settings: Settings, clock: FakeClock, brain: ScriptedBrain) -> Sanic[Any, Any]:
    Sanic.test_mode = True
    return create_app(settings, clock=clock, name=unique("desk"), brain=brain)


@pytest.fixture
async def someone(served: str) -> AsyncIterator[Begin]:
    """`await someone("去了两次就关门了")`: a person who said so and then asked for staff."""
    opened: list[Consumer] = []

    async def begin(*said: str) -> Consumer:
        consumer = await Consumer.begin(served)
        opened.append(consumer)
        return await consumer.asks_for_staff(*said)

    yield begin
    for consumer in opened:
        await consumer.close()
