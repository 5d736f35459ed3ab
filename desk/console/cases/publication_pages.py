"""/console/cases/publication: what waits to be published, looked at, approved or refused."""

import datetime as dt

from pydantic import ValidationError
from sanic import HTTPResponse, Request
from sanic.response import redirect
from sqlalchemy.ext.asyncio import AsyncSession

from desk.cases import views
from desk.cases.wording import STATE_LABELS
from desk.clients.reach import find_for, reach_of
from desk.console.cases import wording
from desk.console.cases.blueprint import blueprint
from desk.console.cases.errors import wrong
from desk.console.cases.fields import beside_fields, optional, typed_form
from desk.console.cases.list_rows import business_of
from desk.console.cases.once import new_token, once, token_of
from desk.console.cases.people import officer_of
from desk.console.forms import form_field
from desk.console.guard import staff_of, staff_page
from desk.console.rendering import render
from desk.context import desk_of
from desk.errors import Conflict, DeskError, InvalidBody, Unprocessable
from desk.ids import is_uuid
from desk.publication.model import RefusalReason
from desk.publication.queue import preview, queue, refuse
from desk.publication.schemas import PublicationIn
from desk.publication.service import publish
from desk.publication.wording import NOTICE, OUTCOMES, TRACES
from desk.staff.roles import Permission
from desk.web.problems import field_errors

PATH = "/console/cases/publication"


@blueprint.get("/publication", name="publication")
@staff_page(Permission.CASES_READ)
async def show_queue(request: Request) -> HTTPResponse:
    """The longest waiting first."""
    desk, staff = desk_of(request), staff_of(request)
    after = str(request.args.get("after") or "")
    async with desk.database.read() as session:
        found, cursor = await queue(
            session, agency_ids=await reach_of(session, staff), after=after if is_uuid(after) else None
        )
    rows = [
        {
            "case_no": case.case_no,
            "business": business_of(case),
            "product": case.product,
            "state": STATE_LABELS[case.state],
            "closed_at": case.closed_at,
        }
        for case in found
    ]
    return render(request, "cases/publication.html", rows=rows, cursor=cursor)


@blueprint.get("/publication/<case_no:str>", name="publication_preview")
@staff_page(Permission.CASES_WORK)
async def show_preview(request: Request, case_no: str) -> HTTPResponse:
    """What the public would read, and the two forms."""
    return await _preview(request, case_no)


async def _preview(
    request: Request, case_no: str, error: DeskError | None = None, form: str = ""
) -> HTTPResponse:
    desk, staff = desk_of(request), staff_of(request)
    services = request.app.ctx.services
    async with desk.database.read() as session:
        case = await find_for(session, staff, case_no)
        shown = await preview(session, desk.vault, case)
        masked = views.show(case, desk.vault, linked=[], personal=False)
    service = services.get(shown.category or "")
    return render(
        request,
        "cases/publish.html",
        status=200 if error is None else error.status,
        case=case,
        masked=masked,
        preview=shown,
        outcome=None if shown.outcome is None else OUTCOMES[shown.outcome],
        category=None if service is None else service.name,
        traces=[TRACES[one] for one in shown.traces],
        disclaimer=NOTICE,
        demands=[wording.DEMANDS[one] for one in masked.demands],
        refusals=[(one.value, words) for one, words in wording.REFUSALS.items()],
        state=STATE_LABELS[case.state],
        error=error,
        form=form,
        wrong=beside_fields(error),
        typed=typed_form(request),
        publish_token=token_of(request) if form == "publish" else new_token(),
        refuse_token=token_of(request) if form == "refuse" else new_token(),
    )


@blueprint.post("/publication/<case_no:str>", name="do_publish")
@staff_page(Permission.CASES_WORK)
async def do_publish(request: Request, case_no: str) -> HTTPResponse:
    """Publish it."""
    desk, staff = desk_of(request), staff_of(request)

    async def work(session: AsyncSession, now: dt.datetime) -> str:
        case = await find_for(session, staff, case_no, lock=True)
        told = PublicationIn.model_validate(
            {"business_name": optional(request, "business_name"), "summary": optional(request, "summary")}
        )
        await publish(session, desk.cases, case, told, actor=officer_of(staff), now=now)
        return PATH

    try:
        location = await once(request, f"publish {case_no}", work)
    except ValidationError as error:
        return await _preview(request, case_no, InvalidBody(errors=field_errors(error)), "publish")
    except (Unprocessable, Conflict) as error:
        return await _preview(request, case_no, error, "publish")
    return redirect(location, status=303)


@blueprint.post("/publication/<case_no:str>/refusal", name="refuse_publication")
@staff_page(Permission.CASES_WORK)
async def do_refuse(request: Request, case_no: str) -> HTTPResponse:
    """Take it off the queue, with a reason."""
    desk, staff = desk_of(request), staff_of(request)

    async def work(session: AsyncSession, now: dt.datetime) -> str:
        reason = form_field(request, "reason")
        if reason not in list(RefusalReason):
            raise wrong("reason", "missing", "请选一项")
        case = await find_for(session, staff, case_no, lock=True)
        note = form_field(request, "note", longest=500) or None
        await refuse(session, desk.cases, case, RefusalReason(reason), note, actor=officer_of(staff), now=now)
        return PATH

    try:
        location = await once(request, f"refuse publication {case_no}", work)
    except (Unprocessable, Conflict) as error:
        return await _preview(request, case_no, error, "refuse")
    return redirect(location, status=303)
