"""/api/v1/callbacks: what staff see and do."""

import datetime as dt
from typing import Any

import httpx
import pytest

from desk.privacy.vault import Vault
from desk.store.database import Database
from tests.desk.builders import NOBODY, audited, on_sqlite
from tests.desk.callbacks.booking import FIRST, PHONE, SECOND, booked, wish

CHIEF = {"Authorization": "Bearer supervisor-token"}
READER = {"Authorization": "Bearer reader-token"}
PATH = "/api/v1/callbacks"


async def send(api: httpx.AsyncClient, path: str, body: dict[str, Any] | None = None) -> httpx.Response:
    return await api.post(f"{PATH}/{path}", json=body or {}, headers=CHIEF)


@on_sqlite
async def test_a_callback_is_listed_with_its_number_masked(
    api: httpx.AsyncClient, database: Database, vault: Vault
) -> None:
    callback = await booked(database, vault, wish(conversation_id="c-1"))
    answer = await api.get(PATH, headers=CHIEF)
    assert answer.status_code == 200
    (shown,) = answer.json()["callbacks"]
    assert (shown["id"], shown["ticket"], shown["state"]) == (callback.id, callback.ticket, "booked")
    assert shown["phone"] == "139****5678"
    assert PHONE[3:] not in answer.text
    assert (await api.get(f"{PATH}/{callback.id}", headers=CHIEF)).json() == shown


@on_sqlite
async def test_lists_are_filtered_and_paged(api: httpx.AsyncClient, database: Database, vault: Vault) -> None:
    for number, start in enumerate((FIRST, FIRST, SECOND)):
        await booked(database, vault, wish(f"call:{number}", conversation_id=f"c-{number}"), start=start)
    page = await api.get(PATH, params={"limit": 2}, headers=CHIEF)
    assert len(page.json()["callbacks"]) == 2
    rest = await api.get(page.links["next"]["url"], headers=CHIEF)
    assert len(rest.json()["callbacks"]) == 1
    for query, count in (
        ({"since": SECOND.isoformat()}, 1),
        ({"until": SECOND.isoformat()}, 2),
        ({"state": "reached"}, 0),
        ({"conversation_id": "c-1"}, 1),
    ):
        found = await api.get(PATH, params=query, headers=CHIEF)
        assert len(found.json()["callbacks"]) == count, query
    assert (await api.get(PATH, params={"state": "x"}, headers=CHIEF)).json()[
        "code"
    ] == "invalid_callback_query"


@on_sqlite
async def test_calls_are_recorded_and_written_down(
    api: httpx.AsyncClient, database: Database, vault: Vault
) -> None:
    callback = await booked(database, vault)
    body = {"number": 1, "outcome": "no_answer", "officer": "li"}
    shown = (await send(api, f"{callback.id}/attempts", body)).json()
    (attempt,) = shown["attempts"]
    assert (attempt["number"], attempt["outcome"], attempt["actor"]) == (
        1,
        "no_answer",
        "supervisor:chief/li",
    )
    entry = (await audited(database))[-1]
    assert (entry.action, entry.detail) == ("callback:attempt", {"number": 1, "outcome": "no_answer"})
    other = await send(api, f"{callback.id}/attempts", body | {"outcome": "reached"})
    assert (other.status_code, other.json()["code"]) == (409, "callback_attempt_stale")


@on_sqlite
async def test_the_number_is_shown_in_clear_and_that_is_written_down(
    api: httpx.AsyncClient, database: Database, vault: Vault
) -> None:
    callback = await booked(database, vault)
    assert (await send(api, f"{callback.id}/number")).json() == {"phone": PHONE}
    entry = (await audited(database))[-1]
    assert (entry.action, entry.subject) == ("callback:disclose", f"callback:{callback.id}")


@on_sqlite
async def test_who_only_reads_neither_sees_numbers_nor_calls(
    api: httpx.AsyncClient, database: Database, vault: Vault
) -> None:
    callback = await booked(database, vault)
    for path in ("number", "attempts", "cancel"):
        answer = await api.post(f"{PATH}/{callback.id}/{path}", json={}, headers=READER)
        assert answer.status_code == 403
    assert (await api.get(PATH, headers=READER)).status_code == 403  # cases:read is another matter


@on_sqlite
async def test_slots_tell_what_is_left_and_can_be_limited(
    api: httpx.AsyncClient, database: Database, vault: Vault
) -> None:
    await booked(database, vault)
    first = (await api.get(f"{PATH}/slots", headers=CHIEF)).json()["slots"][0]
    assert dt.datetime.fromisoformat(first["start"]) == FIRST
    assert first["capacity"] - first["booked"] == first["left"]
    body = {"start": first["start"], "capacity": 1}
    limited = await api.put(f"{PATH}/slots", json=body, headers=CHIEF)
    assert (limited.json()["capacity"], limited.json()["left"]) == (1, 0)
    nowhere = await api.put(f"{PATH}/slots", json=body | {"start": "2026-11-21T03:00:00Z"}, headers=CHIEF)
    assert (nowhere.status_code, nowhere.json()["code"]) == (422, "callback_slot_unknown")


@on_sqlite
async def test_cancelling_is_harmless_when_repeated_and_what_has_ended_stays(
    api: httpx.AsyncClient, database: Database, vault: Vault
) -> None:
    callback = await booked(database, vault)
    for _ in range(2):
        assert (await send(api, f"{callback.id}/cancel")).json()["state"] == "cancelled"
    other = await booked(database, vault, wish("call:2"))
    await send(api, f"{other.id}/attempts", {"number": 1, "outcome": "reached"})
    closed = await send(api, f"{other.id}/cancel")
    assert (closed.status_code, closed.json()["code"]) == (409, "callback_closed")


@on_sqlite
@pytest.mark.parametrize("reference", [NOBODY, "x", "slots2"])
async def test_a_callback_that_is_not_there_is_not_found(api: httpx.AsyncClient, reference: str) -> None:
    answer = await api.get(f"{PATH}/{reference}", headers=CHIEF)
    assert (answer.status_code, answer.json()["code"]) == (404, "callback_not_found")
