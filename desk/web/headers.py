"""Response headers of every answer."""

from typing import Any

from sanic import Request, Sanic
from sanic.response import BaseHTTPResponse

CONTENT_SECURITY_POLICY = (  # no data: or blob: anywhere; scripts may not write HTML (Trusted Types)
    "default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; "
    "require-trusted-types-for 'script'"
)


def install(app: Sanic[Any, Any]) -> None:
    """Add them after each response, unless the handler chose its own."""

    async def secure(request: Request, response: BaseHTTPResponse) -> None:
        response.headers.setdefault("X-Content-Type-Options", "nosniff")
        response.headers.setdefault("Referrer-Policy", "no-referrer")
        response.headers.setdefault("Content-Security-Policy", CONTENT_SECURITY_POLICY)
        response.headers.setdefault("Cache-Control", "no-store")

    app.register_middleware(secure, "response")
