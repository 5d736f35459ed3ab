"""/console/inbox: the three panes, and the pieces of the left one."""

from dataclasses import dataclass
from typing import Any

from sanic import HTTPResponse, Request

from desk.console.guard import staff_of, staff_page
from desk.console.inbox import wording
from desk.console.inbox.conversation import Opened, opened
from desk.console.inbox.routes import READ, blueprint, of_conversation, powers
from desk.console.inbox.rows import Rows, chosen_rows, counts, queue_rows
from desk.console.rendering import render
from desk.context import desk_of
from desk.events.service import bounds
from desk.handoff.errors import ConversationQueryInvalid
from desk.handoff.schemas import Queue, QueueCounts
from desk.ids import is_uuid
from desk.staff.roles import Permission
from desk.staff.signed_in import SignedIn

MOST_ROWS = 50  # asked for at once by their ids


@dataclass(frozen=True)
class Tab:
    """One of the queues above the list. count: None where it is not shown."""

    queue: Queue
    title: str
    count: int | None


def tabs_for(staff: SignedIn, told: QueueCounts) -> list[Tab]:
    """Supervisors have one more."""
    numbers: list[tuple[Queue, int | None]] = [
        (Queue.WAITING, told.waiting),
        (Queue.MINE, told.mine),
        (Queue.OPEN, told.open),
        (Queue.ENDED, None),
    ]
    if staff.may(Permission.CONVERSATIONS_SUPERVISE):
        numbers.append((Queue.FLAGGED, told.flagged))
    return [Tab(queue, wording.QUEUES[queue], number) for queue, number in numbers]


def queue_of(request: Request) -> Queue:
    """Raises ConversationQueryInvalid."""
    asked = request.args.get("queue") or Queue.WAITING.value
    if asked not in {queue.value for queue in wording.QUEUES}:
        raise ConversationQueryInvalid
    return Queue(asked)


@blueprint.get("/", name="home")
@staff_page(READ)
async def home(request: Request) -> HTTPResponse:
    """The list, and nobody chosen."""
    return await _panes(request, None)


@blueprint.get("/c/<conversation_id:str>", name="open")
@of_conversation(READ)
async def open_one(request: Request, conversation_id: str) -> HTTPResponse:
    """… and one conversation open. Raises ConversationNotFound."""
    return await _panes(request, conversation_id)


async def _panes(request: Request, conversation_id: str | None) -> HTTPResponse:
    desk, staff, queue = desk_of(request), staff_of(request), queue_of(request)
    now = desk.clock()
    async with desk.database.read() as session:
        after, _dropped = await bounds(session)  # first: what happens meanwhile comes again by the stream
        rows = await queue_rows(session, desk, queue, staff=staff, now=now)
        told = await counts(session, staff)
        shown: Opened | None = None
        if conversation_id is not None:
            shown = await opened(session, desk, staff, conversation_id, now=now)
    return render(
        request,
        "inbox/panes.html",
        queue=queue,
        tabs=tabs_for(staff, told),
        told=told,
        rows=rows,
        after=after,
        shown=shown,
        labels=wording,
        **powers(staff),
    )


def _list(request: Request, queue: Queue, rows: Rows, told: QueueCounts, **more: Any) -> HTTPResponse:
    return render(
        request,
        "inbox/rows.html",
        queue=queue,
        rows=rows,
        told=told,
        tabs=tabs_for(staff_of(request), told),
        labels=wording,
        headers={"Cache-Control": "no-store"},
        **more,
    )


@blueprint.get("/list", name="list")
@staff_page(READ)
async def list_page(request: Request) -> HTTPResponse:
    """A queue anew, or its next page (`cursor`)."""
    desk, staff, queue = desk_of(request), staff_of(request), queue_of(request)
    cursor = request.args.get("cursor")
    if cursor is not None and not is_uuid(cursor):
        raise ConversationQueryInvalid
    async with desk.database.read() as session:
        now = desk.clock()
        rows = await queue_rows(session, desk, queue, staff=staff, cursor=cursor, now=now)
        told = await counts(session, staff)
    return _list(request, queue, rows, told)


@blueprint.get("/rows", name="rows")
@staff_page(READ)
async def some_rows(request: Request) -> HTTPResponse:
    """Those that something happened in: `id` as often as wanted."""
    desk, staff, queue = desk_of(request), staff_of(request), queue_of(request)
    ids = [one.lower() for one in request.args.getlist("id", []) if is_uuid(one)][:MOST_ROWS]
    async with desk.database.read() as session:
        rows = await chosen_rows(session, desk, queue, ids, staff=staff, now=desk.clock())
        told = await counts(session, staff)
    return _list(request, queue, rows, told)
