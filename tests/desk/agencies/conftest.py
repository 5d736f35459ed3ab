"""A client that may import."""

from collections.abc import AsyncIterator

import httpx
import pytest

from tests.desk.conftest import SUPERVISOR_TOKEN


@pytest.fixture
async def admin(served: str) -> AsyncIterator[httpx.AsyncClient]:
    headers = {"Authorization": f"Bearer {SUPERVISOR_TOKEN}"}
    async with httpx.AsyncClient(base_url=served, headers=headers, trust_env=False, timeout=30) as client:
        yield client
