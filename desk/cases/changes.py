"""The kinds of lines in a case's timeline, and who is named there. Pure."""

from dataclasses import dataclass
from enum import StrEnum

from desk.cases.states import Role

MAX_NAME = 60  # characters of an actor's name


class ChangeKind(StrEnum):
    """What a line of the timeline records."""

    FILED = "filed"
    MOVED = "moved"  # a change of state, by an event of desk.cases.states
    SUPPLEMENTED = "supplemented"  # the consumer told more
    AMENDED = "amended"  # fields were corrected; `detail.fields` names them
    ATTACHED = "attached"
    RATED = "rated"
    ROUTED = "routed"  # an agency became responsible
    TOLD = "told"  # a notice reached the consumer, or could not
    MESSAGE = "message"  # between enterprise and consumer, in reconciliation
    RECEIVED_AGAIN = "received_again"  # another filing of the same dispute was merged into this one
    SPLIT = "split"  # a filing merged into this one goes its own way again
    ASSIGNED = "assigned"  # a member of staff became responsible, or nobody
    NOTED = "noted"  # a note of the office
    LABELLED = "labelled"
    REVISITED = "revisited"  # a follow-up call, whatever came of it
    DOCUMENT = "document"  # a letter was entered in the register


# The office's own housekeeping: no consumer, no program without power over cases and no other system hears of it.
INTERNAL = frozenset(
    {
        ChangeKind.ASSIGNED,
        ChangeKind.NOTED,
        ChangeKind.LABELLED,
        ChangeKind.REVISITED,
        ChangeKind.DOCUMENT,
    }
)


@dataclass(frozen=True)
class Actor:
    """Who acts: a role, and a name that is no personal data of a consumer (officer:zhang, client:assistant)."""

    role: Role
    name: str

    def __str__(self) -> str:
        return f"{self.role.value}:{self.name[:MAX_NAME]}"


DESK = Actor(Role.SYSTEM, "desk")
