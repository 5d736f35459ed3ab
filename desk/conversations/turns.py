"""Running turns: claim the next one of a conversation, ask the brain, store what it said, tell who waits.

Turns of one conversation run strictly one after another: a turn can be claimed only while no earlier one of
its conversation is unfinished. The claim is a conditional update under a lease, so several desks may share
the table, and a desk that dies mid-turn is followed by another try with the same message id, which the brain
answers from memory if it had already answered it. An answer that the database does not take is kept and offered again.
"""

import asyncio
import datetime as dt
import logging
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager

from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession

from desk.background import GRACE, Recurring
from desk.bus import Bus
from desk.channels.fetching import Fetcher, NotKept
from desk.clock import Clock
from desk.conversations.brain import Brain, BrainAnswer, BrainError, Question
from desk.conversations.claiming import Claimed, Fresh, claim, due, is_ours, lock_with_turn, slow
from desk.conversations.ending import NO_ANSWER, Endings, Follower, Told
from desk.conversations.excuses import excuse
from desk.conversations.leases import Leases
from desk.conversations.messages import Body, unseal
from desk.conversations.model import Conversation, Turn
from desk.conversations.outcomes import Outcomes
from desk.conversations.questions import is_distressed, question, typed
from desk.conversations.receiving import Accepted
from desk.conversations.rules import BrainFault, TurnState
from desk.conversations.service import lock_conversation
from desk.conversations.storing import until_stored
from desk.handoff.desk import HandoffDesk, usual
from desk.logs import trace_of
from desk.privacy.vault import SealBroken, Vault
from desk.store.database import DATABASE_AWAY, Database, after_commit
from telemetry.trace import resumed, traced

log = logging.getLogger("desk.turns")

SWEEP = 0.5  # seconds between looks for turns that are due again
DRAIN = 5.0  # seconds that turns under way have to come to their end when the process is told to stop
MARGIN = dt.timedelta(seconds=10)  # that a turn may take beyond the brain's time: files, and the database
WAITED, WHOLE = "waited", "whole"  # stages: until a turn was first taken up; until its answer was stored


def _nobody(_stage: str, _time: dt.timedelta) -> None:
    """Nobody watches."""


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
        self.outcomes = Outcomes()
        self._endings = Endings(vault, handoff or usual(vault), clock, self.outcomes, followers)
        self._fetcher = fetcher
        self._database, self._vault, self._brain, self._bus, self._clock = database, vault, brain, bus, clock
        self._leases = Leases(database, clock, longest=dt.timedelta(seconds=turn_timeout) + MARGIN)
        self._observe: Callable[[str, dt.timedelta], None] = _nobody
        self._tasks: dict[str, asyncio.Task[None]] = {}
        self._taken: dict[str, Claimed] = {}  # claimed while the conversation's task was ending
        self._woken: set[str] = set()  # conversations that were waked while their task ran
        self._idle: set[asyncio.Task[None]] = set()  # those of the tasks that wait outside a transaction
        self._stopping = False
        self._sweeper = Recurring("turn-sweeper", self._sweep, every=SWEEP)

    def tell(self, observe: Callable[[str, dt.timedelta], None]) -> None:
        """Have somebody told how long the stages of turns took, from now on. It must not raise."""
        self._observe = observe

    async def start(self) -> None:
        """Take up what an earlier process left. On SQLite this is the only desk, so its leases are void."""
        if self._database.is_sqlite:
            async with self._database.write(brief=True) as session:
                await session.execute(
                    update(Turn)
                    .where(Turn.state == TurnState.RUNNING.value)
                    .values(lease_until=self._clock())
                )
        self._sweeper.start()
        self._leases.start()

    async def stop(self) -> None:
        """Begin nothing more, let turns under way come to their end, then let go of the others: the next process takes
        them up at once.

        Only who waits outside a transaction is cut off; who is in one comes to its end, see desk.background.
        """
        self._stopping = True
        await self._sweeper.stop()
        tasks = set(self._tasks.values())
        if tasks:
            await asyncio.wait(tasks, timeout=DRAIN)
        cut = [task for task in self._idle if not task.done()]
        for task in cut:
            task.cancel()
        tasks = {task for task in tasks if not task.done()}
        if tasks:
            await asyncio.wait(tasks, timeout=GRACE)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await self._leases.stop()

    async def take(self, session: AsyncSession, accepted: Accepted) -> None:
        """Claim what was just accepted, in the transaction that stored it; it is answered once that is committed.

        One transaction less for nearly every message. Where the turn is not the next one, or not due, its conversation is
        waked as ever.
        """
        conversation_id, claimed = accepted.conversation.id, None
        if accepted.turn is not None and not accepted.repeated:
            claimed = await self._claim_next(session, accepted.conversation, fresh=accepted.fresh)
        if claimed is None:
            after_commit(session, lambda: self.wake(conversation_id))
        else:
            after_commit(session, lambda: self._start(conversation_id, claimed))

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
            self._start(conversation_id)

    def _start(self, conversation_id: str, claimed: Claimed | None = None) -> None:
        if claimed is not None:
            self._leases.hold(claimed)
            if conversation_id in self._tasks:
                self._taken[conversation_id] = claimed
                return
        task = asyncio.create_task(self._drain(conversation_id, claimed), name=f"turns-{conversation_id}")
        self._tasks[conversation_id] = task
        task.add_done_callback(lambda done: self._drained(conversation_id, done))

    def _drained(self, conversation_id: str, task: asyncio.Task[None]) -> None:
        self._tasks.pop(conversation_id, None)
        if not task.cancelled() and (error := task.exception()):
            log.error("turns stopped conversation=%s: %s", conversation_id, trace_of(error))
        # What came after its last claim, and before it ended, found a task that no longer looked.
        waked = conversation_id in self._woken
        self._woken.discard(conversation_id)
        claimed = self._taken.pop(conversation_id, None)
        if claimed is not None and not self._stopping:
            self._start(conversation_id, claimed)
        elif waked and not task.cancelled():
            self.wake(conversation_id)

    def is_running(self, turn_id: str) -> bool:
        """Whether this desk is answering the turn just now: no use looking whether it is finished."""
        return turn_id in self._leases

    async def _drain(self, conversation_id: str, claimed: Claimed | None = None) -> None:
        if claimed is None:
            claimed = await self._claim(conversation_id)
            if claimed is not None:
                await self._bus.publish(conversation_id)  # it shows as being answered
        while claimed is not None:
            turn_id = claimed.turn_id
            self._leases.hold(claimed)
            try:
                with traced(resumed(claimed.trace_id)):
                    claimed = await self._run(claimed)
            except Exception:
                self._leases.drop(turn_id)
                raise  # who was cut off instead stays held: `stop` lets go of those
            self._leases.drop(turn_id)
            await self._bus.publish(conversation_id)

    async def _run(self, claimed: Claimed) -> Claimed | None:
        """One try; the conversation's next turn, claimed in the transaction that ended this one.

        Whatever goes wrong in it is a fault of this turn and does not hold back the next ones.

        Raises DATABASE_AWAY; then the turn is not held any more, and is tried again when its lease is over.
        """
        try:
            body = await self._body_of(claimed)
            said = typed(self._vault, claimed, body)
            if claimed.asks and is_distressed(said):
                return await self._after_answer(claimed, Told(said=said, distressed=True))
            answer = NO_ANSWER
            if claimed.asks:
                answer = await self._ask(question(self._vault, claimed, body))
            return await self._after_answer(claimed, Told(answer, said))
        except NotKept as reason:
            return await self._after_answer(claimed, Told(instead=reason.told))
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
        async with self._database.write(brief=True) as session:
            return await self._claim_next(session, await lock_conversation(session, conversation_id))

    async def _claim_next(
        self, session: AsyncSession, conversation: Conversation, *, fresh: Fresh | None = None
    ) -> Claimed | None:
        if self._stopping:
            return None
        claimed = await claim(session, conversation, fresh=fresh, now=self._clock())
        if claimed is not None and claimed.attempts == 1:
            waited = self._clock() - claimed.message.created_at
            after_commit(session, lambda: self._observe(WAITED, waited))
        return claimed

    async def _ask(self, asked: Question) -> BrainAnswer:
        """Raises BrainError."""
        with self._cuttable():
            return await self._brain.ask(asked)

    @contextmanager
    def _cuttable(self) -> Iterator[None]:
        """Within it no transaction is open, so the task may be cut off when the process stops."""
        task = asyncio.current_task()
        if task is None or self._stopping:
            raise asyncio.CancelledError
        self._idle.add(task)
        try:
            yield
        finally:
            self._idle.discard(task)

    async def _body_of(self, claimed: Claimed) -> Body:
        """Raises SealBroken, NotKept, BrainError."""
        if self._fetcher is None:
            return unseal(self._vault, claimed.message)
        return await self._fetcher.body_of(claimed)

    async def _after_answer(self, claimed: Claimed, told: Told) -> Claimed | None:
        return await self._until_stored(claimed, lambda: self._store_answer(claimed, told))

    async def _after_fault(self, claimed: Claimed, fault: BrainFault) -> Claimed | None:
        return await self._until_stored(claimed, lambda: self._store_fault(claimed, fault))

    async def _until_stored(
        self, claimed: Claimed, store: Callable[[], Awaitable[Claimed | None]]
    ) -> Claimed | None:
        return await until_stored(
            store,
            turn_id=claimed.turn_id,
            go_on=lambda: self._leases.may_hold(claimed),
            pausing=self._cuttable,
        )

    async def _store_answer(self, claimed: Claimed, told: Told) -> Claimed | None:
        async with self._database.write(brief=True) as session:
            conversation, turn = await lock_with_turn(session, claimed.turn_id)
            is_last = conversation.last_position == turn.position
            if is_ours(turn, claimed):
                took = await self._endings.answered(session, conversation, turn, claimed, told)
                after_commit(session, lambda: self._observe(WHOLE, took))
            # Nothing came after it, so nothing waits: turns stand in the order of their messages.
            return None if is_last else await self._claim_next(session, conversation)

    async def _store_fault(self, claimed: Claimed, fault: BrainFault) -> Claimed | None:
        async with self._database.write(brief=True) as session:
            conversation, turn = await lock_with_turn(session, claimed.turn_id)
            if is_ours(turn, claimed):
                await self._endings.failed(session, conversation, turn, claimed, fault)
            return await self._claim_next(session, conversation)

    async def _sweep(self) -> None:
        """Wake what is due again, and have a word for those whose turn takes long: a brain that hangs says nothing."""
        now = self._clock()
        async with self._database.read(brief=True) as session:
            waiting, late = await due(session, now=now), await slow(session, now=now)
        for conversation_id in waiting:
            self.wake(conversation_id)
        for turn_id in late:
            async with self._database.write(brief=True) as session:
                conversation, turn = await lock_with_turn(session, turn_id)
                said = await excuse(session, self._vault, conversation, turn, now=now)
            if said:
                await self._bus.publish(conversation.id)
