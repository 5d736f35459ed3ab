"""/api/v1: file, list, read and look up cases; what can be complained about."""

import datetime as dt
from urllib.parse import urlencode

from pydantic import ValidationError
from sanic import Blueprint, HTTPResponse, Request
from sanic.response import empty, raw
from sqlalchemy.ext.asyncio import AsyncSession

from desk.cases import duplicates, filing, lookups, openapi, reading, views
from desk.cases.answers import PREFIX, answer, shown
from desk.cases.errors import InvalidQuery
from desk.cases.requests import DuplicateQuery
from desk.cases.schemas import CaseIn, CasePage, CaseQuery, LookupIn, ServiceList
from desk.cases.services import find_service
from desk.clients.guard import client_of, guard
from desk.clients.reach import agencies_meant, find_for
from desk.context import desk_of
from desk.idempotency.once import answer_once
from desk.idempotency.service import Answer
from desk.web.bodies import decode, expect_json
from desk.web.operations import describes
from desk.web.preconditions import tags
from desk.web.problems import field_errors

MAX_BODY = (
    256 * 2**10
)  # bytes of a filing: the longest story in the most wasteful JSON, fifty joint complainants

blueprint = Blueprint("api_v1", url_prefix=PREFIX)
blueprint.on_request(guard)


def _json(body: str, status: int = 200, headers: dict[str, str] | None = None) -> HTTPResponse:
    return raw(body.encode(), status=status, headers=headers, content_type="application/json")


@blueprint.post("/cases")
@describes(openapi.FILE_CASE)
async def file_case(request: Request) -> HTTPResponse:
    """File once. Key, case and answer are committed together or not at all."""
    desk, client = desk_of(request), client_of(request)
    expect_json(request, MAX_BODY)
    told = decode(CaseIn, request)

    async def work(session: AsyncSession, now: dt.datetime) -> Answer:
        filed = await filing.file_case(session, desk.cases, told, client=client.name, now=now)
        return await answer(session, desk, filed.cases[0], status=201, received_again=filed.received_again)

    return await answer_once(request, "POST /cases", work)


@blueprint.get("/cases")
@describes(openapi.LIST_CASES)
async def list_cases(request: Request) -> HTTPResponse:
    """One page, and where the next one is."""
    query = _query(request)
    desk = desk_of(request)
    async with desk.database.read() as session:
        agencies = await agencies_meant(session, client_of(request), query.agency_id, subtree=query.subtree)
        cases, cursor = await reading.list_cases(session, query, agency_ids=agencies)
        page = CasePage(cases=await shown(session, desk, cases), next_cursor=cursor)
    headers = {}
    if cursor is not None:
        asked = query.model_dump(mode="json", exclude_none=True) | {"cursor": cursor}
        headers["Link"] = f'<{PREFIX}/cases?{urlencode(asked)}>; rel="next"'
    return _json(page.model_dump_json(), headers=headers)


def _query(request: Request) -> CaseQuery:
    """Raises InvalidQuery."""
    try:
        return CaseQuery.model_validate({name: values[-1] for name, values in request.args.items()})
    except ValidationError as error:
        raise InvalidQuery(errors=field_errors(error)) from error


@blueprint.get("/cases/<reference:str>", unquote=True)
@describes(openapi.GET_CASE)
async def get_case(request: Request, reference: str) -> HTTPResponse:
    """One case, or 304 when the caller knows this version."""
    desk = desk_of(request)
    async with desk.database.read() as session:
        case = await find_for(session, client_of(request), reference)
        headers = {"ETag": views.etag(case)}
        if headers["ETag"] in tags(request.headers.get("if-none-match", "")):
            return empty(304, headers=headers)
        (one,) = await shown(session, desk, [case])
    return _json(one.model_dump_json(), headers=headers)


# Patterns, because the router percent-encodes the colon of a plain path and then never matches it.
@blueprint.post("/<custom_method:cases:lookup>")
@describes(openapi.LOOK_UP)
async def look_up(request: Request, custom_method: str) -> HTTPResponse:
    """Status for whoever holds the number and the last four digits."""
    desk = desk_of(request)
    expect_json(request, MAX_BODY)
    asked = decode(LookupIn, request)
    # One client asks for many people: the conversation tells them apart, the address would not.
    caller = f"{client_of(request).name} {asked.conversation_id or request.client_ip}"
    async with desk.database.read() as session:
        case = await lookups.look_up(
            session, desk.vault, desk.limiter, asked, caller=caller, now=desk.clock()
        )
    return _json(views.show_status(case).model_dump_json())


@blueprint.post("/<custom_method:cases:check-duplicates>")
@describes(openapi.CHECK_DUPLICATES)
async def check_duplicates(request: Request, custom_method: str) -> HTTPResponse:
    """Whether this dispute is here already, before it is filed."""
    desk = desk_of(request)
    expect_json(request, MAX_BODY)
    asked = decode(DuplicateQuery, request)
    async with desk.database.read() as session:
        found = await duplicates.find_duplicates(session, desk.vault, asked, now=desk.clock())
    return _json(views.show_duplicates(found).model_dump_json())


@blueprint.get("/services")
@describes(openapi.LIST_SERVICES)
async def list_services(request: Request) -> HTTPResponse:
    """The catalogue."""
    return _json(ServiceList(services=list(request.app.ctx.services.values())).model_dump_json())


@blueprint.get("/services/<code:str>", unquote=True)
@describes(openapi.GET_SERVICE)
async def get_service(request: Request, code: str) -> HTTPResponse:
    """One entry of it."""
    return _json(find_service(request.app.ctx.services, code).model_dump_json())
