"""GET /console/inbox/events: what happens, as a stream, for whoever is signed in."""

from functools import partial
from typing import Any

from sanic import HTTPResponse, Request

from desk.console.guard import staff_of, staff_page
from desk.console.inbox.routes import READ, blueprint, told
from desk.context import Desk, desk_of
from desk.conversations.model import Conversation
from desk.events.streaming import stream
from desk.handoff.detail import find
from desk.handoff.reach import seen_by_staff
from desk.staff.sessions import is_alive


@blueprint.get("/events", name="events")
@staff_page(READ)
async def events(request: Request) -> Any:
    """Without gap or repeat behind Last-Event-ID, or `after` where a script begins anew. `watch`: a conversation whose
    presence is told too. It ends with the session that it was opened in. Events hold ids alone, so everybody hears all of
    them; what is not theirs to read is in no list and on no page."""
    desk, staff = desk_of(request), staff_of(request)
    asked = request.headers.get("last-event-id") or request.args.get("after")
    watched: str | None = request.args.get("watch")
    if watched is not None:
        async with desk.database.read() as session:
            whose = await seen_by_staff(session, staff, Conversation.id)
            watched = (await find(session, watched, whose=whose)).id
    return await stream(desk, asked, watched=watched, alive=partial(_signed_in, desk, staff.session_id))


@blueprint.get("/alive", name="alive")
@staff_page(READ)
async def alive(request: Request) -> HTTPResponse:
    """Whether the session still counts: asked after a stream broke, which does not say why."""
    return told()


async def _signed_in(desk: Desk, session_id: str) -> bool:
    async with desk.database.read() as session:
        return await is_alive(session, session_id, desk.settings.staff, now=desk.clock())
