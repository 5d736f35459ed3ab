"""The inbox over HTTP: who may see what, the stream, the settings."""

import datetime as dt
from typing import Any

import httpx
import pytest
from sanic import Sanic
from sqlalchemy import select

from desk.audit.actions import AuditAction
from desk.console.inbox.acts import SnoozeForm, until_of
from desk.conversations.model import Conversation
from desk.events import streaming
from desk.staff.roles import Role
from desk.staff.sessions import end_all
from desk.store.database import Database
from tests.desk.builders import FakeClock, audited, on_sqlite
from tests.desk.console.conftest import SignIn
from tests.desk.console.inbox.conftest import Begin
from tests.desk.console.inbox.talking import Consumer

JSON = {"Accept": "application/json"}
STREAM = {"Accept": "text/event-stream"}


async def only_conversation(database: Database) -> str:
    async with database.read() as session:
        return str(await session.scalar(select(Conversation.id)))


async def test_a_list_masks_people_and_says_reason_and_topic(someone: Begin, signed_in: SignIn) -> None:
    await someone("我的电话13912345678，健身卡能退吗？")
    page = (await (await signed_in(Role.AGENT)).get("/inbox/list?queue=waiting")).text
    assert "预付卡退款" in page
    assert "要找人工" in page
    assert "13912345678" not in page


@on_sqlite
async def test_numbers_are_shown_in_clear_for_a_reason_that_is_written_down(
    someone: Begin, signed_in: SignIn, database: Database
) -> None:
    await someone("我的电话13912345678")
    path = f"/inbox/c/{await only_conversation(database)}"
    staff = await signed_in(Role.AGENT)
    assert "13912345678" not in (await staff.get(f"{path}/messages")).text
    assert (await staff.post(f"{path}/clear", {"reason": ""})).status_code == 400
    assert "13912345678" in (await staff.post(f"{path}/clear", {"reason": "联系本人"})).text
    assert (await audited(database))[-1].action is AuditAction.CONVERSATION_DISCLOSE
    reviewer = await signed_in(Role.REVIEWER)
    assert (await reviewer.post(f"{path}/clear", {"reason": "看看"})).status_code == 403


@on_sqlite
async def test_a_reviewer_reads_and_does_nothing(
    someone: Begin, signed_in: SignIn, database: Database
) -> None:
    await someone("健身卡能退吗？")
    path = f"/inbox/c/{await only_conversation(database)}"
    staff = await signed_in(Role.REVIEWER)
    page = await staff.get(path)
    assert page.status_code == 200
    assert "data-act" not in page.text
    for act in ("claim", "say", "note", "close", "return", "transfer", "snooze", "labels"):
        assert (await staff.post(f"{path}/{act}", headers=JSON)).status_code == 403


@on_sqlite
async def test_a_conversation_nobody_was_wanted_in_is_not_found(signed_in: SignIn) -> None:
    staff = await signed_in(Role.AGENT)
    missing = await staff.get("/inbox/c/0192f3a0-0000-7000-8000-00000000dead")
    assert missing.status_code == 404


@on_sqlite
async def test_snoozed_until_a_morning_in_china(
    someone: Begin, signed_in: SignIn, database: Database
) -> None:
    await someone("健身卡能退吗？")
    path = f"/inbox/c/{await only_conversation(database)}"
    staff = await signed_in(Role.AGENT)
    await staff.post(f"{path}/claim", headers=JSON)
    done = await staff.post(f"{path}/snooze", {"until": "2026-11-21T09:00"}, headers=JSON)
    assert "2026-11-21 09:00" in done.json()["said"]
    for until in ("昨天", "2026-11-19T09:00"):
        refused = await staff.post(f"{path}/snooze", {"until": until}, headers=JSON)
        assert refused.json()["code"] == "snooze_out_of_range"


@on_sqlite
async def test_nobody_is_given_a_conversation_who_does_not_answer(
    someone: Begin, signed_in: SignIn, database: Database
) -> None:
    await someone("健身卡能退吗？")
    path = f"/inbox/c/{await only_conversation(database)}"
    staff, reviewer = await signed_in(Role.AGENT), await signed_in(Role.REVIEWER)
    await staff.post(f"{path}/claim", headers=JSON)
    refused = await staff.post(f"{path}/transfer", {"to": reviewer.account.id}, headers=JSON)
    assert (refused.status_code, refused.json()["code"]) == (422, "colleague_unknown")


# The stream


async def read_until(response: httpx.Response, wanted: str) -> list[str]:
    lines = []
    async for line in response.aiter_lines():
        lines.append(line)
        if line == wanted:
            return lines
    return lines


async def test_the_stream_goes_on_where_it_was_cut(someone: Begin, signed_in: SignIn) -> None:
    staff = await signed_in(Role.AGENT)
    await someone("第一个")
    async with staff.http.stream("GET", "/console/inbox/events?after=0", headers=STREAM) as response:
        lines = await read_until(response, "event: service.requested")
    last = max(int(line.removeprefix("id: ")) for line in lines if line.startswith("id: "))
    await someone("第二个")
    async with staff.http.stream(
        "GET", "/console/inbox/events", headers=STREAM | {"Last-Event-ID": str(last)}
    ) as response:
        lines = await read_until(response, "event: service.requested")
    numbers = [int(line.removeprefix("id: ")) for line in lines if line.startswith("id: ")]
    assert numbers == list(range(last, last + len(numbers)))  # `ready` has the number that is known already
    assert len(numbers) > 1


@on_sqlite
async def test_the_stream_is_not_for_strangers_and_ends_with_the_session(
    signed_in: SignIn, served: str, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(streaming, "HEARTBEAT", 0.05)
    async with httpx.AsyncClient(base_url=served, trust_env=False) as stranger:
        refused = await stranger.get("/console/inbox/events", headers=STREAM)
    assert refused.status_code == 401
    staff = await signed_in(Role.AGENT)
    async with staff.http.stream("GET", "/console/inbox/events", headers=STREAM) as response:
        async with database.write() as session:
            await end_all(session, staff.account.id)
        assert "never" not in await read_until(response, "never")  # it came to its end


@on_sqlite
async def test_that_somebody_types_is_told_only_where_staff_are_wanted(
    served: str, app: Sanic[Any, Any], clock: FakeClock, database: Database
) -> None:
    person = await Consumer.begin(served)
    await person.say("健身卡能退吗？")
    board, conversation = app.ctx.desk.presence, await only_conversation(database)
    await person.types()
    assert await board.there(conversation, now=clock()) == []
    await person.asks_for_staff()
    await person.types()
    assert [(one.who, one.kind) for one in await board.there(conversation, now=clock())] == [
        ("user", "typing")
    ]
    stranger = await person.http.post("/typing", headers={"Authorization": "Bearer nobody"})
    assert stranger.status_code == 401
    await person.close()


# Settings


@on_sqlite
async def test_a_canned_reply_with_an_unknown_variable_is_said_beside_its_field(signed_in: SignIn) -> None:
    admin = await signed_in(Role.ADMIN)
    form = {"shortcut": "编号", "title": "告诉编号", "text": "编号{{nothing}}"}
    refused = await admin.post("/inbox/canned/new", form)
    assert refused.status_code == 422
    assert 'id="w-text"' in refused.text
    saved = await admin.post("/inbox/canned/new", form | {"text": "编号{{case_no}}"})
    assert saved.headers["location"].endswith("?done=saved")
    taken = await admin.post("/inbox/canned/new", form | {"text": "别的"})
    assert 'id="w-shortcut"' in taken.text
    assert "投诉编号" in (await admin.get("/inbox/canned")).text


@on_sqlite
async def test_the_preview_marks_what_it_does_not_know(signed_in: SignIn) -> None:
    admin = await signed_in(Role.ADMIN)
    shown = await admin.post("/inbox/canned/preview", {"text": "{{name}}<b>，{{nope}}"})
    assert "variable--unknown" in shown.text
    assert "投诉人姓名" in shown.text
    assert "<b>" not in shown.text


@on_sqlite
async def test_a_rule_needs_a_condition_and_hands_over_when_it_holds(
    signed_in: SignIn, served: str, database: Database
) -> None:
    admin = await signed_in(Role.ADMIN)
    form = {"name": "住院", "effect": "hand_over", "active": "true"}
    assert (await admin.post("/inbox/rules/new", form)).status_code == 422
    assert (await admin.post("/inbox/rules/new", form | {"amount": "很多"})).status_code == 422
    assert (await admin.post("/inbox/rules/new", form | {"keyword": "住院"})).status_code == 303
    person = await Consumer.begin(served)
    await person.say("吃坏了肚子住院了")
    await person.close()
    assert "按规则转来" in (await admin.get("/inbox/list?queue=waiting")).text


@on_sqlite
async def test_a_label_is_renamed_wherever_it_stands(
    someone: Begin, signed_in: SignIn, database: Database
) -> None:
    await someone("健身卡能退吗？")
    path = f"/inbox/c/{await only_conversation(database)}"
    admin = await signed_in(Role.ADMIN)
    await admin.post(f"{path}/labels", {"fresh": "急"}, headers=JSON)
    assert "1 个" in (await admin.get("/inbox/labels")).text
    await admin.post("/inbox/labels", {"label": "急", "to": "加急"})
    page = (await admin.get("/inbox/list?queue=waiting")).text
    assert ">加急<" in page
    assert ">急<" not in page


@on_sqlite
@pytest.mark.parametrize("path", ["canned", "labels", "rules"])
async def test_settings_are_not_for_agents(signed_in: SignIn, path: str) -> None:
    assert (await (await signed_in(Role.AGENT)).get(f"/inbox/{path}")).status_code == 403


def test_a_time_without_a_zone_is_chinas() -> None:
    now = dt.datetime(2026, 11, 20, 2, tzinfo=dt.UTC)
    assert until_of(SnoozeForm(until="2026-11-21T09:00"), now=now) == dt.datetime(
        2026, 11, 21, 1, tzinfo=dt.UTC
    )
