"""What a token is, and whether it still opens. Pure; the time is passed in."""

import datetime as dt
import hashlib
import re
import secrets

from desk.resume.errors import ResumeExpired, ResumeUnknown, ResumeUsed

TOKEN_BYTES = 16  # 128 random bits: none can be guessed, so a plain digest is enough
LIFETIME = dt.timedelta(hours=24)
KEPT = dt.timedelta(days=7)  # after its end, so that an old link is told what happened to it
TOKEN = re.compile(r"[A-Za-z0-9_-]{22}")  # url-safe base64 of TOKEN_BYTES


def new_token() -> str:
    """22 characters that fit into a link and a text message."""
    return secrets.token_urlsafe(TOKEN_BYTES)


def digest_of(token: str) -> str:
    """Raises ResumeUnknown for what cannot be a token: nothing longer is ever hashed or looked for."""
    if TOKEN.fullmatch(token) is None:
        raise ResumeUnknown
    return hashlib.sha256(token.encode()).hexdigest()


def check_open(expires_at: dt.datetime, used_at: dt.datetime | None, *, now: dt.datetime) -> None:
    """Used is told first: who opens a link twice is not to be told that it has run out. Raises ResumeUsed, ResumeExpired."""
    if used_at is not None:
        raise ResumeUsed
    if expires_at <= now:
        raise ResumeExpired
