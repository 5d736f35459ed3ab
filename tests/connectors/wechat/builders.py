"""An invented account and what the platform would send it, built with wechatpy: the other implementation."""

import dataclasses
import datetime as dt
from typing import Any

from connectors.wechat.settings import Account, Mode, read_account
from tests.connectors.wechat.simulator.wire import Delivery, Wire, document

NOW = dt.datetime(2026, 11, 20, 2, 30, tzinfo=dt.UTC)  # Friday, 10:30 in China
OPENID = "oUserOne000000000000000000001"
OTHER_OPENID = "oUserTwo000000000000000000002"

ENVIRONMENT = {
    "WECHAT_APPID": "wx0123456789abcdef",
    "WECHAT_SECRET": "0123456789abcdef0123456789abcdef",
    "WECHAT_TOKEN": "callbacktoken",
    "WECHAT_AES_KEY": "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG",
    "WECHAT_ORIGINAL_ID": "gh_0123456789ab",
    "WECHAT_MODE": "safe",
}

# What the platform writes into every message; a test changes or adds what matters to it.
TEXT: dict[str, Any] = {
    "ToUserName": ENVIRONMENT["WECHAT_ORIGINAL_ID"],
    "FromUserName": OPENID,
    "CreateTime": int(NOW.timestamp()),
    "MsgType": "text",
    "Content": "你好",
    "MsgId": 1234567890123456,
}


def account(mode: Mode = Mode.SAFE, **changes: Any) -> Account:
    known = read_account(ENVIRONMENT | {"WECHAT_MODE": mode.value})
    assert known is not None
    return dataclasses.replace(known, **changes)


def message(**changes: Any) -> dict[str, Any]:
    """A text message; a value of None leaves the element out."""
    return {name: value for name, value in (TEXT | changes).items() if value is not None}


def event(name: str, **more: Any) -> dict[str, Any]:
    return message(MsgType="event", Event=name, Content=None, MsgId=None, **more)


def delivery(to: Account, said: dict[str, Any] | None = None, *, now: dt.datetime = NOW) -> Delivery:
    """The request the platform would send `to` for a message."""
    return Wire(to).deliver(document(said or message()), OPENID, now=now)
