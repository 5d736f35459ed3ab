"""A whole desk with the platform around it."""

import dataclasses
from collections.abc import AsyncIterator
from typing import Any

import pytest
from sanic import Sanic

from connectors.wechat.settings import Account, Mode, Numbers
from desk.app import create_app
from desk.clock import utc_now
from desk.settings import Settings
from tests.connectors.wechat.builders import account as invented
from tests.connectors.wechat.simulator.people import Person
from tests.connectors.wechat.simulator.platform import Platform
from tests.desk.builders import unique
from tests.desk.conversations.scripted import ScriptedBrain

# Nothing is decided by how fast a machine is: in time means long before, late means after we say so. A platform of such
# patience is none that an operator could set: what `Numbers` allows was too short for a busy machine.
PATIENT = Numbers(passive_deadline=30.0, debounce=0.0, typing_after=60.0, patience=60.0)
HURRIED = dataclasses.replace(PATIENT, passive_deadline=0.2)


@pytest.fixture
def numbers() -> Numbers:
    return PATIENT


@pytest.fixture
def account(numbers: Numbers) -> Account:
    return invented(Mode.SAFE, numbers=numbers)


@pytest.fixture
def brain() -> ScriptedBrain:
    return ScriptedBrain()


@pytest.fixture
def unborn(account: Account) -> Platform:
    """The platform before it is opened; the account it made knows where its API is."""
    return Platform(None, account, second=account.numbers.patience / 5.0)


@pytest.fixture
def app(settings: Settings, brain: ScriptedBrain, unborn: Platform) -> Sanic[Any, Any]:
    """The whole desk, on the real clock."""
    Sanic.test_mode = True
    return create_app(
        settings, clock=utc_now, name=unique("desk"), brain=brain, wechat_account=unborn.account
    )


@pytest.fixture
async def platform(unborn: Platform, served: str) -> AsyncIterator[Platform]:
    unborn.callback_url = f"{served}/webhooks/wechat/callback"
    async with unborn:
        yield unborn


@pytest.fixture
def person(platform: Platform) -> Person:
    return platform.user("oUserOne000000000000000000001")
