"""Running turns: claim the next one of a conversation, ask the brain, store what it said, tell who waits.

Turns of one conversation run strictly one after another: a turn can be claimed only while no earlier one of
its conversation is unfinished. The claim is a conditional update under a lease, so several desks may share
the table, and a desk that dies mid-turn is followed by another try with the same message id, which the brain
answers from memory if it had already answered it.
"""

import asyncio
import datetime as dt
import logging
from dataclasses import dataclass

from sqlalchemy import or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from desk.bus import Bus
from desk.clock import Clock
from desk.conversations import wording
from desk.conversations.answers import record_answer
from desk.conversations.brain import Brain, BrainAnswer, BrainError, Question
from desk.conversations.messages import Body, QuickReply, unseal
from desk.conversations.model import Conversation, Message, Turn
from desk.conversations.readings import empty_reading
from desk.conversations.rules import (
    COUNTED,
    EXCUSE_AFTER,
    FINISHED,
    BrainFault,
    TurnEvent,
    TurnState,
    deserves_excuse,
    gives_up,
    next_state,
    retry_delay,
)
from desk.conversations.service import DESK, add_message, lock_conversation, message_before
from desk.logs import trace_of
from desk.privacy.vault import SealBroken, Vault
from desk.store.database import DATABASE_AWAY, Database

log = logging.getLogger("desk.turns")

SWEEP = 0.5  # seconds between looks for turns that are due again
LEASE_MARGIN = dt.timedelta(seconds=10)
SYSTEM = "system"  # the sender of what the desk itself says
UNFINISHED = (TurnState.QUEUED.value, TurnState.RUNNING.value)


@dataclass(frozen=True)
class Claimed:
    """A turn that is ours while its `attempts` is this one, with what the brain must be told, still sealed."""

    turn_id: str
    conversation_id: str
    attempts: int
    brain_id: str
    channel: str
    message: Message
    before: Message | None  # the one that the person saw last when they wrote it


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
        await asyncio.gather(*tasks, return_exceptions=True)

    def wake(self, conversation_id: str) -> None:
        """There may be a turn to run in this conversation."""
        if conversation_id not in self._tasks:
            task = asyncio.create_task(self._drain(conversation_id), name=f"turns-{conversation_id}")
            self._tasks[conversation_id] = task
            task.add_done_callback(lambda done: self._drained(conversation_id, done))

    def _drained(self, conversation_id: str, task: asyncio.Task[None]) -> None:
        self._tasks.pop(conversation_id, None)
        if not task.cancelled() and (error := task.exception()):
            log.error("turns stopped conversation=%s: %s", conversation_id, trace_of(error))

    async def _drain(self, conversation_id: str) -> None:
        while (claimed := await self._claim(conversation_id)) is not None:
            await self._bus.publish(conversation_id)
            await self._run(claimed)
            await self._bus.publish(conversation_id)

    async def _run(self, claimed: Claimed) -> None:
        """One try. Whatever goes wrong in it is a fault of this turn and does not hold back the next ones.

        Raises DATABASE_AWAY; then the turn stays claimed, and is tried again when its lease is over.
        """
        try:
            answer = await self._brain.ask(self._question(claimed))
            await self._after_answer(claimed, answer)
        except BrainError as error:
            await self._after_fault(claimed, error.fault)
        except DATABASE_AWAY:
            raise  # nothing about the turn is wrong, and nothing could be recorded anyway
        except SealBroken:
            await self._after_fault(claimed, BrainFault.UNREADABLE)
        except Exception as error:  # noqa: BLE001 - the outermost boundary of a turn
            log.error(  # noqa: TRY400 - a traceback ends in messages, and pydantic's quote what people wrote
                "turn crashed turn=%s conversation=%s: %s",
                claimed.turn_id,
                claimed.conversation_id,
                trace_of(error),
            )
            await self._after_fault(claimed, BrainFault.TURN_FAILED)

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
            before = await message_before(session, message)
            return Claimed(
                turn.id,
                conversation_id,
                turn.attempts,
                conversation.brain_id,
                conversation.channel,
                message,
                before,
            )

    def _question(self, claimed: Claimed) -> Question:
        """Raises SealBroken."""
        body = unseal(self._vault, claimed.message)
        return Question(
            conversation=claimed.brain_id,
            message_id=claimed.message.id,
            sent_at=claimed.message.created_at,
            channel=claimed.channel,
            text=body.text,
            payload=body.payload,
            attachments=(body.attachment.model_dump(),) if body.attachment else (),
            reading=body.reading,
            notice=self._notice(claimed.before),
        )

    def _notice(self, before: Message | None) -> dict[str, str] | None:
        """What a notice was about that the person answers. One that cannot be opened costs the turn nothing more."""
        if before is None or before.sender != SYSTEM:
            return None
        try:
            return unseal(self._vault, before).notice
        except SealBroken:
            return None

    async def _after_answer(self, claimed: Claimed, answer: BrainAnswer) -> None:
        now = self._clock()
        async with self._database.write() as session:
            conversation = await lock_conversation(session, claimed.conversation_id)
            turn = await session.get_one(Turn, claimed.turn_id)
            if not _is_ours(turn, claimed):
                return
            await record_answer(session, self._vault, conversation, turn, answer, now=now)
            turn.state = next_state(TurnState(turn.state), TurnEvent.ANSWER).value
            turn.finished_at, turn.lease_until, turn.error_code = now, None, None
            if claimed.message.sender == DESK:
                await empty_reading(session, self._vault, claimed.message.id)
            log.info(
                "turn done turn=%s conversation=%s tries=%s", turn.id, turn.conversation_id, turn.attempts
            )

    async def _after_fault(self, claimed: Claimed, fault: BrainFault) -> None:
        now = self._clock()
        async with self._database.write() as session:
            conversation = await lock_conversation(session, claimed.conversation_id)
            turn = await session.get_one(Turn, claimed.turn_id)
            if not _is_ours(turn, claimed):
                return
            log.warning("turn fault=%s turn=%s tries=%s", fault.value, turn.id, turn.attempts)
            turn.error_code, turn.lease_until = fault.value, None
            if gives_up(fault, _tries_after(turn, fault)):
                turn.state = next_state(TurnState(turn.state), TurnEvent.GIVE_UP).value
                turn.finished_at = now
                if claimed.message.sender == DESK:
                    await empty_reading(session, self._vault, claimed.message.id)
                    return  # the person asked nothing
                staff = QuickReply(title=wording.HANDOFF_TITLE, payload=wording.HANDOFF_PAYLOAD)
                body = Body(text=wording.GIVEN_UP, quick_replies=(staff,))
                await add_message(
                    session, self._vault, conversation, sender="system", body=body, now=now, turn_id=turn.id
                )
                return
            turn.state = next_state(TurnState(turn.state), TurnEvent.RETRY).value
            turn.next_try_at = now + retry_delay(turn.attempts)
            await self._excuse(session, conversation, turn, now)

    async def _excuse(
        self, session: AsyncSession, conversation: Conversation, turn: Turn, now: dt.datetime
    ) -> bool:
        """Say once that the answer takes longer, if it does; whether it was said now."""
        if TurnState(turn.state) in FINISHED or turn.excused or not deserves_excuse(turn.created_at, now=now):
            return False
        turn.excused = True
        body = Body(text=wording.WAITING)
        await add_message(session, self._vault, conversation, sender="system", body=body, now=now)
        return True

    async def _sweep(self) -> None:
        while True:
            try:
                for conversation_id in await self._due():
                    self.wake(conversation_id)
                await self._excuse_running()
            except Exception as error:  # noqa: BLE001 - the outermost boundary: a dead sweeper wakes nobody
                log.warning("sweep failed, again in a moment: %s", trace_of(error))
            await asyncio.sleep(SWEEP)

    async def _excuse_running(self) -> None:
        """A word to those whose turn is being answered and takes long: a brain that hangs says nothing."""
        now = self._clock()
        async with self._database.read() as session:
            found = await session.execute(
                select(Turn.id, Turn.conversation_id)
                .where(
                    Turn.state == TurnState.RUNNING.value,
                    Turn.excused.is_(False),
                    Turn.created_at <= now - EXCUSE_AFTER,
                )
                .limit(200)
            )
            slow = found.all()
        for turn_id, conversation_id in slow:
            async with self._database.write() as session:
                conversation = await lock_conversation(session, conversation_id)
                turn = await session.get_one(Turn, turn_id)
                said = await self._excuse(session, conversation, turn, now)
            if said:
                await self._bus.publish(conversation_id)

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


def _is_ours(turn: Turn, claimed: Claimed) -> bool:
    """Whether the outcome of this claim still counts.

    Not when our lease ran out and another desk claimed the turn after us, whether it has finished or not.
    """
    if TurnState(turn.state) not in FINISHED and turn.attempts == claimed.attempts:
        return True
    log.info("stale outcome ignored turn=%s try=%s", claimed.turn_id, claimed.attempts)
    return False


def _tries_after(turn: Turn, fault: BrainFault) -> int:
    """Count the fault on the turn; returns the tries that `gives_up` asks for."""
    column = COUNTED.get(fault)
    if column is None:
        return turn.attempts
    tries: int = getattr(turn, column) + 1
    setattr(turn, column, tries)
    return tries
