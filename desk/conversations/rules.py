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
    """Why a turn got no answer."""

    UNREACHABLE = "brain_unreachable"  # it or its action server is down or starting: the message waits
    SLOW = "brain_slow"  # connected, but silent for longer than a turn may take
    BUSY = "brain_busy"  # the same conversation is still in a turn there, after a lost connection
    TURN_FAILED = "turn_failed"  # something in the turn crashed, there or here; nothing of it was stored
    UNREADABLE = "message_unreadable"  # no key of ours opens the message: trying again cannot help
    FILE_AWAY = "file_away"  # what the person sent lies at the channel or in a storage that is out of reach
    REFUSED = "brain_refused"  # the request itself was refused: trying again cannot help


class TurnEvent(str, Enum):
    CLAIM = "claim"
    ANSWER = "answer"
    RETRY = "retry"
    GIVE_UP = "give_up"
    WITHDRAW = "withdraw"


TRANSITIONS: dict[tuple[TurnState, TurnEvent], TurnState] = {
    (TurnState.QUEUED, TurnEvent.CLAIM): TurnState.RUNNING,
    (TurnState.RUNNING, TurnEvent.CLAIM): TurnState.RUNNING,  # the lease of a dead desk has run out
    (TurnState.RUNNING, TurnEvent.ANSWER): TurnState.DONE,
    (TurnState.RUNNING, TurnEvent.RETRY): TurnState.QUEUED,
    (TurnState.RUNNING, TurnEvent.GIVE_UP): TurnState.FAILED,
    (TurnState.QUEUED, TurnEvent.WITHDRAW): TurnState.DONE,  # what it would have told was erased
}

FINISHED = frozenset({TurnState.DONE, TurnState.FAILED})

# A turn that crashes again and again would hold back everything the person says after it.
MAX_ATTEMPTS: dict[BrainFault, int] = {
    BrainFault.UNREACHABLE: 20_000,  # at 5 s apart: more than a day
    BrainFault.BUSY: 20_000,
    BrainFault.FILE_AWAY: 40,  # three minutes: nobody should wait longer for an answer to a picture
    BrainFault.SLOW: 10,
    BrainFault.TURN_FAILED: 5,
    BrainFault.UNREADABLE: 1,
    BrainFault.REFUSED: 1,
}
# Faults counted by themselves, and the turn's column that counts them. A long absence of the brain must not
# use up the tries of a crash that passes. For the others every try counts.
COUNTED: dict[BrainFault, str] = {BrainFault.SLOW: "timeouts", BrainFault.TURN_FAILED: "failures"}
FIRST_DELAY = dt.timedelta(seconds=0.5)
LONGEST_DELAY = dt.timedelta(seconds=5)  # a brain that is back should not be noticed much later
# What the consent tells people (domain.yml, utter_ask_complaint_form_consent); see desk.privacy.periods.
RETENTION = dt.timedelta(days=180)
EXCUSE_AFTER = dt.timedelta(seconds=6)  # silence longer than this deserves a word
# How long the turns of a desk that died wait until another one takes them up. A desk that lives renews its leases, see
# desk.conversations.leases: it has to hang, or its clock to be off, for more than half of this until it loses one.
LEASE = dt.timedelta(seconds=10)
# Further ahead than any retry, pause or lease: what lies there was written before the clock was set back. The release
# before leases for a minute, and runs beside this one during an upgrade; clocks may differ by seconds.
FARTHEST = dt.timedelta(seconds=90)


def has_come(at: dt.datetime, *, now: dt.datetime) -> bool:
    """Whether the time of a retry or the end of a lease has come; also when the clock was set back far since it was set."""
    return at <= now or at > now + FARTHEST


def is_worn(lease_until: dt.datetime, *, now: dt.datetime) -> bool:
    """Whether a lease of ours has run for a third or more, or the clock was set back since it was written."""
    return not LEASE * 2 / 3 < lease_until - now <= LEASE


def next_state(state: TurnState, event: TurnEvent) -> TurnState:
    """Raises KeyError for a step that the table does not know."""
    return TRANSITIONS[state, event]


def retry_delay(attempts: int) -> dt.timedelta:
    """Doubling from half a second: 0.5, 1, 2, 4 … at most 5 s. `attempts` counts the failed ones, from 1."""
    return min(FIRST_DELAY * (1 << min(attempts - 1, 10)), LONGEST_DELAY)


def gives_up(fault: BrainFault, tries: int) -> bool:
    """Whether `tries` failed tries, counted as COUNTED says, are enough for this fault."""
    return tries >= MAX_ATTEMPTS[fault]


def deserves_excuse(created_at: dt.datetime, *, now: dt.datetime) -> bool:
    """Whether the person has waited long enough to be told that the answer takes longer."""
    return now - created_at >= EXCUSE_AFTER


def past_retention(
    last_activity_at: dt.datetime,
    erased_at: dt.datetime | None,
    *,
    now: dt.datetime,
    retention: dt.timedelta = RETENTION,
) -> bool:
    """Whether nothing was said for `retention` and there is something left to erase."""
    return last_activity_at < now - retention and (erased_at is None or erased_at < last_activity_at)
