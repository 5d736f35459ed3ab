"""The access token of an account: fetched by one caller at a time, kept until shortly before it ends (section 2.1).

Two processes that fetch separately would not harm each other with stable_token, but its quota is shared, and so
are its troubles.
"""

import asyncio
import datetime as dt
import random
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Protocol

MARGIN = dt.timedelta(minutes=5)  # the platform itself makes a new token from here on; the old one lives on
JITTER = dt.timedelta(minutes=1)  # at most this earlier, so that processes do not all fetch in one second
SHORTEST_USE = dt.timedelta(
    minutes=1
)  # an answer with hardly any time left must not be fetched at every call


@dataclass(frozen=True)
class Fetched:
    """What the platform answered; lifetime: expires_in."""

    value: str = field(repr=False)
    lifetime: dt.timedelta


@dataclass(frozen=True)
class Token:
    """A token; renew_at: from when on it is fetched anew."""

    value: str = field(repr=False)
    renew_at: dt.datetime


Fetch = Callable[[], Awaitable[Fetched]]


class TokenStore(Protocol):
    """Keeps one account's token for all who need it. Both implementations pass the same contract tests."""

    async def get(self, fetch: Fetch, *, now: dt.datetime) -> str:
        """The token; `fetch` is awaited when there is none or it is about to end, by one caller at a time.

        What `fetch` raises reaches its caller; who waited meanwhile tries for themselves.
        """

    async def invalidate(self, failed: str) -> None:
        """Forget the token if it still is `failed`: somebody else may have renewed it meanwhile."""

    async def close(self) -> None:
        """Release connections."""


def renewal(fetched: Fetched, *, margin: dt.timedelta, now: dt.datetime, chance: float) -> dt.datetime:
    """When to fetch again: `margin` before the end, up to JITTER earlier (chance: 0 to 1), not within SHORTEST_USE.

    A token of 7,200 s fetched at 10:00 is renewed between 11:54 and 11:55; one of 330 s after a minute.
    """
    end = now + fetched.lifetime
    return max(end - margin - JITTER * chance, now + min(SHORTEST_USE, fetched.lifetime / 2))


class InProcessTokens:
    """For one process."""

    def __init__(self, *, margin: dt.timedelta = MARGIN, chance: Callable[[], float] = random.random) -> None:
        self._margin = margin
        self._chance = chance
        self._lock = asyncio.Lock()
        self._token: Token | None = None

    async def get(self, fetch: Fetch, *, now: dt.datetime) -> str:
        async with self._lock:
            if self._token is None or self._token.renew_at <= now:
                fetched = await fetch()
                due = renewal(fetched, margin=self._margin, now=now, chance=self._chance())
                self._token = Token(fetched.value, due)
            return self._token.value

    async def invalidate(self, failed: str) -> None:
        if self._token is not None and self._token.value == failed:
            self._token = None

    async def close(self) -> None:
        self._token = None
