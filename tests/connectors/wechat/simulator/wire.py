"""The platform's side of the wire, on wechatpy and xmltodict: nothing here is shared with the code under test."""

import datetime as dt
import itertools
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from xml.sax.saxutils import escape

import xmltodict
from wechatpy.crypto import WeChatCrypto
from wechatpy.exceptions import WeChatException
from wechatpy.utils import WeChatSigner

from connectors.wechat.settings import Account

MAX_TEXT = 2_048  # bytes of a text the platform passes on
REPLIES = frozenset({"text", "image", "voice", "video", "music", "news", "transfer_customer_service"})

_nonces = itertools.count(1_000_000_001)


class UnreadableReply(Exception):
    """The platform tells the person that the account is broken; the message says why."""


@dataclass(frozen=True)
class Delivery:
    """One POST: query, in the platform's order, and body."""

    query: dict[str, str]
    body: bytes


def _element(name: str, value: Any) -> str:
    if isinstance(value, Mapping):
        return f"<{name}>{''.join(_element(inner, held) for inner, held in value.items())}</{name}>"
    if isinstance(value, list):
        return "".join(_element(name, one) for one in value)
    if isinstance(value, int | float):
        return f"<{name}>{value}</{name}>"
    text = str(value)
    return f"<{name}>{escape(text)}</{name}>" if "]]>" in text else f"<{name}><![CDATA[{text}]]></{name}>"


def document(fields: Mapping[str, Any]) -> str:
    """<xml>…</xml> as the platform writes it: texts in CDATA, numbers bare."""
    return _element("xml", fields)


def signature(*parts: str) -> str:
    signer = WeChatSigner()
    signer.add_data(*parts)
    return str(signer.signature)


class Wire:
    """Signs, encrypts and reads for one account, in the mode its settings page says."""

    def __init__(self, account: Account) -> None:
        self._account = account
        self._mode = account.mode.value
        key = account.encoding_aes_key
        self._crypto = WeChatCrypto(account.token, key, account.appid) if key else None

    def verification(self, echo: str, *, now: dt.datetime) -> dict[str, str]:
        """The query of the GET that asks whether a URL is ours."""
        return self._signed(now) | {"echostr": echo}

    def deliver(self, xml: str, openid: str, *, now: dt.datetime) -> Delivery:
        """The POST of a message."""
        query = self._signed(now) | {"openid": openid}
        if self._mode == "plain" or self._crypto is None:
            return Delivery(query, xml.encode())
        sealed = xmltodict.parse(self._crypto.encrypt_message(xml, query["nonce"], query["timestamp"]))["xml"]
        query |= {"encrypt_type": "aes", "msg_signature": sealed["MsgSignature"]}
        hidden = f"<Encrypt><![CDATA[{sealed['Encrypt']}]]></Encrypt></xml>"
        if self._mode == "compatible":
            return Delivery(query, xml.removesuffix("</xml>").encode() + hidden.encode())
        to = f"<ToUserName><![CDATA[{self._account.original_id}]]></ToUserName>"
        return Delivery(query, f"<xml>{to}{hidden}".encode())

    def read(self, body: bytes, openid: str) -> dict[str, Any] | None:
        """What a response says: None for `success` and silence, else the fields of a reply the platform would show.

        Raises UnreadableReply.
        """
        if body in (b"success", b""):
            return None
        fields = self._fields(body)
        if self._mode == "safe" and "Encrypt" not in fields:
            raise UnreadableReply("a clear reply in safe mode")
        if "Encrypt" in fields:
            fields = self._opened(fields)
        self._judge(fields, openid)
        return fields

    def _signed(self, now: dt.datetime) -> dict[str, str]:
        timestamp, nonce = str(int(now.timestamp())), str(next(_nonces))
        return {
            "signature": signature(self._account.token, timestamp, nonce),
            "timestamp": timestamp,
            "nonce": nonce,
        }

    @staticmethod
    def _fields(body: bytes | str) -> dict[str, Any]:
        try:
            fields = xmltodict.parse(body, strip_whitespace=False)["xml"]
        except (xmltodict.expat.ExpatError, KeyError, ValueError) as error:
            raise UnreadableReply("not XML") from error
        if not isinstance(fields, dict):
            raise UnreadableReply("no fields")
        return fields

    def _opened(self, sealed: dict[str, Any]) -> dict[str, Any]:
        if self._crypto is None:
            raise UnreadableReply("an encrypted reply in plain mode")
        try:
            xml = self._crypto.decrypt_message(
                sealed, sealed["MsgSignature"], sealed["TimeStamp"], sealed["Nonce"]
            )
        except (WeChatException, KeyError, ValueError) as error:
            raise UnreadableReply("an envelope that does not open") from error
        return self._fields(xml)

    def _judge(self, fields: dict[str, Any], openid: str) -> None:
        """The rules of section 1.6."""
        if fields.get("FromUserName") != self._account.original_id:
            raise UnreadableReply("not from the original id")
        if fields.get("ToUserName") != openid:
            raise UnreadableReply("not to the person who wrote")
        if not str(fields.get("CreateTime", "")).isdigit():
            raise UnreadableReply("no CreateTime")
        kind = fields.get("MsgType")
        if not isinstance(kind, str) or kind not in REPLIES:
            raise UnreadableReply(f"a reply of kind {kind!r}")
        if kind == "text":
            content = fields.get("Content")
            if not isinstance(content, str) or not content.strip():
                raise UnreadableReply("an empty text")
            if len(content.encode()) > MAX_TEXT:
                raise UnreadableReply("a text that is too long")
