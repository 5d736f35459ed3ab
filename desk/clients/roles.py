"""Which roles of the state table a client may act in."""

from desk.cases.states import Role
from desk.clients.registry import ApiClient, Scope

ROLES: dict[Scope, Role] = {
    Scope.CASES_WRITE: Role.CONSUMER,
    Scope.ENTERPRISE: Role.ENTERPRISE,
    Scope.CASES_HANDLE: Role.OFFICER,
    Scope.CASES_SUPERVISE: Role.SUPERVISOR,
}


def roles_of(client: ApiClient) -> frozenset[Role]:
    """The roles that its scopes give it. Nobody calls as the system: that is the desk itself."""
    return frozenset(role for scope, role in ROLES.items() if client.may(scope))
