"""Who calls: the assistant with the token of the settings; everybody else with a key of the table (keyring.py)."""

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
    CALLBACKS_READ = "callbacks:read"  # who is to be called when; numbers masked
    CALLBACKS_HANDLE = "callbacks:handle"  # call them: the number in clear, what came of it, how many a slot
    CONVERSATIONS_READ = "conversations:read"  # queue and transcripts; numbers masked
    CONVERSATIONS_ANSWER = "conversations:answer"  # claim, speak, give back, close
    CONVERSATIONS_SUPERVISE = "conversations:supervise"  # act on others' conversations, rules of hand-off
    FIGURES_READ = "figures:read"
    KNOWLEDGE_READ = "knowledge:read"  # what was published in the console, to answer from it
    PRIVACY = "privacy"  # export and erase one person's data
    ADMIN = "admin"  # agencies, enterprises, clients, webhooks, dead letters, audit


ASSISTANT = "assistant"  # the client of the settings; no other one may be called so
PER_MINUTE = 600  # calls of one route group, unless the client has a number of its own


@dataclass(frozen=True)
class ApiClient:
    """A program with a token. `name` is stored with what it does; it scopes its Idempotency-Keys.

    enterprise_id: the enterprise it stands for; agency_id: it sees the cases of this agency and of those below;
    per_minute: calls of one route group, see desk.clients.rates.
    """

    name: str
    scopes: frozenset[Scope]
    enterprise_id: str | None = None
    agency_id: str | None = None
    per_minute: int = PER_MINUTE

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


class FirstOf:
    """Several registries as one: the first that knows the token answers."""

    def __init__(self, *registries: ClientRegistry) -> None:
        self._registries = registries

    async def find(self, token: str) -> ApiClient | None:
        for registry in self._registries:
            if (client := await registry.find(token)) is not None:
                return client
        return None


def registry_of(settings: Settings) -> ClientRegistry:
    """The one client of the settings: the assistant, which files and reads, personal fields masked, and answers from
    what was published."""
    scopes = frozenset({Scope.CASES_WRITE, Scope.CASES_READ, Scope.KNOWLEDGE_READ})
    assistant = ApiClient(ASSISTANT, scopes, per_minute=settings.assistant_per_minute)
    return TokenRegistry({settings.case_api_token: assistant})
