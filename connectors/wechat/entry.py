"""Verifying and opening a callback: from the query and body of a request to the fields of one message.

The caller of these functions answers a CallbackRefused with its status, and anything else never reaches Rasa.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

from connectors.wechat.crypto import Envelope, check_signature
from connectors.wechat.refusals import (
    Downgraded,
    Encrypted,
    InvalidSignature,
    Malformed,
    Stale,
    WrongReceiver,
    WrongSender,
)
from connectors.wechat.settings import Account, Mode
from connectors.wechat.xml import Fields, parse

Query = Mapping[str, str]


@dataclass(frozen=True)
class Callback:
    """One message that is known to be the platform's.

    fields: its elements by lower-cased name; openid: its sender; encrypted: it came encrypted, and so must the
    reply go; nonce: that of the request, which an encrypted reply repeats.
    """

    fields: Fields = field(repr=False)
    openid: str = field(repr=False)
    encrypted: bool
    nonce: str


def _stamped(query: Query, account: Account, now: dt.datetime) -> tuple[str, str]:
    """(timestamp, nonce) of the query. Raises InvalidSignature when they are absent, Stale.

    The nonce is not remembered: it is not documented whether a retry repeats it. What was seen before is told
    by the message's own id.
    """
    timestamp, nonce = query.get("timestamp", ""), query.get("nonce", "")
    if not nonce or not (timestamp.isascii() and timestamp.isdigit() and len(timestamp) <= 12):
        raise InvalidSignature
    if abs(now.timestamp() - int(timestamp)) > account.numbers.timestamp_skew:
        raise Stale
    return timestamp, nonce


def verify_url(account: Account, query: Query, *, now: dt.datetime) -> str:
    """The echostr to answer GET with, verbatim and as text/plain (section 1.1); it is clear in every mode.

    Raises InvalidSignature, Stale.
    """
    echo = query.get("echostr", "")
    if not echo:
        raise InvalidSignature
    timestamp, nonce = _stamped(query, account, now)
    check_signature(query.get("signature", ""), account.token, timestamp, nonce)
    return echo


def _text(fields: Fields, name: str) -> str:
    value = fields.get(name)
    return value if isinstance(value, str) else ""


def _decrypted(account: Account, query: Query, body: bytes, stamp: tuple[str, str]) -> Fields:
    """Clear fields beside the ciphertext are ignored: nothing vouches for them."""
    assert account.encoding_aes_key is not None  # settings demand it in every mode but plain
    encrypt = _text(parse(body), "encrypt")
    if not encrypt:
        raise Downgraded
    check_signature(query.get("msg_signature", ""), account.token, *stamp, encrypt)
    return parse(Envelope(account.encoding_aes_key, account.appid).open(encrypt).encode())


def _clear(account: Account, query: Query, body: bytes, stamp: tuple[str, str]) -> Fields:
    """`signature` covers neither body nor sender: it keeps out who never saw a callback. Safe mode is better."""
    check_signature(query.get("signature", ""), account.token, *stamp)
    fields = parse(body)
    if "encrypt" in fields and "fromusername" not in fields:
        raise Encrypted
    return fields


def _fields(account: Account, query: Query, body: bytes, stamp: tuple[str, str]) -> tuple[Fields, bool]:
    """(fields, whether they came encrypted), by the mode of the account (the table of section 1.2)."""
    encrypted = query.get("encrypt_type") == "aes"
    match account.mode:
        case Mode.SAFE if not encrypted:
            raise Downgraded
        case Mode.SAFE | Mode.COMPATIBLE if encrypted:
            return _decrypted(account, query, body, stamp), True
        case _:
            return _clear(account, query, body, stamp), False


def open_callback(account: Account, query: Query, body: bytes, *, now: dt.datetime) -> Callback:
    """The message of a POST (section 1.2).

    Raises a CallbackRefused: InvalidSignature, Stale, Downgraded, Encrypted, InvalidCipher, WrongReceiver,
    WrongSender, Malformed, BodyTooLarge.
    """
    stamp = _stamped(query, account, now)
    fields, encrypted = _fields(account, query, body, stamp)
    openid = _text(fields, "fromusername")
    if not openid:
        raise Malformed("no_sender")
    if _text(fields, "tousername") != account.original_id:
        raise WrongReceiver
    # The platform's own test tool leaves the openid out; where it is there, it must be the message's.
    if query.get("openid", openid) != openid:
        raise WrongSender
    return Callback(fields, openid, encrypted, stamp[1])
