"""Whoever of the staff acts, as this room needs to know them. Pure."""

from dataclasses import dataclass

LONGEST_ACTOR = 80  # characters of the columns that hold one


@dataclass(frozen=True)
class StaffRef:
    """A staff member as they are shown. id: of the account; of another system's people see `id_of_client`."""

    id: str
    name: str


@dataclass(frozen=True)
class StaffMember(StaffRef):
    """A staff member who acts. supervises: may act on conversations of others, but not speak in them. login: the
    sign-in name by which the audit log knows them; None: another system's people, see `of_client`."""

    supervises: bool = False
    login: str | None = None

    @property
    def ref(self) -> StaffRef:
        return StaffRef(self.id, self.name)

    @property
    def actor(self) -> str:
        """As service_events and the audit log name them: staff:zhang.wei, client:nanguan/li."""
        if self.login is not None:
            return f"staff:{self.login}"
        return f"client:{self.id}"[:LONGEST_ACTOR]


def id_of_client(client: str, told_id: str) -> str:
    """`nanguan/li`: how one of an API client's people is known here, at most 77 characters. No account of the console
    has a slash in its id or name, so whatever a client says, its people pass for nobody else's."""
    return f"{client}/{told_id}"


def of_client(client: str, told_id: str, name: str, *, supervises: bool = False) -> StaffMember:
    """One of an API client's people, as it names them. client: its name, which is never given twice."""
    return StaffMember(id_of_client(client, told_id), name, supervises)


PERSON = "person"  # the consumer, as an actor
ASSISTANT = "assistant"
SYSTEM = "system"  # the desk's own rules
