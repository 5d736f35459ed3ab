"""Pure rules of turns: their states, when to try again, when to give up. No I/O."""

import datetime as dt
from enum import Enum


class TurnState(str, Enum):
    """Where a turn stands. QUEUED and RUNNING hold back the later turns of the conversation."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


class BrainFault(str, Enum):
    """Why the brain gave no answer."""

    UNREACHABLE = "brain_unreachable"  # down, starting, or too slow: the message waits for it
    BUSY = "brain_busy"  # the same conversation is still in a turn there, after a lost connection
    TURN_FAILED = "turn_failed"  # something in the turn crashed; the tracker is untouched
    REFUSED = "brain_refused"  # the request itself was refused: trying again cannot help


class TurnEvent(str, Enum):
    CLAIM = "claim"
    ANSWER = "answer"
    RETRY = "retry"
    GIVE_UP = "give_up"


TRANSITIONS: dict[tuple[TurnState, TurnEvent], TurnState] = {
    (TurnState.QUEUED, TurnEvent.CLAIM): TurnState.RUNNING,
    (TurnState.RUNNING, TurnEvent.CLAIM): TurnState.RUNNING,  # the lease of a dead desk has run out
    (TurnState.RUNNING, TurnEvent.ANSWER): TurnState.DONE,
    (TurnState.RUNNING, TurnEvent.RETRY): TurnState.QUEUED,
    (TurnState.RUNNING, TurnEvent.GIVE_UP): TurnState.FAILED,
}

FINISHED = frozenset({TurnState.DONE, TurnState.FAILED})

# A turn that crashes again and again would hold back everything the person says after it.
MAX_ATTEMPTS: dict[BrainFault, int] = {
    BrainFault.UNREACHABLE: 20_000,  # at 5 s apart: more than a day
    BrainFault.BUSY: 20_000,
    BrainFault.TURN_FAILED: 5,
    BrainFault.REFUSED: 1,
}
FIRST_DELAY = dt.timedelta(seconds=0.5)
LONGEST_DELAY = dt.timedelta(seconds=5)  # a brain that is back should not be noticed much later
EXCUSE_AFTER = dt.timedelta(seconds=6)  # silence longer than this deserves a word


def next_state(state: TurnState, event: TurnEvent) -> TurnState:
    """Raises KeyError for a step that the table does not know."""
    return TRANSITIONS[state, event]


def retry_delay(attempts: int) -> dt.timedelta:
    """Doubling from half a second: 0.5, 1, 2, 4 … at most 5 s. `attempts` counts the failed ones, from 1."""
    return min(FIRST_DELAY * (1 << min(attempts - 1, 10)), LONGEST_DELAY)


def gives_up(fault: BrainFault, attempts: int) -> bool:
    """Whether `attempts` failed tries are enough for this fault."""
    return attempts >= MAX_ATTEMPTS[fault]


def deserves_excuse(created_at: dt.datetime, *, now: dt.datetime) -> bool:
    """Whether the person has waited long enough to be told that the answer takes longer."""
    return now - created_at >= EXCUSE_AFTER
