"""One trace id from the request to the turn, the brain, the case and the errand."""

import asyncio
import json
from typing import Any

import httpx
import pytest
from sanic import Sanic
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from desk.bus import InProcessBus
from desk.cases.model import Case
from desk.conversations.model import Turn
from desk.errors import DeskError
from desk.outbox.model import OutboxItem
from desk.outbox.service import enqueue
from desk.outbox.worker import Finish, OutboxWorker
from desk.privacy.vault import Vault
from desk.store.database import Database
from telemetry.trace import Trace, current_trace_id, new_trace, traced
from tests.desk.builders import FakeClock, filing, new_key, on_sqlite

TRACE = "0af7651916cd43dd8448eb211c80319c"
HEADER = {"traceparent": f"00-{TRACE}-b7ad6b7169203331-01"}


async def test_a_case_keeps_the_trace_of_the_request_that_filed_it(
    api: httpx.AsyncClient, database: Database
) -> None:
    filed = await api.post("/api/v1/cases", json=filing(), headers={"Idempotency-Key": new_key(), **HEADER})
    assert filed.status_code == 201
    assert filed.headers["x-trace-id"] == TRACE
    async with database.read() as session:
        assert list(await session.scalars(select(Case.trace_id))) == [TRACE]


async def test_a_turn_keeps_the_trace_of_its_message_and_the_next_message_has_its_own(
    api: httpx.AsyncClient, database: Database
) -> None:
    token = (await api.post("/webchat/api/sessions")).json()["token"]
    page = {"Authorization": f"Bearer {token}"}
    for number, extra in enumerate((HEADER, {})):
        said = {"message_id": f"message-{number}", "text": "你好"}
        sent = await api.post("/webchat/api/messages", json=said, headers=page | extra)
        assert sent.status_code == 202
        await asyncio.sleep(0.02)
    async with database.read() as session:
        first, *rest = await session.scalars(select(Turn.trace_id).order_by(Turn.position))
    assert first == TRACE
    assert all(other not in (TRACE, None) for other in rest)


async def test_an_errand_is_carried_out_in_the_trace_it_follows_from(
    database: Database, vault: Vault
) -> None:
    seen: list[str | None] = []

    async def done(_session: AsyncSession) -> None:
        """Nothing to record."""

    async def handler(_item: OutboxItem, _body: dict[str, Any]) -> Finish:
        seen.append(current_trace_id())
        return done

    async def dead(_session: AsyncSession, _item: OutboxItem) -> None:
        """Nobody to tell."""

    clock, before = FakeClock(), current_trace_id()
    worker = OutboxWorker(database, vault, InProcessBus(), clock, {"errand": handler}, dead)
    for number, trace in enumerate((Trace(TRACE, "b7ad6b7169203331"), new_trace())):
        async with database.write() as session:
            with traced(trace):
                await enqueue(
                    session, vault, kind="errand", key=str(number), body={}, conversation_id=None, now=clock()
                )
        assert await worker.work_once()
        assert seen[-1] == trace.trace_id
    assert current_trace_id() == before


@on_sqlite
async def test_a_problem_names_the_trace(api: httpx.AsyncClient) -> None:
    missing = await api.get("/api/v1/cases/JL260101-00000", headers=HEADER)
    assert missing.status_code == 404
    assert missing.json()["trace_id"] == TRACE == missing.headers["x-trace-id"]


@on_sqlite
@pytest.mark.parametrize("given", ["13812345678", f"00-{'0' * 32}-b7ad6b7169203331-01"])
async def test_an_invalid_traceparent_is_neither_taken_up_nor_repeated(
    api: httpx.AsyncClient, given: str
) -> None:
    missing = await api.get("/nowhere", headers={"traceparent": given})
    trace_id = missing.json()["trace_id"]
    assert len(trace_id) == 32
    assert trace_id not in given
    assert given not in missing.text


@on_sqlite
async def test_a_request_refused_half_way_has_a_trace_of_its_own(served: str) -> None:
    host, port = served.removeprefix("http://").split(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    answers = []
    for head in (
        f"GET /nowhere HTTP/1.1\r\nHost: x\r\ntraceparent: {HEADER['traceparent']}\r\n\r\n",
        "POST /webchat/api/messages HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999\r\n\r\n",
    ):
        writer.write(head.encode())
        told = (await reader.readuntil(b"\r\n\r\n")).decode().lower()
        length = int(told.split("content-length: ")[1].split("\r")[0])
        answers.append(json.loads(await reader.readexactly(length)))
    writer.close()
    assert [answer["status"] for answer in answers] == [404, 413]
    assert answers[0]["trace_id"] == TRACE != answers[1]["trace_id"]


@on_sqlite
async def test_a_crash_is_answered_with_the_trace_its_log_lines_carry(
    app: Sanic[Any, Any], api: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def crash(*_: Any, **__: Any) -> None:
        raise DeskError

    monkeypatch.setattr("desk.web.health.check", crash)
    crashed = await api.get("/readyz", headers=HEADER)
    assert crashed.status_code == 500
    assert crashed.json()["trace_id"] == TRACE
