"""/api/v1/warnings: list, read, acknowledge, dismiss, look now."""

from urllib.parse import urlencode

from pydantic import BaseModel, ValidationError
from sanic import Blueprint, HTTPResponse, Request
from sanic.response import raw
from sqlalchemy.ext.asyncio import AsyncSession

from desk.cases.changes_api import officer_of
from desk.clients.guard import client_of, guard
from desk.clients.reach import agencies_meant
from desk.context import desk_of
from desk.warnings import openapi, service, views
from desk.warnings.errors import InvalidWarningQuery
from desk.warnings.model import Warning
from desk.warnings.schemas import WarningAct, WarningOut, WarningPage, WarningQuery, WarningRun
from desk.warnings.states import WarningEvent
from desk.web.bodies import decode, expect_json
from desk.web.operations import describes
from desk.web.problems import field_errors

MAX_BODY = 16 * 2**10  # bytes
PATH = "/api/v1/warnings"

blueprint = Blueprint("warnings", url_prefix="/api/v1")
blueprint.on_request(guard)


def _json(answer: BaseModel, headers: dict[str, str] | None = None) -> HTTPResponse:
    return raw(answer.model_dump_json().encode(), headers=headers, content_type="application/json")


async def _show(request: Request, session: AsyncSession, warning: Warning) -> WarningOut:
    """The rise is everybody's business; of its cases a client of an agency is told its own."""
    shown = views.show(warning, desk_of(request).vault, request.app.ctx.services)
    agencies = await agencies_meant(session, client_of(request), None, subtree=True)
    if agencies is None:
        return shown
    return shown.model_copy(update={"case_ids": await service.handled_by(session, agencies, shown.case_ids)})


@blueprint.get("/warnings")
@describes(openapi.LIST_WARNINGS)
async def list_warnings(request: Request) -> HTTPResponse:
    """One page, and where the next one is."""
    try:
        query = WarningQuery.model_validate({name: values[-1] for name, values in request.args.items()})
    except ValidationError as error:
        raise InvalidWarningQuery(errors=field_errors(error)) from error
    async with desk_of(request).database.read() as session:
        found, cursor = await service.list_warnings(session, query)
        shown = [await _show(request, session, one) for one in found]
    headers = {}
    if cursor is not None:
        asked = query.model_dump(mode="json", exclude_none=True) | {"cursor": cursor}
        headers["Link"] = f'<{PATH}?{urlencode(asked)}>; rel="next"'
    return _json(WarningPage(warnings=shown, next_cursor=cursor), headers)


@blueprint.get("/warnings/<warning_id:str>", unquote=True)
@describes(openapi.GET_WARNING)
async def get_warning(request: Request, warning_id: str) -> HTTPResponse:
    """One warning."""
    async with desk_of(request).database.read() as session:
        shown = await _show(request, session, await service.find_warning(session, warning_id))
    return _json(shown)


@blueprint.post("/warnings/<warning_id:str>/acknowledge", unquote=True)
@describes(openapi.ACKNOWLEDGE)
async def acknowledge(request: Request, warning_id: str) -> HTTPResponse:
    """Somebody looks into it."""
    return await _act(request, warning_id, WarningEvent.ACKNOWLEDGE)


@blueprint.post("/warnings/<warning_id:str>/dismiss", unquote=True)
@describes(openapi.DISMISS)
async def dismiss(request: Request, warning_id: str) -> HTTPResponse:
    """Looked at, nothing to do."""
    return await _act(request, warning_id, WarningEvent.DISMISS)


async def _act(request: Request, warning_id: str, event: WarningEvent) -> HTTPResponse:
    desk = desk_of(request)
    expect_json(request, MAX_BODY)
    told = decode(WarningAct, request)
    actor = officer_of(client_of(request), told.officer)
    async with desk.database.write() as session:
        warning = await service.act(
            session, desk.vault, warning_id, event, actor=actor, note=told.note, now=desk.clock()
        )
        shown = await _show(request, session, warning)
    return _json(shown)


@blueprint.post("/warnings/runs")
@describes(openapi.RUN)
async def look_now(request: Request) -> HTTPResponse:
    """Look at the seven days until yesterday."""
    desk = desk_of(request)
    added = await service.run(desk.database, now=desk.clock())
    async with desk.database.read() as session:
        shown = [await _show(request, session, warning) for warning in added]
    return _json(WarningRun(added=shown))
