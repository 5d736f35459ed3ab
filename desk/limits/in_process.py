"""Counters of one process: right for one machine, gone when it stops."""

import datetime as dt
from collections import OrderedDict
from itertools import takewhile

from desk.ids import new_id
from desk.limits.limiter import Limit, Verdict

MAX_KEYS = 50_000  # about 20 MB; beyond it the keys untouched for longest are forgotten

Tries = dict[str, dt.datetime]  # ticket to time, oldest first


class InProcessLimiter:
    """Atomic because nothing in it waits: the event loop runs one call at a time."""

    def __init__(self, max_keys: int = MAX_KEYS) -> None:
        self._tries: OrderedDict[tuple[str, str], Tries] = OrderedDict()
        self._max_keys = max_keys

    async def take(self, limit: Limit, key: str, *, now: dt.datetime) -> Verdict:
        tries = self._tries.setdefault((limit.name, key), {})
        self._tries.move_to_end((limit.name, key))
        gone = now - limit.period
        if tries and next(reversed(tries.values())) > now + limit.period:
            tries.clear()  # the clock was set back: they would count until it is there again
        # Oldest first: looking at all of them at each try would make a limit of thousands slow.
        for ticket in [ticket for ticket, _ in takewhile(lambda one: one[1] <= gone, tries.items())]:
            del tries[ticket]
        if len(tries) >= limit.times:
            return Verdict(None, next(iter(tries.values())) + limit.period - now)
        ticket = new_id()
        tries[ticket] = now
        while len(self._tries) > self._max_keys:
            self._tries.popitem(last=False)
        return Verdict(ticket, remaining=limit.times - len(tries))

    async def give_back(self, limit: Limit, key: str, ticket: str) -> None:
        self._tries.get((limit.name, key), {}).pop(ticket, None)

    async def forget(self, key: str) -> None:
        for counted in [counted for counted in self._tries if counted[1] == key]:
            del self._tries[counted]

    async def close(self) -> None:
        self._tries.clear()
