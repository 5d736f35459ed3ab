"""/api/v1/webhooks: who is told of changes."""

from sanic import Blueprint, HTTPResponse, Request
from sanic.response import empty

from desk.clients.guard import client_of, guard
from desk.context import desk_of
from desk.outbox.api import PREFIX as OUTBOX
from desk.web.bodies import decode, encoded, expect_json
from desk.web.operations import describes
from desk.webhooks import openapi, service
from desk.webhooks.model import WebhookEndpoint
from desk.webhooks.schemas import (
    EndpointIn,
    EndpointList,
    EndpointOut,
    EndpointPatch,
    EndpointWithSecret,
)

PREFIX = "/api/v1/webhooks"
MAX_BODY = 16 * 2**10  # bytes

blueprint = Blueprint("webhooks", url_prefix="/api/v1")
blueprint.on_request(guard)


def _with_secret(endpoint: WebhookEndpoint, secret: str) -> EndpointWithSecret:
    shown = EndpointOut.model_validate(endpoint)
    return EndpointWithSecret(**shown.model_dump(), secret=secret)


@blueprint.post("/webhooks")
@describes(openapi.CREATE)
async def create(request: Request) -> HTTPResponse:
    """Register; the secret is in this answer alone."""
    desk = desk_of(request)
    expect_json(request, MAX_BODY)
    wanted = decode(EndpointIn, request)
    async with desk.database.write() as session:
        endpoint, secret = await service.create(
            session,
            desk.vault,
            wanted,
            by=client_of(request).name,
            private=desk.settings.webhooks_private,
            now=desk.clock(),
        )
    return encoded(_with_secret(endpoint, secret), 201, {"Location": f"{PREFIX}/{endpoint.id}"})


@blueprint.get("/webhooks")
@describes(openapi.LIST)
async def list_all(request: Request) -> HTTPResponse:
    """All of them."""
    async with desk_of(request).database.read() as session:
        found = [EndpointOut.model_validate(one) for one in await service.list_all(session)]
    return encoded(EndpointList(endpoints=found))


@blueprint.get("/webhooks/<endpoint_id:str>")
@describes(openapi.GET)
async def get(request: Request, endpoint_id: str) -> HTTPResponse:
    """One of them."""
    async with desk_of(request).database.read() as session:
        return encoded(EndpointOut.model_validate(await service.find(session, endpoint_id)))


@blueprint.patch("/webhooks/<endpoint_id:str>")
@describes(openapi.CHANGE)
async def change(request: Request, endpoint_id: str) -> HTTPResponse:
    """Change, switch off or on."""
    desk = desk_of(request)
    expect_json(request, MAX_BODY)
    wanted = decode(EndpointPatch, request)
    async with desk.database.write() as session:
        endpoint = await service.change(
            session,
            endpoint_id,
            wanted,
            by=client_of(request).name,
            private=desk.settings.webhooks_private,
            now=desk.clock(),
        )
    return encoded(EndpointOut.model_validate(endpoint))


@blueprint.delete("/webhooks/<endpoint_id:str>")
@describes(openapi.DELETE)
async def delete(request: Request, endpoint_id: str) -> HTTPResponse:
    """Delete."""
    desk = desk_of(request)
    async with desk.database.write() as session:
        await service.remove(session, endpoint_id, by=client_of(request).name, now=desk.clock())
    return empty()


@blueprint.post("/webhooks/<endpoint_id:str>/rotate-secret")
@describes(openapi.ROTATE)
async def rotate_secret(request: Request, endpoint_id: str) -> HTTPResponse:
    """A new secret, shown in this answer alone."""
    desk = desk_of(request)
    async with desk.database.write() as session:
        endpoint, secret = await service.rotate_secret(
            session, desk.vault, endpoint_id, by=client_of(request).name, now=desk.clock()
        )
    return encoded(_with_secret(endpoint, secret))


@blueprint.post("/webhooks/<endpoint_id:str>/test")
@describes(openapi.TEST)
async def send_trial(request: Request, endpoint_id: str) -> HTTPResponse:
    """Queue a test event."""
    desk = desk_of(request)
    async with desk.database.write() as session:
        sent = await service.send_trial(
            session, desk.vault, endpoint_id, by=client_of(request).name, now=desk.clock()
        )
    return encoded(sent, 202, {"Location": f"{OUTBOX}/{sent.outbox_item_id}"})
