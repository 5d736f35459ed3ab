"""What may happen to a version of an entry, as one table. Pure."""

from enum import StrEnum

from desk.knowledge.errors import VersionMoved


class DraftState(StrEnum):
    DRAFT = "draft"  # being written
    SUBMITTED = "submitted"  # waits for another person
    PUBLISHED = "published"  # what people are answered
    SUPERSEDED = "superseded"  # a newer version was published
    WITHDRAWN = "withdrawn"  # no longer answered; the shipped entry is in force again, if there is one
    DISCARDED = "discarded"


class DraftEvent(StrEnum):
    EDIT = "edit"
    SUBMIT = "submit"
    RETURN = "return"
    APPROVE = "approve"
    SUPERSEDE = "supersede"
    WITHDRAW = "withdraw"
    DISCARD = "discard"


S, E = DraftState, DraftEvent
TRANSITIONS: dict[tuple[DraftState, DraftEvent], DraftState] = {
    (S.DRAFT, E.EDIT): S.DRAFT,
    (S.DRAFT, E.SUBMIT): S.SUBMITTED,
    (S.DRAFT, E.DISCARD): S.DISCARDED,
    (S.SUBMITTED, E.RETURN): S.DRAFT,
    (S.SUBMITTED, E.APPROVE): S.PUBLISHED,
    (S.PUBLISHED, E.APPROVE): S.PUBLISHED,  # a double click
    (S.PUBLISHED, E.SUPERSEDE): S.SUPERSEDED,
    (S.PUBLISHED, E.WITHDRAW): S.WITHDRAWN,
    (S.WITHDRAWN, E.WITHDRAW): S.WITHDRAWN,
    (S.DISCARDED, E.DISCARD): S.DISCARDED,
}


def step(state: DraftState, event: DraftEvent) -> DraftState:
    """Raises VersionMoved."""
    found = TRANSITIONS.get((state, event))
    if found is None:
        raise VersionMoved(extra={"state": state, "event": event})
    return found
