"""Counting requests by route template."""

import time
from typing import Any

from sanic import Request, Sanic
from sanic.response import BaseHTTPResponse

from desk.context import desk_of
from desk.metrics.measures import OTHER
from desk.web.openapi import template_of

METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
REPLAYED = "Idempotent-Replayed"
FIRST, LAST = (
    100,
    -100,
)  # priorities: before all other request middleware, after all other response middleware


def labels_of(request: Request) -> tuple[str, str]:
    """Route and method. A path that no route serves is `other`: its words are the caller's."""
    route = template_of(request.route.path) if request.route else OTHER
    return route, request.method if request.method in METHODS else OTHER


def install(app: Sanic[Any, Any]) -> None:
    """Time every request, and count it by what it was answered with."""

    async def begin(request: Request) -> None:
        request.ctx.began = time.perf_counter()

    async def end(request: Request, response: BaseHTTPResponse) -> None:
        metrics, (route, method) = desk_of(request).metrics, labels_of(request)
        metrics.requests.labels(route, method, str(response.status)).inc()
        began = getattr(request.ctx, "began", None)  # a body refused half-way never came to the middleware
        if began is not None:
            metrics.latency.labels(route, method).observe(time.perf_counter() - began)
        if REPLAYED in response.headers:
            metrics.replays.labels(route).inc()

    app.register_middleware(begin, "request", priority=FIRST)
    app.register_middleware(end, "response", priority=LAST)
