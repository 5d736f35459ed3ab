"""What a person sees on the phone."""

import re
from dataclasses import dataclass, field
from enum import Enum
from html import unescape
from typing import Any
from urllib.parse import parse_qs, urlsplit

TROUBLE = (
    "该公众号提供的服务出现故障，请稍后再试"  # the platform's own line when an account's answer is no good
)

ANCHOR = re.compile(r'<a href="(?P<address>[^"]*)">(?P<shown>.*?)</a>', re.DOTALL)


class Way(Enum):
    """How it came to the phone."""

    REPLY = "passive reply"
    MESSAGE = "customer-service message"
    TROUBLE = "the platform's line"


@dataclass(frozen=True)
class Tappable:
    """Something that is sent as the person's own message when tapped."""

    shown: str
    content: str
    id: str


@dataclass(frozen=True)
class Seen:
    """text: as shown, links as their titles; labelled: 内容由第三方AI生成 stands under it; raw: what was sent."""

    way: Way
    text: str
    choices: tuple[Tappable, ...] = ()
    labelled: bool = False
    media_id: str | None = None
    raw: dict[str, Any] = field(default_factory=dict, repr=False, compare=False)


def tappables(content: str) -> tuple[Tappable, ...]:
    """The links of a text that phones turn into messages."""
    found = []
    for anchor in ANCHOR.finditer(content):
        parts = urlsplit(unescape(anchor["address"]))
        if (parts.scheme, parts.netloc) == ("weixin", "bizmsgmenu"):
            query = parse_qs(parts.query, keep_blank_values=True)
            found.append(Tappable(anchor["shown"], query["msgmenucontent"][0], query["msgmenuid"][0]))
    return tuple(found)


def of_text(way: Way, content: str, *, labelled: bool = False, raw: dict[str, Any] | None = None) -> Seen:
    shown = ANCHOR.sub(lambda anchor: anchor["shown"], content)
    return Seen(way, shown, tappables(content), labelled, raw=raw or {})


def of_reply(fields: dict[str, Any]) -> Seen:
    """A passive reply that the platform accepted."""
    if fields["MsgType"] == "text":
        return of_text(Way.REPLY, fields["Content"], raw=fields)
    media = fields.get("Image", {}) or {}
    return Seen(Way.REPLY, "", media_id=media.get("MediaId"), raw=fields)


def of_message(message: dict[str, Any]) -> Seen:
    """A customer-service message that the platform accepted."""
    labelled = message.get("aimsgcontext", {}).get("is_ai_msg") == 1
    kind = message["msgtype"]
    if kind == "text":
        return of_text(Way.MESSAGE, message["text"]["content"], labelled=labelled, raw=message)
    if kind == "msgmenu":
        menu = message["msgmenu"]
        lines = [menu["head_content"], *(item["content"] for item in menu["list"]), menu["tail_content"]]
        choices = tuple(Tappable(item["content"], item["content"], item["id"]) for item in menu["list"])
        return Seen(Way.MESSAGE, "\n".join(filter(None, lines)), choices, labelled, raw=message)
    return Seen(Way.MESSAGE, "", (), labelled, message[kind].get("media_id"), raw=message)


def trouble() -> Seen:
    return Seen(Way.TROUBLE, TROUBLE)
