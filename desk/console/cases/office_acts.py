"""/console/cases/<number>/…: small acts on the case page: notes, labels, who works on it, follow-up calls, files."""

import asyncio
import datetime as dt
from collections.abc import Awaitable, Callable

from sanic import HTTPResponse, Request
from sanic.request import File
from sanic.response import redirect
from sqlalchemy.ext.asyncio import AsyncSession

from desk.assignments.service import assign
from desk.attachments import case_files
from desk.attachments.sanitise import sanitise
from desk.attachments.service import storing
from desk.cases.model import Case
from desk.clients.reach import find_for
from desk.console.cases import wording
from desk.console.cases.blueprint import blueprint
from desk.console.cases.case_page import case_page
from desk.console.cases.errors import wrong
from desk.console.cases.fields import optional
from desk.console.cases.list_query import ME
from desk.console.cases.once import once
from desk.console.cases.people import assignee, assigning_of, officer_of
from desk.console.forms import form_field
from desk.console.guard import staff_of, staff_page
from desk.context import desk_of
from desk.errors import Conflict, DeskError, Forbidden, InvalidRequest, TooLarge, Unprocessable
from desk.labels.service import add_label, remove_label
from desk.notes.service import add_note
from desk.revisits.rules import Call, Kept, Reached
from desk.revisits.service import record_call
from desk.staff.roles import Permission
from desk.worklist.schemas import NOBODY

REFUSED = (Unprocessable, Conflict, Forbidden, InvalidRequest, TooLarge)
Act = Callable[[AsyncSession, Case, dt.datetime], Awaitable[object]]


async def act_once(request: Request, case_no: str, form: str, act: Act) -> HTTPResponse:
    """Do it once to the case, its row held, and show it; refused, the page comes back with what was typed in that form."""
    staff = staff_of(request)

    async def work(session: AsyncSession, now: dt.datetime) -> str:
        case = await find_for(session, staff, case_no, lock=True)
        await act(session, case, now)
        return f"/console/cases/{case.case_no}#{form}"

    try:
        location = await once(request, f"{form} {case_no}", work)
    except REFUSED as error:
        return await case_page(request, case_no, error=error, form=form)
    return redirect(location, status=303)


@blueprint.post("/<case_no:str>/notes", name="note")
@staff_page(Permission.CASES_WORK)
async def note(request: Request, case_no: str) -> HTTPResponse:
    """A note of the office."""
    desk, actor = desk_of(request), officer_of(staff_of(request))

    async def act(session: AsyncSession, case: Case, now: dt.datetime) -> None:
        await add_note(session, desk.cases, case, form_field(request, "text"), actor=actor, now=now)

    return await act_once(request, case_no, "notes", act)


@blueprint.post("/<case_no:str>/labels", name="label")
@staff_page(Permission.CASES_WORK)
async def label(request: Request, case_no: str) -> HTTPResponse:
    """Give a label or take one."""
    desk, actor = desk_of(request), officer_of(staff_of(request))

    async def act(session: AsyncSession, case: Case, now: dt.datetime) -> None:
        if (gone := optional(request, "remove")) is not None:
            await remove_label(session, desk.cases, case, gone, actor=actor, now=now)
        else:
            await add_label(session, desk.cases, case, form_field(request, "name"), actor=actor, now=now)

    return await act_once(request, case_no, "labels", act)


@blueprint.post("/<case_no:str>/assign", name="assign")
@staff_page(Permission.CASES_WORK)
async def give(request: Request, case_no: str) -> HTTPResponse:
    """Take it, give it back; a supervisor gives it to anybody."""
    desk, staff = desk_of(request), staff_of(request)

    async def act(session: AsyncSession, case: Case, now: dt.datetime) -> None:
        chosen = form_field(request, "to", longest=40)
        to = None if chosen == NOBODY else await assignee(session, staff.id if chosen == ME else chosen)
        await assign(session, desk.cases, case, to, by=assigning_of(staff), actor=officer_of(staff), now=now)

    return await act_once(request, case_no, "assign", act)


@blueprint.post("/<case_no:str>/revisits", name="revisit")
@staff_page(Permission.CASES_WORK)
async def revisit(request: Request, case_no: str) -> HTTPResponse:
    """What came of a follow-up call."""
    desk, actor = desk_of(request), officer_of(staff_of(request))

    async def act(session: AsyncSession, case: Case, now: dt.datetime) -> None:
        await record_call(session, desk.cases, case, _call(request), actor=actor, now=now)

    return await act_once(request, case_no, "revisits", act)


def _call(request: Request) -> Call:
    """Raises InvalidBody for what the form does not offer."""
    outcome, kept = form_field(request, "outcome"), optional(request, "kept")
    number, rated = form_field(request, "number"), optional(request, "satisfaction")
    if outcome not in list(Reached):
        raise wrong("outcome", "missing", "请选一项")
    if kept is not None and kept not in list(Kept):
        raise wrong("kept", "missing", "请选一项")
    if not number.isdecimal() or (rated is not None and not rated.isdecimal()):
        raise wrong("satisfaction", "range", "满意度是1到5分")
    return Call(
        number=int(number),
        outcome=Reached(outcome),
        satisfaction=None if rated is None else int(rated),
        kept=None if kept is None else Kept(kept),
        note=optional(request, "note"),
    )


@blueprint.post("/<case_no:str>/files", name="attach")
@staff_page(Permission.CASES_WORK)
async def attach(request: Request, case_no: str) -> HTTPResponse:
    """Evidence that staff add: looked into and drawn anew like everybody's, its content stored before the transaction."""
    desk, staff = desk_of(request), staff_of(request)
    try:
        upload = _upload(request)
        clean = await asyncio.to_thread(sanitise, upload.body, max_bytes=desk.settings.max_attachment_bytes)
    except DeskError as error:
        return await case_page(request, case_no, error=error, form="files")
    async with storing(desk.storage, desk.vault, clean) as stored:

        async def act(session: AsyncSession, case: Case, now: dt.datetime) -> None:
            case_files.check_takes_from_office(case)
            await case_files.attach(
                session,
                desk.cases,
                case,
                stored,
                name=upload.name or "",
                actor=officer_of(staff),
                limit=case_files.MOST_BY_OFFICE,
                now=now,
            )

        return await act_once(request, case_no, "files", act)


def _upload(request: Request) -> File:
    """Raises InvalidBody."""
    upload: File | None = request.files.get("file") if request.files else None
    if upload is None or not upload.body:
        raise wrong("file", "missing", wording.FILE_MISSING)
    return upload
