"""The platform's server API as a real HTTP server (section 2)."""

import asyncio
import itertools
import json
import socket
from dataclasses import dataclass
from email.utils import format_datetime
from typing import TYPE_CHECKING, Any

from sanic import HTTPResponse, Request, Sanic
from sanic.response import raw

from tests.connectors.wechat.simulator.script import WORDS

if TYPE_CHECKING:
    from tests.connectors.wechat.simulator.platform import Platform

JSON = "application/json; encoding=utf-8"  # as the platform misspells it
MAX_TEXT, MAX_MENU, MAX_ITEM = 2_048, 10, 32
OPEN = ("/cgi-bin/stable_token", "/cgi-bin/token")  # paths without a token

_names = itertools.count(1)


@dataclass(frozen=True)
class Call:
    """One call that came in. body: decoded JSON, or None."""

    path: str
    token: str
    body: dict[str, Any] | None
    content: bytes


def _json(answer: dict[str, Any]) -> HTTPResponse:
    return raw(json.dumps(answer, ensure_ascii=False).encode(), content_type=JSON)


def _code(platform: "Platform", code: int, address: str = "") -> HTTPResponse:
    words = WORDS.get(code, "ok" if code == 0 else "error").format(address=address)
    return _json({"errcode": code, "errmsg": f"{words} rid: {platform.rid()}"})


def _judged(platform: "Platform", message: dict[str, Any]) -> int:
    """0, or why a message is not taken."""
    kind = message.get("msgtype")
    if kind == "text":
        content = message.get("text", {}).get("content", "")
        if not content.strip():
            return 44004
        return 45002 if len(content.encode()) > MAX_TEXT else 0
    if kind == "msgmenu":
        items = message.get("msgmenu", {}).get("list", [])
        if not platform.menus_in_messages:
            return 40200
        if len(items) > MAX_MENU:
            return 45098
        return 45099 if any(len(item["content"]) > MAX_ITEM for item in items) else 0
    if kind == "image":
        return 0 if message["image"]["media_id"] in platform.media else 40007
    return 40008


async def _send(platform: "Platform", request: Request) -> HTTPResponse:
    if b"\\u" in request.body:
        return _code(platform, 40033)
    message = json.loads(request.body)
    person = platform.people.get(message.get("touser", ""))
    if person is None:
        return _code(platform, 40003)
    if not platform.account.customer_service:
        return _code(platform, 48001)
    code = _judged(platform, message)
    if not code and not person.follows:
        code = 45015
    return _code(platform, code or person.receive(message))


async def _typing(platform: "Platform", request: Request) -> HTTPResponse:
    body = json.loads(request.body)
    person = platform.people.get(body.get("touser", ""))
    if person is None:
        return _code(platform, 40003)
    if not platform.account.customer_service:
        return _code(platform, 48001)
    if body.get("command") not in {"Typing", "CancelTyping"}:
        return _code(platform, 45072)
    return _code(platform, person.show_typing(on=body["command"] == "Typing"))


async def _upload(platform: "Platform", request: Request) -> HTTPResponse:
    sent = request.files.get("media") if request.files else None
    if sent is None or request.args.get("type") != "image":
        return _code(platform, 40004)
    media_id = platform.keep_media(sent.body, sent.type)
    return _json({"type": "image", "media_id": media_id, "created_at": int(platform.clock().timestamp())})


async def _media(platform: "Platform", request: Request) -> HTTPResponse:
    found = platform.media.get(request.args.get("media_id", ""))
    if found is None or platform.clock() >= found.ends:
        refusal = {"errcode": 40007, "errmsg": "invalid media_id"}
        return raw(json.dumps(refusal).encode(), content_type="text/plain")
    if found.media_type.startswith("video/"):
        return _json({"video_url": "http://203.0.113.9/video.mp4"})
    headers = {"Content-Disposition": 'attachment; filename="media.jpg"'}
    return raw(found.content, content_type=found.media_type, headers=headers)


async def _menu_create(platform: "Platform", request: Request) -> HTTPResponse:
    if b"\\u" in request.body:
        return _code(platform, 40033)
    platform.menu = json.loads(request.body)
    return _code(platform, 0)


async def _menu_get(platform: "Platform", _request: Request) -> HTTPResponse:
    return _code(platform, 46003) if platform.menu is None else _json({"menu": platform.menu})


async def _menu_delete(platform: "Platform", _request: Request) -> HTTPResponse:
    platform.menu = None
    return _code(platform, 0)


async def _staff(platform: "Platform", _request: Request) -> HTTPResponse:
    if not platform.account.customer_service:
        return _code(platform, 48001)
    return _json({"kf_list": []})


async def _stable(platform: "Platform", request: Request) -> HTTPResponse:
    return _json(platform.tokens.stable(json.loads(request.body), now=platform.clock()))


async def _plain(platform: "Platform", request: Request) -> HTTPResponse:
    asked = {name: request.args.get(name) for name in ("grant_type", "appid", "secret")}
    return _json(platform.tokens.plain(asked, now=platform.clock()))


ROUTES = {
    ("POST", "/cgi-bin/stable_token"): _stable,
    ("GET", "/cgi-bin/token"): _plain,
    ("POST", "/cgi-bin/message/custom/send"): _send,
    ("POST", "/cgi-bin/message/custom/typing"): _typing,
    ("POST", "/cgi-bin/media/upload"): _upload,
    ("GET", "/cgi-bin/media/get"): _media,
    ("POST", "/cgi-bin/menu/create"): _menu_create,
    ("GET", "/cgi-bin/menu/get"): _menu_get,
    ("GET", "/cgi-bin/menu/delete"): _menu_delete,
    ("GET", "/cgi-bin/customservice/getkflist"): _staff,
}


async def _answer(platform: "Platform", request: Request) -> HTTPResponse:
    """What every call meets first: a planned fault, the white list, the token."""
    token = request.args.get("access_token", "")
    try:
        body = json.loads(request.body) if request.body else None
    except ValueError:
        body = None
    platform.calls.append(
        Call(request.path, token, body if isinstance(body, dict) else None, bytes(request.body))
    )
    if fault := platform.script.take(request.path):
        await asyncio.sleep(fault.delay)
        if fault.body is not None or fault.status != 200:
            return raw(fault.body or b"", status=fault.status, content_type=fault.content_type)
        if fault.code:
            return _code(platform, fault.code, request.ip)
    if platform.white_list is not None and request.ip not in platform.white_list:
        return _code(platform, 40164, request.ip)
    if request.path not in OPEN and (code := platform.tokens.judge(token, now=platform.clock())):
        return _code(platform, code)
    return await ROUTES[request.method, request.path](platform, request)


class Server:
    """Bound when it is made, so that its address is known; serves between `start` and `stop`."""

    def __init__(self, platform: "Platform") -> None:
        Sanic.test_mode = True
        self._app: Sanic[Any, Any] = Sanic(f"wechat-platform-{next(_names)}", configure_logging=False)
        for method, path in ROUTES:

            async def handler(request: Request) -> HTTPResponse:
                return await _answer(platform, request)

            name = path.strip("/").replace("/", "_")
            self._app.add_route(handler, path, methods=[method], name=name)

        async def dated(_request: Request, response: Any) -> None:
            response.headers["Date"] = format_datetime(platform.clock(), usegmt=True)

        self._app.register_middleware(dated, "response")

        self._socket = socket.socket()
        self._socket.bind(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._socket.getsockname()[1]}"
        self._server: Any = None

    async def start(self) -> None:
        self._server = await self._app.create_server(sock=self._socket, return_asyncio_server=True)
        await self._server.startup()
        await self._server.before_start()
        await self._server.after_start()

    async def stop(self) -> None:
        await self._server.before_stop()
        for connection in self._server.connections:  # closing waits for callers who keep theirs open
            connection.close()
        await self._server.close()
        await self._server.after_stop()
