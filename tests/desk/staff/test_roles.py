"""The table of roles, as the code has it and as the manual shows it."""

from pathlib import Path

import pytest

from desk.staff.roles import GRANTS, Permission, Role, may
from desk.staff.wording import PERMISSION_NAMES, ROLE_NAMES

MANUAL = Path(__file__).parents[3] / "docs" / "console.md"
COLUMNS = (Role.AGENT, Role.REVIEWER, Role.SUPERVISOR, Role.ADMIN)


def test_the_manual_shows_the_table_of_the_code() -> None:
    heading = "| | " + " | ".join(f"`{role}` {ROLE_NAMES[role]}" for role in COLUMNS) + " |"
    lines = [heading, "|---" * (len(COLUMNS) + 1) + "|"]
    for permission in Permission:
        marks = "".join(" ● |" if may(role, permission) else " |" for role in COLUMNS)
        lines.append(f"| `{permission}` {PERMISSION_NAMES[permission]} |{marks}")
    assert "\n".join(lines) in MANUAL.read_text("utf-8")


def test_every_role_is_granted_something_and_has_a_name() -> None:
    assert GRANTS.keys() == set(Role) == ROLE_NAMES.keys()
    assert all(GRANTS.values())


def test_every_permission_is_granted_to_somebody_who_is_no_admin_or_is_about_the_desk_itself() -> None:
    granted = frozenset().union(*(GRANTS[role] for role in Role if role is not Role.ADMIN))
    assert frozenset(Permission) - granted == {Permission.STAFF_MANAGE, Permission.DESK_SETTINGS}


@pytest.mark.parametrize("role", [Role.AGENT, Role.REVIEWER, Role.SUPERVISOR])
def test_only_an_admin_manages_people(role: Role) -> None:
    assert not may(role, Permission.STAFF_MANAGE)
    assert may(Role.ADMIN, Permission.STAFF_MANAGE)


def test_a_reviewer_reads_but_reveals_nobody_and_answers_nobody() -> None:
    assert may(Role.REVIEWER, Permission.CONVERSATIONS_READ)
    assert not may(Role.REVIEWER, Permission.PERSONAL_DATA_REVEAL)
    assert not may(Role.REVIEWER, Permission.CONVERSATIONS_ANSWER)
