"""What holds for every test."""

import gc
import itertools
from collections.abc import Iterator

import pytest

EVERY = 20  # tests

_tests = itertools.count(1)


@pytest.fixture(autouse=True)
def _no_long_collections() -> Iterator[None]:
    """Sanic and the blueprints keep every application that a test made: gigabytes after thousands of tests, and to look through
    them for garbage stops whatever runs for many seconds. What outlives a few tests is not looked through again."""
    yield
    if next(_tests) % EVERY == 0:
        gc.collect()
        gc.freeze()
