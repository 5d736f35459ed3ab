"""Many more people than can be answered write at the same moment: the queue stays within its bound, and everybody is served."""

import asyncio

from bench.burst import burst
from operations.processes import Stack
from tests.end_to_end.conftest import MOST_WAITING

PEOPLE = 3 * MOST_WAITING


def test_in_a_rush_the_queue_keeps_its_bound_and_everybody_is_served_in_order_in_the_end(
    battered: Stack,
) -> None:
    came = asyncio.run(burst(battered, PEOPLE))
    assert came.served == PEOPLE
    assert came.most_open <= MOST_WAITING
    assert set(came.told) == {"crowded"}  # somebody was sent away, and nobody for another reason
