"""Who calls: HMAC-SHA256 over the timestamp and the raw body, with a key that only the switch and we know.

`X-Hotline-Timestamp: <Unix seconds>` and `X-Hotline-Signature: sha256=<hex>` of `timestamp + "." + body`. The timestamp is
signed too, so an old request cannot be given a new one; within the skew a repeat is known by its call and seq.
"""

import datetime as dt
import hashlib
import hmac
from collections.abc import Sequence

from desk.errors import Unauthorized

SCHEME = "sha256="
SKEW = dt.timedelta(seconds=300)
MOST_SIGNED = 10  # digits of a timestamp in seconds


class SignatureMissing(Unauthorized):
    """A header is not there, or not of its form."""

    code, title = "signature_missing", "请求缺少签名或签名格式不对"


class SignatureStale(Unauthorized):
    """Signed too long ago, or by a clock that runs ahead."""

    code, title = "signature_stale", "签名时间相差太久，请核对时钟"


class SignatureWrong(Unauthorized):
    """Another key, or another body."""

    code, title = "signature_wrong", "签名不正确"


def digest(key: str, timestamp: str, body: bytes) -> str:
    """64 hex digits over what both schemes sign: ours and jambonz's."""
    return hmac.new(key.encode(), timestamp.encode() + b"." + body, hashlib.sha256).hexdigest()


def sign(key: str, timestamp: str, body: bytes) -> str:
    """The signature header of a request."""
    return SCHEME + digest(key, timestamp, body)


def verify(
    keys: Sequence[str], timestamp: str | None, signature: str | None, body: bytes, *, now: dt.datetime
) -> None:
    """keys: the valid ones, two while one is exchanged for another.

    Raises SignatureMissing, SignatureStale, SignatureWrong. Time is looked at first: it tells a stranger nothing.
    """
    if signature is None or not signature.startswith(SCHEME):
        raise SignatureMissing
    check_age(timestamp, now=now)
    assert timestamp is not None
    check_digest(keys, timestamp, [signature.removeprefix(SCHEME)], body)


def check_age(timestamp: str | None, *, now: dt.datetime) -> None:
    """Raises SignatureMissing for no timestamp, SignatureStale for one further away than SKEW."""
    if timestamp is None or not (
        timestamp.isascii() and timestamp.isdigit() and len(timestamp) <= MOST_SIGNED
    ):
        raise SignatureMissing
    if abs(now - dt.datetime.fromtimestamp(int(timestamp), dt.UTC)) > SKEW:
        raise SignatureStale


def check_digest(keys: Sequence[str], timestamp: str, given: Sequence[str], body: bytes) -> None:
    """Every key is compared with every digest, so that time tells nothing. Raises SignatureWrong."""
    fits = False
    for key in keys:
        expected = digest(key, timestamp, body).encode()
        for one in given:
            fits |= hmac.compare_digest(expected, one.encode())
    if not fits:
        raise SignatureWrong
