"""/api/v1/clients: for whoever runs the desk."""

import datetime as dt
from urllib.parse import urlencode

from pydantic import ValidationError
from sanic import Blueprint, HTTPResponse, Request
from sanic.response import raw

from desk.clients import openapi, service
from desk.clients.errors import ClientNotFound, ClientQueryInvalid
from desk.clients.guard import client_of, guard
from desk.clients.schemas import ClientIn, ClientKeyOut, ClientPage, ClientQuery, RotateIn
from desk.context import desk_of
from desk.ids import is_uuid
from desk.web.bodies import decode, expect_json
from desk.web.operations import describes
from desk.web.problems import field_errors

MAX_BODY = 8 * 2**10  # bytes
PREFIX = "/api/v1"

blueprint = Blueprint("clients", url_prefix=PREFIX)
blueprint.on_request(guard)


def _json(body: str, status: int = 200, headers: dict[str, str] | None = None) -> HTTPResponse:
    return raw(body.encode(), status=status, headers=headers, content_type="application/json")


def _actor(request: Request) -> str:
    return f"client:{client_of(request).name}"


def _id(text: str) -> str:
    """Over HTTP a client is named by its id alone. Raises ClientNotFound."""
    if not is_uuid(text):
        raise ClientNotFound
    return text


@blueprint.get("/clients")
@describes(openapi.LIST_CLIENTS)
async def list_clients(request: Request) -> HTTPResponse:
    """One page, and where the next one is."""
    desk = desk_of(request)
    try:
        query = ClientQuery.model_validate({name: values[-1] for name, values in request.args.items()})
    except ValidationError as error:
        raise ClientQueryInvalid(errors=field_errors(error)) from error
    async with desk.database.read() as session:
        clients, cursor = await service.list_clients(session, cursor=query.cursor, limit=query.limit)
        shown = await service.show_clients(session, clients, now=desk.clock())
    headers = {}
    if cursor is not None:
        asked = urlencode({"limit": query.limit, "cursor": cursor})
        headers["Link"] = f'<{PREFIX}/clients?{asked}>; rel="next"'
    return _json(ClientPage(clients=shown, next_cursor=cursor).model_dump_json(), headers=headers)


@blueprint.post("/clients")
@describes(openapi.ADD_CLIENT)
async def add_client(request: Request) -> HTTPResponse:
    """Add one."""
    desk = desk_of(request)
    expect_json(request, MAX_BODY)
    told, now = decode(ClientIn, request), desk.clock()
    async with desk.database.write() as session:
        issued = await service.add_client(session, desk.vault, told, actor=_actor(request), now=now)
        (shown,) = await service.show_clients(session, [issued.client], now=now)
    return _json(ClientKeyOut(client=shown, key=issued.key).model_dump_json(), 201)


@blueprint.post("/clients/<client_id:str>/revoke")
@describes(openapi.REVOKE_CLIENT)
async def revoke_client(request: Request, client_id: str) -> HTTPResponse:
    """End one."""
    desk, now = desk_of(request), desk_of(request).clock()
    async with desk.database.write() as session:
        client = await service.find_client(session, _id(client_id))
        await service.revoke_client(session, desk.vault, client, actor=_actor(request), now=now)
        (shown,) = await service.show_clients(session, [client], now=now)
    return _json(shown.model_dump_json())


@blueprint.post("/clients/<client_id:str>/rotate")
@describes(openapi.ROTATE_CLIENT)
async def rotate_client(request: Request, client_id: str) -> HTTPResponse:
    """Another key for one."""
    desk, now = desk_of(request), desk_of(request).clock()
    expect_json(request, MAX_BODY)
    overlap = dt.timedelta(hours=decode(RotateIn, request).overlap_hours)
    async with desk.database.write() as session:
        client = await service.find_client(session, _id(client_id))
        issued = await service.rotate_key(
            session, desk.vault, client, overlap=overlap, actor=_actor(request), now=now
        )
        (shown,) = await service.show_clients(session, [client], now=now)
    return _json(ClientKeyOut(client=shown, key=issued.key).model_dump_json())
