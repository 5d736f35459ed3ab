"""/api/v1/callbacks: what staff have to call, and what came of it."""

import datetime as dt
from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import urlencode

from pydantic import ValidationError
from sanic import Blueprint, HTTPResponse, Request
from sqlalchemy.ext.asyncio import AsyncSession

from desk.audit.actions import AuditAction, subject_of
from desk.audit.service import record_audit
from desk.callbacks import openapi, service, views
from desk.callbacks.errors import CallbackQueryInvalid
from desk.callbacks.model import Callback
from desk.callbacks.schemas import (
    ActIn,
    AttemptIn,
    CallbackPage,
    CallbackQuery,
    CapacityIn,
    NumberOut,
    SlotList,
)
from desk.cases.changes_api import officer_of
from desk.clients.guard import client_of, guard
from desk.context import desk_of
from desk.web.bodies import decode, encoded, expect_json
from desk.web.operations import describes
from desk.web.problems import field_errors

MAX_BODY = 16 * 2**10  # bytes
PATH = "/api/v1/callbacks"

blueprint = Blueprint("callbacks", url_prefix="/api/v1")
blueprint.on_request(guard)


@blueprint.get("/callbacks")
@describes(openapi.LIST_CALLBACKS)
async def list_callbacks(request: Request) -> HTTPResponse:
    """One page, and where the next one is."""
    try:
        query = CallbackQuery.model_validate({name: values[-1] for name, values in request.args.items()})
    except ValidationError as error:
        raise CallbackQueryInvalid(errors=field_errors(error)) from error
    desk = desk_of(request)
    async with desk.database.read() as session:
        found, cursor = await views.page(session, client_of(request), query)
        shown = await views.show(session, desk.vault, found)
    headers = {}
    if cursor is not None:
        asked = query.model_dump(mode="json", exclude_none=True) | {"cursor": cursor}
        headers["Link"] = f'<{PATH}?{urlencode(asked)}>; rel="next"'
    return encoded(CallbackPage(callbacks=shown, next_cursor=cursor), headers=headers)


@blueprint.get("/callbacks/<callback_id:str>", unquote=True)
@describes(openapi.GET_CALLBACK)
async def get_callback(request: Request, callback_id: str) -> HTTPResponse:
    """One call-back, its number masked."""
    desk = desk_of(request)
    async with desk.database.read() as session:
        callback = await views.find(session, client_of(request), callback_id)
        (shown,) = await views.show(session, desk.vault, [callback])
    return encoded(shown)


@blueprint.post("/callbacks/<callback_id:str>/attempts", unquote=True)
@describes(openapi.RECORD_ATTEMPT)
async def record_attempt(request: Request, callback_id: str) -> HTTPResponse:
    """What came of a call."""
    expect_json(request, MAX_BODY)
    told = decode(AttemptIn, request)
    actor = str(officer_of(client_of(request), told.officer))

    async def work(session: AsyncSession, callback: Callback, now: dt.datetime) -> None:
        await service.record_attempt(
            session, callback, told.outcome, number=told.number, actor=actor, now=now
        )

    detail = {"number": told.number, "outcome": told.outcome.value}
    return await _act(request, callback_id, work, AuditAction.CALLBACK_ATTEMPT, actor, detail)


@blueprint.post("/callbacks/<callback_id:str>/cancel", unquote=True)
@describes(openapi.CANCEL)
async def cancel(request: Request, callback_id: str) -> HTTPResponse:
    """The person does not want to be called any more."""
    expect_json(request, MAX_BODY)
    actor = str(officer_of(client_of(request), decode(ActIn, request).officer))

    async def work(session: AsyncSession, callback: Callback, now: dt.datetime) -> None:
        await service.cancel(session, callback, now=now)

    return await _act(request, callback_id, work, AuditAction.CALLBACK_CANCEL, actor)


async def _act(
    request: Request,
    callback_id: str,
    work: Callable[[AsyncSession, Callback, dt.datetime], Awaitable[None]],
    action: AuditAction,
    actor: str,
    detail: dict[str, Any] | None = None,
) -> HTTPResponse:
    desk = desk_of(request)
    async with desk.database.write() as session:
        now = desk.clock()
        callback = await views.find(session, client_of(request), callback_id, lock=True)
        await work(session, callback, now)
        (shown,) = await views.show(session, desk.vault, [callback])
        subject = subject_of("callback", callback.id)
        await record_audit(
            session, desk.vault, action=action, actor=actor, subject=subject, detail=detail, now=now
        )
    return encoded(shown)


@blueprint.post("/callbacks/<callback_id:str>/number", unquote=True)
@describes(openapi.SHOW_NUMBER)
async def show_number(request: Request, callback_id: str) -> HTTPResponse:
    """The number in clear, for whoever calls it now; without the entry in the audit log nothing is shown."""
    desk = desk_of(request)
    expect_json(request, MAX_BODY)
    actor = str(officer_of(client_of(request), decode(ActIn, request).officer))
    async with desk.database.write() as session:
        callback = await views.find(session, client_of(request), callback_id, lock=True)
        phone = views.number_of(desk.vault, callback)
        await record_audit(
            session,
            desk.vault,
            action=AuditAction.CALLBACK_DISCLOSE,
            actor=actor,
            subject=subject_of("callback", callback.id),
            now=desk.clock(),
        )
    return encoded(NumberOut(phone=phone))


@blueprint.get("/callbacks/slots")
@describes(openapi.LIST_SLOTS)
async def list_slots(request: Request) -> HTTPResponse:
    """What is offered now."""
    desk = desk_of(request)
    async with desk.database.read() as session:
        found = await service.slots(session, desk.settings.callback_hours, desk.calendar, now=desk.clock())
    return encoded(SlotList(slots=[views.show_slot(one) for one in found]))


@blueprint.put("/callbacks/slots")
@describes(openapi.SET_CAPACITY)
async def set_capacity(request: Request) -> HTTPResponse:
    """How many are called in one slot."""
    desk = desk_of(request)
    expect_json(request, MAX_BODY)
    told = decode(CapacityIn, request)
    actor = str(officer_of(client_of(request), told.officer))
    async with desk.database.write() as session:
        now = desk.clock()
        free = await service.set_capacity(
            session,
            desk.settings.callback_hours,
            desk.calendar,
            start=told.start,
            capacity=told.capacity,
            now=now,
        )
        await record_audit(
            session,
            desk.vault,
            action=AuditAction.CALLBACK_LIMIT,
            actor=actor,
            subject=subject_of("callback_slot", told.start.strftime("%Y-%m-%dT%H:%MZ")),
            detail={"capacity": told.capacity},
            now=now,
        )
    return encoded(views.show_slot(free))
