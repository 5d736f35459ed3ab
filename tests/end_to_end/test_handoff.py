"""From the assistant to people and back, with the real brain: the draft is where it was."""

import asyncio
import uuid
from collections.abc import Iterator

import pytest

from operations.processes import Stack
from operations.webchat import WebChat
from tests.end_to_end.person import asked, button, case_of, texts, up_to
from tests.end_to_end.staffing import WU, Inbox, key_for_staff


@pytest.fixture(scope="module")
def staffed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """A stack whose staff are always there, whatever the clock says."""
    with Stack(tmp_path_factory.mktemp("staffed"), extra={"XIAOBAO_SERVICE_HOURS": "always"}) as running:
        yield running


def test_a_half_told_complaint_goes_to_staff_and_back_and_is_filed(staffed: Stack) -> None:
    inbox = Inbox(staffed.url, asyncio.run(key_for_staff(staffed.env)))
    chat = WebChat(staffed.url).open()
    up_to(chat, "name")
    (told,) = [reply for reply in chat.say("转人工") if reply["from"] == "system"]
    assert "下一位" in told["text"]
    (waits,) = inbox.waiting()
    assert (waits["state"], waits["reason"], waits["owner"]) == ("queued", "asked", "staff")

    assert inbox.act(waits["id"], "claim").status_code == 200
    lost = inbox.act(waits["id"], "claim", WU)
    assert (lost.status_code, lost.json()["code"]) == (409, "conversation_claimed")
    sent = inbox.act(waits["id"], "messages", text="您好，请问怎么了？", client_message_id=str(uuid.uuid4()))
    assert sent.status_code == 201
    said = chat.post({"text": "我怕写错名字"}, wait=0)
    assert (said.status_code, said.json()["turn_id"]) == (202, None)
    assert [one["text"] for one in chat.history() if one["from"] == "staff"] == ["您好，请问怎么了？"]

    assert inbox.act(waits["id"], "return-to-bot").json()["owner"] == "assistant"
    replies = chat.say("继续")
    assert asked(replies) == "name", texts(replies)
    replies = up_to(chat, "submit_decision", replies=replies)
    assert "羽绒服" in texts(replies)  # told before the hand-off
    assert case_of(chat.tap(button(replies, "确认提交")))
