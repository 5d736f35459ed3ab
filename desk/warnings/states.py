"""What an officer may do with a warning, as one table. Pure."""

from enum import StrEnum

from desk.warnings.errors import WarningClosed
from desk.warnings.model import WarningState


class WarningEvent(StrEnum):
    ACKNOWLEDGE = "acknowledge"
    DISMISS = "dismiss"


S, E = WarningState, WarningEvent
TRANSITIONS: dict[tuple[WarningState, WarningEvent], WarningState] = {
    (S.OPEN, E.ACKNOWLEDGE): S.ACKNOWLEDGED,
    (S.OPEN, E.DISMISS): S.DISMISSED,
    (S.ACKNOWLEDGED, E.ACKNOWLEDGE): S.ACKNOWLEDGED,  # a further note
    (S.ACKNOWLEDGED, E.DISMISS): S.DISMISSED,
    (S.DISMISSED, E.DISMISS): S.DISMISSED,
}


def step(state: WarningState, event: WarningEvent) -> WarningState:
    """Raises WarningClosed."""
    found = TRANSITIONS.get((state, event))
    if found is None:
        raise WarningClosed(extra={"state": state, "event": event})
    return found
