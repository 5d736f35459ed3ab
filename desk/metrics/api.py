"""GET /metrics: for Prometheus, not for the public."""

import ipaddress
import logging
from typing import Any

from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from sanic import HTTPResponse, Request, Sanic
from sanic.response import raw
from sqlalchemy.exc import SQLAlchemyError

from desk.context import desk_of
from desk.errors import Forbidden, Unauthorized
from desk.metrics.gauges import Gauges
from desk.metrics.surroundings import Surroundings
from desk.web.guards import bearer_token, same_token

log = logging.getLogger("desk.metrics")

# Set by proxies. On one machine a proxy's requests come from the loopback address, whoever sent them.
FORWARDED = ("forwarded", "x-forwarded-for", "x-real-ip", "via")


class MetricsNotPublic(Forbidden):
    """Asked from outside without METRICS_TOKEN being set."""

    code, title = "metrics_not_public", "监控数据不对外提供"


def check_caller(request: Request) -> None:
    """With METRICS_TOKEN: its bearer. Without: the own machine and its private network, never through a proxy.

    Raises Unauthorized, MetricsNotPublic.
    """
    expected = desk_of(request).settings.metrics_token
    if expected is not None:
        if not same_token(bearer_token(request), expected):
            raise Unauthorized(headers={"WWW-Authenticate": 'Bearer error="invalid_token"'})
        return
    if any(name in request.headers for name in FORWARDED) or not _is_near(request.ip):
        raise MetricsNotPublic


def _is_near(peer: str) -> bool:
    """Whether the socket's other end is this machine or a private address."""
    try:
        address = ipaddress.ip_address(peer.strip("[]").partition("%")[0])
    except ValueError:
        return False
    mapped = getattr(address, "ipv4_mapped", None)
    near = mapped or address
    return bool(near.is_loopback or near.is_private)


def install(app: Sanic[Any, Any]) -> None:
    gauges, surroundings = Gauges(app.ctx.desk.metrics), Surroundings()

    @app.get("/metrics")
    async def metrics(request: Request) -> HTTPResponse:
        check_caller(request)
        desk = desk_of(request)
        try:
            await gauges.refresh(desk.database, now=desk.clock())
            desk.metrics.gauges_read.set(1)
        except SQLAlchemyError as error:  # the counters are wanted most when something is wrong
            log.warning("gauges not read: %s", type(error).__name__)
            desk.metrics.gauges_read.set(0)
        await surroundings.refresh(desk)
        return raw(generate_latest(desk.metrics.registry), content_type=CONTENT_TYPE_LATEST)
