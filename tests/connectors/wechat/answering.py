"""A bare account on a loopback port: the wire layer with a test's function in the place of the assistant."""

import asyncio
import itertools
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

from sanic import HTTPResponse, Request, Sanic
from sanic.response import raw, text

from connectors.wechat.entry import Callback, open_callback, verify_url
from connectors.wechat.inbound import decode
from connectors.wechat.messages import Inbound
from connectors.wechat.passive import CONTENT_TYPE, SUCCESS, reply_body, text_reply
from connectors.wechat.refusals import CallbackRefused
from connectors.wechat.settings import Account
from desk.clock import Clock

_names = itertools.count(1)

# What a test's function makes of a message: a text, SUCCESS, or bytes that are sent as they are.
Answer = Callable[[Inbound], Awaitable[str | bytes]]


def _body(account: Account, opened: Callback, said: str | bytes, clock: Clock) -> bytes:
    if isinstance(said, bytes):
        return said
    now = clock()
    reply = said if said == SUCCESS else text_reply(account, opened.openid, said, now=now)
    return reply_body(account, opened, reply, now=now).encode()


@asynccontextmanager
async def answering(account: Account, answer: Answer, *, clock: Clock) -> AsyncIterator[str]:
    """Yields the callback's address."""
    Sanic.test_mode = True
    app: Sanic[Any, Any] = Sanic(f"wechat-account-{next(_names)}", configure_logging=False)

    @app.get("/callback")
    async def verify(request: Request) -> HTTPResponse:
        query = {name: request.args.get(name, "") for name in request.args}
        try:
            return text(verify_url(account, query, now=clock()))
        except CallbackRefused as refused:
            return text(refused.code, status=refused.status)

    @app.post("/callback")
    async def receive(request: Request) -> HTTPResponse:
        query = {name: request.args.get(name, "") for name in request.args}
        try:
            opened = open_callback(account, query, request.body, now=clock())
        except CallbackRefused as refused:
            return text(refused.code, status=refused.status)
        said = await answer(decode(opened.fields))
        return raw(_body(account, opened, said, clock), content_type=CONTENT_TYPE)

    sock = socket.socket()
    sock.bind(("127.0.0.1", 0))
    server: Any = await app.create_server(sock=sock, return_asyncio_server=True)
    await server.startup()
    await server.before_start()
    await server.after_start()
    try:
        yield f"http://127.0.0.1:{sock.getsockname()[1]}/callback"
    finally:
        await server.before_stop()
        await server.close()
        for connection in server.connections:
            connection.close()
        await server.after_stop()
        await asyncio.sleep(0)
