"""/api/v1/cases/{reference}/…: what officers and consumers do with a filed case, and its timeline."""

import datetime as dt

from sanic import Blueprint, HTTPResponse, Request
from sanic.response import raw
from sqlalchemy.ext.asyncio import AsyncSession

from desk.cases import acting, amending, openapi_changes, reading, updates, views
from desk.cases.answers import PREFIX, answer
from desk.cases.changes import INTERNAL, Actor
from desk.cases.model import Case
from desk.cases.requests import CasePatch, SatisfactionIn, TransitionIn, UpdateIn
from desk.cases.states import Role
from desk.cases.timeline import timeline
from desk.clients import ApiClient, Scope
from desk.clients.guard import client_of, guard
from desk.clients.reach import find_for
from desk.context import desk_of
from desk.idempotency.once import answer_once
from desk.idempotency.service import Answer
from desk.web.bodies import decode, expect_json
from desk.web.operations import describes
from desk.web.preconditions import expect_match

MAX_BODY = 64 * 2**10  # bytes

blueprint = Blueprint("api_v1_changes", url_prefix=PREFIX)
blueprint.on_request(guard)


def officer_of(client: ApiClient, officer: str | None) -> Actor:
    """Who acts for the authority: the client, and whom it names of its people."""
    role = Role.SUPERVISOR if client.may(Scope.CASES_SUPERVISE) else Role.OFFICER
    return Actor(role, client.name if officer is None else f"{client.name}/{officer}")


@blueprint.post("/cases/<reference:str>/transitions", unquote=True)
@describes(openapi_changes.TRANSITION)
async def change_state(request: Request, reference: str) -> HTTPResponse:
    """One row of the state table, taken by an officer who has seen this version."""
    desk, client = desk_of(request), client_of(request)
    expect_json(request, MAX_BODY)
    told = decode(TransitionIn, request)

    async def work(session: AsyncSession, now: dt.datetime) -> Answer:
        case = await find_for(session, client, reference, lock=True)
        expect_match(request, views.etag(case))
        actor = officer_of(client, told.officer)
        await acting.act(session, desk.cases, case, told, actor=actor, now=now)
        return await answer(session, desk, case)

    return await answer_once(request, f"POST /cases/{reference}/transitions", work, key_required=False)


@blueprint.patch("/cases/<reference:str>", unquote=True)
@describes(openapi_changes.AMEND)
async def amend_case(request: Request, reference: str) -> HTTPResponse:
    """Correct the record."""
    desk, client = desk_of(request), client_of(request)
    expect_json(request, MAX_BODY)
    patch = decode(CasePatch, request)

    async def work(session: AsyncSession, now: dt.datetime) -> Answer:
        case = await find_for(session, client, reference, lock=True)
        expect_match(request, views.etag(case))
        actor = officer_of(client, patch.officer)
        await amending.amend(session, desk.cases, case, patch, actor=actor, now=now)
        return await answer(session, desk, case)

    return await answer_once(request, f"PATCH /cases/{reference}", work, key_required=False)


async def _told_case(
    session: AsyncSession, client: ApiClient, reference: str, conversation_id: str | None
) -> Case:
    """The case a consumer speaks of, its row held: of their conversation, or any for who handles cases."""
    case = await reading.primary(session, await find_for(session, client, reference), lock=True)
    if not client.may(Scope.CASES_HANDLE):
        await updates.check_told_there(session, case, conversation_id)
    return case


@blueprint.post("/cases/<reference:str>/updates", unquote=True)
@describes(openapi_changes.UPDATE)
async def update_case(request: Request, reference: str) -> HTTPResponse:
    """The consumer tells more, or withdraws."""
    desk, client = desk_of(request), client_of(request)
    expect_json(request, MAX_BODY)
    told = decode(UpdateIn, request)

    async def work(session: AsyncSession, now: dt.datetime) -> Answer:
        case = await _told_case(session, client, reference, told.conversation_id)
        actor = Actor(Role.CONSUMER, client.name)
        await updates.update(session, desk.cases, case, told, actor=actor, now=now)
        return await answer(session, desk, case)

    return await answer_once(request, f"POST /cases/{reference}/updates", work)


@blueprint.post("/cases/<reference:str>/satisfaction", unquote=True)
@describes(openapi_changes.RATE)
async def rate_case(request: Request, reference: str) -> HTTPResponse:
    """The consumer rates the handling."""
    desk, client = desk_of(request), client_of(request)
    expect_json(request, MAX_BODY)
    told = decode(SatisfactionIn, request)

    async def work(session: AsyncSession, now: dt.datetime) -> Answer:
        case = await _told_case(session, client, reference, told.conversation_id)
        actor = Actor(Role.CONSUMER, client.name)
        await updates.rate(session, desk.cases, case, told, actor=actor, now=now)
        return await answer(session, desk, case)

    return await answer_once(request, f"POST /cases/{reference}/satisfaction", work)


@blueprint.get("/cases/<reference:str>/timeline", unquote=True)
@describes(openapi_changes.TIMELINE)
async def show_timeline(request: Request, reference: str) -> HTTPResponse:
    """Everything that was done, oldest first."""
    desk = desk_of(request)
    client = client_of(request)
    async with desk.database.read() as session:
        case = await find_for(session, client, reference)
        changes = await timeline(session, case.id)
    if not client.may(Scope.CASES_HANDLE):
        changes = [change for change in changes if change.what not in INTERNAL]
    lines = views.show_timeline(desk.vault, case, changes)
    return raw(lines.model_dump_json().encode(), content_type="application/json")
