"""Processes killed at each step of a filing: no case lost, none twice, and the person is told the truth."""

import signal
import threading
import time
import uuid
from typing import Any

import pytest
import requests

from operations.processes import Stack
from operations.webchat import WebChat
from tests.end_to_end.person import asked, button, case_of, file_complaint, texts, up_to
from tests.end_to_end.switch import Switch

PATIENCE = 60.0  # seconds until the system must have caught up


def cases_of(stack: Stack, phone_tail: str) -> list[dict[str, Any]]:
    headers = {"Authorization": f"Bearer {stack.env['CASE_API_TOKEN']}"}
    found = requests.get(f"{stack.url}/api/v1/cases?limit=100", headers=headers, timeout=10).json()["cases"]
    return [case for case in found if case["complainant"]["phone"].endswith(phone_tail)]


def eventually_case(chat: WebChat) -> dict[str, Any]:
    """The case card, once the conversation shows one."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        if case := case_of(chat.history()):
            return case
        time.sleep(0.5)
    raise AssertionError(f"no case was ever shown: {texts(chat.history())[-300:]}")


@pytest.mark.parametrize("victim", ["actions", "brain"])
def test_a_process_killed_before_submitting_delays_the_filing_and_loses_nothing(
    fragile: tuple[Stack, Switch], victim: str
) -> None:
    stack, _switch = fragile
    chat, phone = WebChat(stack.url).open(), {"actions": "13800138001", "brain": "13800138002"}[victim]
    replies = up_to(chat, "submit_decision", phone=phone)
    stack.stop(victim, signal.SIGKILL)
    response = chat.post({"payload": button(replies, "确认提交")}, wait=2)
    assert response.status_code == 202  # accepted and kept, not answered yet
    stack.start(victim)
    stack.wait(victim)
    eventually_case(chat)
    assert len(cases_of(stack, phone[-4:])) == 1


def test_the_desk_killed_right_after_submitting_files_once(fragile: tuple[Stack, Switch]) -> None:
    stack, _switch = fragile
    chat = WebChat(stack.url).open()
    replies = up_to(chat, "submit_decision", phone="13800138003")
    body = {"message_id": str(uuid.uuid4()), "payload": button(replies, "确认提交")}
    submitting = threading.Thread(target=lambda: _quietly(chat, body))
    submitting.start()
    time.sleep(0.05)
    stack.stop("desk", signal.SIGKILL)
    submitting.join()
    stack.start("desk")
    stack.wait("desk")
    chat.session.close()
    again = WebChat(stack.url, token=chat.token)
    again.post(body, wait=20)  # the page sends what was never confirmed, under the same id
    eventually_case(again)
    assert len(cases_of(stack, "8003")) == 1


@pytest.mark.parametrize("moment", [0.0, 0.03, 0.08, 0.2])
def test_the_brain_killed_in_the_middle_of_filing_files_once(
    fragile: tuple[Stack, Switch], moment: float
) -> None:
    stack, _switch = fragile
    phone = f"1380013{int(moment * 100) + 8100:04d}"
    chat = WebChat(stack.url).open()
    replies = up_to(chat, "submit_decision", phone=phone)
    chat.post({"payload": button(replies, "确认提交")}, wait=0)
    time.sleep(moment)
    stack.stop("brain", signal.SIGKILL)
    stack.start("brain")
    stack.wait("brain")
    eventually_case(chat)
    assert len(cases_of(stack, phone[-4:])) == 1


def test_a_case_backend_out_of_reach_is_told_and_the_number_comes_later(
    fragile: tuple[Stack, Switch],
) -> None:
    stack, switch = fragile
    chat = WebChat(stack.url).open()
    replies = up_to(chat, "submit_decision", phone="13800138005")
    switch.on = False
    try:
        said = texts(chat.tap(button(replies, "确认提交")))
        assert "还没有登记成功" in said
        assert case_of(chat.history()) is None
        assert cases_of(stack, "8005") == []
    finally:
        switch.on = True
    eventually_case(chat)
    assert len(cases_of(stack, "8005")) == 1


def test_a_draft_survives_the_restart_of_everything(fragile: tuple[Stack, Switch]) -> None:
    stack, _switch = fragile
    chat = WebChat(stack.url).open()
    up_to(chat, "phone")
    for name in stack.names:
        stack.stop(name)
    for name in stack.names:
        stack.start(name)
    for name in stack.names:
        stack.wait(name)
    chat = WebChat(stack.url, token=chat.token)
    replies = chat.say("13800138006")
    assert asked(replies) == "address"
    replies = up_to(chat, "submit_decision", replies=replies)
    assert case_of(chat.tap(button(replies, "确认提交")))


def test_messages_sent_while_the_brain_is_away_are_answered_in_order_when_it_is_back(
    fragile: tuple[Stack, Switch],
) -> None:
    stack, _switch = fragile
    chat = WebChat(stack.url).open()
    chat.say("你好")
    stack.stop("brain", signal.SIGKILL)
    for text in ("谢谢", "你是机器人吗"):
        assert chat.post({"text": text}, wait=0).status_code == 202
    stack.start("brain")
    stack.wait("brain")
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline and sum(m["from"] == "bot" for m in chat.history()) < 3:
        time.sleep(0.5)
    said = [m["text"] for m in chat.history() if m["from"] == "bot"]
    assert "不客气" in said[1]
    assert "AI" in said[2]


def test_two_people_filing_at_once_get_two_cases(fragile: tuple[Stack, Switch]) -> None:
    stack, _switch = fragile
    numbers: list[str] = []
    people = [
        threading.Thread(
            target=lambda p=phone: numbers.append(
                file_complaint(WebChat(stack.url).open(), phone=p)["case_no"]
            )
        )
        for phone in ("13800138011", "13800138012")
    ]
    for person in people:
        person.start()
    for person in people:
        person.join()
    assert len(set(numbers)) == 2


def _quietly(chat: WebChat, body: dict[str, Any]) -> None:
    """Send while the server dies under it."""
    try:
        chat.post(body, wait=5)
    except requests.RequestException:
        return
