"""Which roles scopes give."""

from desk.cases.states import Role
from desk.clients import ApiClient, Scope
from desk.clients.roles import ROLES, roles_of


def test_each_acting_scope_is_one_role() -> None:
    for scope, role in ROLES.items():
        assert roles_of(ApiClient("x", frozenset({scope}))) == {role}


def test_reading_and_running_the_desk_is_no_role() -> None:
    idle = frozenset(Scope) - set(ROLES)
    assert roles_of(ApiClient("x", idle)) == frozenset()
    assert Scope.ADMIN in idle


def test_nobody_calls_as_the_system() -> None:
    assert Role.SYSTEM not in roles_of(ApiClient("x", frozenset(Scope)))
