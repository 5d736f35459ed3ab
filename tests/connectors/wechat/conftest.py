"""Redis for what processes share, and a clock that moves when a test says so."""

from collections.abc import Iterator

import pytest

from tests.desk.builders import FakeClock
from tests.services import ServiceMissing, redis_server


@pytest.fixture(scope="session")
def redis_url() -> Iterator[str]:
    """A Redis server for the session."""
    try:
        with redis_server() as url:
            yield url
    except ServiceMissing as reason:
        pytest.skip(str(reason))


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()
