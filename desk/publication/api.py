"""/api/v1/cases/{reference}/publication: what officers publish and withdraw."""

from sanic import Blueprint, HTTPResponse, Request
from sanic.response import raw

from desk.cases.changes_api import officer_of
from desk.clients.guard import client_of, guard
from desk.clients.reach import find_for
from desk.context import desk_of
from desk.publication import openapi, service
from desk.publication.schemas import PublicationIn, WithdrawalIn
from desk.web.bodies import decode, expect_json
from desk.web.operations import describes

MAX_BODY = 16 * 2**10  # bytes

blueprint = Blueprint("publication", url_prefix="/api/v1")
blueprint.on_request(guard)


@blueprint.post("/cases/<reference:str>/publication", unquote=True)
@describes(openapi.PUBLISH)
async def publish(request: Request, reference: str) -> HTTPResponse:
    """Publish, once; the same again answers with what stands."""
    desk = desk_of(request)
    expect_json(request, MAX_BODY)
    told = decode(PublicationIn, request)
    async with desk.database.write() as session:
        case = await find_for(session, client_of(request), reference, lock=True)
        made, is_new = await service.publish(
            session,
            desk.cases,
            case,
            told,
            actor=officer_of(client_of(request), told.officer),
            now=desk.clock(),
        )
        body = (await service.show(session, made)).model_dump_json()
    return raw(body.encode(), status=201 if is_new else 200, content_type="application/json")


@blueprint.post("/cases/<reference:str>/publication/withdrawal", unquote=True)
@describes(openapi.WITHDRAW)
async def withdraw(request: Request, reference: str) -> HTTPResponse:
    """Take it off the public lists."""
    desk = desk_of(request)
    expect_json(request, MAX_BODY)
    told = decode(WithdrawalIn, request)
    async with desk.database.write() as session:
        case = await find_for(session, client_of(request), reference, lock=True)
        ended = await service.withdraw(
            session,
            desk.cases,
            case,
            told.reason,
            actor=officer_of(client_of(request), told.officer),
            now=desk.clock(),
        )
        body = (await service.show(session, ended)).model_dump_json()
    return raw(body.encode(), content_type="application/json")
