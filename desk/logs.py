"""Logging of the desk's processes: one line an event on standard error; see telemetry.lines."""

import logging

from telemetry.errors import frames_of, trace_of
from telemetry.lines import TALKATIVE, configure, quieten

__all__ = ["TALKATIVE", "configure_logging", "frames_of", "quieten", "trace_of"]


def configure_logging(level: int = logging.INFO, *, process: str = "desk") -> None:
    """Set up the root logger of this process. Raises telemetry.lines.UnknownFormat."""
    configure(process, level=level)
