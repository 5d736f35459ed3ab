"""Signatures, and what the answer of an endpoint means. Pure."""

import base64
import datetime as dt
import email.utils
import secrets
from collections.abc import Sequence
from enum import Enum

from standardwebhooks import Webhook

PREFIX = "whsec_"
SECRET_BYTES = 32  # Standard Webhooks asks for 24 to 64
OVERLAP = dt.timedelta(hours=24)  # how long the secret before a rotation signs too
GIVE_UP_AFTER = dt.timedelta(days=3)
LEAST_TRIES = (
    5  # however old: an item that waited in line behind a dead one, or that a person has tried again
)

GONE = 410
# Answers that a repair at the other end turns into success. Any other 4xx refuses this very message.
PASSING = frozenset({401, 403, 404, 408, 409, 423, 425, 429})


class Verdict(Enum):
    TAKEN = "taken"
    LATER = "later"
    REFUSED = "refused"
    GONE = "gone"  # the endpoint wants no more webhooks at all


def new_secret() -> str:
    """A fresh signing secret."""
    return PREFIX + base64.b64encode(secrets.token_bytes(SECRET_BYTES)).decode("ascii")


def usable_secret(text: str) -> bool:
    """Whether it is a secret as Standard Webhooks wants one, for those that an operator writes."""
    try:
        return (
            text.startswith(PREFIX) and len(base64.b64decode(text.removeprefix(PREFIX), validate=True)) >= 24
        )
    except ValueError:  # binascii.Error is one; what is not ASCII is another
        return False


def headers(
    message_id: str, body: str, signing_secrets: Sequence[str], *, now: dt.datetime
) -> dict[str, str]:
    """The headers of one try. Several secrets give several signatures; a receiver needs one that fits.

    The id is the same on every try, the timestamp is that of the try: receivers refuse old ones.
    """
    signatures = [Webhook(secret).sign(message_id, now, body) for secret in signing_secrets]
    return {
        "content-type": "application/json",
        "user-agent": "xiaobao-webhooks/1",
        "webhook-id": message_id,
        "webhook-timestamp": str(int(now.timestamp())),
        "webhook-signature": " ".join(signatures),
    }


def verdict(status: int) -> Verdict:
    """What the answer's status means. Redirects are not followed: they could lead anywhere."""
    if 200 <= status < 300:
        return Verdict.TAKEN
    if status == GONE:
        return Verdict.GONE
    if 400 <= status < 500 and status not in PASSING:
        return Verdict.REFUSED
    return Verdict.LATER


def retry_after(value: str | None, *, now: dt.datetime) -> dt.timedelta | None:
    """The pause that a Retry-After header asks for, in seconds or as a date; None if it says nothing usable."""
    raw = (value or "").strip()
    if raw.isascii() and raw.isdigit() and len(raw) < 9:
        return dt.timedelta(seconds=int(raw))
    try:
        until = email.utils.parsedate_to_datetime(raw)
    except (ValueError, OverflowError):
        return None
    if until.tzinfo is None:
        until = until.replace(tzinfo=dt.UTC)  # "-0000": UTC, of an unknown place
    return max(until - now, dt.timedelta())


def gives_up(created_at: dt.datetime, attempts: int, *, now: dt.datetime) -> bool:
    """Whether it has been tried long enough and often enough."""
    return now - created_at >= GIVE_UP_AFTER and attempts >= LEAST_TRIES
