"""有用 and 没用 through the page's own API."""

from collections.abc import AsyncIterator

import httpx
import pytest
from sqlalchemy import select

from desk.conversations.brain import Brain
from desk.conversations.erasure import erase
from desk.conversations.service import lock_conversation
from desk.feedback.model import TurnFeedback
from desk.privacy.vault import Vault
from desk.review.model import ReviewItem
from desk.store.database import Database
from tests.desk.builders import NOBODY, NOW, on_sqlite
from tests.desk.conversations.scripted import ScriptedBrain
from tests.desk.review.reviewing import answered, explained


@pytest.fixture
def brain() -> Brain:
    return ScriptedBrain(lambda _question: answered(explained(confidence=0.93, decision="answer")))


@pytest.fixture
async def page(served: str) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(base_url=served, trust_env=False, timeout=30) as client:
        token = (await client.post("/webchat/api/sessions")).json()["token"]
        client.headers["Authorization"] = f"Bearer {token}"
        yield client


async def ask(page: httpx.AsyncClient, number: int = 1) -> str:
    """The id of the answer."""
    body = {"message_id": f"message-{number}", "text": "卡退不退"}
    told = await page.post("/webchat/api/messages", json=body, headers={"Prefer": "wait=10"})
    return str(told.json()["replies"][0]["id"])


async def judge(page: httpx.AsyncClient, message_id: str, verdict: str | None) -> int:
    path = f"/webchat/api/messages/{message_id}/feedback"
    return (await page.put(path, json={"verdict": verdict})).status_code


async def shown(page: httpx.AsyncClient) -> list[str | None]:
    """What the history says of each answer."""
    messages = (await page.get("/webchat/api/messages")).json()["messages"]
    return [message["feedback"] for message in messages if message["answer"]]


async def test_a_dislike_is_kept_once_shown_again_and_brought_into_review(
    page: httpx.AsyncClient, database: Database
) -> None:
    message_id = await ask(page)
    assert await shown(page) == [None]
    assert [await judge(page, message_id, "unhelpful") for _again in range(2)] == [204, 204]
    assert await shown(page) == ["unhelpful"]
    async with database.read() as session:
        assert len((await session.scalars(select(TurnFeedback))).all()) == 1
        (item,) = await session.scalars(select(ReviewItem))
    assert item.disliked


@on_sqlite
async def test_the_last_word_counts_and_may_be_taken_back(
    page: httpx.AsyncClient, database: Database
) -> None:
    message_id = await ask(page)
    for verdict in ("unhelpful", "helpful", None):
        assert await judge(page, message_id, verdict) == 204
        assert await shown(page) == [verdict]
    async with database.read() as session:
        (item,) = await session.scalars(select(ReviewItem))
    assert not item.disliked


@on_sqlite
async def test_only_an_answer_of_ones_own_conversation_is_judged(
    page: httpx.AsyncClient, served: str
) -> None:
    message_id = await ask(page)
    own = (await page.get("/webchat/api/messages")).json()["messages"][0]["id"]
    assert [await judge(page, one, "helpful") for one in (own, NOBODY)] == [404, 404]
    async with httpx.AsyncClient(base_url=served, trust_env=False, timeout=30) as stranger:
        token = (await stranger.post("/webchat/api/sessions")).json()["token"]
        stranger.headers["Authorization"] = f"Bearer {token}"
        assert await judge(stranger, message_id, "helpful") == 404
    assert await shown(page) == [None]


@on_sqlite
async def test_a_verdict_that_is_none_is_refused(page: httpx.AsyncClient) -> None:
    assert await judge(page, await ask(page), "great") == 422


async def test_what_was_said_goes_with_the_conversation(
    page: httpx.AsyncClient, database: Database, vault: Vault
) -> None:
    await judge(page, await ask(page), "helpful")
    async with database.write() as session:
        (given,) = await session.scalars(select(TurnFeedback))
        conversation = await lock_conversation(session, given.conversation_id)
        await erase(session, vault, conversation, now=NOW)
    async with database.read() as session:
        assert (await session.scalars(select(TurnFeedback))).all() == []
