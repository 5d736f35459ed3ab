"""/console/cases/<number>/reveal: people in clear for a minute, for a purpose and a reason that are written down."""

from pydantic import ValidationError
from sanic import HTTPResponse, Request

from desk.clients.reach import find_for
from desk.console.cases.blueprint import blueprint
from desk.console.cases.case_page import case_page
from desk.console.forms import form_field
from desk.console.guard import staff_of, staff_page
from desk.context import desk_of
from desk.disclosures.schemas import DisclosureIn
from desk.disclosures.service import disclose_case
from desk.errors import InvalidBody
from desk.staff.roles import Permission
from desk.web.problems import field_errors

SHOWN_FOR = 60  # seconds, then the page asks for itself, masked


@blueprint.post("/<case_no:str>/reveal", name="reveal")
@staff_page(Permission.PERSONAL_DATA_REVEAL)
async def reveal(request: Request, case_no: str) -> HTTPResponse:
    """The page in clear. The entry in the audit log and what is shown come from one transaction; it leaves after the commit.

    The browser is told to go back to the masked page by a header, so it does without a script as well, and keeps nothing
    of the page in clear (no-store).
    """
    desk, staff = desk_of(request), staff_of(request)
    try:
        told = DisclosureIn.model_validate(
            {"purpose": form_field(request, "purpose"), "reason": form_field(request, "reason")}
        )
    except ValidationError as error:
        refused = InvalidBody(errors=field_errors(error))
        return await case_page(request, case_no, error=refused, form="reveal")
    async with desk.database.write() as session:
        case = await find_for(session, staff, case_no, lock=True, restricted=True)
        disclosed = await disclose_case(session, desk.vault, case, told, actor=staff.actor, now=desk.clock())
    headers = {"Cache-Control": "no-store", "Refresh": f"{SHOWN_FOR};url=/console/cases/{case.case_no}"}
    return await case_page(request, case.case_no, shown=disclosed.case, headers=headers)
