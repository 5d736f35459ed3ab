"""/api/v1/agencies: list, read, import."""

from urllib.parse import urlencode

from pydantic import ValidationError
from sanic import Blueprint, HTTPResponse, Request
from sanic.response import raw

from desk.agencies import importing, openapi, service
from desk.agencies.errors import NotCsv
from desk.agencies.model import Agency
from desk.agencies.schemas import AgencyOut, AgencyPage, AgencyQuery, ImportOut
from desk.agencies.wording import KIND_LABELS
from desk.cases.errors import InvalidQuery
from desk.clients.guard import client_of, guard
from desk.context import desk_of
from desk.errors import TooLarge
from desk.places.divisions import official_name
from desk.web.operations import describes
from desk.web.problems import field_errors

PREFIX = "/api/v1"
MAX_FILE = 2**20  # bytes: ten times the counties of China

blueprint = Blueprint("agencies", url_prefix=PREFIX)
blueprint.on_request(guard)


def _json(body: str, headers: dict[str, str] | None = None) -> HTTPResponse:
    return raw(body.encode(), headers=headers, content_type="application/json")


def show(agency: Agency) -> AgencyOut:
    """An agency as the API shows it."""
    return AgencyOut(
        id=agency.id,
        code=agency.code,
        name=agency.name,
        kind=agency.kind,
        kind_label=KIND_LABELS[agency.kind],
        level=agency.level,
        region_code=agency.region_code,
        region=official_name(agency.region_code),
        parent_code=agency.parent_code,
        phone=agency.phone,
        matters=agency.matters,
        active=agency.active,
        source=agency.source,
    )


@blueprint.get("/agencies")
@describes(openapi.LIST_AGENCIES)
async def list_agencies(request: Request) -> HTTPResponse:
    """One page, and where the next one is."""
    try:
        query = AgencyQuery.model_validate({name: values[-1] for name, values in request.args.items()})
    except ValidationError as error:
        raise InvalidQuery(errors=field_errors(error)) from error
    async with desk_of(request).database.read() as session:
        found, cursor = await service.list_agencies(session, query)
    headers = {}
    if cursor is not None:
        asked = query.model_dump(mode="json", exclude_none=True) | {"cursor": cursor}
        headers["Link"] = f'<{PREFIX}/agencies?{urlencode(asked)}>; rel="next"'
    page = AgencyPage(agencies=[show(agency) for agency in found], next_cursor=cursor)
    return _json(page.model_dump_json(), headers)


@blueprint.get("/agencies/<code:str>", unquote=True)
@describes(openapi.GET_AGENCY)
async def get_agency(request: Request, code: str) -> HTTPResponse:
    """One of them."""
    async with desk_of(request).database.read() as session:
        found = await service.find_agency(session, code)
    return _json(show(found).model_dump_json())


@blueprint.post("/agencies/import")
@describes(openapi.IMPORT_AGENCIES)
async def import_agencies(request: Request) -> HTTPResponse:
    """All lines of the file, or none."""
    desk = desk_of(request)
    declared = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if declared != openapi.CSV_TYPE:
        raise NotCsv
    if len(request.body) > MAX_FILE:
        raise TooLarge(extra={"bytes": len(request.body)})
    async with desk.database.write() as session:
        done = await importing.import_by(
            session,
            desk.vault,
            request.body,
            services=request.app.ctx.services,
            actor=f"client:{client_of(request).name}",
            now=desk.clock(),
        )
    return _json(
        ImportOut(added=done.added, changed=done.changed, unchanged=done.unchanged).model_dump_json()
    )
