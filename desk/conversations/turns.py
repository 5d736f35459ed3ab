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

from desk.background import GRACE, Recurring
from desk.bus import Bus
from desk.channels.fetching import Fetcher, NotKept
from desk.clock import Clock
from desk.conversations.answers import record_answer
from desk.conversations.brain import Brain, BrainAnswer, BrainError, Question
from desk.conversations.claiming import Claimed, claim, due, is_ours, slow
from desk.conversations.excuses import excuse, give_up
from desk.conversations.messages import Body, unseal
from desk.conversations.model import DESK, SYSTEM, USER, Conversation, Message, Turn
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
from desk.handoff.comforting import comfort
from desk.handoff.desk import HandoffDesk, usual
from desk.handoff.moods import Mood, mood_of
from desk.logs import trace_of
from desk.privacy.vault import SealBroken, Vault
from desk.store.database import DATABASE_AWAY, Database, after_commit
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
        self._woken: set[str] = set()  # conversations that were waked while their task ran
        self._running: set[str] = set()  # turns being answered by this process
        self._asking: set[asyncio.Task[None]] = set()  # those of the tasks that wait for the brain
        self._stopping = False
        self._sweeper = Recurring("turn-sweeper", self._sweep, every=SWEEP)

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
        self._sweeper.start()

    async def stop(self) -> None:
        """Let go. Turns under way stay in the table and are taken up by the next process.

        Only who waits for the brain is cut off; who is in a transaction comes to its end, see desk.background.
        """
        self._stopping = True
        await self._sweeper.stop()
        for task in list(self._asking):
            task.cancel()
        tasks = set(self._tasks.values())
        if tasks:
            await asyncio.wait(tasks, timeout=GRACE)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def wake(self, conversation_id: str, *, after: float = 0.0) -> None:
        """There may be a turn to run in this conversation, now or in `after` seconds."""
        if after:
            asyncio.get_running_loop().call_later(after, self.wake, conversation_id)
            return
        if self._stopping:
            return
        if conversation_id in self._tasks:
            self._woken.add(conversation_id)
        else:
            task = asyncio.create_task(self._drain(conversation_id), name=f"turns-{conversation_id}")
            self._tasks[conversation_id] = task
            task.add_done_callback(lambda done: self._drained(conversation_id, done))

    def _drained(self, conversation_id: str, task: asyncio.Task[None]) -> None:
        self._tasks.pop(conversation_id, None)
        if not task.cancelled() and (error := task.exception()):
            log.error("turns stopped conversation=%s: %s", conversation_id, trace_of(error))
        # What came after its last claim, and before it ended, found a task that no longer looked.
        if conversation_id in self._woken:
            self._woken.discard(conversation_id)
            if not task.cancelled():
                self.wake(conversation_id)

    def is_running(self, turn_id: str) -> bool:
        """Whether this desk is answering the turn just now: no use looking whether it is finished."""
        return turn_id in self._running

    async def _drain(self, conversation_id: str) -> None:
        claimed = await self._claim(conversation_id)
        while claimed is not None:
            turn_id = claimed.turn_id
            self._running.add(turn_id)
            try:
                await self._bus.publish(conversation_id)
                with traced(resumed(claimed.trace_id)):
                    claimed = await self._run(claimed)
            finally:
                self._running.discard(turn_id)
            await self._bus.publish(conversation_id)

    async def _run(self, claimed: Claimed) -> Claimed | None:
        """One try; the conversation's next turn, claimed in the transaction that ended this one.

        Whatever goes wrong in it is a fault of this turn and does not hold back the next ones.

        Raises DATABASE_AWAY; then the turn stays claimed, and is tried again when its lease is over.
        """
        try:
            body = await self._body_of(claimed)
            if claimed.asks and self._is_distressed(claimed, body):
                return await self._after_answer(claimed, NO_ANSWER, distressed=True)
            answer = NO_ANSWER
            if claimed.asks:
                answer = await self._ask(self._question(claimed, body))
            return await self._after_answer(claimed, answer)
        except NotKept as reason:
            return await self._after_answer(claimed, NO_ANSWER, told=reason.told)
        except BrainError as error:
            return await self._after_fault(claimed, error.fault)
        except DATABASE_AWAY:
            raise  # nothing about the turn is wrong, and nothing could be recorded anyway
        except SealBroken:
            return await self._after_fault(claimed, BrainFault.UNREADABLE)
        except Exception as error:  # noqa: BLE001 - the outermost boundary of a turn
            log.error(  # noqa: TRY400 - a traceback ends in messages, and pydantic's quote what people wrote
                "turn crashed turn=%s conversation=%s: %s",
                claimed.turn_id,
                claimed.conversation_id,
                trace_of(error),
            )
            return await self._after_fault(claimed, BrainFault.TURN_FAILED)

    async def _claim(self, conversation_id: str) -> Claimed | None:
        async with self._database.write() as session:
            return await self._claim_next(session, await lock_conversation(session, conversation_id))

    async def _claim_next(self, session: AsyncSession, conversation: Conversation) -> Claimed | None:
        if self._stopping:
            return None
        claimed = await claim(session, conversation, lease=self._lease, now=self._clock())
        if claimed is not None and claimed.attempts == 1:
            waited = self._clock() - claimed.message.created_at
            after_commit(session, lambda: self._observe(WAITED, waited))
        return claimed

    async def _ask(self, question: Question) -> BrainAnswer:
        """Raises BrainError."""
        task = asyncio.current_task()
        if task is None or self._stopping:
            raise asyncio.CancelledError
        self._asking.add(task)
        try:
            return await self._brain.ask(question)
        finally:
            self._asking.discard(task)

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

    def _is_distressed(self, claimed: Claimed, body: Body) -> bool:
        """Whether somebody typed words of distress: people answer those, not the brain. Raises SealBroken."""
        said = [body, *(unseal(self._vault, more) for more in claimed.more)]
        typed = [one.text for one in said if one.text is not None and one.payload is None]
        return claimed.message.sender == USER and mood_of("\n".join(typed)) is Mood.DISTRESS

    async def _after_answer(
        self, claimed: Claimed, answer: BrainAnswer, *, told: str | None = None, distressed: bool = False
    ) -> Claimed | None:
        """told: what the desk says in the brain's place. distressed: the person is, and the desk answers instead."""
        async with self._database.write() as session:
            conversation = await lock_conversation(session, claimed.conversation_id)
            turn = await session.get_one(Turn, claimed.turn_id)
            if is_ours(turn, claimed):
                await self._record(session, conversation, turn, claimed, answer, told, distressed=distressed)
            return await self._claim_next(session, conversation)

    async def _record(
        self,
        session: AsyncSession,
        conversation: Conversation,
        turn: Turn,
        claimed: Claimed,
        answer: BrainAnswer,
        told: str | None,
        *,
        distressed: bool,
    ) -> None:
        now = self._clock()
        if conversation.brain_id != claimed.brain_id:
            answer = NO_ANSWER  # what it answers was erased meanwhile
        late = is_late(conversation, asked_in=claimed.service_epoch, now=now)
        await record_answer(session, self._handoff, conversation, turn, answer, late=late, now=now)
        for follow in () if late else self._followers:  # nobody was told what came too late
            await follow(session, self._vault, conversation, turn, answer, now=now)
        if distressed and not late:
            await comfort(session, self._handoff, conversation, turn_id=turn.id, now=now)
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
        log.info("turn done turn=%s conversation=%s tries=%s", turn.id, turn.conversation_id, turn.attempts)

    async def _after_fault(self, claimed: Claimed, fault: BrainFault) -> Claimed | None:
        async with self._database.write() as session:
            conversation = await lock_conversation(session, claimed.conversation_id)
            turn = await session.get_one(Turn, claimed.turn_id)
            if is_ours(turn, claimed):
                await self._fail(session, conversation, turn, claimed, fault)
            return await self._claim_next(session, conversation)

    async def _fail(
        self,
        session: AsyncSession,
        conversation: Conversation,
        turn: Turn,
        claimed: Claimed,
        fault: BrainFault,
    ) -> None:
        now = self._clock()
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
        for conversation_id in await self._due():
            self.wake(conversation_id)
        await self._excuse_running()

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
