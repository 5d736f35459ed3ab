from typing import Any

import pytest
from sanic import Sanic

from desk.app import create_app
from desk.conversations.brain import Brain
from desk.settings import Settings
from tests.desk.builders import FakeClock, unique


@pytest.fixture
def app(settings: Settings, clock: FakeClock, brain: Brain) -> Sanic[Any, Any]:
    """The desk with the test's own brain."""
    Sanic.test_mode = True
    return create_app(settings, clock=clock, name=unique("desk"), brain=brain)
