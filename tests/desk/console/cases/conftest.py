"""The case pages: staff over HTTP and in a browser, and cases of the running desk."""

from typing import Any

import pytest
from sanic import Sanic

from tests.desk.builders import FakeClock
from tests.desk.clocks.casework import Casework
from tests.desk.console.cases.working import casework_of
from tests.desk.console.conftest import (
    browser as browser,
)
from tests.desk.console.conftest import (
    opened as opened,
)
from tests.desk.console.conftest import (
    quick_passwords as quick_passwords,
)
from tests.desk.console.conftest import (
    signed_in as signed_in,
)


@pytest.fixture
def casework(app: Sanic[Any, Any], clock: FakeClock) -> Casework:
    return casework_of(app, clock)
