"""The trace of a request: its caller's where one is told, else one that begins here."""

from typing import Any

from sanic import Request, Sanic
from sanic.response import BaseHTTPResponse

from telemetry.trace import HEADER, Trace, begin

FIRST = 200  # priority: before whatever may write a line
TRACE_ID = "X-Trace-Id"  # of the answer, so that whoever reports a fault can name it


def trace_of_request(request: Request) -> Trace:
    """The request's trace. A request refused half-way never came to the middleware: then it begins here."""
    trace: Trace | None = getattr(request.ctx, "trace", None)
    if trace is None:
        trace = request.ctx.trace = begin(request.headers.get(HEADER))
    return trace


def install(app: Sanic[Any, Any]) -> None:
    """Begin a trace with every request and name it in the answer."""

    async def start(request: Request) -> None:
        trace_of_request(request)

    async def name(request: Request, response: BaseHTTPResponse) -> None:
        response.headers.setdefault(TRACE_ID, trace_of_request(request).trace_id)

    app.register_middleware(start, "request", priority=FIRST)
    app.register_middleware(name, "response")
