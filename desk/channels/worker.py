"""Pushing what people were not told: claims a recipient, sends part by part, moves the cursor after each send.

A send is counted before it is made and the cursor moves after it, so a desk that dies in between sends one text again:
no channel takes an id of ours to recognise it by, and a message said twice is better than one never said.
"""

import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import takewhile

from sqlalchemy import or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from desk.background import Draining
from desk.backoff import delay_after
from desk.channels.errors import Closed, DeliveryFault, Left, Misconfigured, TryLater, Unsendable
from desk.channels.model import Recipient
from desk.channels.port import Channel
from desk.channels.rules import FAULT_PAUSE, ReachEvent, next_reach
from desk.channels.service import Part, advance, hold, spend_send, untold
from desk.clock import Clock
from desk.leasing import LEASE, renewed
from desk.logs import trace_of
from desk.privacy.vault import Vault
from desk.store.database import DATABASE_AWAY, Database

log = logging.getLogger("desk.channels")

POLL = 0.25  # seconds between looks: what a person waits at most beyond the answer itself
GRACE = 2.0  # seconds that the send under way has when the server stops
NO_WINDOW = "no_window"


@dataclass(frozen=True)
class Send:
    """One send of a claimed recipient: the text, the parts in it, and whether nothing is left behind them."""

    recipient_id: str
    claim: int
    channel: str
    address: str = field(repr=False)
    text: str = field(repr=False)
    parts: tuple[Part, ...] = field(repr=False)
    seen: int
    all_told: bool


class DeliveryWorker:
    """Several workers and processes share the table through claims."""

    def __init__(
        self, database: Database, vault: Vault, channels: Mapping[str, Channel], clock: Clock
    ) -> None:
        self._database, self._vault, self._channels, self._clock = database, vault, channels, clock
        self._loop = Draining("deliveries", self.work_once, every=POLL, grace=GRACE)

    def start(self) -> None:
        if self._channels:
            self._loop.start()

    async def stop(self) -> None:
        """Let go. What is due stays in the table."""
        await self._loop.stop()

    async def work_once(self) -> bool:
        """Look after one due recipient: at most one send. False when none is due."""
        async with self._database.write() as session:
            recipient = await self._claim(session)
            if recipient is None:
                return False
            send = await self._prepare(session, recipient)
        if send is None:
            return True
        # Until it is written down as well: a database that is slow must not have it said twice.
        async with renewed("delivery-lease", lambda: self._renew(send)):
            await self._push(send)
        return True

    async def _push(self, send: Send) -> None:
        """Send it, and write down what came of it."""
        try:
            await self._channels[send.channel].send(send.address, send.text, sender=send.parts[0].sender)
        except Unsendable as fault:
            log.error("skipped recipient=%s: %s", send.recipient_id, fault.code)  # noqa: TRY400 - no text in logs
            await self._settle(send)
        except DeliveryFault as fault:
            await self._fault(send, fault)
        except DATABASE_AWAY:
            raise
        except Exception as error:  # noqa: BLE001 - the outermost boundary of a send: others wait behind it
            log.error("send failed recipient=%s: %s", send.recipient_id, trace_of(error))  # noqa: TRY400
            await self._fault(send, TryLater(type(error).__name__))
        else:
            await self._settle(send)

    async def _claim(self, session: AsyncSession) -> Recipient | None:
        now = self._clock()
        found = await session.execute(
            select(Recipient)
            .where(
                Recipient.due_at <= now,
                Recipient.channel.in_(self._channels),
                or_(Recipient.claimed_until.is_(None), Recipient.claimed_until <= now),
            )
            .order_by(Recipient.due_at)
            .limit(1)
            .with_for_update(skip_locked=True)
        )
        return found.scalar_one_or_none()

    async def _prepare(self, session: AsyncSession, recipient: Recipient) -> Send | None:
        """The next send of a claimed recipient, counted; None: nothing to tell, or not now."""
        now, channel = self._clock(), self._channels[recipient.channel]
        parts, seen = await untold(session, self._vault, channel, recipient)
        if not parts:
            advance(recipient, (), seen=seen, all_told=True)
            recipient.due_at = None
            return None
        if not spend_send(recipient, channel.quotas, now=now):
            hold(recipient, NO_WINDOW, windows_closed=False)
            log.info("held recipient=%s parts=%s", recipient.id, len(parts))
            return None
        # One send has one sender: what staff say is not labelled as the assistant's.
        own = list(takewhile(lambda part: part.sender == parts[0].sender, parts))
        text, count = channel.pack([part.text for part in own])
        recipient.claims += 1
        recipient.claimed_until = now + LEASE
        return Send(
            recipient.id,
            recipient.claims,
            recipient.channel,
            self._vault.open(recipient.sealed_address),
            text,
            tuple(parts[:count]),
            seen,
            count == len(parts),
        )

    async def _renew(self, send: Send) -> None:
        """The claim for longer, while it is ours."""
        async with self._database.write(urgent=True) as session:
            await session.execute(
                update(Recipient)
                .where(
                    Recipient.id == send.recipient_id,
                    Recipient.claims == send.claim,
                    Recipient.claimed_until.is_not(None),
                )
                .values(claimed_until=self._clock() + LEASE)
            )

    async def _ours(self, session: AsyncSession, send: Send) -> Recipient | None:
        recipient = await session.get(Recipient, send.recipient_id, with_for_update=True)
        if recipient is None or recipient.claims != send.claim:
            log.info("stale send ignored recipient=%s", send.recipient_id)
            return None  # the person left, or our claim ran out and another worker took over
        recipient.claimed_until = None
        return recipient

    async def _settle(self, send: Send) -> None:
        async with self._database.write() as session:
            recipient = await self._ours(session, send)
            if recipient is not None:
                advance(recipient, send.parts, seen=send.seen, all_told=send.all_told)
                recipient.error_code, recipient.attempts = None, 0
                recipient.due_at = self._clock()  # looks again: more may have been said meanwhile

    async def _fault(self, send: Send, fault: DeliveryFault) -> None:
        now = self._clock()
        async with self._database.write() as session:
            recipient = await self._ours(session, send)
            if recipient is None:
                return
            recipient.attempts += 1
            recipient.error_code = fault.code[:60]
            match fault:
                case Closed():
                    hold(recipient, fault.code, windows_closed=True)
                case Left():
                    recipient.reach = next_reach(recipient.reach, ReachEvent.LEAVE)
                    advance(recipient, (), seen=send.seen, all_told=True)
                    recipient.due_at = None
                case Misconfigured():
                    recipient.due_at = now + FAULT_PAUSE
                    log.error("channel=%s settings are wrong: %s", recipient.channel, fault.code)
                case _:
                    asked = fault.after if isinstance(fault, TryLater) else None
                    recipient.due_at = now + delay_after(recipient.attempts, asked)
            log.warning("not told recipient=%s try=%s: %s", recipient.id, recipient.attempts, fault.code)
