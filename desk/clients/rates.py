"""How often a client may call, told in the header fields of draft-ietf-httpapi-ratelimit-headers-10."""

import datetime as dt
import logging
from collections.abc import Mapping

from desk.clients.registry import ApiClient
from desk.limits import InProcessLimiter, Limit, Limiter, LimiterUnavailable, RateExceeded, Verdict
from desk.web.operations import RouteGroup

log = logging.getLogger("desk.clients")

MINUTE, HOUR = dt.timedelta(minutes=1), dt.timedelta(hours=1)
# People in clear are shown one by one, to somebody who works on the case. Nobody reads two cases a minute all
# day: a program that copies them does. So this count is by the hour and the same for every client.
DISCLOSURES_AN_HOUR = 120
# Counts failures alone: a stranger behind the same address as an office does not lock the office out.
STRANGERS = Limit("client-stranger", times=120, period=MINUTE)
ALONE_FOR = dt.timedelta(seconds=5)  # so long Redis is not asked again: each call would wait for its timeout


def limit_of(client: ApiClient, group: RouteGroup) -> Limit:
    """What a client may do of one group; groups are counted apart, so that reading never stops a filing."""
    if group is RouteGroup.DISCLOSURES:
        return Limit(f"client-{group}", DISCLOSURES_AN_HOUR, HOUR)
    return Limit(f"client-{group}", client.per_minute, MINUTE)


def headers_of(group: str, limit: Limit, verdict: Verdict) -> dict[str, str]:
    """`RateLimit-Policy` and `RateLimit`; `t`, the seconds until more is allowed, only once nothing is left."""
    again = "" if verdict.allowed else f";t={verdict.retry_after_seconds}"
    return {
        "RateLimit-Policy": f'"{group}";q={limit.times};w={limit.period // dt.timedelta(seconds=1)}',
        "RateLimit": f'"{group}";r={verdict.remaining}{again}',
    }


class Rates:
    """Takes a client's calls from its limits.

    When Redis is away each desk counts for itself: a limit that is too wide for an hour is better than a case
    API that files nothing. Where guessing must be stopped (desk.cases.lookups) it is the other way round.
    """

    def __init__(self, limiter: Limiter) -> None:
        self._limiter = limiter
        self._alone = InProcessLimiter()
        self._alone_until: dt.datetime | None = None

    async def take(self, client: ApiClient, group: RouteGroup, *, now: dt.datetime) -> Mapping[str, str]:
        """Count one call. Returns the header fields of its answer. Raises RateExceeded with them."""
        return await self._counted(group, limit_of(client, group), client.name, now=now)

    async def take_stranger(self, address: str, *, now: dt.datetime) -> None:
        """Count one call without a valid key from this address. Raises RateExceeded."""
        await self._counted("stranger", STRANGERS, address, now=now)

    async def _counted(self, group: str, limit: Limit, key: str, *, now: dt.datetime) -> dict[str, str]:
        verdict = await self._take(limit, key, now=now)
        headers = headers_of(group, limit, verdict)
        if not verdict.allowed:
            again = {"Retry-After": str(verdict.retry_after_seconds)}
            raise RateExceeded(headers=headers | again, extra={"limit": limit.name})
        return headers

    async def _take(self, limit: Limit, key: str, *, now: dt.datetime) -> Verdict:
        if self._alone_until is None or now >= self._alone_until:
            try:
                return await self._limiter.take(limit, key, now=now)
            except LimiterUnavailable as error:
                log.warning("limits are counted by this desk alone: %s", error.extra)
                self._alone_until = now + ALONE_FOR
        return await self._alone.take(limit, key, now=now)
