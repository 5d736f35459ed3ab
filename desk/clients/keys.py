"""What a key looks like: `xb_<prefix>_<secret>`. Pure."""

import hashlib
import hmac
import re
import secrets
from dataclasses import dataclass

KEY = re.compile(r"xb_([0-9a-f]{12})_[A-Za-z0-9_-]{43}", re.ASCII)
SECRET_BYTES = 32  # 256 bits


@dataclass(frozen=True)
class NewKey:
    """A key as it is told once, and what is kept of it."""

    text: str
    prefix: str
    digest: str


def new_key() -> NewKey:
    """A fresh key. The prefix finds it and names it in lists; the secret alone is worth something."""
    prefix = secrets.token_hex(6)
    text = f"xb_{prefix}_{secrets.token_urlsafe(SECRET_BYTES)}"
    return NewKey(text, prefix, key_digest(text))


def key_digest(text: str) -> str:
    """SHA-256 of a key, 64 hex digits.

    One round without salt is enough: slow, salted hashes slow down the guessing of what people choose. Nobody
    guesses one of 2**256, no list of likely ones exists, and no two are alike.
    """
    return hashlib.sha256(text.encode()).hexdigest()


def prefix_of(token: str) -> str | None:
    """The prefix of a token shaped like a key; None for anything else, which then needs no look into the table."""
    found = KEY.fullmatch(token)
    return found[1] if found else None


def opens(token: str, digest: str) -> bool:
    """Whether `token` is the key behind `digest`; compared in constant time."""
    return hmac.compare_digest(key_digest(token), digest)
