"""An officer and a consumer at the case API, for tests."""

from typing import Any

import httpx

from tests.desk.builders import file_case, new_key

OFFICER = {"Authorization": "Bearer staff-token"}
SUPERVISOR = {"Authorization": "Bearer supervisor-token"}


async def filed(api: httpx.AsyncClient, **changes: Any) -> str:
    """The number of a fresh case."""
    response = await file_case(api, **changes)
    assert response.status_code == 201, response.text
    number: str = response.json()["case_no"]
    return number


async def etag(api: httpx.AsyncClient, case_no: str) -> str:
    return (await api.get(f"/api/v1/cases/{case_no}")).headers["etag"]


async def act(
    api: httpx.AsyncClient, case_no: str, event: str, *, who: dict[str, str] = OFFICER, **brings: Any
) -> httpx.Response:
    """One transition on the newest version."""
    headers = {**who, "If-Match": await etag(api, case_no)}
    return await api.post(
        f"/api/v1/cases/{case_no}/transitions", json={"event": event, **brings}, headers=headers
    )


async def walk(api: httpx.AsyncClient, case_no: str, *events: str, **brings: Any) -> dict[str, Any]:
    """Several transitions that need nothing else; the case after the last."""
    case: dict[str, Any] = {}
    for event in events:
        response = await act(api, case_no, event, **brings)
        assert response.status_code == 200, response.text
        case = response.json()
    return case


async def update(
    api: httpx.AsyncClient, case_no: str, kind: str = "supplement", key: str | None = None, **told: Any
) -> httpx.Response:
    """The consumer, in the conversation that filed it."""
    body = {"kind": kind, "channel": "webchat", "conversation_id": "c-1", **told}
    headers = {"Idempotency-Key": key or new_key()}
    return await api.post(f"/api/v1/cases/{case_no}/updates", json=body, headers=headers)


OTHER_ROOMS = frozenset({"routed", "told"})  # lines that other rooms add; they have tests of their own


async def lines(api: httpx.AsyncClient, case_no: str) -> list[dict[str, Any]]:
    """Its timeline, as far as the case room writes it."""
    response = await api.get(f"/api/v1/cases/{case_no}/timeline", headers=OFFICER)
    return [line for line in response.json()["lines"] if line["what"] not in OTHER_ROOMS]
