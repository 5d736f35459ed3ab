"""The service session's table, row by row, and what no row allows."""

import itertools

import pytest

from desk.handoff.errors import StepNotAllowed
from desk.handoff.states import (
    ENDED,
    HELD,
    OPEN,
    TRANSITIONS,
    WAITING,
    ServiceEvent,
    ServiceState,
    assistant_answers,
    step,
)

S, E = ServiceState, ServiceEvent
ROWS = [
    (None, E.REQUEST, S.QUEUED),
    (None, E.LEAVE_MESSAGE, S.MESSAGE_LEFT),
    (None, E.TAKE, S.SERVING),
    (S.QUEUED, E.REQUEST, S.QUEUED),
    (S.QUEUED, E.LEAVE_MESSAGE, S.MESSAGE_LEFT),
    (S.QUEUED, E.SHUT, S.MESSAGE_LEFT),
    (S.QUEUED, E.CLAIM, S.SERVING),
    (S.QUEUED, E.RELEASE, S.QUEUED),
    (S.QUEUED, E.TRANSFER, S.SERVING),
    (S.QUEUED, E.RETURN, S.RETURNED),
    (S.QUEUED, E.CLOSE, S.CLOSED),
    (S.QUEUED, E.CANCEL, S.CANCELLED),
    (S.QUEUED, E.ERASE, S.CLOSED),
    (S.MESSAGE_LEFT, E.REQUEST, S.QUEUED),
    (S.MESSAGE_LEFT, E.LEAVE_MESSAGE, S.MESSAGE_LEFT),
    (S.MESSAGE_LEFT, E.OPEN, S.QUEUED),
    (S.MESSAGE_LEFT, E.CLAIM, S.SERVING),
    (S.MESSAGE_LEFT, E.TRANSFER, S.SERVING),
    (S.MESSAGE_LEFT, E.RETURN, S.RETURNED),
    (S.MESSAGE_LEFT, E.CLOSE, S.CLOSED),
    (S.MESSAGE_LEFT, E.CANCEL, S.CANCELLED),
    (S.MESSAGE_LEFT, E.ERASE, S.CLOSED),
    (S.SERVING, E.REQUEST, S.SERVING),
    (S.SERVING, E.LEAVE_MESSAGE, S.SERVING),
    (S.SERVING, E.CLAIM, S.SERVING),
    (S.SERVING, E.RELEASE, S.QUEUED),
    (S.SERVING, E.TRANSFER, S.SERVING),
    (S.SERVING, E.SNOOZE, S.SNOOZED),
    (S.SERVING, E.RETURN, S.RETURNED),
    (S.SERVING, E.CLOSE, S.CLOSED),
    (S.SERVING, E.ERASE, S.CLOSED),
    (S.SNOOZED, E.REQUEST, S.SNOOZED),
    (S.SNOOZED, E.LEAVE_MESSAGE, S.SNOOZED),
    (S.SNOOZED, E.CLAIM, S.SERVING),
    (S.SNOOZED, E.RELEASE, S.QUEUED),
    (S.SNOOZED, E.TRANSFER, S.SERVING),
    (S.SNOOZED, E.SNOOZE, S.SNOOZED),
    (S.SNOOZED, E.WAKE, S.SERVING),
    (S.SNOOZED, E.RETURN, S.RETURNED),
    (S.SNOOZED, E.CLOSE, S.CLOSED),
    (S.SNOOZED, E.ERASE, S.CLOSED),
    (S.RETURNED, E.RETURN, S.RETURNED),
    (S.CLOSED, E.CLOSE, S.CLOSED),
    (S.CANCELLED, E.CANCEL, S.CANCELLED),
]


@pytest.mark.parametrize(("before", "event", "after"), ROWS)
def test_each_row_leads_where_it_says(
    before: ServiceState | None, event: ServiceEvent, after: ServiceState
) -> None:
    assert step(before, event) is after


def test_the_table_has_these_rows_and_no_others() -> None:
    assert {(before, event) for before, event, _after in ROWS} == TRANSITIONS.keys()
    refused = set(itertools.product((None, *S), E)) - TRANSITIONS.keys()
    for before, event in refused:
        with pytest.raises(StepNotAllowed):
            step(before, event)


def test_every_open_state_can_end_and_no_ended_one_goes_on() -> None:
    for state in OPEN:
        assert step(state, E.CLOSE) in ENDED
    for (before, _event), after in TRANSITIONS.items():
        assert before not in ENDED or after is before


def test_the_assistant_answers_whoever_is_not_with_staff() -> None:
    assert all(assistant_answers(state, goes_on=on) for state in ENDED for on in (True, False))
    assert not any(assistant_answers(state, goes_on=on) for state in HELD for on in (True, False))


def test_who_waits_is_answered_only_if_they_chose_the_assistant() -> None:
    for state in WAITING:
        assert assistant_answers(state, goes_on=True)
        assert not assistant_answers(state, goes_on=False)
