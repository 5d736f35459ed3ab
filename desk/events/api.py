"""GET /api/v1/events: what happens, as a stream."""

from typing import Any

from sanic import Blueprint, Request

from desk.clients.guard import client_of, guard
from desk.context import desk_of
from desk.events import openapi
from desk.events.model import DeskEvent
from desk.events.streaming import stream
from desk.handoff.reach import seen_by
from desk.web.operations import describes

blueprint = Blueprint("events", url_prefix="/api/v1")
blueprint.on_request(guard)


@blueprint.get("/events")
@describes(openapi.EVENTS)
async def stream_events(request: Request) -> Any:
    """Without gap or repeat behind Last-Event-ID, or `after` for those who cannot set headers."""
    desk = desk_of(request)
    async with desk.database.read() as session:
        whose = await seen_by(session, client_of(request), DeskEvent.conversation_id)
    asked = request.headers.get("last-event-id") or request.args.get("after")
    return await stream(desk, asked, whose=whose)
