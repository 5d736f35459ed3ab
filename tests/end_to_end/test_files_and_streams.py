"""Evidence and the event stream, on the running system."""

import io
import json
import time
from collections.abc import Iterator
from typing import Any

import pytest
import requests
from PIL import Image

from desk.privacy.vault import Vault
from operations.processes import Stack
from operations.webchat import WebChat
from tests.end_to_end.person import asked, button, case_of, texts, up_to


def picture(kind: str = "JPEG", **options: Any) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (60, 40), "red").save(out, kind, **options)
    return out.getvalue()


def upload(
    chat: WebChat, content: bytes, name: str = "小票.jpg", media_type: str = "image/jpeg"
) -> requests.Response:
    headers = {"Authorization": f"Bearer {chat.token}"}
    files = {"file": (name, content, media_type)}
    return chat.session.post(f"{chat.url}/webchat/api/attachments", headers=headers, files=files, timeout=20)


def stream(chat: WebChat, last_id: str | None = None) -> Iterator[tuple[str, str, Any]]:
    """(event, id, data) as they come."""
    headers = {"Authorization": f"Bearer {chat.token}"} | ({"Last-Event-ID": last_id} if last_id else {})
    response = requests.get(f"{chat.url}/webchat/api/events", headers=headers, stream=True, timeout=20)
    assert response.status_code == 200
    assert response.headers["content-type"].startswith("text/event-stream")
    event = {"event": "", "id": "", "data": ""}
    for line in response.iter_lines(decode_unicode=True):
        if line:
            name, _, value = line.partition(": ")
            event[name] = value
        elif event["event"]:
            yield event["event"], event["id"], json.loads(event["data"])
            event = {"event": "", "id": "", "data": ""}


def test_evidence_sent_in_the_middle_of_an_intake_is_filed_with_the_case(stack: Stack, chat: WebChat) -> None:
    replies = up_to(chat, "name")
    kept = upload(chat, picture())
    assert kept.status_code == 201
    replies = chat.post({"attachment_id": kept.json()["attachment_id"]}).json()["replies"]
    assert asked(replies) == "name"
    replies = up_to(chat, "submit_decision", replies=replies)
    assert "1 个文件" in texts(replies)
    case = case_of(chat.tap(button(replies, "确认提交")))
    assert case is not None
    headers = {"Authorization": f"Bearer {stack.env['CASE_API_TOKEN']}"}
    stored = requests.get(f"{stack.url}/api/v1/cases/{case['case_no']}", headers=headers, timeout=10).json()
    assert stored["attachments"] == [kept.json()["attachment_id"]]


def test_a_stored_picture_is_sealed_and_carries_no_metadata(stack: Stack, chat: WebChat) -> None:
    exif = Image.Exif()
    exif[0x010E] = "secret place"
    kept = upload(chat, picture(exif=exif)).json()
    sealed = (stack.data / "attachments" / kept["attachment_id"]).read_bytes()
    content = Vault(tuple(stack.env["XIAOBAO_KEY"].split(","))).open_bytes(sealed)
    assert content not in sealed
    assert b"secret place" not in content
    image = Image.open(io.BytesIO(content))
    assert (image.format, image.size, dict(image.getexif())) == ("JPEG", (60, 40), {})


@pytest.mark.parametrize(
    ("content", "status", "code"),
    [
        (b"just text", 422, "unsupported_file"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script>1</script></svg>", 422, "unsupported_file"),
        (picture()[:200], 422, "broken_file"),
        (b"\xff\xd8\xff" + b"0" * (10 * 2**20), 413, "file_too_large"),
        (b"", 400, "invalid_request"),
    ],
)
def test_a_bad_file_is_refused_in_chinese(chat: WebChat, content: bytes, status: int, code: str) -> None:
    response = upload(chat, content)
    assert (response.status_code, response.json()["code"]) == (status, code)


def test_a_pixel_bomb_is_refused(chat: WebChat) -> None:
    bomb = io.BytesIO()
    Image.new("1", (20_000, 20_000)).save(bomb, "PNG")
    response = upload(chat, bomb.getvalue(), "a.png", "image/png")
    assert (response.status_code, response.json()["code"]) == (413, "picture_too_large")


def test_a_tenth_file_is_refused(chat: WebChat) -> None:
    assert {upload(chat, picture()).status_code for _ in range(9)} == {201}
    assert upload(chat, picture()).json()["code"] == "too_many_attachments"


def test_files_of_another_conversation_cannot_be_sent(stack: Stack, chat: WebChat) -> None:
    mine = upload(chat, picture()).json()["attachment_id"]
    assert WebChat(stack.url).open().post({"attachment_id": mine}).status_code == 404


def test_replies_stream_as_they_come_and_a_reconnect_misses_none(chat: WebChat) -> None:
    first = stream(chat)
    chat.post({"text": "你好"}, wait=0)
    event, event_id, reply = next(e for e in first if e[0] == "reply")
    assert (event, reply["from"]) == ("reply", "bot")
    first.close()  # type: ignore[attr-defined]
    chat.say("谢谢")
    chat.say("你是机器人吗")
    resumed = stream(chat, last_id=event_id)
    said = [next(e for e in resumed if e[0] == "reply")[2]["text"] for _ in range(2)]
    assert "不客气" in said[0]
    assert "AI" in said[1]


def test_an_erasure_resets_the_stream(chat: WebChat) -> None:
    replies = chat.say("删除我的信息")
    events = stream(chat)
    next_events = iter(events)
    chat.post({"payload": button(replies, "确定删除")}, wait=0)
    deadline = time.monotonic() + 15
    seen = set()
    while time.monotonic() < deadline and "reset" not in seen:
        seen.add(next(next_events)[0])
    assert "reset" in seen
