"""Response headers of every answer."""

from collections.abc import Sequence
from typing import Any

from sanic import Request, Sanic
from sanic.response import BaseHTTPResponse


def content_security_policy(framed_by: Sequence[str] = ()) -> str:
    """No data: or blob: anywhere; scripts may not write HTML (Trusted Types). framed_by: origins that may frame it."""
    framing = " ".join(framed_by) or "'none'"
    return (
        "default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; "
        f"frame-ancestors {framing}; require-trusted-types-for 'script'"
    )


CONTENT_SECURITY_POLICY = content_security_policy()


def install(app: Sanic[Any, Any]) -> None:
    """Add them after each response, unless the handler chose its own."""

    async def secure(request: Request, response: BaseHTTPResponse) -> None:
        response.headers.setdefault("X-Content-Type-Options", "nosniff")
        response.headers.setdefault("Referrer-Policy", "no-referrer")
        response.headers.setdefault("Content-Security-Policy", CONTENT_SECURITY_POLICY)
        response.headers.setdefault("Cache-Control", "no-store")

    app.register_middleware(secure, "response")
