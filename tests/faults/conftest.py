"""The whole desk with a brain that does as a test says, and a person on its page."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from sanic import Sanic

from desk.app import create_app
from desk.settings import Settings
from tests.desk.builders import FakeClock, unique
from tests.desk.conftest import (
    clock,
    database,
    database_url,
    migrated_postgres,
    migrated_sqlite,
    postgres_url,
    redis_url,
    served,
    settings,
    vault,
)
from tests.desk.conversations.scripted import ScriptedBrain
from tests.faults.page import Page

__all__ = [
    "clock",
    "database",
    "database_url",
    "migrated_postgres",
    "migrated_sqlite",
    "postgres_url",
    "redis_url",
    "served",
    "settings",
    "vault",
]


@pytest.fixture
def brain() -> ScriptedBrain:
    return ScriptedBrain()


@pytest.fixture
def app(settings: Settings, clock: FakeClock, brain: ScriptedBrain) -> Sanic[Any, Any]:
    Sanic.test_mode = True
    return create_app(settings, clock=clock, name=unique("desk"), brain=brain)


@pytest.fixture
async def page(served: str) -> AsyncIterator[Page]:
    async with Page(served) as opened:
        yield await opened.begin()
