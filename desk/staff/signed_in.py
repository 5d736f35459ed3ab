"""The staff member behind a request, as handlers and services are told. Pure."""

from dataclasses import dataclass

from desk.staff.roles import Permission, Role, may

STAFF = "staff"  # before the name of whoever acts; the other ways stand in desk.staff.actors


@dataclass(frozen=True)
class SignedIn:
    """Who is signed in. name: the sign-in name, never given twice, as it stands in timelines and in the audit log;
    display_name: what colleagues read; agency_id: they see its cases and those of the agencies below, None: all."""

    id: str
    name: str
    display_name: str
    role: Role
    agency_id: str | None
    session_id: str

    def may(self, permission: Permission) -> bool:
        return may(self.role, permission)

    @property
    def actor(self) -> str:
        """As the audit log names them."""
        return actor_of(self.name)


def actor_of(name: str) -> str:
    """`staff:zhang.wei`."""
    return f"{STAFF}:{name}"
