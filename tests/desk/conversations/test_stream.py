"""The stream of events, on the whole app: in what order a page is told what came of its message."""

import asyncio
from contextlib import aclosing

import httpx

from tests.desk.builders import on_sqlite
from tests.desk.conversations.conversing import streamed
from tests.desk.conversations.scripted import ScriptedBrain


def said(number: int) -> dict[str, str]:
    return {"message_id": f"message-{number}", "text": "能退吗"}


@on_sqlite
async def test_a_page_that_comes_during_a_turn_hears_of_it_before_its_answer(
    page: httpx.AsyncClient, brain: ScriptedBrain
) -> None:
    """What the page sent may still wait for its receipt: then this is how it learns that it arrived."""
    brain.free.clear()
    await page.post("/webchat/api/messages", json=said(1))
    told = []
    async with asyncio.timeout(20), aclosing(streamed(page, "1")) as stream:
        async for event, data in stream:
            brain.free.set()
            told.append((event, data.get("state") or data["text"]))
            if event == "reply":
                break
    assert told == [("turn", "running"), ("turn", "done"), ("reply", "答：能退吗")]


@on_sqlite
async def test_a_turn_that_ended_before_the_page_came_is_no_news(
    page: httpx.AsyncClient, brain: ScriptedBrain
) -> None:
    await page.post("/webchat/api/messages", json=said(1), headers={"Prefer": "wait=10"})
    brain.free.clear()
    await page.post("/webchat/api/messages", json=said(2))
    async with asyncio.timeout(20), aclosing(streamed(page, "2")) as stream:
        first = await anext(stream)
    assert first == ("turn", {"message_id": "message-2", "state": "running"})
