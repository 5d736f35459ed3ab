"""Fixtures of the documents: the officer and the cases of the clocks' tests."""

import pytest

from tests.desk.clocks.casework import Casework
from tests.desk.clocks.conftest import casework, officer
from tests.desk.office import Office

__all__ = ["casework", "officer"]


@pytest.fixture
def office(casework: Casework) -> Office:
    return Office(casework)
