"""Fixtures of the documents: the officer and the cases of the clocks' tests."""

from tests.desk.clocks.conftest import casework, officer

__all__ = ["casework", "officer"]
