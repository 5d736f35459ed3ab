"""How far a case has come, for the conversation that filed it and for nobody else."""

import json
from typing import Any

import httpx
import pytest
from sqlalchemy import select

from connectors.webchat.cases import REASON_TOLD
from connectors.webchat.model import WebchatSession
from desk.cases.wording import NOTICES
from desk.store.database import Database
from tests.desk.builders import FakeClock, on_sqlite
from tests.desk.cases.handling import SUPERVISOR, act, filed, walk

NO_CASE = "XB23456789"


class Caller:
    """A page with a session: its token, and the id of its conversation."""

    def __init__(self, client: httpx.AsyncClient, token: str, conversation_id: str) -> None:
        self._client, self.conversation_id = client, conversation_id
        self._headers = {"Authorization": f"Bearer {token}"}

    async def case(self, case_no: str) -> httpx.Response:
        return await self._client.get(f"/webchat/api/cases/{case_no}", headers=self._headers)


async def call(api: httpx.AsyncClient, database: Database) -> Caller:
    begun = (await api.post("/webchat/api/sessions", json={})).json()
    async with database.read() as session:
        known = await session.scalar(select(WebchatSession).filter_by(id=begun["session_id"]))
        assert known is not None
        return Caller(api, begun["token"], known.conversation_id)


@pytest.fixture
async def caller(api: httpx.AsyncClient, database: Database) -> Caller:
    return await call(api, database)


async def test_a_fresh_case_tells_state_next_step_and_the_legal_day(
    api: httpx.AsyncClient, caller: Caller
) -> None:
    no = await filed(api, conversation_id=caller.conversation_id)
    shown = (await caller.case(no)).json()
    assert (shown["case_no"], shown["state"], shown["state_label"]) == (no, "submitted", "已登记")
    assert shown["ended"] is False
    assert shown["dates"] == [{"label": "决定是否受理", "day": "2026-12-01", "provisional": False}]
    assert "2026年12月1日" in shown["next_step"]
    assert [line["label"] for line in shown["timeline"]] == ["登记"]


async def test_what_the_consumer_was_told_stands_in_the_timeline(
    api: httpx.AsyncClient, caller: Caller, clock: FakeClock
) -> None:
    no = await filed(api, conversation_id=caller.conversation_id)
    await walk(api, no, "accept", "mediate")
    clock.advance(days=3)
    await act(api, no, "terminate", grounds=["23-2"], reason="商家不来，电话13912345678也不接。")
    shown = (await caller.case(no)).json()
    assert [line["label"] for line in shown["timeline"]] == ["登记", "受理", "组织调解", "终止调解"]
    assert shown["ended"] is True
    last = shown["timeline"][-1]
    assert "第二十三条第二项" in last["note"]
    assert "商家不来" in last["note"]
    assert "13912345678" not in last["note"]
    assert [date["label"] for date in shown["dates"]] == ["告知终止调解"]


@on_sqlite
async def test_who_did_it_and_notes_of_the_office_are_not_shown(
    api: httpx.AsyncClient, caller: Caller
) -> None:
    no = await filed(api, conversation_id=caller.conversation_id)
    await walk(api, no, "accept", reason="内部备注", officer="li.7")
    raw = json.dumps((await caller.case(no)).json(), ensure_ascii=False)
    assert "受理" in raw
    for hidden in ("内部备注", "li.7", "officer", "欧阳明", "电饭煲", "好运电器行"):
        assert hidden not in raw


@on_sqlite
async def test_of_a_report_it_is_not_told_whether_there_is_an_investigation(
    api: httpx.AsyncClient, caller: Caller
) -> None:
    no = await filed(api, kind="report", conversation_id=caller.conversation_id)
    assert (await act(api, no, "open")).status_code == 200
    shown = (await caller.case(no)).json()
    assert [line["label"] for line in shown["timeline"]] == ["登记"]
    assert shown["dates"] == []


async def test_a_merged_case_shows_the_one_it_was_merged_into(api: httpx.AsyncClient, caller: Caller) -> None:
    first = await filed(api)
    second = await filed(api, conversation_id=caller.conversation_id)
    merged = await act(api, second, "merge", who=SUPERVISOR, duplicate_of=first)
    assert merged.status_code == 200, merged.text
    assert (await caller.case(second)).json()["case_no"] == first


async def test_another_conversation_s_case_is_answered_like_one_that_does_not_exist(
    api: httpx.AsyncClient, caller: Caller, database: Database
) -> None:
    stranger = await call(api, database)
    no = await filed(api, conversation_id=caller.conversation_id)
    theirs, missing, odd = [await stranger.case(reference) for reference in (no, NO_CASE, "%20..%2F")]
    assert (theirs.status_code, missing.status_code, odd.status_code) == (404, 404, 404)

    def told(response: httpx.Response) -> dict[str, Any]:
        return {
            name: value for name, value in response.json().items() if name not in {"instance", "trace_id"}
        }

    assert told(theirs) == told(missing) == told(odd)


@on_sqlite
async def test_numbers_cannot_be_tried_out(api: httpx.AsyncClient, caller: Caller) -> None:
    answers = [(await caller.case(NO_CASE)).status_code for _ in range(31)]
    assert answers == [404] * 30 + [429]


def test_reasons_are_shown_where_the_notice_tells_them() -> None:
    assert {notice for notice, text in NOTICES.items() if "{reason}" in text} == REASON_TOLD
