"""Log lines of every process: JSON for machines or text for people, one a line, on standard error.

A JSON line: time (RFC 3339, UTC), level, logger, process, message, trace_id where there is a trace, error (frames
without messages) where there is one, and a member for each ``name=%s`` of the message's template: the house writes
``log.info("turn done turn=%s", id)``, and a search asks for ``turn``.
"""

from __future__ import annotations

import datetime as dt
import json
import logging
import os
import re
import sys
from collections.abc import Mapping
from typing import Any

from telemetry.errors import frames_of
from telemetry.masking import mask_line
from telemetry.trace import current_trace_id

SETTING = "XIAOBAO_LOG_FORMAT"
JSON, TEXT = "json", "text"
FORMATS = frozenset({JSON, TEXT})
PLACE = re.compile(r"(?:\b([a-z][a-z0-9_]*)=)?%(?:[-#0 +]*\d*(?:\.\d+)?)([srdfix%])")
OWN = frozenset(
    {"time", "level", "logger", "process", "message", "trace_id", "error"}
)  # no member may take these


class UnknownFormat(ValueError):
    """XIAOBAO_LOG_FORMAT is neither json nor text."""


def chosen_format(environ: Mapping[str, str] | None = None) -> str:
    """json or text, as XIAOBAO_LOG_FORMAT says; text if it says nothing. Raises UnknownFormat."""
    value = (os.environ if environ is None else environ).get(SETTING, "").strip().lower() or TEXT
    if value not in FORMATS:
        raise UnknownFormat(f"{SETTING} must be json or text, not {value!r}")
    return value


def members_of(record: logging.LogRecord) -> dict[str, str]:
    """The named places of the record's template with what was put there."""
    if not isinstance(record.msg, str) or not isinstance(record.args, tuple):
        return {}
    names = [name for name, kind in PLACE.findall(record.msg) if kind != "%"]
    if len(names) != len(record.args):
        return {}
    return {
        name: mask_line(str(value))
        for name, value in zip(names, record.args, strict=True)
        if name and name not in OWN and value is not None
    }


def message_of(record: logging.LogRecord) -> tuple[str, Any]:
    """(message, error). What structlog has turned into JSON is only named: the rest of it quotes conversations."""
    message = record.getMessage()
    if message.startswith("{") and record.name.partition(".")[0] in ("rasa", "root"):
        try:
            event = json.loads(message)
        except ValueError:
            event = None
        if isinstance(event, dict) and isinstance(event.get("event"), str):
            return event["event"], _structured_error(event.get("exception"))
    error = record.exc_info[1] if record.exc_info else None
    return message, None if error is None else frames_of(error)


def _structured_error(chain: Any) -> str | None:
    """Types and places of structlog's dict_tracebacks. Its values of local variables are what must not be told."""
    if not isinstance(chain, list):
        return None
    lines = []
    for one in chain:
        lines.append(str(one.get("exc_type")))
        lines += [f"  {frame.get('filename')}:{frame.get('lineno')}" for frame in one.get("frames") or ()]
    return "\n".join(lines)


class JsonLines(logging.Formatter):
    """Each record is one JSON object on one line."""

    def __init__(self, process: str) -> None:
        super().__init__()
        self._process = process

    def format(self, record: logging.LogRecord) -> str:
        message, error = message_of(record)
        line: dict[str, Any] = {
            "time": dt.datetime.fromtimestamp(record.created, dt.timezone.utc).isoformat("T", "milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "process": self._process,
            "message": mask_line(message),
        }
        if (trace_id := current_trace_id()) is not None:
            line["trace_id"] = trace_id
        if error is not None:
            line["error"] = mask_line(error)
        return json.dumps(line | members_of(record), ensure_ascii=False)


class TextLines(logging.Formatter):
    """For people at a terminal: time, level, logger, message, trace."""

    def format(self, record: logging.LogRecord) -> str:
        message, error = message_of(record)
        trace_id = current_trace_id()
        head = f"{self.formatTime(record)} {record.levelname} {record.name} {mask_line(message)}"
        head += f" trace={trace_id}" if trace_id is not None else ""
        return head if error is None else f"{head}\n{mask_line(error)}"


# Libraries that repeat at DEBUG or INFO what passes through them, whatever the level of this process: Pillow the
# camera's data of a photograph, aiosqlite and botocore the parameters of each call, httpx addresses. Alembic is
# long-winded.
TALKATIVE = (
    "httpx",
    "httpcore",
    "aiohttp",
    "PIL",
    "aiosqlite",
    "botocore",
    "boto3",
    "urllib3",
    "alembic.runtime.migration",
)


def quieten() -> None:
    """Let the talkative libraries say warnings only."""
    for name in TALKATIVE:
        logging.getLogger(name).setLevel(logging.WARNING)


def configure(process: str, *, level: int = logging.INFO, environ: Mapping[str, str] | None = None) -> None:
    """One handler on the root logger, and none of anybody else's. Raises UnknownFormat."""
    chosen = chosen_format(environ)
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines(process) if chosen == JSON else TextLines())
    logging.basicConfig(level=level, handlers=[handler], force=True)
    for name in ("sanic.root", "sanic.error", "sanic.server", "sanic.access"):
        logger = logging.getLogger(name)
        logger.handlers.clear()  # Sanic's own write lines of their own make
        logger.propagate = True
    quieten()
