"""What a log may say of an error: types and places. Never its message, which may quote what a person wrote."""

from __future__ import annotations

import traceback
from pathlib import Path


def trace_of(error: BaseException) -> str:
    """Types and places of an error and its causes, on one line."""
    chain = []
    cause: BaseException | None = error
    while cause is not None:
        frame = next(reversed(traceback.extract_tb(cause.__traceback__)), None)
        place = f" at {Path(frame.filename).name}:{frame.lineno}" if frame else ""
        chain.append(f"{type(cause).__name__}{place}")
        cause = cause.__cause__ or cause.__context__
    return " <- ".join(chain)


def frames_of(error: BaseException) -> str:
    """A traceback without what was said: all places and lines of code of an error and its causes, no message."""
    parts: list[str] = []
    cause: BaseException | None = error
    while cause is not None:
        parts += [type(cause).__name__, "\n", *traceback.format_tb(cause.__traceback__)]
        cause = cause.__cause__ or cause.__context__
    return "".join(parts).rstrip()
