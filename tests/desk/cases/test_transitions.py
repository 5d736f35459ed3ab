"""POST /cases/{reference}/transitions: the table over HTTP, versions, clocks, the timeline."""

import asyncio
from typing import Any

import httpx
import pytest

from tests.desk.builders import FakeClock, new_key, on_sqlite
from tests.desk.cases.handling import OFFICER, SUPERVISOR, act, etag, filed, lines, walk


async def test_accepted_mediated_and_settled(api: httpx.AsyncClient, clock: FakeClock) -> None:
    no = await filed(api)
    accepted = await walk(api, no, "accept")
    assert (accepted["state_label"], accepted["accepted_at"]) == ("已受理", "2026-11-20T02:30:00Z")
    clock.advance(days=3)
    settled = (await walk(api, no, "mediate")) and (
        await act(api, no, "settle", reason="退一半，三日内到账。", recovered_fen=19_950, officer="li.7")
    ).json()
    assert (settled["state"], settled["recovered_fen"]) == ("settled", 19_950)
    assert settled["closed_at"] == "2026-11-23T02:30:00Z"
    told = [(line["event"], line["from_state"], line["to_state"]) for line in await lines(api, no)]
    assert told == [
        (None, None, "submitted"),
        ("accept", "submitted", "accepted"),
        ("mediate", "accepted", "mediating"),
        ("settle", "mediating", "settled"),
    ]
    last = (await lines(api, no))[-1]
    assert (last["actor"], last["reason"], last["label"]) == (
        "officer:staff/li.7",
        "退一半，三日内到账。",
        "达成一致",
    )


async def test_change_without_the_version_seen_is_refused(api: httpx.AsyncClient) -> None:
    no = await filed(api)
    url = f"/api/v1/cases/{no}/transitions"
    missing = await api.post(url, json={"event": "accept"}, headers=OFFICER)
    assert (missing.status_code, missing.json()["code"]) == (428, "precondition_required")
    seen = await etag(api, no)
    assert (await act(api, no, "accept")).status_code == 200
    stale = await api.post(url, json={"event": "mediate"}, headers={**OFFICER, "If-Match": seen})
    assert (stale.status_code, stale.json()["code"]) == (412, "precondition_failed")
    assert stale.headers["etag"] == await etag(api, no) != seen


async def test_of_two_officers_at_once_one_decides(api: httpx.AsyncClient) -> None:
    no = await filed(api)
    headers = {**OFFICER, "If-Match": await etag(api, no)}
    bodies: list[dict[str, Any]] = [{"event": "accept"}, {"event": "reject", "grounds": ["16-1"]}] * 4
    url = f"/api/v1/cases/{no}/transitions"
    answers = await asyncio.gather(*(api.post(url, json=body, headers=headers) for body in bodies))
    assert sorted(answer.status_code for answer in answers) == [200] + [412] * 7
    assert len(await lines(api, no)) == 2


async def test_repeated_key_gives_the_first_answer_although_the_version_moved(
    api: httpx.AsyncClient,
) -> None:
    no, key = await filed(api), new_key()
    headers = {**OFFICER, "If-Match": await etag(api, no), "Idempotency-Key": key}
    url = f"/api/v1/cases/{no}/transitions"
    first = await api.post(url, json={"event": "accept"}, headers=headers)
    again = await api.post(url, json={"event": "accept"}, headers=headers)
    assert (first.status_code, again.status_code, again.content) == (200, 200, first.content)
    assert again.headers["idempotent-replayed"] == "true"
    assert len(await lines(api, no)) == 2


async def test_rejection_names_its_ground_in_words(api: httpx.AsyncClient) -> None:
    no = await filed(api)
    refused = await act(api, no, "reject")
    assert (refused.status_code, refused.json()["code"]) == (422, "grounds_required")
    wrong = await act(api, no, "reject", grounds=["23-1"])
    assert (wrong.status_code, wrong.json()["code"]) == (422, "grounds_not_fitting")
    assert (await act(api, no, "reject", grounds=["16-4", "16-1"])).status_code == 200
    last = (await lines(api, no))[-1]
    assert last["grounds"] == ["16-1", "16-4"]
    assert "第十六条第一项" in last["grounds_text"]
    assert "第十六条第四项" in last["grounds_text"]


@on_sqlite
@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({"event": "mediate"}, 409, "transition_not_allowed"),
        ({"event": "fly"}, 422, "invalid_body"),
        ({"event": "ask_for_info", "due_on": "2026-12-01"}, 422, "transition_incomplete"),
        ({"event": "ask_for_info", "reason": "合同"}, 422, "transition_incomplete"),
        ({"event": "ask_for_info", "reason": "合同", "due_on": "2026-11-19"}, 422, "due_day_past"),
        ({"event": "ask_for_info", "reason": "合同", "due_on": "2026-02-30"}, 422, "invalid_body"),
        ({"event": "merge", "duplicate_of": "XBAAAAAAAA"}, 404, "case_not_found"),
        ({"event": "accept", "recovered_fen": -1}, 422, "invalid_body"),
        ({"event": "accept", "officer": "李 雷"}, 422, "invalid_body"),
        ({}, 422, "invalid_body"),
    ],
)
async def test_unfit_transition_is_refused_and_changes_nothing(
    api: httpx.AsyncClient, body: dict[str, Any], status: int, code: str
) -> None:
    no = await filed(api)
    seen = await etag(api, no)
    headers = {**OFFICER, "If-Match": seen}
    response = await api.post(f"/api/v1/cases/{no}/transitions", json=body, headers=headers)
    assert (response.status_code, response.json()["code"]) == (status, code)
    assert await etag(api, no) == seen


@on_sqlite
async def test_reopening_is_for_supervisors(api: httpx.AsyncClient) -> None:
    no = await filed(api)
    await act(api, no, "reject", grounds=["16-1"])
    refused = await act(api, no, "reopen", reason="材料看漏了")
    assert (refused.status_code, refused.json()["code"]) == (403, "not_for_this_role")
    reopened = await act(api, no, "reopen", who=SUPERVISOR, reason="材料看漏了")
    assert (reopened.json()["state"], reopened.json()["closed_at"]) == ("submitted", None)


@on_sqlite
async def test_assistant_cannot_accept(api: httpx.AsyncClient) -> None:
    no = await filed(api)
    headers = {"If-Match": await etag(api, no)}
    response = await api.post(f"/api/v1/cases/{no}/transitions", json={"event": "accept"}, headers=headers)
    assert response.status_code == 403


@on_sqlite
async def test_publication_waits_for_the_persons_consent(api: httpx.AsyncClient) -> None:
    silent = await filed(api)
    agreed = await filed(api, consent__publication=True)
    for no in (silent, agreed):
        await walk(api, no, "accept", "settle")
    refused = await act(api, silent, "publish")
    assert (refused.status_code, refused.json()["code"]) == (409, "publication_not_agreed")
    assert (await act(api, agreed, "publish")).json()["state"] == "published"


async def test_merged_case_hands_its_story_on_and_its_number_leads_to_the_first(
    api: httpx.AsyncClient,
) -> None:
    first = await filed(api)
    second = await filed(api, problem="还是那个电饭煲，又坏了。", conversation_id="c-2")
    merged = await act(api, second, "merge", duplicate_of=first)
    assert (merged.json()["state"], merged.json()["duplicate_of"]) == ("merged", first)
    received = (await lines(api, first))[-1]
    assert (received["what"], received["reason"]) == ("received_again", "还是那个电饭煲，又坏了。")
    await walk(api, first, "accept")
    asked = {"case_no": second, "phone_last4": "5678"}
    status = (await api.post("/api/v1/cases:lookup", json=asked)).json()
    assert (status["case_no"], status["state"]) == (first, "accepted")
    third = await filed(api)
    chained = await act(api, third, "merge", duplicate_of=second)
    assert (chained.status_code, chained.json()["code"]) == (422, "duplicate_not_fitting")
    turned = await act(api, first, "merge", duplicate_of=third)
    assert (turned.status_code, turned.json()["code"]) == (422, "duplicate_not_fitting")
    itself = await act(api, third, "merge", duplicate_of=third)
    assert itself.json()["code"] == "duplicate_not_fitting"
