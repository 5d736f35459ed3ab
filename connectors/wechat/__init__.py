"""WeChat Official Account: its callback, its API, and what people see in between. docs/wechat.md tells how."""

from typing import Any

from sanic import Sanic

from connectors.wechat.api import WeChatApi
from connectors.wechat.callback import routes
from connectors.wechat.channel import WeChatChannel
from connectors.wechat.menu import read_menu
from connectors.wechat.settings import Account, read_account
from connectors.wechat.shared_tokens import token_store

__all__ = ["Account", "install", "read_account"]


def install(app: Sanic[Any, Any], account: Account) -> None:
    """The callback of one account, and the channel its people are written to by."""
    desk = app.ctx.desk
    tokens = token_store(account, desk.settings.redis_url, desk.vault)
    channel = WeChatChannel(account, WeChatApi(account, tokens, clock=desk.clock), tokens, clock=desk.clock)
    desk.channels.add(channel)
    app.blueprint(routes(channel, read_menu()))
