"""/api/v1: file, list, read and look up cases; what can be complained about."""

from typing import Any
from urllib.parse import urlencode

from pydantic import ValidationError
from sanic import Blueprint, HTTPResponse, Request
from sanic.response import empty, raw

from desk.cases import filing, lookups, openapi, reading, views
from desk.cases.errors import InvalidQuery
from desk.cases.model import Case
from desk.cases.schemas import CaseIn, CaseOut, CasePage, CaseQuery, LookupIn, ServiceList
from desk.cases.services import find_service
from desk.clients import Scope
from desk.clients.guard import client_of, guard
from desk.context import Desk, desk_of
from desk.idempotency.service import Answer, body_digest, claim, parse_key
from desk.web.bodies import decode, expect_json, json_object
from desk.web.operations import describes
from desk.web.problems import field_errors

MAX_BODY = 64 * 2**10  # bytes of a filing: the longest story in the most wasteful JSON fits
PREFIX = "/api/v1"

blueprint = Blueprint("api_v1", url_prefix=PREFIX)
blueprint.on_request(guard)


def _json(body: str, status: int = 200, headers: dict[str, str] | None = None) -> HTTPResponse:
    return raw(body.encode(), status=status, headers=headers, content_type="application/json")


def _may_see_people(request: Request) -> bool:
    return client_of(request).may(Scope.CASES_PERSONAL)


@blueprint.post("/cases")
@describes(openapi.FILE_CASE)
async def file_case(request: Request) -> HTTPResponse:
    """File once. Key, case and answer are committed together or not at all."""
    desk, client = desk_of(request), client_of(request)
    expect_json(request, MAX_BODY)
    key = parse_key(request.headers.get("idempotency-key"))
    told = decode(CaseIn, request)
    digest = body_digest(desk.vault, "POST /cases", json_object(request))
    now = desk.clock()
    async with desk.database.write() as session:
        mine = await claim(session, desk.vault, client=client.name, key=key, digest=digest, now=now)
        answer = mine.answer
        if answer is not None:
            return _json(answer.body, answer.status, answer.headers | {"Idempotent-Replayed": "true"})
        filed = await filing.file_case(session, desk.cases, told, client=client.name, now=now)
        answer = _filed(filed, desk, personal=_may_see_people(request))
        mine.keep(answer)
    return _json(answer.body, answer.status, answer.headers)


def _filed(filed: filing.Filed, desk: Desk, *, personal: bool) -> Answer:
    case, *others = filed.cases
    shown = views.show(
        case,
        desk.vault,
        linked=[other.case_no for other in others],
        personal=personal,
        received_again=filed.received_again,
    )
    headers = {"Location": f"{PREFIX}/cases/{case.id}", "ETag": views.etag(case)}
    return Answer(201, headers, shown.model_dump_json())


@blueprint.get("/cases")
@describes(openapi.LIST_CASES)
async def list_cases(request: Request) -> HTTPResponse:
    """One page, and where the next one is."""
    query = _query(request)
    async with desk_of(request).database.read() as session:
        cases, cursor = await reading.list_cases(session, query)
        shown = await _shown(request, session, cases)
    page = CasePage(cases=shown, next_cursor=cursor)
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


async def _shown(request: Request, session: Any, cases: list[Case]) -> list[CaseOut]:
    linked = await reading.linked_numbers(session, cases)
    firsts = await reading.numbers_of(session, (case.duplicate_of for case in cases))
    vault, personal = desk_of(request).vault, _may_see_people(request)
    return [
        views.show(
            case,
            vault,
            linked=linked[case.id],
            personal=personal,
            duplicate_of=firsts.get(case.duplicate_of or ""),
        )
        for case in cases
    ]


@blueprint.get("/cases/<reference:str>", unquote=True)
@describes(openapi.GET_CASE)
async def get_case(request: Request, reference: str) -> HTTPResponse:
    """One case, or 304 when the caller knows this version."""
    async with desk_of(request).database.read() as session:
        case = await reading.find_case(session, reference)
        headers = {"ETag": views.etag(case)}
        known = {
            tag.strip().removeprefix("W/") for tag in request.headers.get("if-none-match", "").split(",")
        }
        if headers["ETag"] in known:
            return empty(304, headers=headers)
        (shown,) = await _shown(request, session, [case])
    return _json(shown.model_dump_json(), headers=headers)


# A pattern, because the router percent-encodes the colon of a plain path and then never matches it.
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
