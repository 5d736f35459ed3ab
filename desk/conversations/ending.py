"""How a try of a turn ends: what was answered is stored, or why nothing was. In the caller's transaction, never commits."""

import datetime as dt
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from sqlalchemy.ext.asyncio import AsyncSession

from desk.clock import Clock
from desk.conversations.answers import record_answer
from desk.conversations.brain import BrainAnswer
from desk.conversations.claiming import Claimed
from desk.conversations.excuses import excuse, give_up
from desk.conversations.messages import Body
from desk.conversations.model import DESK, SYSTEM, Conversation, Turn
from desk.conversations.outcomes import Outcome, Outcomes
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
from desk.conversations.service import add_message, added_by
from desk.handoff.comforting import comfort
from desk.handoff.desk import HandoffDesk
from desk.privacy.vault import Vault
from desk.store.database import after_commit

log = logging.getLogger("desk.turns")

NO_ANSWER = BrainAnswer(replies=())


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


@dataclass(frozen=True)
class Told:
    """What there is to store. said: what the person typed. instead: what the desk says in the brain's place.
    distressed: the person is, and the desk answers instead."""

    answer: BrainAnswer = NO_ANSWER
    said: str = ""
    instead: str | None = None
    distressed: bool = False


class Endings:
    """Ends tries, with what belongs to an end in this desk."""

    def __init__(
        self,
        vault: Vault,
        handoff: HandoffDesk,
        clock: Clock,
        outcomes: Outcomes,
        followers: Sequence[Follower],
    ) -> None:
        self._vault, self._handoff, self._clock = vault, handoff, clock
        self._outcomes, self._followers = outcomes, followers

    async def answered(
        self, session: AsyncSession, conversation: Conversation, turn: Turn, claimed: Claimed, told: Told
    ) -> dt.timedelta:
        """Store what was answered; the time from the message to now. The caller holds the conversation's lock."""
        now, answer = self._clock(), told.answer
        if conversation.brain_id != claimed.brain_id:
            answer = NO_ANSWER  # what it answers was erased meanwhile
        late = is_late(conversation, asked_in=claimed.service_epoch, now=now)
        # First: whatever looks into the database below writes down what has changed by then, this with it.
        turn.state = next_state(TurnState(turn.state), TurnEvent.ANSWER).value
        turn.finished_at, turn.lease_until, turn.error_code = now, None, None
        await record_answer(
            session, self._handoff, conversation, turn, answer, said=told.said, late=late, now=now
        )
        for follow in () if late else self._followers:  # nobody was told what came too late
            await follow(session, self._vault, conversation, turn, answer, now=now)
        if told.distressed and not late:
            await comfort(session, self._handoff, conversation, turn_id=turn.id, now=now)
        if told.instead is not None:
            body = Body(text=told.instead)
            await add_message(
                session, self._vault, conversation, sender=SYSTEM, body=body, now=now, turn_id=turn.id
            )
        if claimed.message.sender == DESK:
            await empty_reading(session, self._vault, claimed.message.id)
        self._hand_over(session, claimed, conversation, turn)
        log.info("turn done turn=%s conversation=%s tries=%s", turn.id, turn.conversation_id, turn.attempts)
        return now - claimed.message.created_at

    def _hand_over(
        self, session: AsyncSession, claimed: Claimed, conversation: Conversation, turn: Turn
    ) -> None:
        """To whoever waits here, if this transaction told all that the turn told."""
        if claimed.attempts > 1 or turn.excused or conversation.brain_id != claimed.brain_id:
            return
        outcome = Outcome(turn.state, tuple(added_by(session, turn.id)))
        after_commit(session, lambda: self._outcomes.settle(turn.id, outcome))

    async def failed(
        self,
        session: AsyncSession,
        conversation: Conversation,
        turn: Turn,
        claimed: Claimed,
        fault: BrainFault,
    ) -> None:
        """Put the turn back, or give it up and say so. The caller holds the conversation's lock."""
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


def _tries_after(turn: Turn, fault: BrainFault) -> int:
    """Count the fault on the turn; returns the tries that `gives_up` asks for."""
    column = COUNTED.get(fault)
    if column is None:
        return turn.attempts
    tries: int = getattr(turn, column) + 1
    setattr(turn, column, tries)
    return tries
