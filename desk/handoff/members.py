"""The staff member behind a page of the console, as this room knows them."""

from desk.handoff.staff import StaffMember
from desk.staff.roles import Permission
from desk.staff.signed_in import SignedIn


def member_of(signed_in: SignedIn) -> StaffMember:
    """Who acts. The person is told the display name, the audit log the sign-in name."""
    return StaffMember(
        signed_in.id,
        signed_in.display_name,
        supervises=signed_in.may(Permission.CONVERSATIONS_SUPERVISE),
        login=signed_in.name,
    )
