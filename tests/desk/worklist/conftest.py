"""Cases at work."""

from tests.desk.clocks.conftest import casework as casework
