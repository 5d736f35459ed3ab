"""/api/v1/enterprises: enrol, list, read and change."""

from urllib.parse import urlencode

from pydantic import ValidationError
from sanic import Blueprint, HTTPResponse, Request
from sanic.response import raw

from desk.cases.errors import InvalidQuery
from desk.clients.guard import client_of, guard
from desk.context import desk_of
from desk.enterprises import openapi, service, views
from desk.enterprises.model import Enterprise, EnterpriseName
from desk.enterprises.schemas import EnterpriseIn, EnterprisePage, EnterprisePatch, EnterpriseQuery
from desk.web.bodies import decode, expect_json
from desk.web.operations import describes
from desk.web.preconditions import expect_match
from desk.web.problems import field_errors

MAX_BODY = 64 * 2**10  # bytes: all names at their longest fit
PREFIX = "/api/v1"

blueprint = Blueprint("enterprises", url_prefix=PREFIX)
blueprint.on_request(guard)


def _json(body: str, status: int = 200, headers: dict[str, str] | None = None) -> HTTPResponse:
    return raw(body.encode(), status=status, headers=headers, content_type="application/json")


def _one(
    enterprise: Enterprise,
    names: dict[str, list[EnterpriseName]],
    status: int = 200,
    headers: dict[str, str] | None = None,
) -> HTTPResponse:
    shown = views.show(enterprise, names.get(enterprise.id, ()))
    return _json(shown.model_dump_json(), status, {"ETag": views.etag(enterprise)} | (headers or {}))


def _actor(request: Request) -> str:
    return f"client:{client_of(request).name}"


@blueprint.post("/enterprises")
@describes(openapi.ENROL)
async def enrol(request: Request) -> HTTPResponse:
    """Enrol one."""
    desk = desk_of(request)
    expect_json(request, MAX_BODY)
    told = decode(EnterpriseIn, request)
    async with desk.database.write() as session:
        enterprise = await service.enrol(session, desk.vault, told, actor=_actor(request), now=desk.clock())
        names = await service.names_of(session, [enterprise.id])
    return _one(enterprise, names, 201, {"Location": f"{PREFIX}/enterprises/{enterprise.code}"})


@blueprint.get("/enterprises")
@describes(openapi.LIST_ENTERPRISES)
async def list_enterprises(request: Request) -> HTTPResponse:
    """One page, and where the next one is."""
    try:
        query = EnterpriseQuery.model_validate({name: values[-1] for name, values in request.args.items()})
    except ValidationError as error:
        raise InvalidQuery(errors=field_errors(error)) from error
    async with desk_of(request).database.read() as session:
        found, cursor = await service.list_enterprises(session, query)
        names = await service.names_of(session, [enterprise.id for enterprise in found])
    shown = [views.show(enterprise, names.get(enterprise.id, ())) for enterprise in found]
    headers = {}
    if cursor is not None:
        asked = query.model_dump(mode="json", exclude_none=True) | {"cursor": cursor}
        headers["Link"] = f'<{PREFIX}/enterprises?{urlencode(asked)}>; rel="next"'
    return _json(EnterprisePage(enterprises=shown, next_cursor=cursor).model_dump_json(), headers=headers)


@blueprint.get("/enterprises/<code:str>", unquote=True)
@describes(openapi.GET_ENTERPRISE)
async def get_enterprise(request: Request, code: str) -> HTTPResponse:
    """One of them."""
    async with desk_of(request).database.read() as session:
        enterprise = await service.find_enterprise(session, code)
        names = await service.names_of(session, [enterprise.id])
    return _one(enterprise, names)


@blueprint.patch("/enterprises/<code:str>", unquote=True)
@describes(openapi.AMEND)
async def amend(request: Request, code: str) -> HTTPResponse:
    """Change what was given, by somebody who has seen this version."""
    desk = desk_of(request)
    expect_json(request, MAX_BODY)
    told = decode(EnterprisePatch, request)
    async with desk.database.write() as session:
        enterprise = await service.find_enterprise(session, code, lock=True)
        expect_match(request, views.etag(enterprise))
        await service.amend(session, desk.vault, enterprise, told, actor=_actor(request), now=desk.clock())
        names = await service.names_of(session, [enterprise.id])
    return _one(enterprise, names)
