"""Staff of another system at the API of conversations."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

import requests

from desk.clients.registry import Scope
from desk.clients.schemas import ClientIn
from desk.clients.service import add_client
from desk.context import build_context
from desk.settings import read_settings

LI, WU = {"id": "li", "name": "小李"}, {"id": "wu", "name": "小吴"}
SCOPES = [Scope.CONVERSATIONS_READ, Scope.CONVERSATIONS_ANSWER]


async def key_for_staff(env: Mapping[str, str]) -> str:
    """env: the settings of the desks they work at."""
    now = dt.datetime.now(dt.UTC)
    desk = build_context(read_settings(env), lambda: now)
    try:
        async with desk.database.write() as session:
            told = ClientIn(name="inbox", scopes=SCOPES)
            return (await add_client(session, desk.vault, told, actor="operator:test", now=now)).key
    finally:
        await desk.database.close()


class Inbox:
    """Staff at the API."""

    def __init__(self, url: str, key: str) -> None:
        self._url, self._headers = f"{url}/api/v1/conversations", {"Authorization": f"Bearer {key}"}

    def waiting(self) -> list[dict[str, Any]]:
        answer = requests.get(f"{self._url}?queue=waiting", headers=self._headers, timeout=10)
        answer.raise_for_status()
        found: list[dict[str, Any]] = answer.json()["conversations"]
        return found

    def act(self, conversation: str, what: str, staff: dict[str, str] = LI, **body: Any) -> requests.Response:
        return requests.post(
            f"{self._url}/{conversation}/{what}",
            json={"staff": staff, **body},
            headers=self._headers,
            timeout=10,
        )
