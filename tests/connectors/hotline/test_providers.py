"""H16 over real HTTP: Aliyun and jambonz call, are known, and are answered in their own language."""

import datetime as dt
import json
from typing import Any

import httpx
import pytest

from connectors.hotline import wording
from connectors.hotline.adapters.port import Callback
from connectors.hotline.call import Turn
from connectors.hotline.signature import digest
from tests.connectors.hotline.adapters import samples
from tests.connectors.hotline.answering import InMemory
from tests.connectors.hotline.conftest import JAMBONZ_SECRET, TOKEN
from tests.desk.builders import FakeClock, on_sqlite

AT = dt.datetime.fromtimestamp(samples.ALIYUN_MS / 1000, dt.UTC)


@pytest.fixture(autouse=True)
def then(clock: FakeClock) -> None:
    clock.now = AT


async def post(client: httpx.AsyncClient, name: str, callback: Callback) -> httpx.Response:
    return await client.post(
        f"/webhooks/hotline/{name}",
        params=dict(callback.query),
        content=callback.body,
        headers=dict(callback.headers),
    )


async def aliyun(client: httpx.AsyncClient, kind: str, content: Any = None, **more: str) -> httpx.Response:
    return await post(client, "aliyun", samples.aliyun(kind, content, **{"token": TOKEN, **more}))


async def jambonz(
    client: httpx.AsyncClient, told: dict[str, Any], hook: str = "", n: int | None = None
) -> httpx.Response:
    callback = samples.jambonz(told, hook, n)
    stamp = str(int(AT.timestamp()))
    signature = f"t={stamp},v1={digest(JAMBONZ_SECRET, stamp, callback.body)}"
    headers = {"content-type": "application/json", "jambonz-signature": signature}
    return await post(client, "jambonz", Callback(headers, callback.query, callback.body))


def said(answer: httpx.Response) -> str:
    """What Aliyun is told to speak."""
    words: str = json.loads(answer.json()["data"]["action_code_param"])["tts"]
    return words


@on_sqlite
async def test_a_call_through_aliyun(client: httpx.AsyncClient, assistant: InMemory) -> None:
    begun = await aliyun(client, "callin", samples.CALLIN_CONTENT, reason="queue_full")
    assert begun.json()["data"]["action"] == "answer"
    assert wording.GREETINGS["queue_full"] in said(begun)
    assert begun.json()["data"]["record_flag"] is False
    agreed = await aliyun(client, "dtmf", {"dtmf": "1"})
    assert agreed.json()["data"]["record_flag"] is True
    spoken = await aliyun(client, "normal", samples.NORMAL_CONTENT)
    assert "请问是什么商品" in said(spoken)
    again = await aliyun(client, "normal", samples.NORMAL_CONTENT)
    assert again.json() == spoken.json()
    assert assistant.only.told == [Turn(text="我买的电饭包坏了")]
    assert assistant.only.call.caller == "+8613812345678"
    quiet = await aliyun(client, "timebreak", samples.NORMAL_CONTENT)
    assert quiet.json()["data"]["action"] == "donothing"


@on_sqlite
async def test_aliyun_transfers_nobody_unless_the_operator_says_how(client: httpx.AsyncClient) -> None:
    await aliyun(client, "callin", samples.CALLIN_CONTENT)
    asked = await aliyun(client, "dtmf", {"dtmf": "0"})
    assert asked.json()["data"]["action"] == "play"
    assert wording.ASK_NUMBER_KNOWN in said(asked)


@on_sqlite
@pytest.mark.parametrize("token", ["", "wrong"])
async def test_aliyun_without_our_secret_is_refused(client: httpx.AsyncClient, token: str) -> None:
    answer = await aliyun(client, "callin", samples.CALLIN_CONTENT, token=token)
    assert (answer.status_code, answer.json()["code"]) == (401, "hotline_callback_refused")


@on_sqlite
async def test_an_unknown_callback_is_told_so(client: httpx.AsyncClient) -> None:
    answer = await aliyun(client, "parallel_transfer")
    assert (answer.status_code, answer.json()["code"]) == (422, "hotline_callback_unknown")
    answer = await aliyun(client, "dtmf", {"dtmf": "x"})
    assert (answer.status_code, answer.json()["code"]) == (400, "hotline_callback_unreadable")


@on_sqlite
async def test_a_call_through_jambonz(client: httpx.AsyncClient, assistant: InMemory) -> None:
    begun = (await jambonz(client, samples.BEGUN)).json()
    assert [verb["verb"] for verb in begun] == ["say", "gather"]
    assert begun[0]["text"].startswith(wording.ASSISTANT)
    assert begun[1]["actionHook"].endswith("/webhooks/hotline/jambonz?hook=gather&n=0")
    (agreed,) = (await jambonz(client, samples.TYPED, "gather", 0)).json()
    assert wording.RECORD_NO in agreed["say"]["text"]
    (spoken,) = (await jambonz(client, samples.SPOKEN, "gather", 1)).json()
    assert "请问是什么商品" in spoken["say"]["text"]
    (again,) = (await jambonz(client, samples.SPOKEN, "gather", 1)).json()
    assert again == spoken
    assert assistant.only.told == [Turn(text="我买的电饭煲坏了")]
    ended = await jambonz(client, samples.COMPLETED, "status")
    assert (ended.status_code, ended.content) == (204, b"")
    assert assistant.only.hung_up == 1


@on_sqlite
async def test_jambonz_without_a_signature_is_refused(client: httpx.AsyncClient, assistant: InMemory) -> None:
    answer = await post(client, "jambonz", samples.jambonz(samples.BEGUN))
    assert answer.status_code == 401
    assert not assistant.by_id


@on_sqlite
async def test_states_that_tell_nothing_are_taken_without_a_word(
    client: httpx.AsyncClient, assistant: InMemory
) -> None:
    answer = await jambonz(client, samples.JAMBONZ_COMMON | {"call_status": "ringing"}, "status")
    assert answer.status_code == 204
    assert not assistant.by_id


@on_sqlite
@pytest.mark.parametrize("name", ["webhook", "aliyun", "jambonz"])
async def test_a_body_too_large_is_not_looked_at(client: httpx.AsyncClient, name: str) -> None:
    answer = await client.post(f"/webhooks/hotline/{name}", content=b" " * (64 * 2**10 + 1))
    assert answer.status_code == 413
