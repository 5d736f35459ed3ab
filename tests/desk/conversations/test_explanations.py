"""Why a turn was answered: sealed, erased, and shown only where the operator has switched it on."""

import dataclasses
from contextlib import aclosing
from typing import Any

import httpx
import pytest
from cryptography.fernet import Fernet
from sanic import Sanic

from desk.app import create_app
from desk.conversations.explanations import explanation_of, explanations_of
from desk.conversations.messages import unseal
from desk.conversations.reading import newest
from desk.settings import Settings, SettingsError, read_settings
from tests.desk.builders import FakeClock, on_sqlite, unique
from tests.desk.conversations.conversing import Conversing, streamed
from tests.desk.conversations.scripted import ScriptedBrain, answer, reply

WHY: dict[str, Any] = {
    "intent": {"name": "ask", "confidence": 0.9},
    "topic_ranking": [{"name": "ask/fake_goods", "confidence": 0.8}],
    "entities": [],
    "policy": "NamedRulePolicy",
    "rule": "answer a question",
    "actions": ["action_answer"],
    "decided": {"message_id": "m", "decision": "answer", "place": "吉林省长春市"},
}


async def kept(conversing: Conversing) -> list[dict[str, Any] | None]:
    return [explanation_of(conversing.vault, turn) for turn in await conversing.turns()]


async def test_an_explanation_is_kept_with_its_turn_and_sealed(conversing: Conversing) -> None:
    conversing.brain.script = lambda question: answer(reply("可以退"), explanation=WHY)
    await conversing.hear("能退吗", "message-1")
    await conversing.run()
    assert await kept(conversing) == [WHY]
    (turn,) = await conversing.turns()
    assert "长春" not in str(turn.sealed_explanation)
    assert "fake_goods" not in str(turn.sealed_explanation)


async def test_a_turn_without_one_has_none(conversing: Conversing) -> None:
    await conversing.hear("能退吗", "message-1")
    await conversing.run()
    assert await kept(conversing) == [None]


async def test_it_belongs_to_the_last_reply_of_its_turn(conversing: Conversing) -> None:
    conversing.brain.script = lambda q: answer(reply("一"), reply("二"), explanation={**WHY, "rule": q.text})
    await conversing.hear("甲", "message-1")
    await conversing.hear("乙", "message-2")
    await conversing.run()
    async with conversing.database.read() as session:
        messages = await newest(session, conversing.id, limit=100)
        explained = await explanations_of(session, conversing.vault, messages)
        cut = await explanations_of(
            session, conversing.vault, [m for m in messages if unseal(conversing.vault, m).text == "一"]
        )
    told = [(message.sender, explained.get(message.id, {}).get("rule")) for message in messages]
    assert [rule for sender, rule in told if sender == "bot"] == [None, "甲", None, "乙"]
    assert [rule for sender, rule in told if sender == "user"] == [None, None]
    assert cut == {}  # the last reply lies beyond the page


async def test_erasing_takes_explanations_too_and_leaves_those_of_later_turns(conversing: Conversing) -> None:
    conversing.brain.script = lambda q: answer(
        reply("好", **({"erase": True} if q.text == "删除" else {})), explanation=WHY
    )
    for number, text in enumerate(["能退吗", "删除", "在吗"]):
        await conversing.hear(text, f"message-{number}")
    await conversing.run()
    assert await kept(conversing) == [None, None, WHY]


@pytest.mark.parametrize(
    ("raw", "debug"),
    [("true", True), ("1", True), ("TRUE", True), ("false", False), ("0", False), ("", False)],
)
def test_the_switch(raw: str, debug: bool) -> None:
    assert read_settings(environ(XIAOBAO_DEBUG=raw)).debug is debug


def test_the_switch_is_off_unless_it_is_set() -> None:
    assert read_settings(environ()).debug is False


def test_a_switch_that_is_neither_stops_the_start_by_name() -> None:
    with pytest.raises(SettingsError, match="XIAOBAO_DEBUG"):
        read_settings(environ(XIAOBAO_DEBUG="yes please"))


def environ(**more: str) -> dict[str, str]:
    key = Fernet.generate_key().decode()
    return {"XIAOBAO_KEY": key, "BRAIN_TOKEN": "b", "CASE_API_TOKEN": "c", **more}


@pytest.fixture(params=[True, False], ids=["debug", "service"])
def debug(request: pytest.FixtureRequest) -> bool:
    switched: bool = request.param
    return switched


@pytest.fixture
def app(settings: Settings, clock: FakeClock, debug: bool) -> Sanic[Any, Any]:
    Sanic.test_mode = True
    brain = ScriptedBrain(lambda question: answer(reply("一"), reply("二"), explanation=WHY))
    return create_app(
        dataclasses.replace(settings, debug=debug), clock=clock, name=unique("desk"), brain=brain
    )


async def first_replies(page: httpx.AsyncClient, count: int) -> list[dict[str, Any]]:
    """The first `count` replies of the conversation's stream, read from its beginning."""
    replies: list[dict[str, Any]] = []
    async with aclosing(streamed(page, "0")) as stream:
        async for event, data in stream:
            replies += [data] if event == "reply" else []
            if len(replies) == count:
                break
    return replies


@on_sqlite
async def test_only_with_the_switch_do_replies_history_and_stream_explain(
    page: httpx.AsyncClient, debug: bool
) -> None:
    said = {"message_id": "message-1", "text": "能退吗"}
    answered = await page.post("/webchat/api/messages", json=said, headers={"Prefer": "wait=10"})
    replies = answered.json()["replies"]
    history = [m for m in (await page.get("/webchat/api/messages")).json()["messages"] if m["from"] == "bot"]
    assert [reply["text"] for reply in replies] == ["一", "二"]
    assert await first_replies(page, 2) == history == replies
    assert [reply.get("explanation") for reply in replies] == [None, WHY if debug else None]
    assert debug or not any("explanation" in reply for reply in replies)
