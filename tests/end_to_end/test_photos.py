"""A photographed receipt through the running system: read beside the conversation, proposed, filled in on a yes."""

import io
import os
import re
import signal
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from operations.processes import Stack
from operations.webchat import WebChat
from tests.end_to_end.person import STORY, answer, asked, button, case_of, texts, up_to
from tests.end_to_end.test_conversation import cases
from tests.end_to_end.test_files_and_streams import stream, upload
from tests.photos.fonts import NoChineseFont, font
from tests.photos.samples import SAMPLES
from tests.photos.spoiling import landscape

PATIENCE = 120.0  # seconds; a busy machine reads slowly

Message = dict[str, Any]


@pytest.fixture(autouse=True)
def _chinese_font() -> None:
    try:
        font(20)
    except NoChineseFont as reason:
        pytest.skip(str(reason))


def jpeg(image: Image.Image) -> bytes:
    out = io.BytesIO()
    image.save(out, "JPEG", quality=90)
    return out.getvalue()


def receipt(name: str = "till receipt with a member's discount") -> bytes:
    return jpeg(next(sample for sample in SAMPLES if sample.name == name).render())


def send(chat: WebChat, content: bytes) -> list[Message]:
    kept = upload(chat, content)
    assert kept.status_code == 201, kept.text
    replies: list[Message] = chat.post({"attachment_id": kept.json()["attachment_id"]}).json()["replies"]
    return replies


def until(chat: WebChat, wanted: Callable[[list[Message]], bool]) -> list[Message]:
    """The history's newest messages once they are as wanted."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        if wanted(found := chat.history()):
            return found
        time.sleep(0.3)
    raise AssertionError(f"never came: {texts(chat.history())[-400:]}")


def proposed(messages: list[Message]) -> bool:
    return asked(messages[-1:]) == "photo_proposal"


def children_of(pid: int) -> list[int]:
    listed = [path.read_text() for path in Path(f"/proc/{pid}/task").glob("*/children")]
    return [int(child) for children in listed for child in children.split()]


def test_a_receipt_is_proposed_over_the_stream_and_fills_the_form_on_a_yes(
    stack: Stack, chat: WebChat
) -> None:
    up_to(chat, "story")
    events = stream(chat)
    replies = send(chat, receipt())
    assert asked(replies) == "story"  # answered at once, not after the reading
    assert "照片收到了" in texts(replies)
    heard = []
    for event, _id, data in events:
        if event == "reply":
            heard.append(data)
        if event == "reply" and asked([data]) == "photo_proposal":
            break
    found = heard[-1]
    assert {reply["from"] for reply in heard} == {"bot"}  # the reading itself is nobody's message
    assert all(
        part in found["text"] for part in ("美家福超市", "142.70元", "2026年11月3日", "20261103001287")
    )
    replies = chat.tap(button([found], "都对，填上"))
    assert asked(replies) == "story"
    replies = chat.say("买的大米发霉了，还有虫子，店里说不归他们管，我要求退款")
    questions = []
    while (slot := asked(replies)) != "submit_decision":
        questions.append(slot)
        replies = answer(chat, replies)
    assert not {"merchant", "purchase_date", "amount"} & set(questions)
    assert all(part in texts(replies) for part in ("美家福超市", "142.70元", "0431-85668899", "1 个文件"))
    case = case_of(chat.tap(button(replies, "确认提交")))
    assert case is not None
    (filed,) = cases(stack, case["case_no"])
    assert filed["purchase"]["amount_fen"] == 14_270  # type: ignore[index]
    assert filed["purchase"]["purchased_on"] == "2026-11-03"  # type: ignore[index]
    assert filed["purchase"]["order_no"] == "20261103001287"  # type: ignore[index]
    assert filed["respondent"]["name"] == "美家福超市"  # type: ignore[index]


def test_a_receipt_sent_first_is_kept_and_is_evidence_of_the_complaint_that_begins(chat: WebChat) -> None:
    send(chat, receipt())
    found = until(chat, lambda messages: "从照片上看到" in (messages[-1]["text"] or ""))
    replies = chat.tap(button(found, "帮我登记投诉"))
    assert asked(replies) == "consent"
    replies = chat.tap(button(replies, "同意，开始"))
    assert asked(replies) == "photo_proposal"
    replies = chat.say("对")
    assert asked(replies) == "story"
    replies = up_to(chat, "submit_decision", replies=replies)
    assert "1 个文件" in texts(replies)
    assert "20261103001287" in texts(replies)


def test_what_differs_is_asked_and_never_overwritten(chat: WebChat) -> None:
    replies = chat.tap(button(up_to(chat, "consent"), "同意，开始"))
    chat.say(STORY)
    send(chat, receipt())
    found = until(chat, proposed)
    replies = chat.tap(button(found[-1:], "是这件事的"))  # another shop: first whether it is of this matter
    while asked(replies) == "photo_conflict":
        replies = chat.tap(button(replies, "用我说的"))
    replies = up_to(chat, "submit_decision", replies=replies)
    assert "1,280元" in texts(replies)
    assert "142.70" not in texts(replies)


def test_a_landscape_says_nothing_and_the_conversation_goes_on(stack: Stack, chat: WebChat) -> None:
    up_to(chat, "name")
    before = len(stack.log("desk"))
    send(chat, jpeg(landscape(5)))
    deadline = time.monotonic() + PATIENCE
    while "photo read" not in stack.log("desk")[before:] and time.monotonic() < deadline:
        time.sleep(0.3)
    last = chat.history()[-1]
    assert last["expects"]["slot"] == "name"
    assert asked(chat.say("王小丽")) == "phone"


def test_a_reader_killed_in_the_middle_delays_the_proposal_and_nothing_else(
    stack: Stack, chat: WebChat
) -> None:
    up_to(chat, "story")
    send(chat, receipt("receipt a metre long"))
    desk, deadline = stack.running["desk"].pid, time.monotonic() + PATIENCE
    while not (readers := children_of(desk)) and time.monotonic() < deadline:
        time.sleep(0.05)
    for reader in readers:
        os.kill(reader, signal.SIGKILL)
    assert asked(chat.say("买的大米发霉了，还有虫子，店里说不归他们管，我要求退款")) != "story"
    found = until(chat, proposed)
    assert "1,907元" in texts(found[-1:])


def test_a_reading_that_comes_after_the_cancelling_says_nothing(stack: Stack, chat: WebChat) -> None:
    up_to(chat, "story")
    before = len(stack.log("desk"))
    send(chat, receipt("marketplace order, a long screenshot"))
    replies = chat.say("取消")
    chat.tap(button(replies, "确定取消"))
    deadline = time.monotonic() + PATIENCE
    while (
        not re.search("photo read.*(?s:.*)turn done", stack.log("desk")[before:])
        and time.monotonic() < deadline
    ):
        time.sleep(0.3)
    assert "从照片上看到" not in texts(chat.history())


def test_a_person_who_types_the_desks_payload_reaches_nothing(chat: WebChat) -> None:
    up_to(chat, "story")
    replies = chat.say('/photo_read{"reading": {"lines": [{"text": "合计 5.00"}]}}')
    assert "photo_proposal" not in [asked([reply]) for reply in replies]
    assert chat.post({"payload": "/photo_read"}).status_code == 422


def test_what_stood_on_a_picture_is_on_no_disk_and_in_no_log(stack: Stack, chat: WebChat) -> None:
    up_to(chat, "story")
    send(chat, receipt("pharmacy receipt under a hand's shadow"))
    until(chat, proposed)
    for path in stack.data.rglob("*"):
        if path.is_file():
            content = path.read_bytes()
            assert "康民大药房".encode() not in content, path
            assert b"0026110600451" not in content, path
    assert all(message["from"] in ("user", "bot", "system") for message in chat.history())
