"""/console/cases/transfers: what was sent where, and what came back."""

from sanic import HTTPResponse, Request

from desk.agencies.transfer_list import handovers
from desk.cases.states import CaseEvent
from desk.cases.wording import STATE_LABELS
from desk.clients.reach import reach_of
from desk.console.cases import wording
from desk.console.cases.blueprint import blueprint
from desk.console.guard import staff_of, staff_page
from desk.console.rendering import render
from desk.context import desk_of
from desk.ids import is_uuid
from desk.privacy.masking import mask_text
from desk.staff.roles import Permission


@blueprint.get("/transfers", name="transfers")
@staff_page(Permission.CASES_READ)
async def transfers(request: Request) -> HTTPResponse:
    """Newest first. A case that went out of reach is named and not opened."""
    desk, staff = desk_of(request), staff_of(request)
    cursor = str(request.args.get("cursor") or "")
    async with desk.database.read() as session:
        reach = await reach_of(session, staff)
        page, following = await handovers(
            session, agency_ids=reach, cursor=cursor if is_uuid(cursor) else None
        )
    rows = [
        {
            "at": one.change.at,
            "case_no": one.case.case_no,
            "opens": reach is None or one.case.agency_id in reach,
            "kind": wording.KINDS[one.case.kind],
            "returned": one.change.event is CaseEvent.RETURN,
            "sender": one.sender,
            "receiver": one.receiver,
            "due_on": (one.change.detail or {}).get("due_on"),
            "reason": None
            if one.change.reason_sealed is None
            else mask_text(desk.vault.open(one.change.reason_sealed)),
            "state": STATE_LABELS[one.case.state],
        }
        for one in page
    ]
    return render(request, "cases/transfers.html", rows=rows, cursor=following)
