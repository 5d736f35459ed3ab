"""/api/v1/outbox: dead letters, listed and tried again."""

from urllib.parse import urlencode

from pydantic import ValidationError
from sanic import Blueprint, HTTPResponse, Request

from desk.clients.guard import client_of, guard
from desk.context import desk_of
from desk.outbox import letters, openapi
from desk.outbox.errors import InvalidOutboxQuery
from desk.web.bodies import encoded
from desk.web.operations import describes
from desk.web.problems import field_errors

PREFIX = "/api/v1/outbox"

blueprint = Blueprint("outbox", url_prefix="/api/v1")
blueprint.on_request(guard)


@blueprint.get("/outbox")
@describes(openapi.LIST_OUTBOX)
async def list_outbox(request: Request) -> HTTPResponse:
    """One page, and where the next one is."""
    query = _query(request)
    async with desk_of(request).database.read() as session:
        page = await letters.list_letters(session, query)
    headers = {}
    if page.next_cursor is not None:
        asked = query.model_dump(mode="json", exclude_none=True) | {"cursor": page.next_cursor}
        headers["Link"] = f'<{PREFIX}?{urlencode(asked)}>; rel="next"'
    return encoded(page, headers=headers)


def _query(request: Request) -> letters.LetterQuery:
    """Raises InvalidOutboxQuery."""
    try:
        return letters.LetterQuery.model_validate({name: values[-1] for name, values in request.args.items()})
    except ValidationError as error:
        raise InvalidOutboxQuery(errors=field_errors(error)) from error


@blueprint.get("/outbox/<item_id:str>")
@describes(openapi.GET_ITEM)
async def get_item(request: Request, item_id: str) -> HTTPResponse:
    """One item, without its content."""
    async with desk_of(request).database.read() as session:
        return encoded(await letters.find_letter(session, item_id))


@blueprint.post("/outbox/<item_id:str>/retry")
@describes(openapi.RETRY_ITEM)
async def retry(request: Request, item_id: str) -> HTTPResponse:
    """A dead item is due again."""
    desk = desk_of(request)
    async with desk.database.write() as session:
        shown = await letters.retry(
            session, desk.vault, item_id, actor=f"client:{client_of(request).name}", now=desk.clock()
        )
    return encoded(shown)
