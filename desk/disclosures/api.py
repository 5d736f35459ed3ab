"""POST /api/v1/cases/{reference}/disclosures."""

from sanic import Blueprint, HTTPResponse, Request
from sanic.response import raw

from desk.clients.guard import client_of, guard
from desk.context import desk_of
from desk.disclosures import openapi, service
from desk.disclosures.schemas import DisclosureIn
from desk.web.bodies import decode, expect_json
from desk.web.operations import describes

MAX_BODY = 4 * 2**10  # bytes

blueprint = Blueprint("disclosures", url_prefix="/api/v1")
blueprint.on_request(guard)


@blueprint.post("/cases/<reference:str>/disclosures", unquote=True)
@describes(openapi.DISCLOSE)
async def disclose(request: Request, reference: str) -> HTTPResponse:
    """Show, and say so in the audit log; the answer leaves only after the commit."""
    desk = desk_of(request)
    expect_json(request, MAX_BODY)
    told = decode(DisclosureIn, request)
    async with desk.database.write() as session:
        shown = await service.disclose(
            session, desk.vault, reference, told, client=client_of(request), now=desk.clock()
        )
    return raw(shown.model_dump_json().encode(), content_type="application/json")
