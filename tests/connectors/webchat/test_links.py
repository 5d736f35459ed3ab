"""What a link says: checked, told to the brain before the first message, and shown."""

from typing import Any

import httpx
import pytest
from sanic import Sanic

from connectors.webchat import wording
from connectors.webchat.links import RegionUnknown, SceneMalformed, read_link
from desk.app import create_app
from desk.conversations.brain import Question
from desk.conversations.incoming import Incoming
from desk.conversations.receiving import receive
from desk.conversations.service import open_conversation
from desk.privacy.vault import Vault
from desk.resume.service import issue
from desk.settings import Settings
from desk.store.database import Database
from tests.desk.builders import FakeClock, on_sqlite, unique
from tests.desk.conversations.scripted import ScriptedBrain, reply

SESSIONS = "/webchat/api/sessions"


@pytest.mark.parametrize(
    ("region", "place"),
    [
        ("22", "吉林省"),
        ("2201", "吉林省长春市"),
        ("220100", "吉林省长春市"),
        ("220104", "吉林省长春市朝阳区"),
        ("11", "北京市"),
        (None, None),
    ],
)
def test_a_region_is_named_as_officially(region: str | None, place: str | None) -> None:
    assert read_link(region=region, scene=None).place == place


@pytest.mark.parametrize(
    "region", ["", "2", "221", "99", "229900", "2201000", "22010", "长春", "２２", "71", "81"]
)
def test_a_region_that_is_none_or_under_another_law_is_refused(region: str) -> None:
    with pytest.raises(RegionUnknown):
        read_link(region=region, scene=None)


@pytest.mark.parametrize("scene", ["returns", "mall-1", "a" * 32, "0_0"])
def test_a_scene_is_a_short_plain_word(scene: str) -> None:
    read_link(region=None, scene=scene)


@pytest.mark.parametrize("scene", ["", "A", "a" * 33, "a b", "退货", "a\n"])
def test_anything_else_is_no_scene(scene: str) -> None:
    with pytest.raises(SceneMalformed):
        read_link(region=None, scene=scene)


def remembering(question: Question) -> Any:
    """As the actions do: a place told by the desk is kept without a word."""
    return (reply(quiet=True),) if question.quiet else (reply(f"答：{question.text}"),)


@pytest.fixture
def brain() -> ScriptedBrain:
    return ScriptedBrain(remembering)


@pytest.fixture
def app(settings: Settings, clock: FakeClock, brain: ScriptedBrain) -> Sanic[Any, Any]:
    Sanic.test_mode = True
    return create_app(settings, clock=clock, name=unique("desk"), brain=brain)


@pytest.fixture
async def caller(served: str) -> Any:
    async with httpx.AsyncClient(base_url=served, trust_env=False, timeout=30) as client:
        yield client


async def say(caller: httpx.AsyncClient, token: str, text: str) -> httpx.Response:
    headers = {"Authorization": f"Bearer {token}", "Prefer": "wait=10"}
    body = {"message_id": "message-1", "text": text}
    return await caller.post("/webchat/api/messages", json=body, headers=headers)


@on_sqlite
async def test_the_region_is_known_before_the_first_message_and_nobody_is_told_twice(
    caller: httpx.AsyncClient, brain: ScriptedBrain
) -> None:
    begun = (await caller.post(SESSIONS, json={"region": "220100", "scene": "returns"})).json()
    assert "吉林省长春市" in begun["notice"]
    answered = await say(caller, begun["token"], "能退吗")
    assert [said["text"] for said in answered.json()["replies"]] == ["答：能退吗"]
    told, asked = brain.asked
    assert (told.payload, told.quiet) == ('/tell_place{"place": "吉林省长春市"}', True)
    assert told.body()["metadata"]["quiet"] is True
    assert (asked.text, asked.quiet) == ("能退吗", False)
    assert "quiet" not in asked.body()["metadata"]
    headers = {"Authorization": f"Bearer {begun['token']}"}
    history = (await caller.get("/webchat/api/messages", headers=headers)).json()["messages"]
    assert [message["from"] for message in history] == ["user", "bot"]


@on_sqlite
@pytest.mark.parametrize("body", [{}, {"scene": "returns"}, {"region": None}])
async def test_without_a_region_nobody_is_told_anything(
    caller: httpx.AsyncClient, brain: ScriptedBrain, body: dict[str, Any]
) -> None:
    begun = (await caller.post(SESSIONS, json=body)).json()
    assert begun["notice"] is None
    await say(caller, begun["token"], "你好")
    assert [question.text for question in brain.asked] == ["你好"]


@on_sqlite
@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({"region": "999999"}, 400, "region_unknown"),
        ({"scene": "Not A Scene"}, 400, "scene_malformed"),
        ({"resume": "abcdefgh"}, 404, "resume_unknown"),
        ({"region": 22}, 422, "invalid_body"),
        ({"somewhere": "22"}, 422, "invalid_body"),
    ],
)
async def test_a_wrong_link_is_told_in_plain_words_and_begins_nothing(
    caller: httpx.AsyncClient, body: dict[str, Any], status: int, code: str
) -> None:
    answered = await caller.post(SESSIONS, json=body)
    problem = answered.json()
    assert (answered.status_code, problem["code"]) == (status, code)
    assert "token" not in problem


@on_sqlite
async def test_whoever_has_a_link_to_go_on_finds_what_was_told_and_goes_on_once(
    served: str, database: Database, vault: Vault, brain: ScriptedBrain, clock: FakeClock
) -> None:
    async with database.write() as session:
        called = await open_conversation(session, vault, channel="hotline", person="call-1", now=clock())
        told = Incoming("call:1:1", text="我在欧亚商场买了件羽绒服")
        await receive(session, vault, called.id, told, now=clock())
        link = await issue(session, called.id, now=clock())
    async with httpx.AsyncClient(base_url=served, trust_env=False, timeout=30) as page:
        begun = (await page.post(SESSIONS, json={"resume": link})).json()
        assert begun["notice"] == wording.RESUMED
        page.headers["Authorization"] = f"Bearer {begun['token']}"
        said = await page.post(
            "/webchat/api/messages",
            json={"message_id": "message-1", "text": "接着说"},
            headers={"Prefer": "wait=20"},
        )
        assert said.json()["state"] == "done"
        texts = [one["text"] for one in (await page.get("/webchat/api/messages")).json()["messages"]]
        assert texts[0] == "我在欧亚商场买了件羽绒服"
        again = await page.post(SESSIONS, json={"resume": link})
    assert (again.status_code, again.json()["code"]) == (410, "resume_used")
    assert len({question.conversation for question in brain.asked}) == 1
