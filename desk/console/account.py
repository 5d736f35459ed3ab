"""/console/sign-in, /password, /sign-out: the door."""

from sanic import HTTPResponse, Request
from sanic.response import redirect

from desk.console.areas import area
from desk.console.cookies import begin_visit, drop_session, keep_session, session_token
from desk.console.forms import form_field, raw_field
from desk.console.guard import ALL, SIGN_IN, Stage, open_page, own_page, session_of, staff_of, staff_or_none
from desk.console.rendering import render
from desk.console.returning import HOME, is_local
from desk.context import desk_of
from desk.errors import DeskError
from desk.staff.accounts import find_account
from desk.staff.errors import (
    CodeRefused,
    OneTimePasswordExpired,
    PasswordRefused,
    SignInRefused,
    TooManyAttempts,
)
from desk.staff.managing import has_admin
from desk.staff.second_step import pass_code
from desk.staff.sessions import end_session
from desk.staff.signing_in import Credentials, NewPassword, change_password, sign_in, sign_out_everywhere

LONGEST = 200  # characters of a field here

blueprint = area("account", "")


def next_of(request: Request) -> str:
    """Where to go afterwards: a page of the console and nothing else, whatever the address says."""
    asked = request.args.get("next") or form_field(request, "next")
    return asked if is_local(asked) else HOME


def _password(request: Request, name: str) -> str:
    return raw_field(request, name)[:LONGEST]


@blueprint.get("/sign-in", name="sign_in")
@open_page("the door itself")
async def sign_in_page(request: Request) -> HTTPResponse:
    """The form; who is signed in already goes on."""
    if staff_or_none(request) is not None:
        return redirect(next_of(request), status=303)
    return await _sign_in_form(request)


async def _sign_in_form(request: Request, error: DeskError | None = None) -> HTTPResponse:
    begin_visit(request)
    desk = desk_of(request)
    async with desk.database.read() as session:
        is_new = not await has_admin(session)
    return render(
        request,
        "account/sign_in.html",
        status=200 if error is None else error.status,
        headers={} if error is None else error.headers,
        error=error,
        name=form_field(request, "name", longest=LONGEST),
        next=next_of(request),
        is_new=is_new,
        elsewhere=request.app.ctx.oidc is not None,
    )


@blueprint.post("/sign-in", name="do_sign_in")
@open_page("the door itself: name and password, limited by name and by address")
async def do_sign_in(request: Request) -> HTTPResponse:
    """Sign in, under a session of its own."""
    desk = desk_of(request)
    told = Credentials(
        form_field(request, "name", longest=LONGEST),
        _password(request, "password"),
        request.client_ip,
        session_token(request),
    )
    try:
        token = await sign_in(desk.database, desk.vault, desk.settings.staff, told, now=desk.clock())
    except (SignInRefused, TooManyAttempts, OneTimePasswordExpired) as error:
        return await _sign_in_form(request, error)
    response = redirect(next_of(request), status=303)
    keep_session(request, response, token)
    return response


@blueprint.get("/code", name="code")
@own_page("the second step of one's own sign-in", stages=frozenset({Stage.CODE}))
async def code_page(request: Request) -> HTTPResponse:
    """The form for the one-time code."""
    return _code_form(request)


def _code_form(request: Request, error: DeskError | None = None) -> HTTPResponse:
    return render(
        request,
        "account/code.html",
        status=200 if error is None else error.status,
        headers={} if error is None else error.headers,
        error=error,
        next=next_of(request),
    )


@blueprint.post("/code", name="do_code")
@own_page("the second step of one's own sign-in", stages=frozenset({Stage.CODE}))
async def do_code(request: Request) -> HTTPResponse:
    """Take the code; from here on it is a session of its own."""
    desk = desk_of(request)
    try:
        token = await pass_code(
            desk.database,
            desk.vault,
            desk.settings.staff,
            session_of(request),
            token=session_token(request) or "",
            code=form_field(request, "code", longest=LONGEST),
            address=request.client_ip,
            now=desk.clock(),
        )
    except (CodeRefused, TooManyAttempts) as error:
        return _code_form(request, error)
    response = redirect(next_of(request), status=303)
    keep_session(request, response, token)
    return response


@blueprint.get("/password", name="password")
@own_page("one's own password", stages=ALL - {Stage.CODE})
async def password_page(request: Request) -> HTTPResponse:
    """The form."""
    return await _password_form(request)


async def _password_form(request: Request, error: DeskError | None = None) -> HTTPResponse:
    desk = desk_of(request)
    async with desk.database.read() as session:
        account = await find_account(session, staff_of(request).id)
    return render(
        request,
        "account/password.html",
        status=200 if error is None else error.status,
        headers={} if error is None else error.headers,
        error=error,
        wrong={} if error is None else {one.pointer[1:]: one.detail for one in error.errors},
        must_change=account.must_change,
        next=next_of(request),
    )


@blueprint.post("/password", name="do_password")
@own_page("one's own password", stages=ALL - {Stage.CODE})
async def do_password(request: Request) -> HTTPResponse:
    """Change it; every other browser is signed out."""
    desk = desk_of(request)
    told = NewPassword(*(_password(request, name) for name in ("old", "new", "again")))
    try:
        token = await change_password(
            desk.database,
            desk.vault,
            desk.settings.staff,
            staff_of(request).id,
            told,
            address=request.client_ip,
            now=desk.clock(),
        )
    except (PasswordRefused, TooManyAttempts) as error:
        return await _password_form(request, error)
    response = redirect(next_of(request), status=303)
    keep_session(request, response, token)
    return response


@blueprint.post("/sign-out", name="sign_out")
@own_page("one's own session", stages=ALL)
async def sign_out(request: Request) -> HTTPResponse:
    """End this browser's session."""
    desk, token = desk_of(request), session_token(request)
    if token is not None:
        async with desk.database.write() as session:
            await end_session(session, token)
    return _to_the_door(request)


@blueprint.post("/sign-out-everywhere", name="sign_out_everywhere")
@own_page("one's own sessions", stages=ALL)
async def everywhere(request: Request) -> HTTPResponse:
    """End every session of one's own."""
    desk, staff = desk_of(request), staff_of(request)
    async with desk.database.write() as session:
        account = await find_account(session, staff.id)
        await sign_out_everywhere(session, desk.vault, account, actor=staff.actor, now=desk.clock())
    return _to_the_door(request)


def _to_the_door(request: Request) -> HTTPResponse:
    """Clear-Site-Data: what the browser kept of pages goes too, so that its back button shows nobody's case."""
    response = redirect(SIGN_IN, headers={"Clear-Site-Data": '"cache"'}, status=303)
    drop_session(request, response)
    return response
