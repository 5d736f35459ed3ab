"""Fixtures of the clocks: an officer at the API, and cases made without it."""

from collections.abc import AsyncIterator

import httpx
import pytest

from desk.cases.changing import CaseDesk
from desk.store.database import Database
from tests.desk.builders import FakeClock
from tests.desk.clocks.casework import Casework
from tests.desk.conftest import STAFF_TOKEN


@pytest.fixture
async def officer(served: str) -> AsyncIterator[httpx.AsyncClient]:
    headers = {"Authorization": f"Bearer {STAFF_TOKEN}"}
    async with httpx.AsyncClient(base_url=served, headers=headers, trust_env=False, timeout=30) as client:
        yield client


@pytest.fixture
def casework(database: Database, case_desk: CaseDesk, clock: FakeClock) -> Casework:
    return Casework(database, case_desk, clock)
