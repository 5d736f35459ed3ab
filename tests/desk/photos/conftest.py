from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from desk.privacy.vault import Vault
from desk.store.database import Database
from tests.desk.builders import FakeClock
from tests.desk.conversations.conversing import Conversing
from tests.desk.conversations.scripted import ScriptedBrain
from tests.desk.photos.darkroom import Darkroom


@pytest.fixture
async def darkroom(
    database: Database, vault: Vault, clock: FakeClock, tmp_path: Path
) -> AsyncIterator[Darkroom]:
    conversing = await Conversing(database, vault, clock, ScriptedBrain()).open()
    made = Darkroom(conversing, tmp_path / "attachments")
    yield made
    await made.reader.close()
    await conversing.runner.stop()
