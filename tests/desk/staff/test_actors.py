"""Which actors are one person."""

import pytest

from desk.cases.states import Role as CaseRole
from desk.staff.actors import OFFICER, SUPERVISOR, actors_of_person, named_in


def test_a_person_is_called_by_each_role_and_by_the_id_of_old_entries() -> None:
    everywhere = {"staff:li", "officer:li", "supervisor:li"}
    old = {f"{role}:{place}/li" for role in ("officer", "supervisor") for place in ("staff", "console")}
    assert actors_of_person("li", "0192") == everywhere | old | {"staff:0192"}
    assert actors_of_person("li", None) == everywhere | old


def test_the_roles_are_those_of_the_state_table() -> None:
    assert {OFFICER, SUPERVISOR} == {CaseRole.OFFICER.value, CaseRole.SUPERVISOR.value}


@pytest.mark.parametrize(
    "actor",
    ["staff:li.na", "officer:li.na", "supervisor:li.na", "officer:staff/li.na", "supervisor:console/li.na"],
)
def test_an_actor_of_the_console_names_a_person(actor: str) -> None:
    assert named_in(actor) == "li.na"


@pytest.mark.parametrize(
    "actor",
    [
        "client:nanguan",
        "client:nanguan/li.na",
        "officer:nanguan/li.na",
        "staff:console/li.na",
        "officer:staff/console/li.na",
        "consumer:li.na",
        "system:desk",
        "oidc",
        "staff:",
    ],
)
def test_programs_consumers_and_the_desk_are_no_person_of_the_console(actor: str) -> None:
    assert named_in(actor) is None
