"""The table of a turn under review, row by row."""

import pytest

from desk.review.errors import ItemMoved
from desk.review.states import TRANSITIONS, ReviewEvent, ReviewState, step


@pytest.mark.parametrize(("before", "event", "after"), [(*key, to) for key, to in TRANSITIONS.items()])
def test_each_row_leads_where_it_says(before: ReviewState, event: ReviewEvent, after: ReviewState) -> None:
    assert step(before, event) is after


@pytest.mark.parametrize(
    ("state", "event"),
    [(state, event) for state in ReviewState for event in ReviewEvent if (state, event) not in TRANSITIONS],
)
def test_what_is_no_row_is_refused(state: ReviewState, event: ReviewEvent) -> None:
    with pytest.raises(ItemMoved):
        step(state, event)


def test_every_state_is_reached_and_none_is_a_trap() -> None:
    assert set(TRANSITIONS.values()) == set(ReviewState)
    assert {before for before, _event in TRANSITIONS} == set(ReviewState)
