"""What a limiter promises; both implementations pass the same contract tests."""

import datetime as dt
from dataclasses import dataclass
from typing import Protocol

from desk.errors import TooManyRequests, Unavailable


class LimiterUnavailable(Unavailable):
    """The shared counters do not answer. Letting everyone through would open the door to guessing."""

    code = "limiter_unavailable"


class RateExceeded(TooManyRequests):
    """A client, or an address without one, asks more often than it may; `Retry-After` says when to try again."""

    code, title = "rate_exceeded", "请求太频繁，请稍后再试"


@dataclass(frozen=True)
class Limit:
    """At most `times` within any stretch of `period`. `name` keeps counters of different limits apart."""

    name: str
    times: int
    period: dt.timedelta


@dataclass(frozen=True)
class Verdict:
    """Whether this try was allowed.

    ticket: names the counted try, to give it back; None when refused.
    retry_after: when refused, how long until the next one is allowed; else zero.
    remaining: how many more would be allowed now.
    """

    ticket: str | None
    retry_after: dt.timedelta = dt.timedelta(0)
    remaining: int = 0

    @property
    def allowed(self) -> bool:
        return self.ticket is not None

    @property
    def retry_after_seconds(self) -> int:
        """Whole seconds, rounded up: what a Retry-After header says."""
        return -(-self.retry_after // dt.timedelta(seconds=1))


class Limiter(Protocol):
    """Counts tries in a sliding window, atomically. Refused tries are not counted: whoever waits gets in."""

    async def take(self, limit: Limit, key: str, *, now: dt.datetime) -> Verdict:
        """Count a try of `key` if the limit allows it. Raises LimiterUnavailable."""

    async def give_back(self, limit: Limit, key: str, ticket: str) -> None:
        """Forget a counted try, for limits on failures alone. Harmless when it is no longer counted."""

    async def forget(self, key: str) -> None:
        """Drop what is counted of `key` alone, under every limit. Raises LimiterUnavailable."""

    async def close(self) -> None:
        """Release connections."""
