"""Running turns: claim the next one of a conversation, ask the brain, store what it said, tell who waits.

Turns of one conversation run strictly one after another: a turn can be claimed only while no earlier one of
its conversation is unfinished. The claim is a conditional update under a lease, so several desks may share
the table, and a desk that dies mid-turn is followed by another try with the same message id, which the brain
answers from memory if it had already answered it.
"""

import asyncio
import datetime as dt
import logging
from contextlib import suppress
from dataclasses import dataclass

from sqlalchemy import or_, select, update
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import aliased

from desk.bus import Bus
from desk.clock import Clock
from desk.conversations import wording
from desk.conversations.answers import record_answer
from desk.conversations.brain import Brain, BrainError, BrainReply, Question
from desk.conversations.messages import Body, QuickReply, unseal
from desk.conversations.model import Conversation, Message, Turn
from desk.conversations.rules import (
    FINISHED,
    BrainFault,
    TurnEvent,
    TurnState,
    deserves_excuse,
    gives_up,
    next_state,
    retry_delay,
)
from desk.conversations.service import add_message, lock_conversation
from desk.privacy.vault import Vault
from desk.store.database import Database

log = logging.getLogger("desk.turns")

SWEEP = 0.5  # seconds between looks for turns that are due again
LEASE_MARGIN = dt.timedelta(seconds=10)
UNFINISHED = (TurnState.QUEUED.value, TurnState.RUNNING.value)


@dataclass(frozen=True)
class Claimed:
    """A turn that is ours, with what the brain must be told."""

    turn_id: str
    conversation_id: str
    question: Question


class TurnRunner:
    """One runner a desk process; one task a conversation that has something to answer."""

    def __init__(
        self, database: Database, vault: Vault, brain: Brain, bus: Bus, clock: Clock, *, turn_timeout: float
    ) -> None:
        self._database, self._vault, self._brain, self._bus, self._clock = database, vault, brain, bus, clock
        self._lease = dt.timedelta(seconds=turn_timeout) + LEASE_MARGIN
        self._tasks: dict[str, asyncio.Task[None]] = {}
        self._sweeper: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Take up what an earlier process left. On SQLite this is the only desk, so its leases are void."""
        if self._database.is_sqlite:
            async with self._database.write() as session:
                await session.execute(
                    update(Turn)
                    .where(Turn.state == TurnState.RUNNING.value)
                    .values(lease_until=self._clock())
                )
        self._sweeper = asyncio.create_task(self._sweep(), name="turn-sweeper")

    async def stop(self) -> None:
        """Let go. Turns under way stay in the table and are taken up by the next process."""
        tasks = [task for task in (self._sweeper, *self._tasks.values()) if task is not None]
        for task in tasks:
            task.cancel()
        for task in tasks:
            with suppress(asyncio.CancelledError):
                await task

    def wake(self, conversation_id: str) -> None:
        """There may be a turn to run in this conversation."""
        if conversation_id not in self._tasks:
            task = asyncio.create_task(self._drain(conversation_id), name=f"turns-{conversation_id}")
            self._tasks[conversation_id] = task
            task.add_done_callback(lambda done: self._drained(conversation_id, done))

    def _drained(self, conversation_id: str, task: asyncio.Task[None]) -> None:
        self._tasks.pop(conversation_id, None)
        if not task.cancelled() and (error := task.exception()):
            log.error("turns stopped conversation=%s", conversation_id, exc_info=error)

    async def _drain(self, conversation_id: str) -> None:
        while (claimed := await self._claim(conversation_id)) is not None:
            await self._bus.publish(conversation_id)
            try:
                replies = await self._brain.ask(claimed.question)
            except BrainError as error:
                await self._after_fault(claimed, error.fault)
            else:
                await self._after_answer(claimed, replies)
            await self._bus.publish(conversation_id)

    async def _claim(self, conversation_id: str) -> Claimed | None:
        """The conversation's first unfinished turn, if it is due and nobody holds it."""
        now = self._clock()
        async with self._database.write() as session:
            conversation = await lock_conversation(session, conversation_id)
            found = await session.execute(
                select(Turn)
                .where(Turn.conversation_id == conversation_id, Turn.state.in_(UNFINISHED))
                .order_by(Turn.position)
                .limit(1)
            )
            turn = found.scalar_one_or_none()
            if turn is None or turn.next_try_at > now:
                return None
            if (
                turn.state == TurnState.RUNNING.value
                and turn.lease_until is not None
                and turn.lease_until > now
            ):
                return None
            turn.state = next_state(TurnState(turn.state), TurnEvent.CLAIM).value
            turn.attempts += 1
            turn.lease_until = now + self._lease
            message = await session.get_one(Message, turn.message_id)
            return Claimed(turn.id, conversation_id, self._question(conversation, message))

    def _question(self, conversation: Conversation, message: Message) -> Question:
        body = unseal(self._vault, message)
        return Question(
            conversation=conversation.brain_id,
            message_id=message.id,
            sent_at=message.created_at,
            channel=conversation.channel,
            text=body.text,
            payload=body.payload,
            attachments=(body.attachment.model_dump(),) if body.attachment else (),
        )

    async def _after_answer(self, claimed: Claimed, replies: tuple[BrainReply, ...]) -> None:
        now = self._clock()
        async with self._database.write() as session:
            conversation = await lock_conversation(session, claimed.conversation_id)
            turn = await session.get_one(Turn, claimed.turn_id)
            if TurnState(turn.state) in FINISHED:
                return  # our lease ran out and another desk has stored the same answer
            await record_answer(session, self._vault, conversation, turn, replies, now=now)
            turn.state = next_state(TurnState(turn.state), TurnEvent.ANSWER).value
            turn.finished_at, turn.lease_until, turn.error_code = now, None, None
            log.info(
                "turn done turn=%s conversation=%s tries=%s", turn.id, turn.conversation_id, turn.attempts
            )

    async def _after_fault(self, claimed: Claimed, fault: BrainFault) -> None:
        now = self._clock()
        async with self._database.write() as session:
            conversation = await lock_conversation(session, claimed.conversation_id)
            turn = await session.get_one(Turn, claimed.turn_id)
            if TurnState(turn.state) in FINISHED:
                return
            log.warning("turn fault=%s turn=%s tries=%s", fault.value, turn.id, turn.attempts)
            turn.error_code, turn.lease_until = fault.value, None
            if gives_up(fault, turn.attempts):
                turn.state = next_state(TurnState(turn.state), TurnEvent.GIVE_UP).value
                turn.finished_at = now
                staff = QuickReply(title=wording.HANDOFF_TITLE, payload=wording.HANDOFF_PAYLOAD)
                body = Body(text=wording.GIVEN_UP, quick_replies=(staff,))
                await add_message(
                    session, self._vault, conversation, sender="system", body=body, now=now, turn_id=turn.id
                )
                return
            turn.state = next_state(TurnState(turn.state), TurnEvent.RETRY).value
            turn.next_try_at = now + retry_delay(turn.attempts)
            if not turn.excused and deserves_excuse(turn.created_at, now=now):
                turn.excused = True
                body = Body(text=wording.WAITING)
                await add_message(session, self._vault, conversation, sender="system", body=body, now=now)

    async def _sweep(self) -> None:
        while True:
            try:
                for conversation_id in await self._due():
                    self.wake(conversation_id)
            except SQLAlchemyError as error:
                log.warning("sweep waits for the database: %s", type(error).__name__)
            await asyncio.sleep(SWEEP)

    async def _due(self) -> list[str]:
        now = self._clock()
        earlier = aliased(Turn)
        unfinished_earlier = (
            select(earlier.id)
            .where(
                earlier.conversation_id == Turn.conversation_id,
                earlier.position < Turn.position,
                earlier.state.in_(UNFINISHED),
            )
            .exists()
        )
        async with self._database.read() as session:
            found = await session.execute(
                select(Turn.conversation_id)
                .where(
                    Turn.state.in_(UNFINISHED),
                    Turn.next_try_at <= now,
                    or_(Turn.state == TurnState.QUEUED.value, Turn.lease_until <= now),
                    ~unfinished_earlier,
                )
                .limit(200)
            )
            return list(found.scalars())
