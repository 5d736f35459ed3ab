"""Who may open a page: signed in, with the permission that the route names, and from a form of their own session.

Each handler carries one of three decorators; tests/desk/test_routes.py fails for a route under /console without.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, cast
from urllib.parse import quote

from sanic import Request
from sanic.response import BaseHTTPResponse, empty, redirect

from desk.console.cookies import csrf_of, session_token
from desk.console.forms import raw_field
from desk.context import desk_of
from desk.staff.errors import CsrfRefused, NotPermitted, NotSignedIn
from desk.staff.roles import Permission
from desk.staff.sessions import Found, find_session, touch
from desk.staff.signed_in import SignedIn
from desk.web.guards import same_token

SIGN_IN, CHANGE_PASSWORD = "/console/sign-in", "/console/password"
SAFE = frozenset({"GET", "HEAD"})
ATTRIBUTE = "__access__"

# (request, parts of the path) → response
Handler = Callable[..., Awaitable[BaseHTTPResponse]]


@dataclass(frozen=True)
class Access:
    """What a route of the console says of itself. reason: why it asks for no permission; is_open: for strangers too;
    unfinished: also for who has yet to choose a password of their own."""

    permission: Permission | None = None
    reason: str = ""
    is_open: bool = False
    unfinished: bool = False


def access_of(handler: Any) -> Access | None:
    """The declaration of a handler, if it has one."""
    found = getattr(handler, ATTRIBUTE, None)
    return found if isinstance(found, Access) else None


def staff_page(permission: Permission) -> Callable[[Handler], Handler]:
    """For staff whose role grants it. Sets request.ctx.staff; a POST needs the session's CSRF token."""
    return _guarded(Access(permission))


def own_page(reason: str, *, unfinished: bool = False) -> Callable[[Handler], Handler]:
    """For everybody who is signed in: one's own affairs."""
    return _guarded(Access(reason=reason, unfinished=unfinished))


def open_page(reason: str) -> Callable[[Handler], Handler]:
    """For strangers too. A POST needs the CSRF token of the browser's visit all the same."""
    return _guarded(Access(reason=reason, is_open=True))


def _guarded(access: Access) -> Callable[[Handler], Handler]:
    def attach(handler: Handler) -> Handler:
        @wraps(handler)
        async def guarded(request: Request, *parts: Any, **named: Any) -> BaseHTTPResponse:
            if (answer := await _turn_away(request, access)) is not None:
                return answer
            return await handler(request, *parts, **named)

        setattr(guarded, ATTRIBUTE, access)
        return guarded

    return attach


async def _turn_away(request: Request, access: Access) -> BaseHTTPResponse | None:
    """The way to the sign-in, or None for who may pass. Raises NotSignedIn, CsrfRefused, NotPermitted."""
    found = await _found(request)
    if found is None:
        if not access.is_open:
            return _to(request, SIGN_IN)
    else:
        request.ctx.staff = found.staff
    if request.method not in SAFE:
        _check_csrf(request)
    if access.is_open or found is None:
        return None
    if found.account.must_change and not access.unfinished:
        return _to(request, CHANGE_PASSWORD)
    if access.permission is not None and not found.staff.may(access.permission):
        raise NotPermitted
    return None


async def _found(request: Request) -> Found | None:
    """The session of the cookie, and that it is in use, to the minute."""
    desk, token = desk_of(request), session_token(request)
    if token is None:
        return None
    now = desk.clock()
    async with desk.database.read() as session:
        found = await find_session(session, token, desk.settings.staff, now=now)
    if found is not None and found.to_be_touched(now=now):
        async with desk.database.write() as session:
            await touch(session, found.session.id, now=now)
    return found


def _check_csrf(request: Request) -> None:
    """Raises CsrfRefused."""
    given = request.headers.get("x-csrf-token") or raw_field(request, "csrf")
    expected = csrf_of(request)
    if expected is None or not same_token(given, expected):
        raise CsrfRefused


def _to(request: Request, path: str) -> BaseHTTPResponse:
    """Another page first, and back. Raises NotSignedIn where nobody follows: a script's request, or a form, which
    would be lost on the way."""
    if "hx-request" in request.headers:
        return empty(401, {"HX-Redirect": path})
    if request.method not in SAFE or not takes_pages(request):
        raise NotSignedIn
    here = request.path + (f"?{request.query_string}" if request.query_string else "")
    return redirect(f"{path}?next={quote(here, safe='')}", status=303)


def takes_pages(request: Request) -> bool:
    """Whether a page is what is asked for. A stream and a script's request for JSON say what they take."""
    accepted = request.headers.get("accept", "*/*")
    return "text/html" in accepted or "*/*" in accepted


def staff_of(request: Request) -> SignedIn:
    """Who is signed in; the guard came first."""
    return cast(SignedIn, request.ctx.staff)


def staff_or_none(request: Request) -> SignedIn | None:
    """Who is signed in, on pages that are open."""
    return getattr(request.ctx, "staff", None)
