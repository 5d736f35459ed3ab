from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from sanic import Sanic

from desk.app import create_app
from desk.privacy.vault import Vault
from desk.settings import Settings
from desk.store.database import Database
from tests.desk.builders import FakeClock, unique
from tests.desk.conversations.conversing import Conversing
from tests.desk.conversations.scripted import ScriptedBrain


@pytest.fixture
async def conversing(database: Database, vault: Vault, clock: FakeClock) -> AsyncIterator[Conversing]:
    made = await Conversing(database, vault, clock, ScriptedBrain()).open()
    yield made
    await made.runner.stop()


@pytest.fixture
def brain() -> ScriptedBrain:
    return ScriptedBrain()


@pytest.fixture
def app(settings: Settings, clock: FakeClock, brain: ScriptedBrain) -> Sanic[Any, Any]:
    Sanic.test_mode = True
    return create_app(settings, clock=clock, name=unique("desk"), brain=brain)


@pytest.fixture
async def page(served: str) -> AsyncIterator[httpx.AsyncClient]:
    """A client with a session, as the page is."""
    async with httpx.AsyncClient(base_url=served, trust_env=False, timeout=30) as client:
        token = (await client.post("/webchat/api/sessions")).json()["token"]
        client.headers["Authorization"] = f"Bearer {token}"
        yield client
