"""An office at work."""

import pytest

from tests.desk.clocks.casework import Casework
from tests.desk.clocks.conftest import casework as casework
from tests.desk.office import Office


@pytest.fixture
def office(casework: Casework) -> Office:
    return Office(casework)
