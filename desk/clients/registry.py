"""Who calls. For now one client from the settings; a table of keys can stand behind the same Protocol."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from desk.settings import Settings
from desk.web.guards import same_token


class Scope(StrEnum):
    """What an API client may do."""

    CASES_READ = "cases:read"  # personal fields masked
    CASES_WRITE = "cases:write"  # file, and what the consumer may do with a case
    CASES_HANDLE = "cases:handle"  # what an officer may do
    CASES_SUPERVISE = "cases:supervise"  # reopen, extend
    CASES_PERSONAL = "cases:personal"  # personal fields in clear, each time with a reason
    ENTERPRISE = "enterprise"  # answer what was offered to the enterprise the client stands for
    FIGURES_READ = "figures:read"
    PRIVACY = "privacy"  # export and erase one person's data
    ADMIN = "admin"  # agencies, enterprises, clients, webhooks, dead letters, audit


@dataclass(frozen=True)
class ApiClient:
    """A program with a token. `name` is stored with what it does; it scopes its Idempotency-Keys.

    enterprise_id: the enrolled enterprise it stands for; it sees nothing of others.
    """

    name: str
    scopes: frozenset[Scope]
    enterprise_id: str | None = None

    def may(self, scope: Scope) -> bool:
        return scope in self.scopes


class ClientRegistry(Protocol):
    """Finds clients by their token."""

    async def find(self, token: str) -> ApiClient | None:
        """The client with this token; None if there is none."""


class TokenRegistry:
    """Clients known from the start."""

    def __init__(self, clients: Mapping[str, ApiClient]) -> None:
        """clients: token to client."""
        self._clients = dict(clients)

    async def find(self, token: str) -> ApiClient | None:
        found = None
        for expected, client in self._clients.items():  # every token compared, so that time tells nothing
            if same_token(token, expected):
                found = client
        return found


def registry_of(settings: Settings) -> ClientRegistry:
    """The one client of the settings: the assistant, which files and reads, personal fields masked."""
    assistant = ApiClient("assistant", frozenset({Scope.CASES_WRITE, Scope.CASES_READ}))
    return TokenRegistry({settings.case_api_token: assistant})
