"""What a background worker has claimed: under a short lease, renewed while the worker lives.

So nobody waits long for what a desk had that died, and what takes long stays with whoever is at it. For the leases of turns, of
which a desk has many at a time, see desk.conversations.leases.
"""

import datetime as dt
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

from desk.background import Recurring

LEASE = dt.timedelta(seconds=10)
BEAT = 3.0  # seconds between renewals: two may fail


@asynccontextmanager
async def renewed(name: str, renew: Callable[[], Awaitable[None]]) -> AsyncIterator[None]:
    """Calls `renew` every BEAT seconds while the block runs; one that fails is logged, and the next one comes.

    `renew` must change nothing when the claim is no longer ours.
    """
    heart = Recurring(name, renew, every=BEAT, first=BEAT)
    heart.start()
    try:
        yield
    finally:
        await heart.stop()
