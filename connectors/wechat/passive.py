"""The answer in the body of a callback's response (section 1.6), in clear or encrypted as the message came."""

import datetime as dt

from connectors.wechat.crypto import Envelope, sign
from connectors.wechat.entry import Callback
from connectors.wechat.settings import Account
from connectors.wechat.xml import legal, write

SUCCESS = "success"  # received, nothing to say now; never encrypted
CONTENT_TYPE = "application/xml; charset=utf-8"
SUCCESS_TYPE = "text/plain; charset=utf-8"


class NothingToSay(ValueError):
    """An empty reply would show people that the account is broken; answer `success` instead."""


def _common(account: Account, openid: str, kind: str, now: dt.datetime) -> dict[str, str | int]:
    """The sender is the original id; with the appid the platform shows people that the account is broken."""
    return {
        "ToUserName": openid,
        "FromUserName": account.original_id,
        "CreateTime": int(now.timestamp()),
        "MsgType": kind,
    }


def text_reply(account: Account, openid: str, content: str, *, now: dt.datetime) -> str:
    """XML of a text. Raises NothingToSay when `content` is blank. Its length is `rendering`'s care."""
    if not legal(content).strip():
        raise NothingToSay
    return write(_common(account, openid, "text", now) | {"Content": content})


def transfer_reply(account: Account, openid: str, *, to: str | None = None, now: dt.datetime) -> str:
    """XML that hands the person to the platform's customer service; to: one of its accounts, name@account.

    Only a message can be answered so, no event.
    """
    fields = dict[str, object](_common(account, openid, "transfer_customer_service", now))
    if to:
        fields["TransInfo"] = {"KfAccount": to}
    return write(fields)


def reply_body(account: Account, callback: Callback, reply: str, *, now: dt.datetime) -> str:
    """What to answer `callback` with: `reply` (XML of this module), encrypted if the message was; SUCCESS as it is."""
    if not callback.encrypted or reply == SUCCESS:
        return reply
    assert account.encoding_aes_key is not None  # else nothing encrypted could have been opened
    encrypt = Envelope(account.encoding_aes_key, account.appid).seal(reply)
    timestamp = str(int(now.timestamp()))
    return write(
        {
            "Encrypt": encrypt,
            "MsgSignature": sign(account.token, timestamp, callback.nonce, encrypt),
            "TimeStamp": int(timestamp),
            "Nonce": callback.nonce,
        }
    )
