"""The web chat API on the whole app, where a caller writes what it likes."""

import httpx
import pytest

from tests.desk.builders import on_sqlite


@on_sqlite
@pytest.mark.parametrize("limit", ["²", "1" * 5_000, "0", "101", "-1", "x"])
async def test_a_limit_that_is_none_is_refused(served: str, limit: str) -> None:
    async with httpx.AsyncClient(base_url=served, trust_env=False, timeout=30) as page:
        token = (await page.post("/webchat/api/sessions")).json()["token"]
        headers = {"Authorization": f"Bearer {token}"}
        response = await page.get("/webchat/api/messages", params={"limit": limit}, headers=headers)
    assert (response.status_code, response.json()["code"]) == (400, "invalid_request")
