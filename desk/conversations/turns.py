"""Running turns: claim the next one of a conversation, ask the brain, store what it said, tell who waits.

Turns of one conversation run strictly one after another: a turn can be claimed only while no earlier one of
its conversation is unfinished. The claim is a conditional update under a lease, so several desks may share
the table, and a desk that dies mid-turn is followed by another try with the same message id, which the brain
answers from memory if it had already answered it.
"""

import asyncio
import datetime as dt
import logging
from collections.abc import Callable, Sequence
from typing import Protocol

from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession

from desk.bus import Bus
from desk.channels.fetching import Fetcher, NotKept
from desk.clock import Clock
from desk.conversations.answers import record_answer
from desk.conversations.brain import Brain, BrainAnswer, BrainError, Question
from desk.conversations.claiming import Claimed, claim, due, is_ours, slow
from desk.conversations.excuses import excuse, give_up
from desk.conversations.messages import Body, unseal
from desk.conversations.model import DESK, SYSTEM, Conversation, Message, Turn
from desk.conversations.owning import is_late
from desk.conversations.readings import empty_reading
from desk.conversations.rules import (
    COUNTED,
    BrainFault,
    TurnEvent,
    TurnState,
    gives_up,
    next_state,
    retry_delay,
)
from desk.conversations.service import add_message, lock_conversation
from desk.handoff.desk import HandoffDesk, usual
from desk.logs import trace_of
from desk.privacy.vault import SealBroken, Vault
from desk.store.database import DATABASE_AWAY, Database
from telemetry.trace import resumed, traced

log = logging.getLogger("desk.turns")

SWEEP = 0.5  # seconds between looks for turns that are due again
LEASE_MARGIN = dt.timedelta(seconds=10)
NO_ANSWER = BrainAnswer(replies=())
WAITED, WHOLE = (
    "waited",
    "whole",
)  # stages of a turn: until it was first taken up; until its answer was stored


def _nobody(_stage: str, _time: dt.timedelta) -> None:
    """Nobody watches."""


class Follower(Protocol):
    """What else happens when a turn was answered, in the transaction that keeps the answer."""

    async def __call__(
        self,
        session: AsyncSession,
        vault: Vault,
        conversation: Conversation,
        turn: Turn,
        answer: BrainAnswer,
        *,
        now: dt.datetime,
    ) -> None: ...


class TurnRunner:
    """One runner a desk process; one task a conversation that has something to answer."""

    def __init__(
        self,
        database: Database,
        vault: Vault,
        brain: Brain,
        bus: Bus,
        clock: Clock,
        *,
        turn_timeout: float,
        fetcher: Fetcher | None = None,
        handoff: HandoffDesk | None = None,
        followers: Sequence[Follower] = (),
    ) -> None:
        """fetcher: brings the files that still lie at a channel; without one there are none. handoff: hours and
        limits of hand-offs; None: the usual ones."""
        self._handoff = handoff or usual(vault)
        self._fetcher, self._followers = fetcher, followers
        self._database, self._vault, self._brain, self._bus, self._clock = database, vault, brain, bus, clock
        self._lease = dt.timedelta(seconds=turn_timeout) + LEASE_MARGIN
        self._observe: Callable[[str, dt.timedelta], None] = _nobody
        self._tasks: dict[str, asyncio.Task[None]] = {}
        self._sweeper: asyncio.Task[None] | None = None

    def tell(self, observe: Callable[[str, dt.timedelta], None]) -> None:
        """Have somebody told how long the stages of turns took, from now on. It must not raise."""
        self._observe = observe

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

    def wake(self, conversation_id: str, *, after: float = 0.0) -> None:
        """There may be a turn to run in this conversation, now or in `after` seconds."""
        if after:
            asyncio.get_running_loop().call_later(after, self.wake, conversation_id)
            return
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
            with traced(resumed(claimed.trace_id)):
                await self._run(claimed)
            await self._bus.publish(conversation_id)

    async def _run(self, claimed: Claimed) -> None:
        """One try. Whatever goes wrong in it is a fault of this turn and does not hold back the next ones.

        Raises DATABASE_AWAY; then the turn stays claimed, and is tried again when its lease is over.
        """
        try:
            body = await self._body_of(claimed)
            answer = NO_ANSWER
            if claimed.asks:
                answer = await self._brain.ask(self._question(claimed, body))
            await self._after_answer(claimed, answer)
        except NotKept as reason:
            await self._after_answer(claimed, NO_ANSWER, told=reason.told)
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
        async with self._database.write() as session:
            claimed = await claim(session, conversation_id, lease=self._lease, now=self._clock())
        if claimed is not None and claimed.attempts == 1:
            self._observe(WAITED, self._clock() - claimed.message.created_at)
        return claimed

    async def _body_of(self, claimed: Claimed) -> Body:
        """Raises SealBroken, NotKept, BrainError."""
        if self._fetcher is None:
            return unseal(self._vault, claimed.message)
        return await self._fetcher.body_of(claimed)

    def _question(self, claimed: Claimed, body: Body) -> Question:
        """Raises SealBroken."""
        breath = [(body, claimed.message), *((unseal(self._vault, more), more) for more in claimed.more)]
        breath.sort(key=lambda one: (one[0].sent_at or one[1].created_at, one[1].position))
        texts = [said.text or "" for said, _message in breath]
        return Question(
            conversation=claimed.brain_id,
            message_id=claimed.message.id,
            sent_at=claimed.message.created_at,
            channel=claimed.channel,
            text="\n".join(texts) if claimed.more else body.text,
            payload=body.payload,
            attachments=(body.attachment.model_dump(),) if body.attachment else (),
            reading=body.reading,
            notice=self._notice(claimed.before),
            quiet=body.quiet,
        )

    def _notice(self, before: Message | None) -> dict[str, str] | None:
        """What a notice was about that the person answers. One that cannot be opened costs the turn nothing more."""
        if before is None or before.sender != SYSTEM:
            return None
        try:
            return unseal(self._vault, before).notice
        except SealBroken:
            return None

    async def _after_answer(self, claimed: Claimed, answer: BrainAnswer, *, told: str | None = None) -> None:
        """told: what the desk says in the brain's place."""
        now = self._clock()
        async with self._database.write() as session:
            conversation = await lock_conversation(session, claimed.conversation_id)
            turn = await session.get_one(Turn, claimed.turn_id)
            if not is_ours(turn, claimed):
                return
            if conversation.brain_id != claimed.brain_id:
                answer = NO_ANSWER  # what it answers was erased meanwhile
            late = is_late(conversation, asked_in=claimed.service_epoch, now=now)
            await record_answer(session, self._handoff, conversation, turn, answer, late=late, now=now)
            for follow in () if late else self._followers:  # nobody was told what came too late
                await follow(session, self._vault, conversation, turn, answer, now=now)
            if told is not None:
                body = Body(text=told)
                await add_message(
                    session, self._vault, conversation, sender=SYSTEM, body=body, now=now, turn_id=turn.id
                )
            turn.state = next_state(TurnState(turn.state), TurnEvent.ANSWER).value
            turn.finished_at, turn.lease_until, turn.error_code = now, None, None
            if claimed.message.sender == DESK:
                await empty_reading(session, self._vault, claimed.message.id)
            self._observe(WHOLE, now - claimed.message.created_at)
            log.info(
                "turn done turn=%s conversation=%s tries=%s", turn.id, turn.conversation_id, turn.attempts
            )

    async def _after_fault(self, claimed: Claimed, fault: BrainFault) -> None:
        now = self._clock()
        async with self._database.write() as session:
            conversation = await lock_conversation(session, claimed.conversation_id)
            turn = await session.get_one(Turn, claimed.turn_id)
            if not is_ours(turn, claimed):
                return
            log.warning("turn fault=%s turn=%s tries=%s", fault.value, turn.id, turn.attempts)
            turn.error_code, turn.lease_until = fault.value, None
            if gives_up(fault, _tries_after(turn, fault)):
                turn.state = next_state(TurnState(turn.state), TurnEvent.GIVE_UP).value
                turn.finished_at = now
                if claimed.message.sender == DESK:
                    await empty_reading(session, self._vault, claimed.message.id)
                    return  # the person asked nothing
                await give_up(session, self._handoff, conversation, turn, now=now)
                return
            turn.state = next_state(TurnState(turn.state), TurnEvent.RETRY).value
            turn.next_try_at = now + retry_delay(turn.attempts)
            await excuse(session, self._vault, conversation, turn, now=now)

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
            waiting = await slow(session, now=now)
        for turn_id, conversation_id in waiting:
            async with self._database.write() as session:
                conversation = await lock_conversation(session, conversation_id)
                turn = await session.get_one(Turn, turn_id)
                said = await excuse(session, self._vault, conversation, turn, now=now)
            if said:
                await self._bus.publish(conversation_id)

    async def _due(self) -> list[str]:
        async with self._database.read() as session:
            return await due(session, now=self._clock())


def _tries_after(turn: Turn, fault: BrainFault) -> int:
    """Count the fault on the turn; returns the tries that `gives_up` asks for."""
    column = COUNTED.get(fault)
    if column is None:
        return turn.attempts
    tries: int = getattr(turn, column) + 1
    setattr(turn, column, tries)
    return tries
