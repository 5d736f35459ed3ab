"""Logging: one line an event on standard error, with personal numbers starred as a last line of defence."""

import logging
import traceback
from pathlib import Path

from desk.privacy.masking import mask_text


class Masking(logging.Formatter):
    """Formats the record, then stars phones and long numbers that slipped into it."""

    def format(self, record: logging.LogRecord) -> str:
        return mask_text(super().format(record))


def trace_of(error: BaseException) -> str:
    """Types and places of an error and its causes. Never messages: they may quote what a person wrote."""
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


def configure_logging(level: int = logging.INFO) -> None:
    """Set up the root logger of this process."""
    handler = logging.StreamHandler()
    handler.setFormatter(Masking("%(asctime)s %(levelname)s %(name)s %(message)s"))
    logging.basicConfig(level=level, handlers=[handler], force=True)
    quieten()


# Libraries that repeat at DEBUG or INFO what passes through them, whatever the level of this process: Pillow the
# camera's data of a photograph, aiosqlite and botocore the parameters of each call, httpx addresses. Alembic is long-winded.
TALKATIVE = (
    "httpx",
    "httpcore",
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
