"""/console/cases/<number>/steps/<event>: one row of the state table, as a form with what that row and the law ask for."""

import datetime as dt

from pydantic import ValidationError
from sanic import HTTPResponse, Request
from sanic.response import redirect
from sqlalchemy.ext.asyncio import AsyncSession

from desk.agencies.register import present_tree
from desk.agencies.transfers import check_transfer
from desk.cases.acting import act
from desk.cases.errors import TransitionNotAllowed
from desk.cases.model import Case
from desk.cases.requests import TransitionIn
from desk.cases.states import GROUNDS, CaseEvent, Need, row
from desk.cases.wording import EVENT_LABELS, NOTICES, STATE_LABELS, grounds_text
from desk.clients.reach import find_for
from desk.console.cases import wording
from desk.console.cases.blueprint import blueprint
from desk.console.cases.case_view import steps_for, view_of
from desk.console.cases.fields import beside_fields, expect_version, fen_of, optional, typed_form
from desk.console.cases.once import new_token, once, token_of
from desk.console.cases.people import officer_of
from desk.console.forms import form_field, form_fields
from desk.console.guard import staff_of, staff_page
from desk.console.rendering import render
from desk.context import desk_of
from desk.errors import Conflict, DeskError, Forbidden, InvalidBody, NotFound, Unprocessable
from desk.staff.roles import Permission
from desk.web.problems import field_errors

PATH = "/console/cases"
MONEY = frozenset({CaseEvent.SETTLE})  # steps at which the consumer gets something back
REFUSED = (Unprocessable, Conflict, Forbidden, NotFound)


def _event(name: str) -> CaseEvent:
    """Raises TransitionNotAllowed."""
    try:
        return CaseEvent(name)
    except ValueError:
        raise TransitionNotAllowed from None


@blueprint.get("/<case_no:str>/steps/<event:str>", name="step")
@staff_page(Permission.CASES_WORK)
async def step_page(request: Request, case_no: str, event: str) -> HTTPResponse:
    """The form."""
    return await _form(request, case_no, _event(event))


async def _form(
    request: Request, case_no: str, event: CaseEvent, error: DeskError | None = None
) -> HTTPResponse:
    """Raises CaseNotFound, TransitionNotAllowed when this role can take no such step now; after an error it is told
    as such, with what was typed."""
    desk, staff, now = desk_of(request), staff_of(request), desk_of(request).clock()
    async with desk.database.read() as session:
        case = await find_for(session, staff, case_no)
        view = await view_of(session, desk, staff, case, services=request.app.ctx.services, now=now)
        receivers = await _receivers(session, case) if event is CaseEvent.TRANSFER else []
    offered = event in steps_for(staff, case)
    if not offered and error is None:
        raise TransitionNotAllowed
    taken = row(case.kind, case.state, event) if offered else None
    news = [line for line in view.lines.lines if line.id > form_field(request, "seen", longest=36)]
    return render(
        request,
        "cases/step.html",
        status=200 if error is None else error.status,
        view=view,
        event=event,
        row=taken,
        offered=offered,
        title=wording.step_name(event, EVENT_LABELS),
        to=None if taken is None else STATE_LABELS[taken.to],
        advice=wording.ADVICE.get(event),
        told=None
        if taken is None or taken.tells is None
        else wording.told_preview(taken.tells, case.case_no, view.agency),
        tells_reason=taken is not None and taken.tells is not None and "{reason}" in NOTICES[taken.tells],
        needs=frozenset() if taken is None else taken.needs,
        Need=Need,
        grounds=[(one.value, grounds_text([one])) for one in sorted(GROUNDS.get(event, ()))],
        receivers=receivers,
        money=event in MONEY,
        due_label=wording.DUE_ON.get(event, "最后一天"),
        today=now,
        error=error,
        wrong=beside_fields(error),
        typed=typed_form(request),
        ticked=form_fields(request, "grounds"),
        token=token_of(request) if error is not None else new_token(),
        news=news if error is not None and error.code == "case_changed" else [],
        said=wording,
    )


async def _receivers(session: AsyncSession, case: Case) -> list[tuple[str, str]]:
    """Code and name of the agencies that it may be sent to."""
    tree = await present_tree(session)
    sender = tree.by_id.get(case.agency_id or "")
    return [(node.code, node.name) for node in tree.nodes if check_transfer(tree, sender, node) is None]


@blueprint.post("/<case_no:str>/steps/<event:str>", name="do_step")
@staff_page(Permission.CASES_WORK)
async def do_step(request: Request, case_no: str, event: str) -> HTTPResponse:
    """Take it, once; refused, the form comes back with what was typed and what is wrong beside the fields."""
    desk, staff, wanted = desk_of(request), staff_of(request), _event(event)

    async def work(session: AsyncSession, now: dt.datetime) -> str:
        case = await find_for(session, staff, case_no, lock=True)
        expect_version(request, case)
        await act(session, desk.cases, case, _told(request, wanted), actor=officer_of(staff), now=now)
        return f"{PATH}/{case.case_no}"

    try:
        location = await once(request, f"step {case_no} {wanted.value}", work)
    except ValidationError as error:
        return await _form(request, case_no, wanted, InvalidBody(errors=field_errors(error)))
    except REFUSED as error:
        return await _form(request, case_no, wanted, error)
    return redirect(location, status=303)


def _told(request: Request, event: CaseEvent) -> TransitionIn:
    """Raises ValidationError, InvalidBody for a sum that is none."""
    return TransitionIn.model_validate(
        {
            "event": event,
            "grounds": form_fields(request, "grounds"),
            "reason": optional(request, "reason"),
            "due_on": optional(request, "due_on"),
            "agency": optional(request, "agency"),
            "duplicate_of": optional(request, "duplicate_of"),
            "recovered_fen": fen_of(form_field(request, "recovered"), "recovered"),
        }
    )
