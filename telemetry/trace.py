"""One trace from the channel's request to the case: W3C Trace Context, level 1, header ``traceparent``.

A trace id names a request and all that follows from it: the turn, the brain's and the actions' part, the case, the
errand. It is random and says nothing about anybody. Whoever calls with a traceparent of their own goes on with it.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

HEADER = "traceparent"
# version "00" has exactly four parts; a later version may have more, which are passed over
TRACEPARENT = re.compile(
    r"(?P<version>[0-9a-f]{2})-(?P<trace>[0-9a-f]{32})-(?P<span>[0-9a-f]{16})-(?P<flags>[0-9a-f]{2})(?P<more>-.*)?"
)
INVALID_VERSION, VERSION = "ff", "00"
SAMPLED = "01"


@dataclass(frozen=True)
class Trace:
    """trace_id: 32 hexadecimal digits, the same all the way; span_id: 16, of this step."""

    trace_id: str
    span_id: str
    flags: str = SAMPLED

    def header(self) -> str:
        """The value of ``traceparent`` for whom we call.

        >>> Trace("0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331").header()
        '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01'
        """
        return f"{VERSION}-{self.trace_id}-{self.span_id}-{self.flags}"


_current: ContextVar[Trace | None] = ContextVar("trace", default=None)


def new_trace() -> Trace:
    """A trace that begins here."""
    return Trace(_id(16), _id(8))


def resumed(trace_id: str | None) -> Trace:
    """The trace of this id in a step of its own; a new one for None, which is what older rows hold."""
    return new_trace() if trace_id is None else Trace(trace_id, _id(8))


def read_traceparent(value: str | None) -> Trace | None:
    """The caller's trace in a step of our own. None for anything the specification calls invalid."""
    found = TRACEPARENT.fullmatch(value.strip()) if value else None
    if found is None or found["version"] == INVALID_VERSION:
        return None
    if found["version"] == VERSION and found["more"]:
        return None
    if not int(found["trace"], 16) or not int(found["span"], 16):
        return None
    return Trace(found["trace"], _id(8), found["flags"])


def begin(value: str | None) -> Trace:
    """Take up the caller's trace, or begin one, for what this task does from here on."""
    trace = read_traceparent(value) or new_trace()
    _current.set(trace)
    return trace


@contextmanager
def traced(trace: Trace) -> Iterator[Trace]:
    """What is done inside belongs to `trace`."""
    token = _current.set(trace)
    try:
        yield trace
    finally:
        _current.reset(token)


def current_trace() -> Trace | None:
    """The trace of what is being done; None outside of any."""
    return _current.get()


def current_trace_id() -> str | None:
    """Its id; for columns and problem documents."""
    trace = _current.get()
    return None if trace is None else trace.trace_id


def onward() -> Mapping[str, str]:
    """Headers for whom we call; none outside of a trace."""
    trace = _current.get()
    return {} if trace is None else {HEADER: trace.header()}


def _id(size: int) -> str:
    """Random hexadecimal digits of `size` bytes, never all zero."""
    while not int(value := secrets.token_hex(size), 16):
        pass
    return value
