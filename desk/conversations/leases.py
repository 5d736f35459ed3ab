"""The turns this process has claimed: their leases are renewed while it lives, and ended when it stops.

A short lease with a heartbeat, so that nobody waits long for the turn of a desk that died, and a living one keeps a turn for
as long as the turn may take. It is for speed alone: whether an outcome counts is decided by the turn's `attempts`
(claiming.is_ours), so a desk that hung and lost its leases can do no harm when it goes on.
"""

import datetime as dt
import logging
from dataclasses import dataclass

from sqlalchemy import select, tuple_, update

from desk.background import Recurring
from desk.clock import Clock
from desk.conversations.claiming import Claimed, let_go
from desk.conversations.model import Turn
from desk.conversations.rules import LEASE, TurnState, is_worn
from desk.store.database import DATABASE_AWAY, Database

log = logging.getLogger("desk.turns")

BEAT = 1.0  # seconds between looks for leases to renew; a look asks the database only when there are some


@dataclass
class Held:
    """A claimed turn. until: the end of its lease as last written; ends: until when it may be renewed at most."""

    claimed: Claimed
    until: dt.datetime
    ends: dt.datetime


class Leases:
    """One a process. Turns are held from their claim to their end."""

    def __init__(self, database: Database, clock: Clock, *, longest: dt.timedelta) -> None:
        """longest: how long a turn is held at most, so that one that hangs in a living process is taken up elsewhere."""
        self._database, self._clock, self._longest = database, clock, longest
        self._held: dict[str, Held] = {}
        self._heart = Recurring("turn-leases", self.renew, every=BEAT, first=BEAT)

    def hold(self, claimed: Claimed) -> None:
        """From now on the turn's lease is renewed. A later claim takes the place of an earlier one."""
        until = claimed.lease_until
        self._held[claimed.turn_id] = Held(claimed, until, until - LEASE + self._longest)

    def drop(self, turn_id: str) -> None:
        """The turn has ended, or nobody answers it here any more: its lease runs out."""
        self._held.pop(turn_id, None)

    def __contains__(self, turn_id: str) -> bool:
        return turn_id in self._held

    def may_hold(self, claimed: Claimed) -> bool:
        """Whether the turn is held, and not for longer than it may."""
        held = self._held.get(claimed.turn_id)
        return held is not None and self._clock() < held.ends

    def start(self) -> None:
        self._heart.start()

    async def stop(self) -> None:
        """End the leases of what is still held, so that another process takes it up at once.

        The heartbeat ends first: one that came later would claim what was let go. Never raises, or the server would not close
        the rest.
        """
        await self._heart.stop()
        if not self._held:
            return
        try:
            async with self._database.write(urgent=True) as session:
                await let_go(session, [held.claimed for held in self._held.values()], now=self._clock())
        except DATABASE_AWAY:
            log.warning("turns not let go: their leases run out")
        self._held.clear()

    async def renew(self) -> None:
        """Renew the leases that have run for a while, all in one statement. Raises DATABASE_AWAY; the next look tries again.

        A lease that was lost is not taken back. What is locked just now is being ended or excused, and must not hold up
        the others: the next look comes soon.
        """
        now = self._clock()
        worn = [held for held in self._held.values() if is_worn(held.until, now=now) and now < held.ends]
        if not worn:
            return
        ours = [(held.claimed.turn_id, held.claimed.attempts) for held in worn]
        still_ours = (
            select(Turn.id)
            .where(Turn.state == TurnState.RUNNING.value, tuple_(Turn.id, Turn.attempts).in_(ours))
            .with_for_update(skip_locked=True)
        )
        renewal = update(Turn).where(Turn.id.in_(still_ours)).values(lease_until=now + LEASE)
        # In a rush a heartbeat that queued behind everybody else would come too late.
        async with self._database.write(urgent=True) as session:
            renewed = set(await session.scalars(renewal.returning(Turn.id)))
        for held in worn:
            if held.claimed.turn_id in renewed:
                held.until = now + LEASE
