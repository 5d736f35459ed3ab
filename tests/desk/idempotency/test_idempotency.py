"""Exactly once, on SQLite and PostgreSQL: repeats, races, crashes."""

import asyncio
import json

import httpx
import pytest
from sanic import Sanic
from sqlalchemy import func, select

from desk.cases.model import Case, CaseChange
from desk.idempotency import service
from desk.idempotency.errors import KeyInvalid, KeyMissing, KeyReused
from desk.idempotency.model import IdempotencyKey
from desk.privacy.vault import Vault
from desk.store.database import Database
from tests.desk.builders import NOW, file_case, filing, new_key, on_sqlite

RACERS = 8


async def count(database: Database, table: type) -> int:
    async with database.read() as session:
        return await session.scalar(select(func.count()).select_from(table)) or 0


async def test_repeated_filing_gets_the_first_answer(api: httpx.AsyncClient, database: Database) -> None:
    key = new_key()
    first, again = await file_case(api, key), await file_case(api, key)
    assert (first.status_code, again.status_code) == (201, 201)
    assert again.content == first.content
    for header in ("location", "etag", "content-type"):
        assert again.headers[header] == first.headers[header]
    assert "idempotent-replayed" not in first.headers
    assert again.headers["idempotent-replayed"] == "true"
    assert await count(database, Case) == 1


async def test_order_of_members_does_not_make_another_body(
    api: httpx.AsyncClient, database: Database
) -> None:
    key = new_key()
    await file_case(api, key)
    shuffled = json.dumps(dict(reversed(filing().items())), ensure_ascii=False, indent=3)
    headers = {"Idempotency-Key": f'"{key.upper()}"', "Content-Type": "application/json; charset=utf-8"}
    again = await api.post("/api/v1/cases", content=shuffled.encode(), headers=headers)
    assert again.headers["idempotent-replayed"] == "true"
    assert await count(database, Case) == 1


async def test_key_with_another_body_is_refused(api: httpx.AsyncClient, database: Database) -> None:
    key = new_key()
    await file_case(api, key)
    response = await file_case(api, key, purchase__amount_fen=1)
    assert (response.status_code, response.json()["code"]) == (422, "idempotency_key_reused")
    assert await count(database, Case) == 1


async def test_refused_filing_does_not_use_up_its_key(api: httpx.AsyncClient, database: Database) -> None:
    key = new_key()
    assert (await file_case(api, key, demands=[])).status_code == 422
    assert (await file_case(api, key, purchase__purchased_on="2030")).status_code == 422
    assert (await file_case(api, key)).status_code == 201
    assert await count(database, Case) == 1


async def test_keys_of_two_clients_are_apart(api: httpx.AsyncClient, database: Database) -> None:
    key = new_key()
    mine = await file_case(api, key, purchase__order_no="A1")
    api.headers["Authorization"] = "Bearer staff-token"
    theirs = await file_case(api, key, purchase__order_no="A2")
    assert mine.json()["case_no"] != theirs.json()["case_no"]
    assert await count(database, IdempotencyKey) == 2


async def test_twins_at_once_make_one_case(api: httpx.AsyncClient, database: Database) -> None:
    keys = [new_key() for _ in range(3)]
    answers = await asyncio.gather(
        *(file_case(api, key, kind="both", purchase__order_no=key) for key in keys for _ in range(RACERS))
    )
    assert {answer.status_code for answer in answers} <= {201, 409}
    numbers = {answer.json()["case_no"] for answer in answers if answer.status_code == 201}
    assert len(numbers) == len(keys)
    assert await count(database, Case) == 2 * len(keys)
    fresh = [
        answer
        for answer in answers
        if answer.status_code == 201 and "idempotent-replayed" not in answer.headers
    ]
    assert len(fresh) == len(keys)


async def test_crash_before_the_commit_leaves_nothing(
    api: httpx.AsyncClient, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = new_key()

    def crash(self: service.Claim, answer: service.Answer) -> None:
        raise RuntimeError("the process died here")

    with monkeypatch.context() as broken:
        broken.setattr(service.Claim, "keep", crash)
        response = await file_case(api, key)
    assert (response.status_code, response.json()["code"]) == (500, "internal_error")
    assert "died" not in response.text
    for table in (Case, CaseChange, IdempotencyKey):
        assert await count(database, table) == 0
    retried = await file_case(api, key)
    assert retried.status_code == 201
    assert "idempotent-replayed" not in retried.headers


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)  # on SQLite a twin waits to begin
async def test_twin_that_waits_too_long_is_told_in_flight(
    api: httpx.AsyncClient, app: Sanic, vault: Vault, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(service, "WAIT", "200ms")
    key = new_key()
    digest = service.body_digest(vault, "POST /cases", filing())
    async with database.write() as session:
        await service.claim(session, vault, client="assistant", key=key, digest=digest, now=NOW)
        response = await file_case(api, key)
        await session.rollback()
    assert (response.status_code, response.json()["code"]) == (409, "idempotency_key_in_flight")
    assert response.headers["retry-after"] == "1"
    assert (await file_case(api, key)).status_code == 201


async def test_twin_of_a_failed_first_does_the_work(
    api: httpx.AsyncClient, vault: Vault, database: Database
) -> None:
    key = new_key()
    digest = service.body_digest(vault, "POST /cases", filing())
    async with database.write() as session:
        await service.claim(session, vault, client="assistant", key=key, digest=digest, now=NOW)
        waiting = asyncio.create_task(file_case(api, key))
        await asyncio.sleep(0.3)
        assert not waiting.done()
        await session.rollback()
    assert (await waiting).status_code == 201


async def test_key_in_the_same_transaction_is_found_again(vault: Vault, database: Database) -> None:
    key, answer = new_key(), service.Answer(201, {"ETag": '"1"'}, '{"a": 1}')
    async with database.write() as session:
        first = await service.claim(session, vault, client="c", key=key, digest="d", now=NOW)
        assert first.answer is None
        first.keep(answer)
    async with database.write() as session:
        assert (
            await service.claim(session, vault, client="c", key=key, digest="d", now=NOW)
        ).answer == answer
        with pytest.raises(KeyReused):
            await service.claim(session, vault, client="c", key=key, digest="other", now=NOW)


@pytest.mark.parametrize(
    ("header", "error"), [(None, KeyMissing), ("", KeyMissing), ('""', KeyMissing), ("7", KeyInvalid)]
)
def test_header_without_a_uuid_is_refused(header: str | None, error: type[Exception]) -> None:
    with pytest.raises(error):
        service.parse_key(header)


@on_sqlite
def test_digest_tells_operations_and_bodies_apart(vault: Vault) -> None:
    one = service.body_digest(vault, "POST /cases", {"a": 1, "b": [1, 2]})
    assert one == service.body_digest(vault, "POST /cases", {"b": [1, 2], "a": 1})
    assert one != service.body_digest(vault, "POST /other", {"a": 1, "b": [1, 2]})
    assert one != service.body_digest(vault, "POST /cases", {"a": 1, "b": [2, 1]})
    assert one != service.body_digest(vault, "POST /cases", {"a": "1", "b": [1, 2]})
