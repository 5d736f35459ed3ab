"""Who may open a page: signed in, with the permission that the route names, and from a form of their own session.

Each handler carries one of three decorators; tests/desk/test_routes.py fails for a route under /console without.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from enum import StrEnum
from functools import wraps
from typing import Any, cast
from urllib.parse import quote

from sanic import Request
from sanic.response import BaseHTTPResponse, empty, redirect

from desk.console.cookies import csrf_of, session_token
from desk.console.forms import raw_field
from desk.console.returning import came_from
from desk.context import desk_of
from desk.staff.errors import CsrfRefused, NotPermitted, NotSignedIn
from desk.staff.roles import Permission
from desk.staff.sessions import Found, find_session, touch
from desk.staff.signed_in import SignedIn
from desk.staff.terms import StaffTerms
from desk.web.guards import same_token

SIGN_IN, CHANGE_PASSWORD = "/console/sign-in", "/console/password"
SAFE = frozenset({"GET", "HEAD"})
ATTRIBUTE = "__access__"

# (request, parts of the path) → response
Handler = Callable[..., Awaitable[BaseHTTPResponse]]


class Stage(StrEnum):
    """How far somebody is who is signed in, and the page where they go on."""

    CODE = "/console/code"  # the one-time code is missing
    PASSWORD = "/console/password"  # noqa: S105 - a path; the password was given by somebody else
    SETUP = "/console/profile/second-step"  # their role needs one-time codes
    DONE = "/console/"


DONE, ALL = frozenset({Stage.DONE}), frozenset(Stage)


def stage_of(found: Found, terms: StaffTerms) -> Stage:
    """What comes first. Who has no password signs in elsewhere, and there with whatever is asked for there."""
    account = found.account
    if found.session.awaits_code:
        return Stage.CODE
    if account.must_change:
        return Stage.PASSWORD
    needs_codes = account.role in terms.code_roles and account.password_hash is not None
    return Stage.SETUP if needs_codes and account.totp_sealed is None else Stage.DONE


@dataclass(frozen=True)
class Access:
    """What a route of the console says of itself. reason: why it asks for no permission; is_open: for strangers too;
    stages: how far one must be."""

    permission: Permission | None = None
    reason: str = ""
    is_open: bool = False
    stages: frozenset[Stage] = DONE


def access_of(handler: Any) -> Access | None:
    """The declaration of a handler, if it has one."""
    found = getattr(handler, ATTRIBUTE, None)
    return found if isinstance(found, Access) else None


def staff_page(permission: Permission) -> Callable[[Handler], Handler]:
    """For staff whose role grants it. Sets request.ctx.staff; a POST needs the session's CSRF token."""
    return _guarded(Access(permission))


def own_page(reason: str, *, stages: frozenset[Stage] = DONE) -> Callable[[Handler], Handler]:
    """For everybody who is signed in: one's own affairs."""
    return _guarded(Access(reason=reason, stages=stages))


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
        request.ctx.staff, request.ctx.found = found.staff, found
    if request.method not in SAFE:
        _check_csrf(request)
    if access.is_open or found is None:
        return None
    if (stage := stage_of(found, desk_of(request).settings.staff)) not in access.stages:
        return _to(request, stage)
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
    would be lost on the way: the page that says so leads back to where it was sent from."""
    if "hx-request" in request.headers:
        return empty(401, {"HX-Redirect": f"{path}?next={quote(came_from(request), safe='')}"})
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


def session_of(request: Request) -> Found:
    """The session and the account behind it; the guard came first."""
    return cast(Found, request.ctx.found)


def staff_or_none(request: Request) -> SignedIn | None:
    """Who is signed in, on pages that are open."""
    return getattr(request.ctx, "staff", None)
