"""Jobs done again and again beside the requests. They end between two rounds, not in the middle of one."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any

from sanic import Sanic

from desk.logs import trace_of

log = logging.getLogger("desk.background")

AGAIN = 60.0  # seconds after a failed round, when the next one would come later
GRACE = 10.0  # seconds that a round under way has to come to its end


class Recurring:
    """Calls `work` every `every` seconds while the server runs; a failed round is logged and the next one comes.

    first: seconds until the first round; grace: seconds that a round under way has when the server stops. A query that is cut off by cancelling leaves its connection to the
    collector, and closing the database then waits for it for ever: so stopping asks, and waits.
    """

    def __init__(
        self,
        name: str,
        work: Callable[[], Awaitable[None]],
        *,
        every: float,
        first: float = 0.0,
        grace: float = GRACE,
    ) -> None:
        self._name, self._work, self._every, self._first, self._grace = name, work, every, first, grace
        self._stopping = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        self._task = asyncio.create_task(self._run(), name=self._name)

    async def stop(self) -> None:
        """Never raises, or the server would not close the rest."""
        self._stopping.set()
        if self._task is not None:
            await asyncio.wait({self._task}, timeout=self._grace)
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def _run(self) -> None:
        await self._pause(self._first)
        while not self._stopping.is_set():
            pause = self._every
            try:
                await self._work()
            except Exception as error:  # noqa: BLE001 - the outermost boundary: a job must not end silently
                log.error("%s failed, again soon: %s", self._name, trace_of(error))  # noqa: TRY400
                pause = min(self._every, AGAIN)
            await self._pause(pause)

    async def _pause(self, seconds: float) -> None:
        with suppress(TimeoutError):
            await asyncio.wait_for(self._stopping.wait(), seconds)


class Draining(Recurring):
    """Does what is due, one piece after another, until nothing is; then looks again after `every` seconds.

    work_once: one piece; False when none is due.
    """

    def __init__(
        self, name: str, work_once: Callable[[], Awaitable[bool]], *, every: float, grace: float
    ) -> None:
        super().__init__(name, self._drain, every=every, grace=grace)
        self._work_once = work_once

    async def _drain(self) -> None:
        while not self._stopping.is_set() and await self._work_once():
            pass


def attach(app: Sanic[Any, Any], make: Callable[[Sanic[Any, Any]], Recurring]) -> None:
    """Start the job with the server and stop it before the database is closed."""
    made: list[Recurring] = []

    @app.after_server_start
    async def start(app: Sanic[Any, Any]) -> None:
        made.append(make(app))
        made[-1].start()

    @app.before_server_stop
    async def stop(app: Sanic[Any, Any]) -> None:
        while made:
            await made.pop().stop()
