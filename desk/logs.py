"""Logging: one line an event on standard error, with personal numbers starred as a last line of defence."""

import logging

from desk.privacy.masking import mask_text


class Masking(logging.Formatter):
    """Formats the record, then stars phones and long numbers that slipped into it."""

    def format(self, record: logging.LogRecord) -> str:
        return mask_text(super().format(record))


def configure_logging(level: int = logging.INFO) -> None:
    """Set up the root logger of this process."""
    handler = logging.StreamHandler()
    handler.setFormatter(Masking("%(asctime)s %(levelname)s %(name)s %(message)s"))
    logging.basicConfig(level=level, handlers=[handler], force=True)
    for noisy in ("httpx", "httpcore", "alembic.runtime.migration"):
        logging.getLogger(noisy).setLevel(logging.WARNING)
