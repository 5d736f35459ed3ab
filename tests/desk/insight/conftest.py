from collections.abc import AsyncIterator

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
