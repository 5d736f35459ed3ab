"""Somebody on the chat page, over HTTP."""

import itertools
from types import TracebackType
from typing import Any, Self

import httpx
from sqlalchemy import select

from connectors.webchat.model import WebchatSession
from connectors.webchat.sessions import token_digest
from desk.store.database import Database
from tests.eventually import PATIENCE, eventually

_ids = itertools.count(1)


class Page:
    """One session. Message ids are made here, as the page makes them, so that a test may send one again."""

    def __init__(self, url: str) -> None:
        self._client = httpx.AsyncClient(base_url=url, trust_env=False, timeout=PATIENCE)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._client.aclose()

    async def begin(self) -> Self:
        opened = await self._client.post("/webchat/api/sessions")
        assert opened.status_code == 201, opened.text
        self._client.headers["Authorization"] = f"Bearer {opened.json()['token']}"
        return self

    async def conversation(self, database: Database) -> str:
        """Its id, which no page is ever told."""
        digest = token_digest(self._client.headers["Authorization"].removeprefix("Bearer "))
        async with database.read() as session:
            found = await session.scalar(
                select(WebchatSession.conversation_id).filter_by(token_digest=digest)
            )
        assert found is not None
        return found

    async def post(
        self, text: str | None = None, message_id: str | None = None, **more: Any
    ) -> httpx.Response:
        body = {"message_id": message_id or f"message-{next(_ids):06}", **more}
        if text is not None:
            body["text"] = text
        return await self._client.post("/webchat/api/messages", json=body)

    async def upload(self, content: bytes) -> httpx.Response:
        files = {"file": ("小票.jpg", content, "image/jpeg")}
        return await self._client.post("/webchat/api/attachments", files=files)

    async def history(self) -> list[tuple[str, str]]:
        """(who, what), oldest first."""
        listed = await self._client.get("/webchat/api/messages", params={"limit": "100"})
        assert listed.status_code == 200, listed.text
        return [(one["from"], one["text"]) for one in listed.json()["messages"]]

    async def until(self, *wanted: tuple[str, str]) -> None:
        """Until the conversation is exactly this."""
        await eventually(self.history, lambda found: found == list(wanted))

    async def ready(self) -> tuple[int, dict[str, Any]]:
        answer = await self._client.get("/readyz")
        told: dict[str, Any] = answer.json()
        return answer.status_code, told
