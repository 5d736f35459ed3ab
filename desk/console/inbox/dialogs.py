"""GET /console/inbox/c/<id>/ask/…: the forms that are opened over the panes."""

import datetime as dt

from sanic import HTTPResponse, Request

from desk.clock import LEGAL_ZONE
from desk.console.guard import staff_of, staff_page
from desk.console.inbox import wording
from desk.console.inbox.acts import LOCAL
from desk.console.inbox.canned_pages import pieces_of
from desk.console.inbox.colleagues import colleagues
from desk.console.inbox.routes import ANSWER, READ, blueprint, of_conversation
from desk.console.rendering import render
from desk.context import desk_of
from desk.handoff.canned import list_canned
from desk.handoff.detail import find
from desk.handoff.notes import known_labels, labels_of
from desk.handoff.states import GIVEN, CloseReason
from desk.staff.roles import Permission

MORNING = dt.time(9)


def tomorrow_morning(now: dt.datetime) -> str:
    """As a browser's field wants it: 2026-11-21T09:00, in China."""
    local = now.astimezone(LEGAL_ZONE)
    return dt.datetime.combine(local.date() + dt.timedelta(days=1), MORNING).strftime(LOCAL)


@blueprint.get("/c/<conversation_id:str>/ask/close", name="ask_close")
@of_conversation(ANSWER)
async def ask_close(request: Request, conversation_id: str) -> HTTPResponse:
    """Why it ends."""
    reasons = [(one.value, wording.CLOSE_REASONS[one]) for one in CloseReason if one in GIVEN]
    return render(request, "inbox/ask_close.html", conversation_id=conversation_id, reasons=reasons)


@blueprint.get("/c/<conversation_id:str>/ask/snooze", name="ask_snooze")
@of_conversation(ANSWER)
async def ask_snooze(request: Request, conversation_id: str) -> HTTPResponse:
    """Until when."""
    morning = tomorrow_morning(desk_of(request).clock())
    return render(request, "inbox/ask_snooze.html", conversation_id=conversation_id, morning=morning)


@blueprint.get("/c/<conversation_id:str>/ask/transfer", name="ask_transfer")
@of_conversation(ANSWER)
async def ask_transfer(request: Request, conversation_id: str) -> HTTPResponse:
    """To whom."""
    async with desk_of(request).database.read() as session:
        people = await colleagues(session, without=staff_of(request).id)
    return render(request, "inbox/ask_transfer.html", conversation_id=conversation_id, people=people)


@blueprint.get("/c/<conversation_id:str>/ask/labels", name="ask_labels")
@of_conversation(ANSWER)
async def ask_labels(request: Request, conversation_id: str) -> HTTPResponse:
    """Which."""
    async with desk_of(request).database.read() as session:
        conversation = await find(session, conversation_id)
        chosen = await labels_of(session, conversation.id)
        known = await known_labels(session)
    return render(
        request, "inbox/ask_labels.html", conversation_id=conversation.id, chosen=chosen, known=known
    )


@blueprint.get("/c/<conversation_id:str>/ask/clear", name="ask_clear")
@of_conversation(Permission.PERSONAL_DATA_REVEAL)
async def ask_clear(request: Request, conversation_id: str) -> HTTPResponse:
    """For what reason numbers are to be seen."""
    return render(request, "inbox/ask_clear.html", conversation_id=conversation_id)


@blueprint.get("/canned/menu", name="canned_menu")
@staff_page(READ)
async def canned_menu(request: Request) -> HTTPResponse:
    """The canned replies that are offered after a slash."""
    async with desk_of(request).database.read() as session:
        found = await list_canned(session)
    rows = [(one, pieces_of(one.text)) for one in found]
    return render(request, "inbox/canned_menu.html", rows=rows, headers={"Cache-Control": "no-store"})
