from collections.abc import AsyncIterator

import pytest

from desk.privacy.vault import Vault
from desk.store.database import Database
from tests.desk.builders import FakeClock
from tests.desk.conversations.scripted import ScriptedBrain
from tests.desk.review.reviewing import Followed


@pytest.fixture
async def followed(database: Database, vault: Vault, clock: FakeClock) -> AsyncIterator[Followed]:
    made = Followed(database, vault, clock, ScriptedBrain())
    await made.open()
    yield made
    await made.runner.stop()
