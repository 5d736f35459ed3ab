"""Identifiers: UUIDv7 sort by creation, so they serve as cursors and event ids too."""

import uuid

from uuid_utils.compat import uuid7

__all__ = ["is_uuid", "new_id"]


def new_id() -> str:
    """A fresh UUIDv7, 36 characters."""
    return str(uuid7())


def is_uuid(text: str) -> bool:
    """Whether `text` is a UUID in its canonical 36-character form."""
    try:
        return str(uuid.UUID(text)) == text.lower()
    except ValueError:
        return False
