"""The table of a version, row by row."""

import pytest

from desk.knowledge.errors import VersionMoved
from desk.knowledge.states import TRANSITIONS, DraftEvent, DraftState, step


@pytest.mark.parametrize(("before", "event", "after"), [(*key, to) for key, to in TRANSITIONS.items()])
def test_each_row_leads_where_it_says(before: DraftState, event: DraftEvent, after: DraftState) -> None:
    assert step(before, event) is after


@pytest.mark.parametrize(
    ("state", "event"),
    [(state, event) for state in DraftState for event in DraftEvent if (state, event) not in TRANSITIONS],
)
def test_what_is_no_row_is_refused(state: DraftState, event: DraftEvent) -> None:
    with pytest.raises(VersionMoved):
        step(state, event)
