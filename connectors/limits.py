"""Limits on what people send. Counters out of reach must not silence anybody, so these fail open."""

import logging

from desk.context import Desk
from desk.limits import Limit, LimiterUnavailable, Verdict

log = logging.getLogger("connectors")

ADMITTED = Verdict(ticket="")


async def take(desk: Desk, limit: Limit, key: str) -> Verdict:
    """Count one try."""
    try:
        return await desk.limiter.take(limit, key, now=desk.clock())
    except LimiterUnavailable:
        log.warning("limit %s not counted: counters out of reach", limit.name)
        return ADMITTED
