"""The hotline's addresses: ours, and one for each provider with an adapter.

    POST /webhooks/hotline/webhook   the signed contract; a hang-up is answered 204
    POST /webhooks/hotline/aliyun    connectors.hotline.adapters.aliyun
    POST /webhooks/hotline/jambonz   connectors.hotline.adapters.jambonz

Without its secrets in the settings an address answers 401 to everybody.
"""

from typing import Any

from pydantic import ValidationError
from sanic import Blueprint, HTTPResponse, Request, Sanic
from sanic.response import empty, json, raw

from connectors.hotline.adapters.aliyun import Aliyun
from connectors.hotline.adapters.jambonz import Jambonz
from connectors.hotline.adapters.port import Adapter, Callback, CallbackUnreadable
from connectors.hotline.assistant import Assistant
from connectors.hotline.config import HotlineConfig
from connectors.hotline.contract import Event, HotlineRequest
from connectors.hotline.signature import verify
from connectors.hotline.switchboard import Line, Switchboard
from desk.background import Recurring, attach
from desk.context import desk_of
from desk.errors import TooLarge, Unauthorized
from desk.web.bodies import decode, expect_json
from desk.web.problems import field_errors

MAX_BODY = 64 * 2**10  # bytes
TIMESTAMP, SIGNATURE = "x-hotline-timestamp", "x-hotline-signature"
LOOK_FOR_LOST = 60.0  # seconds
OURS = Line("hotline")


def adapters_of(config: HotlineConfig) -> dict[str, Adapter]:
    """The providers' adapters with the operator's secrets; without them they let nobody in."""
    jambonz = Jambonz(
        config.jambonz_address or "",
        secrets=config.jambonz_secrets,
        basic=config.jambonz_basic,
        agents=config.jambonz_agents,
    )
    return {Aliyun.name: Aliyun(tokens=config.aliyun_tokens), Jambonz.name: jambonz}


async def _stranger(request: Request) -> None:
    """Count a call that could not prove who it is. Raises RateExceeded."""
    desk = desk_of(request)
    await desk.rates.take_stranger(request.client_ip, now=desk.clock())


async def webhook(request: Request) -> HTTPResponse:
    """The signed contract. Signature and age come first; nothing of a body is read before."""
    desk = desk_of(request)
    if len(request.body) > MAX_BODY:
        raise TooLarge
    try:
        verify(
            request.app.ctx.hotline_keys,
            request.headers.get(TIMESTAMP),
            request.headers.get(SIGNATURE),
            request.body,
            now=desk.clock(),
        )
    except Unauthorized:
        await _stranger(request)
        raise
    expect_json(request, MAX_BODY)
    told = decode(HotlineRequest, request)
    response, _call = await _switchboard(request).answer(OURS, told)
    if told.event is Event.HANGUP:
        return empty()
    return raw(response.model_dump_json(exclude_none=True).encode(), content_type="application/json")


async def provider(request: Request, name: str) -> HTTPResponse:
    """A provider's callback, answered in its own language. An end of a call needs no words: 204 as well."""
    desk, adapter = desk_of(request), _adapters(request)[name]
    if len(request.body) > MAX_BODY:
        raise TooLarge
    callback = Callback(
        {key.lower(): value for key, value in request.headers.items()},
        {key: values[-1] for key, values in request.args.items()},
        request.body,
    )
    now = desk.clock()
    try:
        adapter.authenticate(callback, now=now)
    except Unauthorized:
        await _stranger(request)
        raise
    event = adapter.read(callback, now=now)
    if event is None:
        return empty()
    try:
        told = event.numbered(0)
    except ValidationError as error:
        raise CallbackUnreadable(errors=field_errors(error)) from error
    line = Line(name, numbered=False, can_transfer=adapter.can_transfer, can_voicemail=adapter.can_voicemail)
    response, call = await _switchboard(request).answer(line, told)
    if told.event is Event.HANGUP:
        return empty()
    return json(adapter.write(response, record=call.record), ensure_ascii=False)


async def aliyun(request: Request) -> HTTPResponse:
    return await provider(request, Aliyun.name)


async def jambonz(request: Request) -> HTTPResponse:
    return await provider(request, Jambonz.name)


def _switchboard(request: Request) -> Switchboard:
    found: Switchboard = request.app.ctx.switchboard
    return found


def _adapters(request: Request) -> dict[str, Adapter]:
    found: dict[str, Adapter] = request.app.ctx.hotline_adapters
    return found


def install(app: Sanic[Any, Any], assistant: Assistant, config: HotlineConfig) -> None:
    """Register the addresses, and end calls that nobody hears of any more."""
    desk = app.ctx.desk
    app.ctx.switchboard = Switchboard(desk, assistant, config)
    app.ctx.hotline_keys, app.ctx.hotline_adapters = config.keys, adapters_of(config)
    blueprint = Blueprint("hotline", url_prefix="/webhooks/hotline")
    for name, handler in (("webhook", webhook), ("aliyun", aliyun), ("jambonz", jambonz)):
        blueprint.add_route(handler, f"/{name}", methods=["POST"], name=name)
    app.blueprint(blueprint)

    async def look() -> None:
        await app.ctx.switchboard.end_lost()

    attach(app, lambda _app: Recurring("lost calls", look, every=LOOK_FOR_LOST))
