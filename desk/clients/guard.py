"""The guard of every blueprint for programs: who calls, how often, and may they do what the route declares."""

from typing import Any, cast

from sanic import Request, Sanic
from sanic.response import BaseHTTPResponse

from desk.clients.registry import ApiClient
from desk.context import desk_of
from desk.errors import Forbidden, Unauthorized
from desk.web.guards import bearer_token
from desk.web.operations import Operation, RouteGroup, operation_of

READING = frozenset({"GET", "HEAD"})


async def guard(request: Request) -> None:
    """Blueprint middleware. Raises Unauthorized for an unknown client, RateExceeded for one that asks too often,
    Forbidden without the route's scope.

    A route that declares nothing is refused to everyone, so that forgetting the declaration is not a hole.
    """
    client = await _client(request)
    operation = operation_of(request.route.handler) if request.route else None
    if operation is None:
        raise _not_enough()
    # Before the scope: a program that is refused a thousand times a minute is stopped as well.
    desk = desk_of(request)
    request.ctx.rate_headers = await desk.rates.take(client, _group(request, operation), now=desk.clock())
    if operation.scope not in client.scopes:
        raise _not_enough(f', scope="{operation.scope}"')
    request.ctx.client = client


async def _client(request: Request) -> ApiClient:
    """Raises Unauthorized; RateExceeded for an address that was told so too often."""
    desk = desk_of(request)
    try:
        client, told = await desk.clients.find(bearer_token(request)), 'Bearer error="invalid_token"'
    except Unauthorized as nothing_told:
        client, told = None, nothing_told.headers["WWW-Authenticate"]
    if client is None:
        await desk.rates.take_stranger(request.client_ip, now=desk.clock())
        raise Unauthorized(headers={"WWW-Authenticate": told})
    return client


def _group(request: Request, operation: Operation) -> RouteGroup:
    if operation.group is not None:
        return operation.group
    return RouteGroup.READ if request.method in READING else RouteGroup.WRITE


def _not_enough(needed: str = "") -> Forbidden:
    return Forbidden(headers={"WWW-Authenticate": f'Bearer error="insufficient_scope"{needed}'})


def client_of(request: Request) -> ApiClient:
    """The client that calls; the guard came first."""
    return cast(ApiClient, request.ctx.client)


def install_rate_headers(app: Sanic[Any, Any]) -> None:
    """Every answer to a client says how much it may still ask."""

    async def tell(request: Request, response: BaseHTTPResponse) -> None:
        for name, value in getattr(request.ctx, "rate_headers", {}).items():
            response.headers.setdefault(name, value)

    app.register_middleware(tell, "response")
