"""/api/v1/knowledge: what was published, for those who answer from it."""

from sanic import Blueprint, HTTPResponse, Request
from sanic.response import empty

from desk.clients.guard import client_of, guard
from desk.context import desk_of
from desk.knowledge import openapi, reading, service
from desk.knowledge.schemas import PublishedEntries, ReaderState
from desk.web.bodies import decode, encoded, expect_json
from desk.web.operations import describes
from desk.web.preconditions import tags

MAX_BODY = 4 * 2**10  # bytes

blueprint = Blueprint("knowledge", url_prefix="/api/v1/knowledge")
blueprint.on_request(guard)


@blueprint.get("/entries")
@describes(openapi.LIST_ENTRIES)
async def list_entries(request: Request) -> HTTPResponse:
    """The whole set: it is small, and must not be read half."""
    async with desk_of(request).database.read() as session:
        versions = await service.published(session)
    etag = f'"{service.tag_of(versions)}"'
    if etag in tags(request.headers.get("if-none-match", "")):
        return empty(304, {"ETag": etag})
    return encoded(PublishedEntries(entries=[version.entry for version in versions]), headers={"ETag": etag})


@blueprint.put("/state")
@describes(openapi.TELL_STATE)
async def tell_state(request: Request) -> HTTPResponse:
    """Keep what the reader reports."""
    desk = desk_of(request)
    expect_json(request, MAX_BODY)
    told = decode(ReaderState, request)
    refused = (told.refused.tag, told.refused.problem) if told.refused else None
    async with desk.database.write() as session:
        await reading.remember_reader(
            session, client_of(request).name, in_force=told.in_force, refused=refused, now=desk.clock()
        )
    return empty(204)
