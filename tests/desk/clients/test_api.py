"""/api/v1/clients."""

from typing import Any

import httpx
import pytest

from desk.clients import openapi
from desk.clients.model import Client, ClientKey
from desk.ids import new_id
from desk.store.database import Database
from tests.desk.builders import NOBODY, FakeClock, on_sqlite
from tests.desk.clients.conftest import ADMIN, Issue
from tests.desk.console.staffing import staff_member

CLIENTS = "/api/v1/clients"


def told(**changes: Any) -> dict[str, Any]:
    return {"name": "nanguan", "scopes": ["cases:read"]} | changes


async def add(api: httpx.AsyncClient, **changes: Any) -> httpx.Response:
    return await api.post(CLIENTS, json=told(**changes), headers=ADMIN)


async def audited(api: httpx.AsyncClient) -> list[dict[str, Any]]:
    entries: list[dict[str, Any]] = (await api.get("/api/v1/audit", headers=ADMIN)).json()["entries"]
    return entries


async def test_key_is_told_once_opens_the_door_and_stands_nowhere(
    api: httpx.AsyncClient, database: Database
) -> None:
    added = await add(api)
    assert added.status_code == 201
    key = added.json()["key"]
    assert (await api.get("/api/v1/cases", headers={"Authorization": f"Bearer {key}"})).status_code == 200
    secret = key.split("_", 2)[2]
    listed = await api.get(CLIENTS, headers=ADMIN)
    assert secret not in listed.text
    assert listed.json()["clients"][0]["keys"][0]["prefix"] in key
    async with database.read() as session:
        row = (await session.execute(ClientKey.__table__.select())).one()
    assert secret not in str(row)
    assert secret not in str(await audited(api))


async def test_name_is_never_given_twice_not_even_after_revoking(api: httpx.AsyncClient) -> None:
    client = (await add(api)).json()["client"]
    assert (await add(api)).json()["code"] == "client_name_taken"
    await api.post(f"{CLIENTS}/{client['id']}/revoke", headers=ADMIN)
    assert (await add(api)).status_code == 409


async def test_revoked_client_is_refused_and_revoking_twice_is_harmless(
    api: httpx.AsyncClient, clock: FakeClock
) -> None:
    added = (await add(api)).json()
    url, key = f"{CLIENTS}/{added['client']['id']}/revoke", {"Authorization": f"Bearer {added['key']}"}
    first = await api.post(url, headers=ADMIN)
    clock.advance(seconds=10)
    again = await api.post(url, headers=ADMIN)
    assert first.json() == again.json()
    assert first.json()["keys"] == []
    assert (await api.get("/api/v1/cases", headers=key)).status_code == 401
    assert [entry["action"] for entry in await audited(api)] == ["client:revoke", "client:add"]


async def test_rotation_gives_another_key_and_ends_the_old_one_when_told(
    api: httpx.AsyncClient, clock: FakeClock
) -> None:
    added = (await add(api)).json()
    url = f"{CLIENTS}/{added['client']['id']}/rotate"
    rotated = (await api.post(url, json={"overlap_hours": 0}, headers=ADMIN)).json()
    assert len(rotated["client"]["keys"]) == 1
    assert rotated["key"] != added["key"]
    clock.advance(seconds=5)
    for key, status in ((added["key"], 401), (rotated["key"], 200)):
        answer = await api.get("/api/v1/cases", headers={"Authorization": f"Bearer {key}"})
        assert answer.status_code == status
    overlapping = (await api.post(url, json={}, headers=ADMIN)).json()
    assert len(overlapping["client"]["keys"]) == 2
    assert (await audited(api))[0]["action"] == "client:rotate"


@on_sqlite
async def test_revoked_client_gets_no_other_key(api: httpx.AsyncClient) -> None:
    url = f"{CLIENTS}/{(await add(api)).json()['client']['id']}"
    await api.post(f"{url}/revoke", headers=ADMIN)
    refused = await api.post(f"{url}/rotate", json={}, headers=ADMIN)
    assert (refused.status_code, refused.json()["code"]) == (409, "client_revoked")


@on_sqlite
async def test_a_program_does_not_get_the_name_of_somebody_of_the_staff(
    api: httpx.AsyncClient, database: Database
) -> None:
    await staff_member(database, name="nanguan")
    refused = await api.post(CLIENTS, json={"name": "nanguan", "scopes": ["cases:read"]}, headers=ADMIN)
    assert (refused.status_code, refused.json()["code"]) == (409, "client_name_taken")


@on_sqlite
async def test_adding_is_written_down_with_who_did_it(api: httpx.AsyncClient) -> None:
    client = (await add(api, scopes=["cases:read", "cases:read"], per_minute=7)).json()["client"]
    (entry,) = await audited(api)
    assert (entry["actor"], entry["subject"]) == ("client:admin", f"client:{client['id']}")
    assert entry["detail"]["per_minute"] == 7
    assert client["scopes"] == entry["detail"]["scopes"] == ["cases:read"]


@on_sqlite
@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"name": "assistant"}, "name_reserved"),
        ({"name": "console"}, "name_reserved"),
        ({"name": "staff"}, "name_reserved"),
        ({"name": "南关"}, "client_name"),
        ({"name": "Nan"}, "client_name"),
        ({"name": "a" * 41}, "client_name"),
        ({"scopes": []}, "too_short"),
        ({"scopes": ["cases:everything"]}, "enum"),
        ({"per_minute": 0}, "greater_than_equal"),
        ({"per_minute": "9"}, "int_type"),
        ({"expires_at": "2026-11-20T00:00:00"}, "timezone_aware"),
        ({"expires_at": "2026-11-20T00:00:00Z"}, "expires_in_the_past"),
        ({"agency_id": "1"}, "value_error"),
        ({"agency_id": new_id()}, "agency_unknown"),
        ({"scopes": ["admin"], "agency_id": new_id()}, "admin_is_unlimited"),
        ({"scopes": ["enterprise"]}, "enterprise_stands_alone"),
        ({"scopes": ["cases:read"], "enterprise_id": new_id()}, "enterprise_stands_alone"),
        ({"scopes": ["cases:read", "enterprise"], "enterprise_id": new_id()}, "enterprise_stands_alone"),
        ({"scopes": ["enterprise"], "enterprise_id": new_id()}, "enterprise_unknown"),
        ({"key": "xb_mine"}, "extra_forbidden"),
    ],
)
async def test_what_does_not_fit_is_refused(
    api: httpx.AsyncClient, database: Database, changes: dict[str, Any], code: str
) -> None:
    refused = await add(api, **changes)
    assert (refused.status_code, refused.json()["errors"][0]["code"]) == (422, code)
    assert refused.json()["errors"][0]["detail"].isascii() is False
    async with database.read() as session:
        assert (await session.execute(Client.__table__.select())).all() == []


@on_sqlite
@pytest.mark.parametrize("client_id", ["nanguan", NOBODY, "x" * 300])
async def test_unknown_client_is_404(api: httpx.AsyncClient, client_id: str) -> None:
    await add(api)
    for path, body in (("revoke", None), ("rotate", {})):
        answer = await api.post(f"{CLIENTS}/{client_id}/{path}", json=body, headers=ADMIN)
        assert (answer.status_code, answer.json()["code"]) == (404, "client_not_found")


@on_sqlite
async def test_list_goes_page_by_page_newest_first(api: httpx.AsyncClient, issue: Issue) -> None:
    names = [f"client-{number}" for number in range(3)]
    for name in names:
        await issue(name)
    seen: list[str] = []
    url: str | None = f"{CLIENTS}?limit=2"
    while url:
        page = await api.get(url, headers=ADMIN)
        seen += [client["name"] for client in page.json()["clients"]]
        url = page.links["next"]["url"] if "next" in page.links else None
    assert seen == names[::-1]
    assert (await api.get(f"{CLIENTS}?limit=0", headers=ADMIN)).json()["code"] == "invalid_client_query"


@on_sqlite
async def test_only_administrators_may(api: httpx.AsyncClient) -> None:
    for token in ("case-token", "staff-token", "reader-token"):
        headers = {"Authorization": f"Bearer {token}"}
        assert (await api.get(CLIENTS, headers=headers)).status_code == 403
        assert (await api.post(CLIENTS, json=told(), headers=headers)).status_code == 403


def test_examples_match_their_models() -> None:
    for operation in (openapi.LIST_CLIENTS, openapi.ADD_CLIENT, openapi.REVOKE_CLIENT, openapi.ROTATE_CLIENT):
        if operation.body is not None:
            operation.body.model_validate(operation.body_example)
        for answer in operation.answers.values():
            assert answer.model is not None
            answer.model.model_validate(answer.example)
