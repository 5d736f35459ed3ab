"""/api/v1/conversations over HTTP: what staff of another system see and do."""

from typing import Any

import httpx
import pytest
from sanic import Sanic
from sqlalchemy import select

from desk.conversations.model import Conversation
from desk.conversations.service import lock_conversation
from desk.handoff import wording
from desk.handoff.claiming import claim
from desk.handoff.errors import NotYours
from desk.handoff.model import ReadMark
from desk.handoff.requesting import request
from desk.handoff.staff import StaffMember
from desk.handoff.states import HandoffReason
from desk.handoff.talking import send
from desk.handoff.views import queue_counts
from desk.store.database import Database
from tests.desk.builders import FakeClock, audited, on_sqlite
from tests.desk.console.staffing import staff_member

CHIEF = {"Authorization": "Bearer supervisor-token"}
PATH = "/api/v1/conversations"
LI, WU = {"id": "li", "name": "小李"}, {"id": "wu", "name": "小吴"}  # as the client tells who acts
OUR_LI, OUR_WU = LI | {"id": "chief/li"}, WU | {"id": "chief/wu"}  # … and as they are known here


class Inbox:
    """A person on the page, and staff at the API."""

    def __init__(self, api: httpx.AsyncClient, app: Sanic[Any, Any], clock: FakeClock) -> None:
        self.api, self.desk, self.clock = api, app.ctx.desk, clock

    async def person(self) -> tuple[str, dict[str, str]]:
        """(conversation, headers of their page)."""
        made = (await self.api.post("/webchat/api/sessions")).json()
        headers = {"Authorization": f"Bearer {made['token']}"}
        sent = await self.api.post(
            "/webchat/api/messages",
            json={"message_id": "message-0000", "text": "我的电话13912345678"},
            headers=headers,
        )
        assert sent.status_code == 202
        page = await self.api.get(PATH, params={"queue": "all"}, headers=CHIEF)
        known = {one["id"] for one in page.json()["conversations"]}
        async with self.desk.database.read() as session:
            ids = set(await session.scalars(select(Conversation.id)))
        (conversation_id,) = ids - known
        async with self.desk.database.write() as session:
            conversation = await lock_conversation(session, conversation_id)
            await request(
                session, self.desk.handoff, conversation, reason=HandoffReason.ASKED, now=self.clock()
            )
        return conversation_id, headers

    async def act(
        self, conversation_id: str, what: str, staff: dict[str, str] = LI, **body: Any
    ) -> httpx.Response:
        return await self.api.post(
            f"{PATH}/{conversation_id}/{what}", json={"staff": staff, **body}, headers=CHIEF
        )

    async def listed(self, **query: Any) -> list[dict[str, Any]]:
        page = await self.api.get(PATH, params=query, headers=CHIEF)
        assert page.status_code == 200, page.text
        found: list[dict[str, Any]] = page.json()["conversations"]
        return found


@pytest.fixture
def inbox(api: httpx.AsyncClient, app: Sanic[Any, Any], clock: FakeClock) -> Inbox:
    return Inbox(api, app, clock)


async def test_the_queue_shows_who_waits_in_order_with_numbers_masked(inbox: Inbox, clock: FakeClock) -> None:
    first, _ = await inbox.person()
    clock.advance(seconds=60)
    second, _ = await inbox.person()
    waiting = await inbox.listed(queue="waiting", staff_id="li")
    assert [(one["id"], one["place"], one["waiting_seconds"], one["unread"]) for one in waiting] == [
        (first, 1, 60, 1),
        (second, 2, 0, 1),
    ]
    page = await inbox.api.get(PATH, params={"queue": "waiting", "limit": 1}, headers=CHIEF)
    assert 'rel="next"' in page.headers["link"]
    cursor = page.json()["next_cursor"]
    (rest,) = await inbox.listed(queue="waiting", cursor=cursor)
    assert rest["id"] == second
    transcript = await inbox.api.get(f"{PATH}/{first}/messages", headers=CHIEF)
    assert "13912345678" not in transcript.text
    assert "139****5678" in transcript.text


@on_sqlite
async def test_claim_chat_and_return_over_the_wire(inbox: Inbox) -> None:
    conversation, page = await inbox.person()
    claimed = await inbox.act(conversation, "claim")
    assert claimed.status_code == 200, claimed.text
    assert (claimed.json()["state"], claimed.json()["claimed_by"]) == ("serving", OUR_LI)
    lost = await inbox.act(conversation, "claim", WU)
    assert (lost.status_code, lost.json()["code"]) == (409, "conversation_claimed")
    assert "小李" in lost.json()["detail"]
    sent = await inbox.act(conversation, "messages", text="您好", client_message_id="client-0001")
    again = await inbox.act(conversation, "messages", text="您好", client_message_id="client-0001")
    assert (sent.status_code, again.status_code) == (201, 200)
    assert again.json()["message"]["id"] == sent.json()["message"]["id"]
    refused = await inbox.act(conversation, "messages", WU, text="我来", client_message_id="client-0002")
    assert (refused.status_code, refused.json()["code"]) == (409, "conversation_not_yours")
    said = await inbox.api.post(
        "/webchat/api/messages", json={"message_id": "message-0002", "text": "谢谢"}, headers=page
    )
    assert (said.status_code, said.json()["turn_id"]) == (202, None)
    (mine,) = await inbox.listed(queue="mine", staff_id="li")
    assert (mine["unread"], mine["last_message"]["text"]) == (1, "谢谢")
    assert (await inbox.act(conversation, "read", position=mine["last_position"])).status_code == 204
    assert (await inbox.listed(queue="mine", staff_id="li"))[0]["unread"] == 0
    counts = await inbox.api.get(f"{PATH}/counts", params={"staff_id": "li"}, headers=CHIEF)
    assert counts.json() == {"waiting": 0, "mine": 1, "open": 1, "flagged": 0, "unread": 0}
    history = (await inbox.api.get("/webchat/api/messages", headers=page)).json()["messages"]
    assert [one["text"] for one in history if one["from"] == "staff"] == ["您好"]
    back = await inbox.act(conversation, "return-to-bot")
    assert (back.json()["state"], back.json()["owner"]) == ("returned", "assistant")
    assert [one["id"] for one in await inbox.listed(queue="ended")] == [conversation]


@on_sqlite
async def test_detail_notes_labels_and_presence(inbox: Inbox) -> None:
    conversation, _ = await inbox.person()
    await inbox.act(conversation, "claim")
    note = await inbox.act(conversation, "notes", text="已联系商家", client_note_id="note-0001")
    again = await inbox.act(conversation, "notes", text="已联系商家", client_note_id="note-0001")
    assert note.json()["id"] == again.json()["id"]
    labels = await inbox.act(conversation, "labels", labels=["预付卡", "急"])
    assert labels.json() == {"labels": ["急", "预付卡"]}
    assert [one["id"] for one in await inbox.listed(label="急")] == [conversation]
    assert await inbox.listed(label="缓") == []
    assert (await inbox.act(conversation, "presence", WU, kind="typing")).status_code == 204
    shown = (await inbox.api.get(f"{PATH}/{conversation}", headers=CHIEF)).json()
    assert [one["text"] for one in shown["notes"]] == ["已联系商家"]
    assert [(one["name"], one["kind"]) for one in shown["presence"]] == [("小吴", "typing")]
    assert [one["event"] for one in shown["events"]] == ["request", "claim"]
    await inbox.act(conversation, "presence", WU, kind="gone")
    assert (await inbox.api.get(f"{PATH}/{conversation}", headers=CHIEF)).json()["presence"] == []
    inbox.clock.advance(seconds=60)
    history = (await inbox.api.get(f"{PATH}/{conversation}/messages", headers=CHIEF)).text
    assert "已联系商家" not in history  # the person is told nothing of it


@on_sqlite
async def test_transfer_snooze_and_close(inbox: Inbox) -> None:
    conversation, _ = await inbox.person()
    await inbox.act(conversation, "claim")
    moved = await inbox.act(conversation, "transfer", to=WU)
    assert moved.json()["claimed_by"] == OUR_WU
    put = await inbox.act(conversation, "snooze", WU, until="2026-11-20T06:00:00Z")
    assert (put.json()["state"], put.json()["snoozed_until"]) == ("snoozed", "2026-11-20T06:00:00Z")
    late = await inbox.act(conversation, "snooze", WU, until="2020-01-01T00:00:00Z")
    assert (late.status_code, late.json()["code"]) == (422, "snooze_out_of_range")
    closed = await inbox.act(conversation, "close", WU, reason="filed")
    assert (closed.json()["state"], closed.json()["close_reason"]) == ("closed", "filed")
    assert (await inbox.act(conversation, "release", WU)).json()["code"] == "service_step_not_allowed"


@on_sqlite
async def test_messages_are_paged_both_ways(inbox: Inbox) -> None:
    conversation, _ = await inbox.person()
    await inbox.act(conversation, "claim")
    for number in range(5):
        await inbox.act(
            conversation, "messages", text=f"第{number}条", client_message_id=f"client-000{number}"
        )
    url = f"{PATH}/{conversation}/messages"
    newest = (await inbox.api.get(url, params={"limit": 3}, headers=CHIEF)).json()
    assert [one["text"] for one in newest["messages"]] == ["第2条", "第3条", "第4条"]
    before = (await inbox.api.get(url, params={"limit": 3, "before": newest["before"]}, headers=CHIEF)).json()
    assert before["messages"][-1]["text"] == "第1条"
    after = (await inbox.api.get(url, params={"limit": 3, "after": before["after"]}, headers=CHIEF)).json()
    assert [one["text"] for one in after["messages"]] == ["第2条", "第3条", "第4条"]
    assert after["after"] is None
    assert (await inbox.api.get(url, params={"limit": 0}, headers=CHIEF)).status_code == 400


@on_sqlite
async def test_canned_replies_are_kept_filled_and_refused(inbox: Inbox, api: httpx.AsyncClient) -> None:
    conversation, _ = await inbox.person()
    body = {"staff": LI, "shortcut": "hi", "title": "问好", "text": "您好，我是{{staff}}。"}
    kept = await api.post("/api/v1/canned-replies", json=body, headers=CHIEF)
    assert kept.status_code == 201
    taken = await api.post("/api/v1/canned-replies", json=body, headers=CHIEF)
    assert (taken.status_code, taken.json()["code"]) == (409, "shortcut_taken")
    unknown = body | {"shortcut": "x", "text": "{{phone}}"}
    refused = await api.post("/api/v1/canned-replies", json=unknown, headers=CHIEF)
    assert (refused.status_code, refused.json()["code"]) == (422, "unknown_variable")
    canned_id = kept.json()["id"]
    filled = await inbox.act(conversation, f"canned-replies/{canned_id}")
    assert filled.json() == {"text": "您好，我是小李。"}
    changed = body | {"text": "编号{{case_no}}"}
    url = f"/api/v1/canned-replies/{canned_id}"
    assert (await api.put(url, json=changed, headers=CHIEF)).status_code == 200
    hole = await inbox.act(conversation, f"canned-replies/{canned_id}")
    assert (hole.status_code, hole.json()["code"]) == (409, "variable_unfilled")
    found = await api.get("/api/v1/canned-replies", params={"prefix": "h"}, headers=CHIEF)
    assert [one["shortcut"] for one in found.json()["canned_replies"]] == ["hi"]
    gone = await api.request("DELETE", url, json={"staff": LI}, headers=CHIEF)
    assert gone.status_code == 204
    assert (await api.get("/api/v1/canned-replies", headers=CHIEF)).json() == {"canned_replies": []}


@on_sqlite
async def test_rules_are_kept_and_need_a_condition(api: httpx.AsyncClient, database: Database) -> None:
    body = {"staff": LI, "name": "律师", "effect": "offer", "keyword": "律师"}
    kept = await api.post("/api/v1/handoff-rules", json=body, headers=CHIEF)
    assert kept.status_code == 201
    none = await api.post(
        "/api/v1/handoff-rules", json={"staff": LI, "name": "空", "effect": "offer"}, headers=CHIEF
    )
    assert (none.status_code, none.json()["code"]) == (422, "handoff_rule_empty")
    url = f"/api/v1/handoff-rules/{kept.json()['id']}"
    changed = await api.put(url, json=body | {"active": False}, headers=CHIEF)
    assert changed.json()["active"] is False
    assert (await api.request("DELETE", url, json={"staff": LI}, headers=CHIEF)).status_code == 204
    assert [entry.action for entry in await audited(database)] == [
        "handoff_rule:save",
        "handoff_rule:save",
        "handoff_rule:remove",
    ]


@on_sqlite
async def test_without_the_scope_nothing_is_shown_or_done(inbox: Inbox, api: httpx.AsyncClient) -> None:
    conversation, _ = await inbox.person()
    assert (await api.get(PATH)).status_code == 403  # the assistant's token
    refused = await api.post(f"{PATH}/{conversation}/claim", json={"staff": LI})
    assert refused.status_code == 403
    unknown = await api.get(f"{PATH}/0192f3a0-0000-7000-8000-00000000dead", headers=CHIEF)
    assert (unknown.status_code, unknown.json()["code"]) == (404, "conversation_not_found")


@on_sqlite
async def test_the_person_is_told_what_happened(inbox: Inbox) -> None:
    conversation, page = await inbox.person()
    await inbox.act(conversation, "claim")
    await inbox.act(conversation, "release")
    history = (await inbox.api.get("/webchat/api/messages", headers=page)).json()["messages"]
    assert [one["text"] for one in history if one["from"] == "system"] == [
        wording.queued(0, None),
        wording.claimed("小李"),
        wording.RELEASED,
    ]


async def test_whom_a_client_calls_by_an_accounts_id_is_not_that_account(
    inbox: Inbox, database: Database, clock: FakeClock
) -> None:
    conversation, _ = await inbox.person()
    wang = await staff_member(database, name="wang.fang")
    for told_id in (wang.id, wang.name):
        claimed = await inbox.act(conversation, "claim", {"id": told_id, "name": "王芳"})
        assert claimed.json()["claimed_by"] == {"id": f"chief/{told_id}", "name": "王芳"}
        async with database.read() as session:
            assert (await queue_counts(session, staff_id=wang.id)).mine == 0
        async with database.write() as session:
            with pytest.raises(NotYours):
                await send(
                    session,
                    inbox.desk.handoff,
                    conversation,
                    staff=StaffMember(wang.id, wang.display_name, login=wang.name),
                    text="您好",
                    client_message_id="client-0001",
                    now=clock(),
                )
        assert (await inbox.act(conversation, "release", {"id": told_id, "name": "王芳"})).status_code == 200
    actors = {entry.actor for entry in await audited(database)}
    assert actors == {f"client:chief/{wang.id}", "client:chief/wang.fang"}


@on_sqlite
async def test_a_client_sees_no_conversation_as_an_accounts_own(
    inbox: Inbox, database: Database, clock: FakeClock
) -> None:
    conversation, _ = await inbox.person()
    wang = await staff_member(database)
    async with database.write() as session:
        member = StaffMember(wang.id, wang.display_name, login=wang.name)
        await claim(session, inbox.desk.handoff, conversation, staff=member, now=clock())
    assert await inbox.listed(queue="mine", staff_id=wang.id) == []
    said = await inbox.act(
        conversation, "messages", {"id": wang.id, "name": "王芳"}, text="我", client_message_id="client-0001"
    )
    assert (said.status_code, said.json()["code"]) == (409, "conversation_not_yours")
    await inbox.act(conversation, "read", {"id": wang.id, "name": "王芳"}, position=1)
    async with database.read() as session:
        assert await session.get(ReadMark, (conversation, wang.id)) is None
    given = await inbox.act(conversation, "transfer", to={"id": wang.id, "name": "王芳"})
    assert given.json()["claimed_by"]["id"] == f"chief/{wang.id}"
