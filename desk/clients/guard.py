"""The guard of every blueprint for programs: who calls, and may they do what the route declares."""

from typing import cast

from sanic import Request

from desk.clients.registry import ApiClient
from desk.context import desk_of
from desk.errors import Forbidden, Unauthorized
from desk.web.guards import bearer_token
from desk.web.operations import operation_of


async def guard(request: Request) -> None:
    """Blueprint middleware. Raises Unauthorized for an unknown client, Forbidden without the route's scope.

    A route that declares nothing is refused to everyone, so that forgetting the declaration is not a hole.
    """
    client = await desk_of(request).clients.find(bearer_token(request))
    if client is None:
        raise Unauthorized(headers={"WWW-Authenticate": 'Bearer error="invalid_token"'})
    operation = operation_of(request.route.handler) if request.route else None
    if operation is None or operation.scope not in client.scopes:
        needed = f', scope="{operation.scope}"' if operation else ""
        raise Forbidden(headers={"WWW-Authenticate": f'Bearer error="insufficient_scope"{needed}'})
    request.ctx.client = client


def client_of(request: Request) -> ApiClient:
    """The client that calls; the guard came first."""
    return cast(ApiClient, request.ctx.client)
