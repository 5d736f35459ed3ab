from collections.abc import AsyncIterator

import httpx
import pytest

from desk.privacy.vault import Vault
from desk.store.database import Database
from tests.desk.builders import FakeClock
from tests.desk.conversations.conversing import Conversing
from tests.desk.conversations.scripted import ScriptedBrain


@pytest.fixture
async def conversing(database: Database, vault: Vault, clock: FakeClock) -> AsyncIterator[Conversing]:
    made = await Conversing(database, vault, clock, ScriptedBrain()).open()
    yield made
    await made.runner.stop()


@pytest.fixture
async def page(served: str) -> AsyncIterator[httpx.AsyncClient]:
    """A client with a session, as the page is."""
    async with httpx.AsyncClient(base_url=served, trust_env=False, timeout=30) as client:
        token = (await client.post("/webchat/api/sessions")).json()["token"]
        client.headers["Authorization"] = f"Bearer {token}"
        yield client
