"""Who may call: one guard per blueprint, so that the tree of routes is the security model."""

import hmac
from collections.abc import Awaitable, Callable

from sanic import Request

from desk.errors import Unauthorized

Guard = Callable[[Request], Awaitable[None]]


def bearer_token(request: Request) -> str:
    """The token of the Authorization header. Raises Unauthorized if there is none."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token.strip():
        raise Unauthorized(headers={"WWW-Authenticate": "Bearer"})
    return token.strip()


def same_token(given: str, expected: str) -> bool:
    """Constant-time comparison, for any characters."""
    return hmac.compare_digest(given.encode(), expected.encode())
