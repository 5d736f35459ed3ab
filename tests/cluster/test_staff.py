"""Staff of a cluster: each works at whichever desk the proxy gave them, and sees the same."""

import asyncio
import signal
import threading
import uuid

from tests.cluster.cluster import Cluster
from tests.cluster.people import Patient, Reader
from tests.cluster.test_cluster import eventually
from tests.end_to_end.person import asked, button, case_of, texts, up_to
from tests.end_to_end.staffing import LI, WU, Inbox, key_for_staff


def texts_from(page: Patient, sender: str) -> list[str]:
    return [message["text"] for message in page.everything() if message["from"] == sender]


def test_a_handed_over_conversation_outlives_the_desk_it_was_claimed_at(cluster: Cluster) -> None:
    key = asyncio.run(key_for_staff(cluster.env))
    first, second = (Inbox(f"http://127.0.0.1:{cluster.ports[desk]}", key) for desk in ("desk-1", "desk-2"))
    page = Patient(cluster.url).open()
    reader = Reader(page)
    reader.start()
    up_to(page, "name")
    page.say("转人工")
    (waits,) = first.waiting()
    assert [one["id"] for one in second.waiting()] == [waits["id"]]

    claims: dict[str, int] = {}
    racing = [
        threading.Thread(
            target=lambda i=inbox, s=staff: claims.update(
                {s["id"]: i.act(waits["id"], "claim", s).status_code}
            )
        )
        for inbox, staff in ((first, LI), (second, WU))
    ]
    for thread in racing:
        thread.start()
    for thread in racing:
        thread.join()
    assert sorted(claims.values()) == [200, 409]
    owner = LI if claims["li"] == 200 else WU

    sent = first.act(
        waits["id"], "messages", owner, text="您好，我来帮您。", client_message_id=str(uuid.uuid4())
    )
    assert sent.status_code == 201
    cluster.stop("desk-1", signal.SIGKILL)
    try:
        sent = second.act(waits["id"], "messages", owner, text="请说。", client_message_id=str(uuid.uuid4()))
        assert sent.status_code == 201
        page.tell("我怕写错名字")
        assert texts_from(page, "staff") == ["您好，我来帮您。", "请说。"]
        assert second.act(waits["id"], "return-to-bot", owner).json()["owner"] == "assistant"
        replies = page.say("继续")
        assert asked(replies) == "name", texts(replies)
        replies = up_to(page, "submit_decision", replies=replies)
        assert case_of(page.tap(button(replies, "确认提交")))
        told = [message["id"] for message in page.everything() if message["from"] != "user"]
        eventually(lambda: reader.told == told, lambda: (reader.told, told))
    finally:
        reader.stop()
        cluster.start("desk-1")
        cluster.wait("desk-1")
