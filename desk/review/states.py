"""What may happen to a turn under review, as one table. Pure."""

from enum import StrEnum

from desk.review.errors import ItemMoved


class ReviewState(StrEnum):
    OPEN = "open"
    SECOND = "second"  # one person looked; with the two-person check another one must
    REVIEWED = "reviewed"
    FLAGGED = "flagged"  # something to talk about
    LATER = "later"


class ReviewEvent(StrEnum):
    DECIDE = "decide"  # one word is enough
    DECIDE_FIRST = "decide_first"  # with the two-person check: the first word
    AGREE = "agree"
    DISAGREE = "disagree"
    FLAG = "flag"
    LATER = "later"
    REOPEN = "reopen"


S, E = ReviewState, ReviewEvent
TRANSITIONS: dict[tuple[ReviewState, ReviewEvent], ReviewState] = {
    (S.OPEN, E.DECIDE): S.REVIEWED,
    (S.OPEN, E.DECIDE_FIRST): S.SECOND,
    (S.OPEN, E.FLAG): S.FLAGGED,
    (S.OPEN, E.LATER): S.LATER,
    (S.LATER, E.DECIDE): S.REVIEWED,
    (S.LATER, E.DECIDE_FIRST): S.SECOND,
    (S.LATER, E.FLAG): S.FLAGGED,
    (S.LATER, E.LATER): S.LATER,  # a double click
    (S.LATER, E.REOPEN): S.OPEN,
    (S.FLAGGED, E.DECIDE): S.REVIEWED,
    (S.FLAGGED, E.DECIDE_FIRST): S.SECOND,
    (S.FLAGGED, E.FLAG): S.FLAGGED,  # a double click
    (S.FLAGGED, E.LATER): S.LATER,
    (S.FLAGGED, E.REOPEN): S.OPEN,
    (S.SECOND, E.AGREE): S.REVIEWED,
    (S.SECOND, E.DISAGREE): S.OPEN,  # both views stay to be seen
    (S.SECOND, E.FLAG): S.FLAGGED,
    (S.REVIEWED, E.REOPEN): S.OPEN,  # as long as it was not exported
    (S.REVIEWED, E.FLAG): S.FLAGGED,  # the export found that the training data says otherwise
}

WAITING = (ReviewState.OPEN, ReviewState.SECOND)  # what somebody is to look at now


def step(state: ReviewState, event: ReviewEvent) -> ReviewState:
    """Raises ItemMoved."""
    found = TRANSITIONS.get((state, event))
    if found is None:
        raise ItemMoved(extra={"state": state, "event": event})
    return found
