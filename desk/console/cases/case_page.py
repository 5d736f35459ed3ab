"""/console/cases/<number>: everything about one case."""

from typing import Any

from sanic import HTTPResponse, Request

from desk.cases.schemas import CaseOut
from desk.clients.reach import find_for, reach_of
from desk.console.cases import wording
from desk.console.cases.blueprint import blueprint
from desk.console.cases.case_view import CaseView, view_of
from desk.console.cases.fields import beside_fields, typed_form
from desk.console.cases.once import new_token
from desk.console.cases.people import colleagues
from desk.console.guard import staff_of, staff_page
from desk.console.rendering import render
from desk.context import desk_of
from desk.errors import DeskError
from desk.staff.roles import Permission


@blueprint.get("/<case_no:str>", name="case")
@staff_page(Permission.CASES_READ)
async def show_case(request: Request, case_no: str) -> HTTPResponse:
    """The page, people masked."""
    return await case_page(request, case_no)


async def case_page(
    request: Request,
    case_no: str,
    *,
    error: DeskError | None = None,
    form: str = "",
    shown: CaseOut | None = None,
    headers: dict[str, str] | None = None,
) -> HTTPResponse:
    """The page. error, form: what was refused in which form of it, which then holds what was typed.
    shown: the case in clear, after a disclosure. Raises CaseNotFound."""
    desk, staff, now = desk_of(request), staff_of(request), desk_of(request).clock()
    async with desk.database.read() as session:
        case = await find_for(session, staff, case_no)
        view = await view_of(
            session, desk, staff, case, services=request.app.ctx.services, now=now, shown=shown
        )
        people = await colleagues(session, await reach_of(session, staff))
    return render(
        request,
        "cases/case.html",
        status=200 if error is None else error.status,
        headers=headers,
        view=view,
        error=error,
        form=form,
        typed=typed_form(request) if error is not None else {},
        wrong=beside_fields(error),
        people=people,
        token=new_token,
        said=wording,
        personal=shown is not None,
        **_may(request, view),
    )


def _may(request: Request, view: CaseView) -> dict[str, Any]:
    staff = staff_of(request)
    works = staff.may(Permission.CASES_WORK) and view.case.erased_at is None
    return {
        "works": works,
        "supervises": staff.may(Permission.CASES_SUPERVISE),
        "may_reveal": staff.may(Permission.PERSONAL_DATA_REVEAL) and view.case.erased_at is None,
        "takes_files": works and view.case.duplicate_of is None,
    }
