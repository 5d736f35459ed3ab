"""The two sides as their programs call the API."""

import uuid
from typing import Any

import httpx


def message_id() -> str:
    return str(uuid.uuid4())


class Shop:
    """An enterprise's program."""

    def __init__(self, api: httpx.AsyncClient, token: str) -> None:
        self.api, self.headers = api, {"Authorization": f"Bearer {token}"}

    async def get(self, path: str = "", **params: Any) -> httpx.Response:
        return await self.api.get(f"/api/v1/reconciliations{path}", headers=self.headers, params=params)

    async def post(self, path: str, body: dict[str, Any]) -> httpx.Response:
        return await self.api.post(f"/api/v1/reconciliations{path}", headers=self.headers, json=body)

    async def offers(self, **params: Any) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = (await self.get(**params)).json()["reconciliations"]
        return found

    async def offered(self) -> str:
        """Id of the newest offer."""
        return str((await self.offers())[0]["id"])

    async def say(self, one: str, text: str, message: str | None = None) -> httpx.Response:
        return await self.post(f"/{one}/messages", {"message_id": message or message_id(), "text": text})

    async def propose(
        self, one: str, terms: str = "原路退款", refund_fen: int = 39_900, message: str | None = None
    ) -> httpx.Response:
        body = {"message_id": message or message_id(), "terms": terms, "refund_fen": refund_fen}
        return await self.post(f"/{one}/proposals", body)

    async def refuse(self, one: str, reason: str = "已经修好", message: str | None = None) -> httpx.Response:
        return await self.post(f"/{one}/refusal", {"message_id": message or message_id(), "reason": reason})


class Consumer:
    """The assistant, for one case, in the conversation that filed it."""

    def __init__(self, api: httpx.AsyncClient, case_no: str, conversation_id: str | None = "c-1") -> None:
        self.api, self.case_no = api, case_no
        self.there = {} if conversation_id is None else {"conversation_id": conversation_id}
        self.path = f"/api/v1/cases/{case_no}"

    async def case(self) -> dict[str, Any]:
        found: dict[str, Any] = (await self.api.get(self.path)).json()
        return found

    async def read(self) -> httpx.Response:
        return await self.api.get(f"{self.path}/reconciliation", params=self.there)

    async def talk(self) -> dict[str, Any]:
        found: dict[str, Any] = (await self.read()).json()
        return found

    async def choose(self, **body: Any) -> httpx.Response:
        return await self.api.post(f"{self.path}/reconciliation", json={**self.there, **body})

    async def _post(self, what: str, body: dict[str, Any]) -> httpx.Response:
        return await self.api.post(f"{self.path}/reconciliation/{what}", json={**self.there, **body})

    async def say(self, text: str, message: str | None = None) -> httpx.Response:
        return await self._post("messages", {"message_id": message or message_id(), "text": text})

    async def accept(self, proposal_id: str) -> httpx.Response:
        return await self._post("acceptance", {"proposal_id": proposal_id})

    async def decline(self, proposal_id: str, **body: Any) -> httpx.Response:
        return await self._post("decline", {"proposal_id": proposal_id, **body})

    async def end(self, **body: Any) -> httpx.Response:
        return await self._post("end", body)
