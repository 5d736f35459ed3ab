"""/api/v1/audit."""

import httpx
import pytest

from desk.audit import openapi
from desk.audit.actions import AuditAction
from desk.audit.chain import GENESIS
from tests.desk.audit.conftest import ADMIN, Write
from tests.desk.builders import on_sqlite

AUDIT = "/api/v1/audit"


async def seqs(api: httpx.AsyncClient, query: str) -> list[int]:
    answer = await api.get(f"{AUDIT}?{query}", headers=ADMIN)
    assert answer.status_code == 200
    return [entry["seq"] for entry in answer.json()["entries"]]


async def test_filters_and_pages(api: httpx.AsyncClient, write: Write) -> None:
    await write(subject="case:1", actor="officer:zhang")
    await write(subject="case:2", actor="officer:li")
    await write(subject="case:1", actor="client:desk", action=AuditAction.CASE_DISCLOSE)
    assert await seqs(api, "") == [3, 2, 1]
    assert await seqs(api, "subject=case:1") == [3, 1]
    assert await seqs(api, "actor=officer:li") == [2]
    assert await seqs(api, "action=case:disclose") == [3]
    assert await seqs(api, "subject=case:1&action=case:move") == [1]
    seen: list[int] = []
    url: str | None = f"{AUDIT}?limit=1&subject=case:1"
    while url:
        page = await api.get(url, headers=ADMIN)
        seen += [entry["seq"] for entry in page.json()["entries"]]
        url = page.links["next"]["url"] if "next" in page.links else None
    assert seen == [3, 1]


@on_sqlite
async def test_reason_is_shown_with_numbers_starred(api: httpx.AsyncClient, write: Write) -> None:
    await write(reason="打13912345678核实", detail={"purpose": "contact"})
    (entry,) = (await api.get(AUDIT, headers=ADMIN)).json()["entries"]
    assert (entry["reason"], entry["detail"]) == ("打139****5678核实", {"purpose": "contact"})


async def test_head_is_the_anchor(api: httpx.AsyncClient, write: Write) -> None:
    empty = (await api.get(f"{AUDIT}/head", headers=ADMIN)).json()
    assert (empty["seq"], empty["hash"]) == (0, GENESIS)
    entry = await write()
    head = (await api.get(f"{AUDIT}/head", headers=ADMIN)).json()
    assert (head["seq"], head["hash"], head["at"]) == (1, entry.hash, "2026-11-20T02:30:00Z")


@on_sqlite
@pytest.mark.parametrize(
    "query", ["limit=0", "cursor=0", "cursor=x", f"cursor={2**63}", "action=case:all", "subject=", "when=now"]
)
async def test_unknown_query_is_refused(api: httpx.AsyncClient, query: str) -> None:
    answer = await api.get(f"{AUDIT}?{query}", headers=ADMIN)
    expected = 200 if query == "subject=" else 400  # an empty value is no value
    assert answer.status_code == expected


@on_sqlite
async def test_only_administrators_read_it(api: httpx.AsyncClient) -> None:
    for path in (AUDIT, f"{AUDIT}/head"):
        assert (await api.get(path, headers={"Authorization": "Bearer staff-token"})).status_code == 403


@on_sqlite
async def test_nothing_but_reading_is_offered(api: httpx.AsyncClient) -> None:
    for method in ("POST", "PUT", "PATCH", "DELETE"):
        assert (await api.request(method, AUDIT, headers=ADMIN)).status_code == 405


def test_examples_match_their_models() -> None:
    for operation in (openapi.LIST_AUDIT, openapi.GET_AUDIT_HEAD):
        for answer in operation.answers.values():
            assert answer.model is not None
            answer.model.model_validate(answer.example)
