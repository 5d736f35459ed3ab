"""The logs of the real three processes: JSON, one trace from the page to the case, and nobody in them."""

import asyncio
import itertools
import json
import re
from collections.abc import AsyncIterator, Iterator
from typing import Any

import pytest
import pytest_asyncio
import requests

from operations.processes import Stack
from operations.webchat import WebChat
from tests.connectors.wechat.builders import ENVIRONMENT, account
from tests.connectors.wechat.simulator.platform import Platform
from tests.end_to_end.person import file_complaint

pytestmark = pytest.mark.asyncio(loop_scope="module")

TRACE = "0af7651916cd43dd8448eb211c80319c"
# Nobody's, and in no training sentence, so that finding one means that somebody wrote it down.
NAME, ADDRESS = "鲜于倩澜", "桦甸市苇沙河镇蘑菇巷907号"
STORY = "上个月15号在灰鹤电器行买了炖锅花了1280，半夜自己鸣叫像一只灰鹤，店里不给退，我要退款"
ORDER, ID_CARD, PHONE = "PLQ7730041985562", "220102199001011234", "13576480912"
OPENID = "oPLQx93kWv-Zt71aBcDeFgHiJkLm"
PERSONAL = (NAME, ADDRESS, "蘑菇巷", "鸣叫", ORDER, ID_CARD, PHONE, "1357648", OPENID, OPENID[4:])
SAYS = (f"我叫{NAME}，电话{PHONE}，身份证{ID_CARD}", "你好", f'/complain{{"name": "{NAME}"}}')


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def stack(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Stack]:
    platform = Platform(None, account())
    extra = ENVIRONMENT | {"WECHAT_API_URL": platform.url, "XIAOBAO_LOG_FORMAT": "json"}
    running = Stack(tmp_path_factory.mktemp("logs"), extra=extra)
    platform.callback_url = f"{running.url}/webhooks/wechat/callback"
    async with platform:
        await asyncio.to_thread(running.__enter__)
        try:
            await everything(running, platform)
            yield running
        finally:
            await asyncio.to_thread(running.stop_all)


async def everything(stack: Stack, platform: Platform) -> None:
    """Personal data through every way in, well and badly, and with a process gone."""
    chat = WebChat(stack.url).open()
    own = {"name": NAME, "address": ADDRESS, "story": STORY, "order_no": ORDER, "phone": PHONE}
    await asyncio.to_thread(file_complaint, chat, **own)
    for text in SAYS:
        await asyncio.to_thread(chat.say, text)
    person = platform.user(OPENID)
    await person.says(SAYS[0])
    await person.waits_for(1)
    await asyncio.to_thread(badly, stack, chat)
    for name in ("actions", "brain"):
        await asyncio.to_thread(stack.stop, name)
        await asyncio.to_thread(send, stack, chat, f"again-{name}")
        await asyncio.sleep(1.5)
    for name in ("actions", "brain"):
        await asyncio.to_thread(stack.start, name)
        await asyncio.to_thread(stack.wait, name)
    await asyncio.to_thread(
        send, stack, chat, "with-trace", {"traceparent": f"00-{TRACE}-b7ad6b7169203331-01"}
    )
    await asyncio.sleep(8)


def send(stack: Stack, chat: WebChat, message_id: str, headers: dict[str, str] | None = None) -> None:
    requests.post(
        f"{stack.url}/webchat/api/messages",
        json={"message_id": message_id, "text": SAYS[0]},
        headers={"Authorization": f"Bearer {chat.token}", **(headers or {})},
        timeout=30,
    ).raise_for_status()


def badly(stack: Stack, chat: WebChat) -> None:
    """Refused, malformed and unknown, with personal data in each place a log might quote."""
    bearer = {"Authorization": f"Bearer {stack.env['CASE_API_TOKEN']}"}
    refused = (
        ("POST", f"/webchat/api/messages?name={NAME}&phone={PHONE}", f'{{"text": "{NAME}{PHONE}', {}),
        (
            "POST",
            "/api/v1/cases",
            json.dumps({"complainant": {"name": NAME, "phone": PHONE, NAME: 1}}),
            bearer,
        ),
        ("GET", f"/{NAME}/{PHONE}/{OPENID}", "", {}),
        ("GET", f"/api/v1/cases/{PHONE}", "", bearer),
        ("POST", f"/webhooks/wechat/callback?openid={OPENID}&signature=x", f"<xml>{OPENID}</xml>", {}),
        ("GET", "/api/v1/cases", "", {"Authorization": f"Bearer {chat.token}", "traceparent": PHONE}),
    )
    for method, path, body, headers in refused:
        answer = requests.request(
            method, stack.url + path, data=body.encode(), timeout=30,
            headers={"Content-Type": "application/json", "Idempotency-Key": "x" * 20, **headers},
        )  # fmt: skip
        assert answer.status_code >= 400, path
    brain = f"http://127.0.0.1:{stack.ports['brain']}/webhooks/desk/turns"
    for token in ("wrong", stack.env["BRAIN_TOKEN"]):
        turn = {"conversation_id": "c", "message_id": "m", "payload": f'/nowhere{{"name": "{NAME}"}}'}
        turn["metadata"] = {"sent_at": "2026-11-26T10:00:00+08:00", "channel": "webchat"}  # type: ignore[assignment]
        assert (
            requests.post(
                brain, json=turn, headers={"Authorization": f"Bearer {token}"}, timeout=30
            ).status_code
            >= 400
        )
    actions = f"http://127.0.0.1:{stack.ports['actions']}/webhook"
    call = {
        "next_action": "action_answer_question",
        "sender_id": OPENID,
        "tracker": {"latest_message": {"text": NAME}},
    }
    assert requests.post(actions, json=call, timeout=30).status_code >= 400


def lines(stack: Stack) -> Iterator[tuple[str, str]]:
    for name in ("desk", "actions", "brain"):
        for line in stack.log(name).splitlines():
            yield name, line


async def test_no_line_of_any_process_holds_a_person_or_a_secret(stack: Stack) -> None:
    secrets = [stack.env[n] for n in ("XIAOBAO_KEY", "XIAOBAO_DIGEST_KEY", "BRAIN_TOKEN", "CASE_API_TOKEN")]
    text = "\n".join(line for _, line in lines(stack))
    plain = text + text.encode().decode("unicode_escape", "replace")
    assert [word for word in (*PERSONAL, *secrets) if word in plain] == []
    assert "turn done" in text, "the search looked into the right files"


def of_a_process(found: Iterator[tuple[str, str]]) -> dict[str, list[dict[str, Any]]]:
    """The JSON lines by process."""
    decoded: dict[str, list[dict[str, Any]]] = {}
    for name, group in itertools.groupby(found, key=lambda one: one[0]):
        decoded[name] = [json.loads(line) for _, line in group if line.startswith("{")]
    return decoded


async def test_each_process_writes_json_that_names_itself(stack: Stack) -> None:
    for name, own in of_a_process(lines(stack)).items():
        assert own, name
        assert {line["process"] for line in own} == {name}
        assert all(re.fullmatch(r"\d{4}-\d\d-\d\dT[\d:.]+\+00:00", line["time"]) for line in own)


async def test_the_desk_writes_nothing_but_json(stack: Stack) -> None:
    assert [line for name, line in lines(stack) if name == "desk" and not line.startswith("{")] == []


async def test_one_trace_leads_from_the_message_through_the_brain(stack: Stack) -> None:
    told = of_a_process(lines(stack))
    traced = {name: [line for line in own if line.get("trace_id") == TRACE] for name, own in told.items()}
    assert any("turn done" in line["message"] for line in traced["desk"])
    assert traced["brain"]
    assert traced["actions"]
