"""/api/v1: what is due, and the legal periods of a case."""

from urllib.parse import urlencode

from pydantic import ValidationError
from sanic import Blueprint, HTTPResponse, Request
from sanic.response import raw

from desk.cases.errors import InvalidQuery
from desk.cases.reading import find_case
from desk.cases.states import CaseKind
from desk.clients.guard import guard
from desk.clock import legal_day
from desk.clocks import openapi, reading, views
from desk.clocks.schemas import CaseClocks, DuePage, DueQuery
from desk.context import desk_of
from desk.web.operations import describes
from desk.web.problems import field_errors

PREFIX = "/api/v1"

blueprint = Blueprint("clocks_v1", url_prefix=PREFIX)
blueprint.on_request(guard)


def _json(body: str, headers: dict[str, str] | None = None) -> HTTPResponse:
    return raw(body.encode(), headers=headers, content_type="application/json")


@blueprint.get("/clocks")
@describes(openapi.LIST_CLOCKS)
async def list_clocks(request: Request) -> HTTPResponse:
    """One page, and where the next one is."""
    desk, query = desk_of(request), _query(request)
    now = desk.clock()
    async with desk.database.read() as session:
        found, cursor = await reading.due_list(
            session,
            window=query.window,
            agency_ids=query.agency_id,
            kind=query.kind,
            cursor=query.cursor,
            limit=query.limit,
            now=now,
        )
    page = DuePage(clocks=[views.show_due(due, today=legal_day(now)) for due in found], next_cursor=cursor)
    headers = {}
    if cursor is not None:
        asked = query.model_dump(mode="json", exclude_none=True) | {"cursor": cursor}
        headers["Link"] = f'<{PREFIX}/clocks?{urlencode(asked, doseq=True)}>; rel="next"'
    return _json(page.model_dump_json(), headers)


def _query(request: Request) -> DueQuery:
    """Raises InvalidQuery."""
    asked = {name: values if name == "agency_id" else values[-1] for name, values in request.args.items()}
    try:
        return DueQuery.model_validate(asked)
    except ValidationError as error:
        raise InvalidQuery(errors=field_errors(error)) from error


@blueprint.get("/cases/<reference:str>/clocks", unquote=True)
@describes(openapi.CASE_CLOCKS)
async def case_clocks(request: Request, reference: str) -> HTTPResponse:
    """All clocks of one case."""
    desk = desk_of(request)
    async with desk.database.read() as session:
        case = await find_case(session, reference)
        clocks = await reading.clocks_of(session, case.id)
    today, is_report = legal_day(desk.clock()), case.kind is CaseKind.REPORT
    shown = CaseClocks(clocks=[views.show(clock, is_report=is_report, today=today) for clock in clocks])
    return _json(shown.model_dump_json())
