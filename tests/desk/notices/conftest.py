import pytest

from desk.privacy.vault import Vault
from desk.store.database import Database
from tests.desk.builders import FakeClock
from tests.desk.notices.hearing import Hearing


@pytest.fixture
def hearing(database: Database, vault: Vault, clock: FakeClock) -> Hearing:
    return Hearing(database, vault, clock)
