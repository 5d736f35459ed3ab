"""What came of a turn is in our hands: it is offered to the database until that takes it."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from contextlib import AbstractContextManager
from itertools import count
from typing import TypeVar

from desk.conversations.rules import retry_delay
from desk.store.database import DATABASE_AWAY

log = logging.getLogger("desk.turns")

Stored = TypeVar("Stored")


async def until_stored(
    store: Callable[[], Awaitable[Stored]],
    *,
    turn_id: str,
    go_on: Callable[[], bool],
    pausing: Callable[[], AbstractContextManager[None]],
) -> Stored:
    """What `store` returns, which opens a transaction of its own each time it is called; again while the database is away.

    Asking the brain once more, when the lease is over, would take longer. A commit that succeeded without our hearing of it
    must be no matter to `store`: it looks whether the turn is still to be ended.

    go_on: asked after each failure. pausing: around each pause, in which no transaction is open.

    Raises DATABASE_AWAY when it is not to go on.
    """
    for tries in count(1):
        try:
            return await store()
        except DATABASE_AWAY as error:
            if not go_on():
                raise
            log.warning("not stored turn=%s tries=%s, again soon: %s", turn_id, tries, type(error).__name__)
        with pausing():
            await asyncio.sleep(retry_delay(tries).total_seconds())
    raise AssertionError("counting has no end")
