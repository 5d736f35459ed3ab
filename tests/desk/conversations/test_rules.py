import datetime as dt

import pytest

from desk.conversations.rules import (
    EXCUSE_AFTER,
    FARTHEST,
    LONGEST_DELAY,
    MAX_ATTEMPTS,
    TRANSITIONS,
    BrainFault,
    TurnEvent,
    TurnState,
    deserves_excuse,
    gives_up,
    has_come,
    next_state,
    retry_delay,
)

NOW = dt.datetime(2026, 11, 20, 3, 0, tzinfo=dt.UTC)


ROWS = [
    (TurnState.QUEUED, TurnEvent.CLAIM, TurnState.RUNNING),
    (TurnState.RUNNING, TurnEvent.CLAIM, TurnState.RUNNING),
    (TurnState.RUNNING, TurnEvent.ANSWER, TurnState.DONE),
    (TurnState.RUNNING, TurnEvent.RETRY, TurnState.QUEUED),
    (TurnState.RUNNING, TurnEvent.GIVE_UP, TurnState.FAILED),
    (TurnState.QUEUED, TurnEvent.WITHDRAW, TurnState.DONE),
]


@pytest.mark.parametrize(("state", "event", "then"), ROWS)
def test_each_row_of_the_table_leads_where_it_should(
    state: TurnState, event: TurnEvent, then: TurnState
) -> None:
    assert next_state(state, event) is then


def test_the_table_has_no_other_row() -> None:
    assert len(TRANSITIONS) == len(ROWS)


def test_each_fault_says_after_how_many_tries_it_is_given_up() -> None:
    assert set(MAX_ATTEMPTS) == set(BrainFault)


@pytest.mark.parametrize("event", TurnEvent)
@pytest.mark.parametrize("state", [TurnState.DONE, TurnState.FAILED])
def test_a_finished_turn_leads_nowhere(state: TurnState, event: TurnEvent) -> None:
    with pytest.raises(KeyError):
        next_state(state, event)


def test_retries_double_and_stay_below_the_longest_delay() -> None:
    delays = [retry_delay(n) for n in range(1, 40)]
    assert [d.total_seconds() for d in delays[:4]] == [0.5, 1, 2, 4]
    assert delays == sorted(delays)
    assert delays[-1] == LONGEST_DELAY


def test_a_crashing_turn_is_given_up_but_an_absent_brain_is_waited_for() -> None:
    assert gives_up(BrainFault.TURN_FAILED, 5)
    assert not gives_up(BrainFault.TURN_FAILED, 4)
    assert not gives_up(BrainFault.UNREACHABLE, 1_000)
    assert gives_up(BrainFault.UNREADABLE, 1)


def test_only_a_long_silence_deserves_an_excuse() -> None:
    assert deserves_excuse(NOW - EXCUSE_AFTER, now=NOW)
    assert not deserves_excuse(NOW - EXCUSE_AFTER + dt.timedelta(seconds=1), now=NOW)


def test_a_time_further_ahead_than_anything_sets_has_come() -> None:
    """It was written before the clock was set back."""
    assert has_come(NOW, now=NOW)
    assert not has_come(NOW + dt.timedelta(seconds=1), now=NOW)
    assert not has_come(NOW + FARTHEST, now=NOW)
    assert has_come(NOW + FARTHEST + dt.timedelta(seconds=1), now=NOW)
