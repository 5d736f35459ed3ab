"""The disk of a real desk fills up while people write and send pictures, and is emptied again."""

import io
from collections.abc import Iterator

import pytest
import requests
from PIL import Image

from operations.processes import Stack
from operations.webchat import WebChat
from tests.end_to_end.small_disk import LimitedProcess, SmallDisk, mounted

STORY = "商家不退款。" * 800  # more than what is left of a page of the database


@pytest.fixture(scope="module", params=["mounted", "limited"])
def full(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Stack, SmallDisk]]:
    """A desk alone: what it takes in is answered by nobody, and stays."""
    folder = tmp_path_factory.mktemp("disk")
    if request.param == "limited":
        with Stack(folder, names=("desk",)) as stack:
            yield stack, LimitedProcess(folder)
        return
    with mounted(folder) as disk:
        if disk is None:
            pytest.skip("nothing may be mounted here; the limited process shows the same")
        with Stack(folder, names=("desk",)) as stack:
            yield stack, disk


def picture() -> bytes:
    drawn = io.BytesIO()
    Image.effect_noise((400, 300), 100).convert("RGB").save(drawn, "JPEG")
    return drawn.getvalue()


def upload(chat: WebChat) -> requests.Response:
    return requests.post(
        f"{chat.url}/webchat/api/attachments",
        files={"file": ("小票.jpg", picture(), "image/jpeg")},
        headers={"Authorization": f"Bearer {chat.token}"},
        timeout=30,
    )


def stored(stack: Stack) -> list[str]:
    folder = stack.data / "attachments"
    return sorted(one.name for one in folder.iterdir()) if folder.exists() else []


def test_what_finds_no_room_is_refused_whole_and_taken_once_there_is_room(
    full: tuple[Stack, SmallDisk],
) -> None:
    stack, disk = full
    chat, desk = WebChat(stack.url).open(), stack.running["desk"].pid
    assert chat.post({"text": "你好"}, wait=0).status_code == 202
    kept = ["你好"]
    disk.fill(desk)
    try:
        for _ in range(40):  # SQLite's log may have a little room of its own
            body = {"message_id": f"message-{len(kept):08}", "text": STORY}
            refused = chat.post(body, wait=0)
            if refused.status_code != 202:
                break
            kept.append(STORY)
        assert (refused.status_code, refused.json()["code"]) == (503, "unavailable")
        assert refused.json()["detail"] == "服务暂时不可用，请稍后再试"
        file = upload(chat)
        assert (file.status_code, file.json()["code"]) == (503, "storage_unavailable")
        assert file.json()["detail"] == "文件服务暂时不可用，请稍后再试"
        assert [one["text"] for one in chat.history()] == kept  # and can be read
        assert stored(stack) == []
    finally:
        disk.make_room(desk)
    assert chat.post(body, wait=0).status_code == 202
    assert [one["text"] for one in chat.history() if one["from"] == "user"] == [*kept, STORY]
    assert upload(chat).status_code == 201
    assert len(stored(stack)) == 1


@pytest.mark.parametrize("full", ["mounted"], indirect=True)  # of a limited process the disk itself has room
def test_a_full_disk_can_be_seen_from_outside(full: tuple[Stack, SmallDisk]) -> None:
    stack, disk = full
    readyz, desk = f"{stack.url}/readyz", stack.running["desk"].pid
    assert requests.get(readyz, timeout=10).status_code == 200
    disk.fill(desk)
    try:
        down = requests.get(readyz, timeout=10)
        assert (down.status_code, down.json()["checks"]["disk"]) == (503, False)
    finally:
        disk.make_room(desk)
    assert requests.get(readyz, timeout=10).status_code == 200
