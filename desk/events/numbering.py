"""Gives events their numbers as soon as they are committed, and wakes the streams of all desks."""

import asyncio
import logging
from contextlib import suppress

from desk.bus import Bus
from desk.events.service import TOPIC, number_new
from desk.logs import trace_of
from desk.store.database import Database

log = logging.getLogger("desk.events")

LOOK = 1.0  # seconds between looks without a hint: what a desk left that died before it could number
GRACE = 5.0  # seconds that a round under way has to come to its end


class Numberer:
    """One a process. Several desks number in turns, see desk.events.service.number_new."""

    def __init__(self, database: Database, bus: Bus) -> None:
        self._database, self._bus = database, bus
        self._news, self._stopping = asyncio.Event(), False
        self._task: asyncio.Task[None] | None = None
        database.hear(self._hear)

    def _hear(self, topic: str) -> None:
        if topic == TOPIC:
            self._news.set()

    def start(self) -> None:
        self._task = asyncio.create_task(self._run(), name="event-numberer")

    async def stop(self) -> None:
        self._stopping = True
        self._news.set()
        if self._task is not None:
            await asyncio.wait({self._task}, timeout=GRACE)
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def _run(self) -> None:
        while not self._stopping:
            with suppress(TimeoutError):
                await asyncio.wait_for(self._news.wait(), LOOK)
            self._news.clear()
            try:
                while await number_new(self._database):
                    await self._bus.publish(TOPIC)
            except Exception as error:  # noqa: BLE001 - the outermost boundary: without numbers all streams are silent
                log.error("events not numbered, again soon: %s", trace_of(error))  # noqa: TRY400
                await asyncio.sleep(LOOK)
