from collections.abc import AsyncIterator

import pytest

from desk.privacy.vault import Vault
from desk.store.database import Database
from tests.desk.builders import FakeClock
from tests.desk.conversations.scripted import ScriptedBrain
from tests.desk.handoff.serving import Serving


@pytest.fixture
async def serving(database: Database, vault: Vault, clock: FakeClock) -> AsyncIterator[Serving]:
    made = Serving(database, vault, clock, ScriptedBrain())
    await made.open()
    yield made
    await made.runner.stop()
