"""Sealing personal data at rest (个人信息保护法 第五十一条第三项: encryption and de-identification).

Fernet (AES-128-CBC with HMAC-SHA256) from the `cryptography` library; several keys allow rotation:
the first seals, all open. Blind digests make sealed values findable without opening them.
"""

import hashlib
import hmac

from cryptography.fernet import Fernet, InvalidToken, MultiFernet


class SealBroken(RuntimeError):
    """A sealed value cannot be opened with any configured key: a key was lost, or the row was altered."""


class Vault:
    """Seals and opens text with the configured keys."""

    def __init__(self, keys: tuple[str, ...]) -> None:
        if not keys:
            raise ValueError("a vault needs at least one key")
        self._fernet = MultiFernet([Fernet(key) for key in keys])
        # Digests must stay findable after rotation, so they hang on the oldest key, listed last.
        self._pepper = hashlib.sha256(b"xiaobao digest" + keys[-1].encode()).digest()

    def seal(self, text: str) -> str:
        """`text` sealed, url-safe ASCII, about 1.4 times its UTF-8 length plus 100."""
        return self._fernet.encrypt(text.encode()).decode("ascii")

    def open(self, sealed: str) -> str:
        """The text behind `sealed`. Raises SealBroken."""
        try:
            return self._fernet.decrypt(sealed.encode("ascii")).decode()
        except InvalidToken as error:
            raise SealBroken("no configured key opens this value") from error

    def seal_bytes(self, content: bytes) -> bytes:
        return self._fernet.encrypt(content)

    def open_bytes(self, sealed: bytes) -> bytes:
        """Raises SealBroken."""
        try:
            return self._fernet.decrypt(sealed)
        except InvalidToken as error:
            raise SealBroken("no configured key opens this value") from error

    def digest(self, purpose: str, value: str) -> str:
        """A keyed fingerprint (64 hex digits) of `value`; another purpose gives another fingerprint."""
        return hmac.new(self._pepper, f"{purpose}\0{value}".encode(), hashlib.sha256).hexdigest()
