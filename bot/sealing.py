"""What the brain remembers of a person is stored sealed: compressed, then encrypted."""

from __future__ import annotations

import contextlib
import json
import os
import tempfile
import zlib
from pathlib import Path
from typing import Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from rasa.shared.exceptions import RasaException

from bot.compact_json import compact_json
from bot.settings import BadSetting, BrainSettings

COMPRESSION = 1  # of 9: a quarter larger than the usual 6 (6 kB of 40), in a third of the time


class SealBroken(RasaException):
    """Stored bytes could not be opened: another key sealed them, or they were changed or moved."""


class Sealer:
    """Turns a JSON object into bytes that say nothing, and back.

    The first key seals, every key opens, so that keys can be rotated (``XIAOBAO_KEY=new,old``).
    """

    def __init__(self, keys: tuple[str, ...]) -> None:
        """Raises BadSetting when a key is no Fernet key."""
        try:
            self._fernet = MultiFernet([Fernet(key) for key in keys])
        except ValueError as error:
            raise BadSetting("XIAOBAO_KEY", "every key must be urlsafe base64 of 32 bytes") from error

    @classmethod
    def from_settings(cls, settings: BrainSettings) -> Sealer:
        """A sealer with the configured keys, else with the key file's (made on first use)."""
        return cls(settings.keys or (read_or_create_key(settings.key_file),))

    def seal(self, content: dict[str, Any], bound_to: str) -> bytes:
        """``content`` as bytes that open only for the same ``bound_to`` (the row's id)."""
        text = compact_json([bound_to, content])
        return self._fernet.encrypt(zlib.compress(text.encode("ascii"), COMPRESSION))

    def open(self, sealed: bytes, bound_to: str) -> dict[str, Any]:
        """What was sealed. Raises SealBroken."""
        try:
            owner, content = json.loads(zlib.decompress(self._fernet.decrypt(sealed)))
        except (InvalidToken, zlib.error, ValueError) as error:
            raise SealBroken("a stored conversation cannot be opened with the keys of XIAOBAO_KEY") from error
        # Fernet authenticates the bytes, not where they lie: without this, somebody who can write to the
        # database could hand one person another person's conversation.
        if owner != bound_to:
            raise SealBroken("a stored conversation lies under another conversation's id")
        return dict(content)


def read_or_create_key(path: Path) -> str:
    """The key in ``path``, made there (mode 0600) when the file does not exist.

    Only for use without ``XIAOBAO_KEY``, such as ``rasa shell`` on a developer's machine.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        handle, name = tempfile.mkstemp(prefix=".key-", dir=path.parent)  # mkstemp makes it 0600
        try:
            with os.fdopen(handle, "w", encoding="ascii") as file:
                file.write(Fernet.generate_key().decode("ascii") + "\n")
            # link() refuses to replace: of two processes starting together one key wins, and whole.
            with contextlib.suppress(FileExistsError):
                os.link(name, path)
        finally:
            os.unlink(name)
    return path.read_text("ascii").strip()
