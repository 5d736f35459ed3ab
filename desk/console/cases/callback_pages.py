"""/console/cases/callbacks: who wants to be called, who calls, and what came of it."""

import datetime as dt
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from sanic import HTTPResponse, Request
from sanic.response import redirect
from sqlalchemy.ext.asyncio import AsyncSession

from desk.audit.actions import AuditAction, subject_of
from desk.audit.service import record_audit
from desk.callbacks import taking, views
from desk.callbacks.model import Callback
from desk.callbacks.rules import MOST_ATTEMPTS, CallbackState, Outcome
from desk.callbacks.schemas import CallbackOut, CallbackQuery
from desk.callbacks.service import cancel, record_attempt
from desk.callbacks.taking import Caller
from desk.cases.reading import numbers_of
from desk.console.cases import wording
from desk.console.cases.blueprint import blueprint
from desk.console.cases.errors import wrong
from desk.console.cases.once import new_token, once
from desk.console.cases.people import officer_of
from desk.console.forms import form_field
from desk.console.guard import staff_of, staff_page
from desk.console.rendering import render
from desk.context import desk_of
from desk.errors import Conflict, DeskError, InvalidBody
from desk.ids import is_uuid
from desk.staff.roles import Permission

PATH = "/console/cases/callbacks"
SHOWN_FOR = 60  # seconds a number stands in clear
PAGE = 50


@dataclass(frozen=True)
class Line:
    """One call-back. taken: who has it now; late: nobody called in its time; token: of its forms."""

    callback: CallbackOut
    taken: Caller | None
    case_no: str | None
    late: bool
    token: str


@blueprint.get("/callbacks", name="callbacks")
@staff_page(Permission.CASES_READ)
async def show_callbacks(request: Request) -> HTTPResponse:
    """Those to be called, by time; ?state=… the others."""
    return await _page(request)


async def _page(
    request: Request,
    *,
    error: DeskError | None = None,
    shown: tuple[str, str] | None = None,
    headers: dict[str, str] | None = None,
) -> HTTPResponse:
    """shown: id of a call-back and its number in clear."""
    desk, staff, now = desk_of(request), staff_of(request), desk_of(request).clock()
    wanted, cursor = str(request.args.get("state") or ""), str(request.args.get("cursor") or "")
    state = CallbackState(wanted) if wanted in list(CallbackState) else CallbackState.BOOKED
    query = CallbackQuery(state=state, limit=PAGE, cursor=cursor if is_uuid(cursor) else None)
    async with desk.database.read() as session:
        found, following = await views.page(session, staff, query)
        told = await views.show(session, desk.vault, found)
        numbers = await numbers_of(session, (one.case_id for one in found))
    rows = sorted(
        (
            Line(
                one,
                taking.taken_by(row, now=now),
                numbers.get(one.case_id or ""),
                one.state is CallbackState.BOOKED and one.end < now,
                new_token(),
            )
            for row, one in zip(found, told, strict=True)
        ),
        key=lambda line: line.callback.start,
    )
    return render(
        request,
        "cases/callbacks.html",
        status=200 if error is None else error.status,
        headers=headers,
        rows=rows,
        state=state,
        states=[(one.value, words) for one, words in wording.CALLBACK_STATES.items()],
        cursor=following,
        shown=shown,
        error=error,
        me=staff.id,
        works=staff.may(Permission.CASES_WORK),
        may_reveal=staff.may(Permission.PERSONAL_DATA_REVEAL),
        most=MOST_ATTEMPTS,
        said=wording,
    )


Work = Callable[[AsyncSession, Callback, dt.datetime], Awaitable[None]]


async def _act(
    request: Request, callback_id: str, action: AuditAction, work: Work, detail: dict[str, Any] | None = None
) -> HTTPResponse:
    desk, staff = desk_of(request), staff_of(request)

    async def once_only(session: AsyncSession, now: dt.datetime) -> str:
        callback = await views.find(session, staff, callback_id, lock=True)
        await work(session, callback, now)
        await record_audit(
            session,
            desk.vault,
            action=action,
            actor=staff.actor,
            subject=subject_of("callback", callback.id),
            detail=detail,
            now=now,
        )
        return PATH

    try:
        location = await once(request, f"{action.value} {callback_id}", once_only)
    except (Conflict, InvalidBody) as error:
        return await _page(request, error=error)
    return redirect(location, status=303)


def _caller(request: Request) -> Caller:
    staff = staff_of(request)
    return Caller(staff.id, staff.display_name)


@blueprint.post("/callbacks/<callback_id:str>/take", name="take_callback")
@staff_page(Permission.CASES_WORK)
async def take(request: Request, callback_id: str) -> HTTPResponse:
    """One calls; the others see it."""

    async def work(session: AsyncSession, callback: Callback, now: dt.datetime) -> None:
        await taking.take(session, callback, _caller(request), now=now)

    return await _act(request, callback_id, AuditAction.CALLBACK_TAKE, work, {"taken": True})


@blueprint.post("/callbacks/<callback_id:str>/leave", name="leave_callback")
@staff_page(Permission.CASES_WORK)
async def leave(request: Request, callback_id: str) -> HTTPResponse:
    """Somebody else may call."""

    async def work(session: AsyncSession, callback: Callback, now: dt.datetime) -> None:
        await taking.leave(session, callback, _caller(request), now=now)

    return await _act(request, callback_id, AuditAction.CALLBACK_TAKE, work, {"taken": False})


@blueprint.post("/callbacks/<callback_id:str>/attempts", name="callback_attempt")
@staff_page(Permission.CASES_WORK)
async def attempt(request: Request, callback_id: str) -> HTTPResponse:
    """What came of the call: reached, or missed and tried again."""
    outcome, number = form_field(request, "outcome"), form_field(request, "number")

    async def work(session: AsyncSession, callback: Callback, now: dt.datetime) -> None:
        if outcome not in list(Outcome) or not number.isdecimal():
            raise wrong("outcome", "missing", "请选一项通话结果")
        taking.check_free_for(callback, _caller(request), now=now)
        actor = str(officer_of(staff_of(request)))
        await record_attempt(session, callback, Outcome(outcome), number=int(number), actor=actor, now=now)

    detail = {"number": number[:4], "outcome": outcome[:20]}
    return await _act(request, callback_id, AuditAction.CALLBACK_ATTEMPT, work, detail)


@blueprint.post("/callbacks/<callback_id:str>/cancel", name="cancel_callback")
@staff_page(Permission.CASES_WORK)
async def call_off(request: Request, callback_id: str) -> HTTPResponse:
    """The person does not want to be called any more."""

    async def work(session: AsyncSession, callback: Callback, now: dt.datetime) -> None:
        await cancel(session, callback, now=now)

    return await _act(request, callback_id, AuditAction.CALLBACK_CANCEL, work)


@blueprint.post("/callbacks/<callback_id:str>/number", name="callback_number")
@staff_page(Permission.PERSONAL_DATA_REVEAL)
async def number(request: Request, callback_id: str) -> HTTPResponse:
    """The number in clear for a minute, for who took the call-back; without the entry in the audit log nothing is shown."""
    desk, staff = desk_of(request), staff_of(request)
    try:
        async with desk.database.write() as session:
            now = desk.clock()
            callback = await views.find(session, staff, callback_id, lock=True)
            taking.check_free_for(callback, _caller(request), now=now)
            phone = views.number_of(desk.vault, callback)
            await record_audit(
                session,
                desk.vault,
                action=AuditAction.CALLBACK_DISCLOSE,
                actor=staff.actor,
                subject=subject_of("callback", callback.id),
                now=now,
            )
    except Conflict as error:
        return await _page(request, error=error)
    headers = {"Cache-Control": "no-store", "Refresh": f"{SHOWN_FOR};url={PATH}"}
    return await _page(request, shown=(callback.id, phone), headers=headers)
