"""Many more people than can be answered write at the same moment: the queue stays within its bound, and everybody is served."""

import asyncio
from collections.abc import Iterator

import pytest

from bench.burst import burst
from bench.driving import BEHIND_PROXY
from operations.processes import Stack

PEOPLE, BOUND = 60, 20


@pytest.fixture(scope="module")
def narrow(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """A stack in which few may wait, so that few people are a rush."""
    extra = {**BEHIND_PROXY, "XIAOBAO_MOST_WAITING": str(BOUND)}
    with Stack(tmp_path_factory.mktemp("narrow"), extra=extra) as running:
        yield running


def test_in_a_rush_the_queue_keeps_its_bound_and_everybody_is_served_in_order_in_the_end(
    narrow: Stack,
) -> None:
    came = asyncio.run(burst(narrow, PEOPLE))
    assert came.served == PEOPLE
    assert came.most_open <= BOUND
    assert set(came.told) == {"crowded"}  # somebody was sent away, and nobody for another reason
