"""What the use cases of hand-off need besides the transaction."""

from dataclasses import dataclass

from desk.calendar import WorkingCalendar
from desk.callbacks.hours import USUAL as USUAL_CALLBACKS
from desk.callbacks.hours import Hours
from desk.handoff.limits import USUAL_LIMITS, Limits
from desk.handoff.office import USUAL, Office
from desk.privacy.vault import Vault


@dataclass(frozen=True)
class HandoffDesk:
    """One a process."""

    vault: Vault
    calendar: WorkingCalendar
    office: Office = USUAL
    callbacks: Hours = USUAL_CALLBACKS
    limits: Limits = USUAL_LIMITS


def usual(vault: Vault) -> HandoffDesk:
    """With the usual hours: for whoever has no settings of their own."""
    return HandoffDesk(vault, WorkingCalendar())
