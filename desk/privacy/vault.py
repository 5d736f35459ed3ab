"""Sealing personal data at rest (个人信息保护法 第五十一条第三项: encryption and de-identification).

Fernet (AES-128-CBC with HMAC-SHA256) from the `cryptography` library; several keys allow rotation:
the first seals, all open. Blind digests make sealed values findable without opening them. They hang on a key of
their own, because they cannot be rotated: the values behind most of them are kept nowhere.
"""

import base64
import binascii
import hashlib
import hmac

from cryptography.fernet import Fernet, InvalidToken, MultiFernet


class SealBroken(RuntimeError):
    """A sealed value cannot be opened with any configured key: a key was lost, or the row was altered."""


DIGEST_KEY_BYTES = 32


def derived_digest_key(key: str) -> str:
    """The digest key of a desk that was given none: what digests hung on before there was one.

    One-way: who has it opens nothing.
    """
    return base64.urlsafe_b64encode(hashlib.sha256(b"xiaobao digest" + key.encode()).digest()).decode("ascii")


def read_digest_key(text: str) -> bytes:
    """Raises ValueError unless it is url-safe base64 of 32 bytes."""
    try:
        key = base64.b64decode(text, altchars=b"-_", validate=True)
    except binascii.Error as error:
        raise ValueError("not url-safe base64") from error
    if len(key) != DIGEST_KEY_BYTES:
        raise ValueError(f"not {DIGEST_KEY_BYTES} bytes")
    return key


class Vault:
    """Seals and opens text with the configured keys."""

    def __init__(self, keys: tuple[str, ...], digest_key: str | None = None) -> None:
        """digest_key: without it, digests hang on the last key, which then can never be retired."""
        if not keys:
            raise ValueError("a vault needs at least one key")
        self._fernet = MultiFernet([Fernet(key) for key in keys])
        self._pepper = read_digest_key(digest_key or derived_digest_key(keys[-1]))

    def seal(self, text: str) -> str:
        """`text` sealed, url-safe ASCII, about 1.4 times its UTF-8 length plus 100."""
        return self._fernet.encrypt(text.encode()).decode("ascii")

    def open(self, sealed: str) -> str:
        """The text behind `sealed`. Raises SealBroken."""
        try:
            return self._fernet.decrypt(sealed.encode("ascii")).decode()
        except (InvalidToken, UnicodeEncodeError) as error:
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
