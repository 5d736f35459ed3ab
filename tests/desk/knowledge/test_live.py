"""What was published, taken over by those who answer: the actions' reader against the real desk."""

import asyncio
import copy
from collections.abc import Iterator

import httpx
import pytest
import requests

from actions.answering.answerer import Answerer
from actions.knowledge.articles import load_articles
from actions.knowledge.live import FILES, LiveKnowledge
from desk.knowledge import reading, service
from desk.knowledge.model import KnowledgeReader, KnowledgeVersion
from desk.privacy.vault import Vault
from desk.store.database import Database
from tests.actions.builders import shipped_knowledge
from tests.desk.builders import NOW, on_sqlite
from tests.desk.conftest import CASE_TOKEN
from tests.desk.knowledge.drafting import APPROVER, EDITED, NEW_TOPIC, TOPIC, new_entry, publish


@pytest.fixture
def live(served: str) -> Iterator[LiveKnowledge]:
    made = LiveKnowledge(shipped_knowledge(), load_articles(), url=served, token=CASE_TOKEN)
    yield made
    made.close()


async def look(live: LiveKnowledge) -> None:
    await asyncio.to_thread(live.look)


async def reader(database: Database) -> KnowledgeReader:
    async with database.read() as session:
        (only,) = await reading.readers(session)
    return only


async def test_an_edited_answer_is_said_at_the_next_look_by_those_who_hold_the_knowledge(
    live: LiveKnowledge, database: Database, vault: Vault
) -> None:
    answerer = Answerer(live.knowledge)
    await look(live)
    assert EDITED not in str(answerer.answer(TOPIC, 0.9).text)
    await publish(database, vault)
    await look(live)
    assert EDITED in str(answerer.answer(TOPIC, 0.9).text)
    assert (await reader(database)).in_force == live.in_force != FILES


@on_sqlite
async def test_a_new_topic_can_be_answered_and_a_withdrawn_one_cannot(
    live: LiveKnowledge, database: Database, vault: Vault
) -> None:
    version = await publish(database, vault, new_entry())
    await look(live)
    assert live.knowledge.entry(NEW_TOPIC) is not None
    async with database.write() as session:
        await service.withdraw(session, vault, version.id, note="有误", by=APPROVER, now=NOW)
    await look(live)
    assert live.knowledge.entry(NEW_TOPIC) is None
    assert len(live.knowledge.entries) == len(shipped_knowledge().entries)


@on_sqlite
async def test_a_set_that_cannot_be_used_leaves_the_one_before_and_is_reported(
    live: LiveKnowledge, database: Database, vault: Vault
) -> None:
    version = await publish(database, vault)
    await look(live)
    good = live.in_force
    async with database.write() as session:  # as no service writes it
        row = await session.get_one(KnowledgeVersion, version.id)
        row.entry = {**copy.deepcopy(row.entry), "authority": "nobody"}
    for _again in range(2):
        await look(live)
    assert live.knowledge.entries[TOPIC].answer == EDITED
    told = await reader(database)
    assert (told.in_force, told.problem) == (good, f"{TOPIC}: unknown authority nobody")
    async with database.write() as session:
        row = await session.get_one(KnowledgeVersion, version.id)
        row.entry = {**copy.deepcopy(row.entry), "authority": "market_regulation"}
    await look(live)
    assert (await reader(database)).refused_tag is None


@on_sqlite
async def test_an_unchanged_set_is_not_sent_again(
    api: httpx.AsyncClient, database: Database, vault: Vault
) -> None:
    await publish(database, vault)
    first = await api.get("/api/v1/knowledge/entries")
    assert [row["answer"] for row in first.json()["entries"]] == [EDITED]
    again = await api.get("/api/v1/knowledge/entries", headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


@on_sqlite
async def test_who_may_not_read_knowledge_gets_none(served: str) -> None:
    headers = {"Authorization": "Bearer reader-token"}
    answer = await asyncio.to_thread(requests.get, f"{served}/api/v1/knowledge/entries", headers=headers)
    assert answer.status_code == 403


def test_a_desk_out_of_reach_leaves_what_there_is() -> None:
    away = LiveKnowledge(shipped_knowledge(), load_articles(), url="http://127.0.0.1:9", token="token")
    away.look()
    assert away.knowledge.entries[TOPIC] == shipped_knowledge().entries[TOPIC]
