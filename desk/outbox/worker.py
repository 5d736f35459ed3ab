"""The outbox worker: takes due items one by one, calls their handler, records the outcome."""

import asyncio
import datetime as dt
import json
import logging
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncSession

from desk.bus import Bus
from desk.clock import Clock
from desk.outbox.model import OutboxItem
from desk.outbox.service import DEAD, DONE, PENDING
from desk.privacy.vault import Vault
from desk.store.database import Database

log = logging.getLogger("desk.outbox")

POLL = 1.0  # seconds between looks at the table
LEASE = dt.timedelta(seconds=60)  # a worker that died holds its item no longer than this
FIRST_DELAY = dt.timedelta(seconds=1)
LONGEST_DELAY = dt.timedelta(minutes=10)


class TryLater(Exception):
    """The outside cannot take it now; `code` goes to the item."""


class Refused(Exception):
    """The outside will never take it; the item is dead and listed."""


# Called outside any transaction; returns what to do in the transaction that marks the item done.
Finish = Callable[[AsyncSession], Awaitable[None]]
Handler = Callable[[OutboxItem, dict[str, Any]], Awaitable[Finish]]
# Called in the transaction that marks an item dead, so that the person can be told.
OnDead = Callable[[AsyncSession, OutboxItem], Awaitable[None]]


def delay_after(attempts: int) -> dt.timedelta:
    """1 s, 2 s, 4 s … at most ten minutes; `attempts` counts the failed ones, from 1."""
    return min(FIRST_DELAY * (1 << min(attempts - 1, 12)), LONGEST_DELAY)


class OutboxWorker:
    """One worker a process; several processes share the table through leases."""

    def __init__(
        self,
        database: Database,
        vault: Vault,
        bus: Bus,
        clock: Clock,
        handlers: Mapping[str, Handler],
        on_dead: OnDead,
    ) -> None:
        self._database, self._vault, self._bus, self._clock = database, vault, bus, clock
        self._handlers, self._on_dead = handlers, on_dead
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        self._task = asyncio.create_task(self._run(), name="outbox")

    async def stop(self) -> None:
        if self._task is not None:
            self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task

    async def _run(self) -> None:
        while True:
            try:
                while await self.work_once():
                    pass
            except SQLAlchemyError as error:
                log.warning("outbox waits for the database: %s", type(error).__name__)
            await asyncio.sleep(POLL)

    async def work_once(self) -> bool:
        """Carry out one due item. False when none is due."""
        item = await self._claim()
        if item is None:
            return False
        handler = self._handlers[item.kind]
        try:
            finish = await handler(item, json.loads(self._vault.open(item.sealed_body)))
        except TryLater as reason:
            await self._put_back(item.id, str(reason))
        except Refused as reason:
            await self._bury(item.id, str(reason))
        else:
            await self._complete(item.id, finish)
        if item.conversation_id is not None:
            await self._bus.publish(item.conversation_id)  # the person may have been told something
        return True

    async def _claim(self) -> OutboxItem | None:
        now = self._clock()
        async with self._database.write() as session:
            found = await session.execute(
                select(OutboxItem)
                .where(OutboxItem.state == PENDING, OutboxItem.next_try_at <= now)
                .order_by(OutboxItem.next_try_at)
                .limit(1)
                .with_for_update(skip_locked=True)
            )
            item = found.scalar_one_or_none()
            if item is not None:
                item.attempts += 1
                item.next_try_at = now + LEASE
            return item

    async def _put_back(self, item_id: str, code: str) -> None:
        async with self._database.write() as session:
            item = await session.get_one(OutboxItem, item_id)
            item.next_try_at = self._clock() + delay_after(item.attempts)
            item.error_code = code[:60]
            log.warning("outbox item=%s kind=%s try=%s later: %s", item.id, item.kind, item.attempts, code)

    async def _bury(self, item_id: str, code: str) -> None:
        async with self._database.write() as session:
            item = await session.get_one(OutboxItem, item_id)
            item.state, item.finished_at, item.error_code = DEAD, self._clock(), code[:60]
            log.error("outbox item=%s kind=%s dead: %s", item.id, item.kind, code)
            await self._on_dead(session, item)

    async def _complete(self, item_id: str, finish: Finish) -> None:
        async with self._database.write() as session:
            item = await session.get_one(OutboxItem, item_id, with_for_update=True)
            if item.state == DONE:
                return  # another worker finished it after our lease ran out
            item.state, item.finished_at, item.error_code = DONE, self._clock(), None
            await finish(session)
