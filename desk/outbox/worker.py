"""The outbox worker: takes due items one by one, calls their handler, records the outcome."""

import datetime as dt
import json
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from typing import Any

from sqlalchemy import ColumnElement, bindparam, exists, or_, select, true, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from desk.background import Draining
from desk.backoff import delay_after
from desk.bus import Bus
from desk.clock import Clock
from desk.leasing import LEASE, renewed
from desk.logs import trace_of
from desk.outbox.model import OutboxItem
from desk.outbox.service import DEAD, DONE, PENDING, WITHDRAWN, blank
from desk.privacy.vault import Vault
from desk.store.base import Instant
from desk.store.database import DATABASE_AWAY, Database
from telemetry.trace import resumed, traced

log = logging.getLogger("desk.outbox")

POLL = 1.0  # seconds between looks at the table
GRACE = 2.0  # seconds that the item under way has when the server stops
MAX_FAILURES = 20  # tries that may end in an error nobody foresaw: about two hours


class TryLater(Exception):
    """The outside cannot take it now; `code` goes to the item.

    after: the outside asked for at least this pause; more than LONGEST_PAUSE is not granted.
    """

    def __init__(self, code: str, *, after: dt.timedelta | None = None) -> None:
        super().__init__(code)
        self.after = after


class UnknownKind(Exception):
    """No handler takes this kind of item."""


class _Settled(Exception):
    """The item has been ended already: undo this transaction."""


class Refused(Exception):
    """The outside will never take it; the item is dead and listed."""


# Called outside any transaction; returns what to do in the transaction that marks the item done.
Finish = Callable[[AsyncSession], Awaitable[None]]
Handler = Callable[[OutboxItem, dict[str, Any]], Awaitable[Finish]]
# Called in the transaction that marks an item dead, so that the person can be told.
OnDead = Callable[[AsyncSession, OutboxItem], Awaitable[None]]
# Told of each try: the item's kind and how it ended (DONE, LATER, DEAD or FAILED). Must not raise.
Observer = Callable[[str, str], None]
LATER, FAILED = "later", "failed"


def _nobody(_kind: str, _outcome: str) -> None:
    """Nobody watches."""


def _in_line() -> ColumnElement[bool]:
    """Nothing stands before it: no item of the same line with an earlier place is pending, be it under a lease,
    put back, or waiting itself. A dead one does not stand in the way: one notice that cannot be sent must not
    silence all that come after it. For the same reason a dead item that is tried again comes late.

    Why two workers cannot overtake each other: places are given without gaps between commits (see
    desk.outbox.service.enqueue), so a snapshot that shows an item shows all before it, and only the worker that
    ended the one before makes the next one claimable. The row lock of the claim decides between two that see it.
    A worker that outlives its lease may repeat an item late; receivers know repeats by their id.
    """
    before = aliased(OutboxItem)
    return or_(
        OutboxItem.ordering_key.is_(None),
        ~exists().where(
            before.ordering_key == OutboxItem.ordering_key,
            before.place < OutboxItem.place,
            before.state == PENDING,
        ),
    )


class OutboxWorker:
    """Several workers and processes share the table through leases.

    `lane`: which items this worker takes. What takes long has a worker of its own, so that nothing waits behind it.
    """

    def __init__(
        self,
        database: Database,
        vault: Vault,
        bus: Bus,
        clock: Clock,
        handlers: Mapping[str, Handler],
        on_dead: OnDead,
        *,
        lane: ColumnElement[bool] | None = None,
    ) -> None:
        self._database, self._vault, self._bus, self._clock = database, vault, bus, clock
        self._handlers, self._on_dead = handlers, on_dead
        due = (
            OutboxItem.state == PENDING,
            OutboxItem.next_try_at <= bindparam("now", type_=Instant),
            true() if lane is None else lane,
            _in_line(),
        )
        self._is_due = select(OutboxItem.id).where(*due).limit(1)
        self._next = select(OutboxItem).where(*due).order_by(OutboxItem.next_try_at).limit(1)
        self._observe: Observer = _nobody
        self._loop = Draining("outbox", self.work_once, every=POLL, grace=GRACE)

    def tell(self, observe: Observer) -> None:
        """Have somebody told of each try from now on."""
        self._observe = observe

    def start(self) -> None:
        self._loop.start()

    async def stop(self) -> None:
        """Let go. What is due stays in the table; never raises, or the server would not close the rest.

        The item under way has GRACE to come to its end: a webhook that has just been sent is not sent again.
        """
        await self._loop.stop()

    async def work_once(self) -> bool:
        """Carry out one due item. False when none is due."""
        item = await self._claim()
        if item is None:
            return False
        with traced(resumed(item.trace_id)):
            await self._end(item)
        return True

    async def _end(self, item: OutboxItem) -> None:
        """Carry it out and record what came of it."""
        try:
            async with renewed("outbox-lease", lambda: self._renew(item.id, item.attempts)):
                await self._complete(item, await self._carry_out(item))
            self._observe(item.kind, DONE)
        except TryLater as reason:
            await self._put_back(item.id, str(reason), after=reason.after)
            self._observe(item.kind, LATER)
        except Refused as reason:
            await self._bury(item.id, str(reason))
            self._observe(item.kind, DEAD)
        except DATABASE_AWAY:
            raise  # nothing about the item is wrong; it is due again when our lease on it is over
        except Exception as error:  # noqa: BLE001 - the outermost boundary of an item: others wait behind it
            log.error(  # noqa: TRY400 - a traceback ends in messages, and those may quote a complaint
                "outbox item=%s kind=%s failed: %s", item.id, item.kind, trace_of(error)
            )
            await self._stumble(item, type(error).__name__)
            self._observe(item.kind, FAILED)
        if item.conversation_id is not None:
            await self._bus.publish(item.conversation_id)  # the person may have been told something

    async def _carry_out(self, item: OutboxItem) -> Finish:
        handler = self._handlers.get(item.kind)
        if handler is None:
            raise UnknownKind(item.kind)  # written by a newer desk that shares the table, or a slip
        return await handler(item, json.loads(self._vault.open(item.sealed_body)))

    async def _claim(self) -> OutboxItem | None:
        now = self._clock()
        async with self._database.read(brief=True) as session:
            # Nearly always nothing is: a look keeps nobody waiting, a claim would take SQLite's only writer's place.
            if await session.scalar(self._is_due, {"now": now}) is None:
                return None
        async with self._database.write() as session:
            item = await session.scalar(self._next.with_for_update(skip_locked=True), {"now": now})
            if item is not None:
                item.attempts += 1
                item.next_try_at = now + LEASE
            return item

    async def _renew(self, item_id: str, attempts: int) -> None:
        """The lease for longer, while it is ours."""
        async with self._database.write(urgent=True) as session:
            await session.execute(
                update(OutboxItem)
                .where(OutboxItem.id == item_id, OutboxItem.attempts == attempts, OutboxItem.state == PENDING)
                .values(next_try_at=self._clock() + LEASE)
            )

    async def _put_back(
        self, item_id: str, code: str, *, stumbled: bool = False, after: dt.timedelta | None = None
    ) -> None:
        async with self._database.write() as session:
            item = await session.get_one(OutboxItem, item_id, with_for_update=True)
            if item.state != PENDING:
                return  # finished by another worker, or withdrawn meanwhile
            item.next_try_at = self._clock() + delay_after(item.attempts, after)
            await self._hold_back_line(session, item)
            item.failures += stumbled
            item.error_code = code[:60]
            log.warning("outbox item=%s kind=%s try=%s later: %s", item.id, item.kind, item.attempts, code)

    @staticmethod
    async def _hold_back_line(session: AsyncSession, item: OutboxItem) -> None:
        """Those behind it cannot come sooner; as long as they are not due, no claim has to look past them."""
        if item.ordering_key is not None:
            await session.execute(
                update(OutboxItem)
                .where(
                    OutboxItem.ordering_key == item.ordering_key,
                    OutboxItem.place > item.place,
                    OutboxItem.state == PENDING,
                    OutboxItem.next_try_at < item.next_try_at,
                )
                .values(next_try_at=item.next_try_at)
            )

    async def _stumble(self, item: OutboxItem, code: str) -> None:
        """An error nobody foresaw: it may pass, but an item that always fails must come to somebody's eyes."""
        if item.failures + 1 < MAX_FAILURES:
            await self._put_back(item.id, code, stumbled=True)
            return
        try:
            await self._bury(item.id, code)
        except DATABASE_AWAY:
            raise
        except Exception as error:  # noqa: BLE001 - telling the person may be what fails
            log.error("outbox item=%s nobody told: %s", item.id, trace_of(error))  # noqa: TRY400
            await self._bury(item.id, code, tell=False)

    async def _bury(self, item_id: str, code: str, *, tell: bool = True) -> None:
        async with self._settling(item_id) as (session, item):
            if item.state != PENDING:
                return  # withdrawn meanwhile: nobody waits for it
            if tell:
                await self._on_dead(session, item)
            await self._settle(session, item, DEAD, code)
            log.error("outbox item=%s kind=%s dead: %s", item.id, item.kind, code)

    async def _complete(self, claimed: OutboxItem, finish: Finish) -> None:
        """Mark it done and tell. A filing withdrawn while it was under way did get through: that is told too."""
        async with self._settling(claimed.id) as (session, item):
            await finish(session)
            await self._settle(session, item, DONE, None)
            item.sealed_body = blank(self._vault)

    @asynccontextmanager
    async def _settling(self, item_id: str) -> AsyncIterator[tuple[AsyncSession, OutboxItem]]:
        """The transaction that ends an item; nothing of it is kept when the item has been ended already.

        The item is locked last: what is told locks the conversation, and an erasure, too, locks first the
        conversation and then its items.
        """
        with suppress(_Settled):
            async with self._database.write() as session:
                yield session, await session.get_one(OutboxItem, item_id)

    async def _settle(self, session: AsyncSession, item: OutboxItem, state: str, code: str | None) -> None:
        await session.refresh(item, with_for_update=True)
        withdrawn = item.state == DONE and item.error_code == WITHDRAWN
        if item.state != PENDING and not (withdrawn and state == DONE):
            raise _Settled  # by another worker after our lease ran out, or withdrawn
        item.state, item.finished_at, item.error_code = state, self._clock(), code
