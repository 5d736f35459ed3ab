from collections.abc import AsyncIterator, Iterator

import pytest

from desk.privacy.vault import Vault
from desk.store.database import Database
from tests.desk.webhooks.hooking import Hooking
from tests.desk.webhooks.receiver import Receiver, receiver


@pytest.fixture
def listening() -> Iterator[Receiver]:
    with receiver() as made:
        yield made


@pytest.fixture
async def hooking(database: Database, vault: Vault) -> AsyncIterator[Hooking]:
    made = Hooking(database, vault)
    yield made
    await made.sender.close()
