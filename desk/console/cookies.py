"""Cookies: the session of who is signed in, the visit of a browser, for forms before that, and the way to a provider and
back.

A form's CSRF token is a keyed digest of the cookie it belongs to, so nothing needs to be kept, and a token of one
session is worth nothing in another. The visit's cookie makes the sign-in form itself safe: without it another site
could sign somebody in under a name of its own.
"""

import secrets

from sanic import Request
from sanic.cookies import Cookie
from sanic.response import BaseHTTPResponse

from desk.context import desk_of
from desk.web.texts import is_text

SESSION, VISIT, FLOW = "xb_staff", "xb_visit", "xb_oidc"
CSRF = "staff csrf"  # purpose of the digest


def read_cookie(request: Request, name: str) -> str | None:
    """Over TLS only with the prefix that browsers hold to: such a cookie cannot come from a neighbouring host."""
    full = f"{Cookie.HOST_PREFIX}{name}" if desk_of(request).settings.staff.https else name
    found: str | None = request.cookies.get(full)
    # Bytes that are no text are nobody's cookie: the page that refuses such a request looks for one, too.
    return found if found and is_text(found) else None


def session_token(request: Request) -> str | None:
    return read_cookie(request, SESSION)


def csrf_of(request: Request) -> str | None:
    """The token that forms of this browser carry; None for a browser without a cookie."""
    bound_to = session_token(request) or visit_of(request)
    return None if bound_to is None else desk_of(request).vault.digest(CSRF, bound_to)


def visit_of(request: Request) -> str | None:
    """The visit of this browser, drawn anew where it has none: the response then brings it (see `keep_visit`)."""
    fresh: str | None = getattr(request.ctx, "fresh_visit", None)
    return fresh or read_cookie(request, VISIT)


def begin_visit(request: Request) -> None:
    """Have a visit, before a page with a form is rendered for somebody who is not signed in."""
    if session_token(request) is None and visit_of(request) is None:
        request.ctx.fresh_visit = secrets.token_urlsafe(24)


def keep_visit(request: Request, response: BaseHTTPResponse) -> None:
    """Send the visit along when it is new."""
    if (fresh := getattr(request.ctx, "fresh_visit", None)) is not None:
        keep_cookie(request, response, VISIT, fresh)


def keep_session(request: Request, response: BaseHTTPResponse, token: str) -> None:
    """Sign the browser in. It is a cookie of the browser's session: the desk itself decides how long it counts."""
    keep_cookie(request, response, SESSION, token)


def drop_session(request: Request, response: BaseHTTPResponse) -> None:
    drop_cookie(request, response, SESSION)


def drop_cookie(request: Request, response: BaseHTTPResponse, name: str) -> None:
    keep_cookie(request, response, name, "", max_age=0)


def keep_cookie(
    request: Request, response: BaseHTTPResponse, name: str, value: str, *, max_age: int | None = None
) -> None:
    """HttpOnly: no script reads it. Lax: a colleague's link to a case opens it, while other sites' forms come without."""
    https = desk_of(request).settings.staff.https
    response.add_cookie(
        name, value, secure=https, host_prefix=https, httponly=True, samesite="Lax", max_age=max_age
    )
