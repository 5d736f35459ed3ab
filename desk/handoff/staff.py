"""Whoever of the staff acts, as this room needs to know them. Pure."""

from dataclasses import dataclass


@dataclass(frozen=True)
class StaffRef:
    """A staff member as they are shown. id: of the account, or as another system names its people."""

    id: str
    name: str


@dataclass(frozen=True)
class StaffMember(StaffRef):
    """A staff member who acts. supervises: may act on conversations of others, but not speak in them. login: the
    sign-in name by which the audit log knows them; None: by their id, as another system's people are."""

    supervises: bool = False
    login: str | None = None

    @property
    def ref(self) -> StaffRef:
        return StaffRef(self.id, self.name)

    @property
    def actor(self) -> str:
        """As service_events and the audit log name them."""
        return f"staff:{self.login or self.id}"


PERSON = "person"  # the consumer, as an actor
ASSISTANT = "assistant"
SYSTEM = "system"  # the desk's own rules
