"""/console/people: accounts, for whoever manages people."""

from collections.abc import Awaitable, Callable

from sanic import HTTPResponse, Request
from sanic.response import redirect
from sqlalchemy.ext.asyncio import AsyncSession

from desk.agencies.service import agency_name
from desk.console.areas import area
from desk.console.forms import form_field
from desk.console.guard import staff_of, staff_page
from desk.console.people.forms import FormError, agencies_offered, code_of, read_changes, read_new, wrong_of
from desk.console.rendering import render
from desk.context import desk_of
from desk.errors import DeskError
from desk.ids import is_uuid
from desk.staff.accounts import Issued, list_accounts
from desk.staff.errors import AccountNotFound
from desk.staff.managing import (
    Manager,
    change_account,
    disable_account,
    employ,
    enable_account,
    find_to_manage,
    reset_account,
    sign_out_account,
)
from desk.staff.model import StaffAccount
from desk.staff.roles import GRANTS, Permission, Role
from desk.staff.sessions import count_sessions
from desk.staff.throttles import blocked_until

blueprint = area("people")
MANAGE = Permission.STAFF_MANAGE
HERE = "/console/people"


@blueprint.get("/", name="list")
@staff_page(MANAGE)
async def people(request: Request) -> HTTPResponse:
    """Everybody."""
    async with desk_of(request).database.read() as session:
        accounts = await list_accounts(session)
        names = {one.agency_id: await agency_name(session, one.agency_id) for one in accounts}
    return render(request, "people/list.html", accounts=accounts, agency_names=names)


@blueprint.get("/new", name="new")
@staff_page(MANAGE)
async def new_form(request: Request) -> HTTPResponse:
    """The form for somebody new."""
    return await _new_form(request)


async def _new_form(request: Request, error: DeskError | None = None) -> HTTPResponse:
    async with desk_of(request).database.read() as session:
        agencies = await agencies_offered(session)
    return render(
        request,
        "people/new.html",
        status=200 if error is None else error.status,
        error=error,
        wrong=wrong_of(error),
        roles=_roles(request),
        agencies=agencies,
        typed={name: form_field(request, name) for name in ("name", "display_name", "role", "agency")},
    )


def _roles(request: Request) -> list[Role]:
    """The roles that who is signed in may give."""
    own = GRANTS[staff_of(request).role]
    return [role for role in Role if GRANTS[role] <= own]


@blueprint.post("/new", name="add")
@staff_page(MANAGE)
async def add(request: Request) -> HTTPResponse:
    """Somebody new, and their one-time password, this once."""
    desk = desk_of(request)
    try:
        async with desk.database.write() as session:
            wanted = await read_new(session, request)
            issued = await employ(
                session, desk.vault, wanted, by=Manager.of(staff_of(request)), now=desk.clock()
            )
    except FormError as error:
        return await _new_form(request, error)
    return _tell(request, issued)


def _tell(request: Request, issued: Issued) -> HTTPResponse:
    """The password is shown in the answer to the POST itself, and kept nowhere."""
    return render(request, "people/issued.html", account=issued.account, password=issued.password)


@blueprint.get("/<account_id:str>", name="one")
@staff_page(MANAGE)
async def person(request: Request, account_id: str) -> HTTPResponse:
    """One account."""
    return await _person(request, account_id)


async def _person(request: Request, account_id: str, error: DeskError | None = None) -> HTTPResponse:
    desk, now = desk_of(request), desk_of(request).clock()
    async with desk.database.read() as session:
        account = await _account(session, account_id)
        agencies = await agencies_offered(session, account.agency_id)
        bound = await code_of(session, account.agency_id)
        sessions = await count_sessions(session, account.id, now=now)
        waits_until = await blocked_until(session, desk.vault, account.name)
    return render(
        request,
        "people/one.html",
        status=200 if error is None else error.status,
        account=account,
        error=error,
        wrong=wrong_of(error),
        is_own=account.id == staff_of(request).id,
        roles=_roles(request),
        agencies=agencies,
        agency=form_field(request, "agency") if error else bound,
        sessions=sessions,
        waits_until=waits_until if waits_until is not None and waits_until > now else None,
    )


async def _account(session: AsyncSession, account_id: str) -> StaffAccount:
    """By its id alone: names stand in no address. Raises AccountNotFound."""
    if not is_uuid(account_id):
        raise AccountNotFound
    return await find_to_manage(session, account_id)


@blueprint.post("/<account_id:str>/change", name="change")
@staff_page(MANAGE)
async def change(request: Request, account_id: str) -> HTTPResponse:
    """Role, agency, and what colleagues read."""
    desk = desk_of(request)
    try:
        async with desk.database.write() as session:
            account = await _account(session, account_id)
            wanted = await read_changes(session, request)
            await change_account(
                session, desk.vault, account, wanted, by=Manager.of(staff_of(request)), now=desk.clock()
            )
    except FormError as error:
        return await _person(request, account_id, error)
    return redirect(f"{HERE}/{account_id}", status=303)


Deed = Callable[..., Awaitable[Issued | None]]


async def _do(request: Request, account_id: str, deed: Deed) -> HTTPResponse:
    """Carry out what needs no more than the account; a password that comes of it is shown."""
    desk = desk_of(request)
    async with desk.database.write() as session:
        account = await _account(session, account_id)
        issued = await deed(session, desk.vault, account, by=Manager.of(staff_of(request)), now=desk.clock())
    return redirect(f"{HERE}/{account_id}", status=303) if issued is None else _tell(request, issued)


@blueprint.post("/<account_id:str>/disable", name="disable")
@staff_page(MANAGE)
async def disable(request: Request, account_id: str) -> HTTPResponse:
    return await _do(request, account_id, disable_account)


@blueprint.post("/<account_id:str>/enable", name="enable")
@staff_page(MANAGE)
async def enable(request: Request, account_id: str) -> HTTPResponse:
    return await _do(request, account_id, enable_account)


@blueprint.post("/<account_id:str>/reset", name="reset")
@staff_page(MANAGE)
async def reset(request: Request, account_id: str) -> HTTPResponse:
    return await _do(request, account_id, reset_account)


@blueprint.post("/<account_id:str>/sign-out", name="sign_out")
@staff_page(MANAGE)
async def sign_out(request: Request, account_id: str) -> HTTPResponse:
    return await _do(request, account_id, sign_out_account)
