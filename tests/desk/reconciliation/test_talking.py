"""Both sides over HTTP: from the offer to a settlement or to a complaint that goes on."""

import asyncio

import httpx
import pytest
from sqlalchemy import func, select

from desk.cases.changes import ChangeKind
from desk.cases.model import Case, CaseChange
from desk.cases.states import CaseEvent
from desk.cases.timeline import timeline
from desk.privacy.vault import Vault
from desk.reconciliation import rules
from desk.reconciliation.model import ReconciliationMessage
from desk.store.database import Database
from tests.desk.builders import FakeClock, file_case, on_sqlite
from tests.desk.reconciliation.parties import Consumer, Shop, message_id

# Where it lies and what was told are lines of other rooms.
OURS = {ChangeKind.FILED, ChangeKind.MOVED, ChangeKind.MESSAGE}


async def changes(database: Database, event: CaseEvent) -> int:
    async with database.read() as session:
        return await session.scalar(select(func.count()).where(CaseChange.event == event)) or 0


async def test_complaint_is_offered_answered_proposed_and_settled(
    shop: Shop, consumer: Consumer, database: Database, vault: Vault
) -> None:
    offered = (await shop.offers())[0]
    assert (offered["state"], offered["due_on"]) == ("offered", "2026-12-04")
    assert offered["complaint"]["product"] == "电饭煲"

    await shop.say(offered["id"], "请问是哪一台？")
    assert (await consumer.talk())["state"] == "answered"
    await consumer.say("国庆买的那台。")
    proposed = (await shop.propose(offered["id"], "三天内原路退款", 39_900)).json()
    seen = await consumer.talk()
    assert (seen["state"], seen["proposal"]["text"]) == ("proposed", "三天内原路退款")
    assert seen["enterprise_name"] == "好运电器行"

    accepted = await consumer.accept(seen["proposal"]["id"])
    assert accepted.status_code == 200, accepted.text
    assert (accepted.json()["state"], accepted.json()["recovered_fen"]) == ("settled", 39_900)
    assert accepted.json()["proposal"]["id"] == proposed["proposal"]["id"]
    case = await consumer.case()
    assert (case["state"], case["recovered_fen"]) == ("settled", 39_900)
    assert case["closed_at"] is not None
    async with database.read() as session:
        lines = await timeline(session, case["id"])
    ours = [line for line in lines if line.what in OURS]
    assert [(line.what.value, line.actor) for line in ours] == [
        ("filed", "consumer:assistant"),
        ("moved", "system:desk"),
        ("message", "enterprise:haoyun_desk"),
        ("message", "consumer:assistant"),
        ("message", "enterprise:haoyun_desk"),
        ("moved", "consumer:assistant"),
    ]
    assert "三天内原路退款" in vault.open(lines[-1].reason_sealed or "")


async def test_timeline_and_tables_hold_no_words_in_clear(
    shop: Shop, consumer: Consumer, database: Database, vault: Vault
) -> None:
    one = await shop.offered()
    await shop.propose(one, "退三百九十九元整")
    async with database.read() as session:
        lines = await session.scalars(select(CaseChange).where(CaseChange.what == ChangeKind.MESSAGE))
        change = lines.one()
        message = (await session.scalars(select(ReconciliationMessage))).one()
    assert change.reason_sealed is None
    assert change.detail == {
        "reconciliation_id": one,
        "message_id": message.id,
        "author": "enterprise",
        "kind": "proposal",
        "refund_fen": 39_900,
    }
    assert message.text_sealed is not None
    assert "退三百" not in message.text_sealed
    assert vault.open(message.text_sealed) == "退三百九十九元整"


async def test_declined_proposal_may_be_followed_by_a_better_one(shop: Shop, consumer: Consumer) -> None:
    one = await shop.offered()
    first = (await shop.propose(one, "退一半", 19_950)).json()["proposal"]["id"]
    declined = (await consumer.decline(first, reason="要全退")).json()
    assert (declined["state"], declined["proposal"]) == ("declined", None)
    assert [m["text"] for m in (await shop.get(f"/{one}")).json()["messages"]] == ["退一半", "要全退"]
    assert (await consumer.decline(first)).json() == declined  # said again: nothing
    assert (await consumer.accept(first)).json()["code"] == "proposal_not_open"
    second = (await shop.propose(one, "全退", 39_900)).json()["proposal"]["id"]
    settled = (await consumer.accept(second)).json()
    assert (settled["state"], settled["recovered_fen"]) == ("settled", 39_900)
    assert [m["answer"] for m in settled["messages"]] == ["declined", None, "accepted"]


async def test_proposal_that_was_replaced_cannot_be_accepted(
    shop: Shop, consumer: Consumer, database: Database
) -> None:
    one = await shop.offered()
    first = (await shop.propose(one, "退一半", 19_950)).json()["proposal"]["id"]
    second = (await shop.propose(one, "退两成", 7_980)).json()["proposal"]["id"]
    refused = await consumer.accept(first)
    assert (refused.status_code, refused.json()["code"]) == (409, "proposal_not_open")
    assert await changes(database, CaseEvent.SETTLE) == 0
    assert (await consumer.accept(second)).json()["recovered_fen"] == 7_980


async def test_accepting_twice_is_one_settlement(shop: Shop, consumer: Consumer, database: Database) -> None:
    proposal = (await shop.propose(await shop.offered())).json()["proposal"]["id"]
    answers = await asyncio.gather(*(consumer.accept(proposal) for _ in range(4)))
    assert {answer.status_code for answer in answers} == {200}
    assert {answer.json()["state"] for answer in answers} == {"settled"}
    assert await changes(database, CaseEvent.SETTLE) == 1


async def test_proposal_of_another_talk_is_not_found(shop: Shop, consumer: Consumer) -> None:
    said = (await shop.say(await shop.offered(), "在吗")).json()["messages"][0]["id"]
    for wrong in (message_id(), said):
        assert (await consumer.accept(wrong)).json()["code"] == "proposal_not_found"


async def test_same_message_id_is_one_message(shop: Shop, consumer: Consumer, database: Database) -> None:
    one, same = await shop.offered(), message_id()
    answers = await asyncio.gather(*(shop.say(one, "您好", same) for _ in range(4)))
    assert {answer.status_code for answer in answers} == {200}
    assert len((await consumer.talk())["messages"]) == 1
    other = await shop.say(one, "别的话", same)
    assert (other.status_code, other.json()["code"]) == (422, "message_id_reused")
    as_proposal = await shop.propose(one, "您好", 0, same)
    assert as_proposal.json()["code"] == "message_id_reused"
    assert (await consumer.say("您好", same)).status_code == 200  # the other side's ids are its own
    async with database.read() as session:
        lines = select(func.count()).where(CaseChange.what == ChangeKind.MESSAGE)
        assert await session.scalar(lines) == 2


async def test_refusal_sends_the_complaint_on_its_ordinary_way(
    shop: Shop, consumer: Consumer, clock: FakeClock
) -> None:
    one, same = await shop.offered(), message_id()
    clock.advance(days=3)  # Monday
    refused = (await shop.refuse(one, "我们没有责任", same)).json()
    assert (refused["state"], refused["end_reason"]) == ("failed", "refused")
    case = await consumer.case()
    assert (case["state"], case["decide_by"]) == ("submitted", "2026-12-02")  # seven working days from now
    assert (await consumer.talk())["messages"][-1]["text"] == "我们没有责任"
    again = await shop.refuse(one, "我们没有责任", same)
    assert (again.status_code, again.json()) == (200, refused)
    assert (await shop.refuse(one)).json() == refused
    late = await shop.say(one, "等等")
    assert (late.status_code, late.json()["code"]) == (409, "reconciliation_over")


async def test_consumer_ends_it_and_the_complaint_goes_on(shop: Shop, consumer: Consumer) -> None:
    one = await shop.offered()
    proposal = (await shop.propose(one)).json()["proposal"]["id"]
    ended = (await consumer.end(reason="不信他们")).json()
    assert (ended["state"], ended["end_reason"], ended["proposal"]) == ("failed", "ended", None)
    assert (await consumer.case())["state"] == "submitted"
    assert (await consumer.end()).json() == ended
    assert "不信他们" not in (await shop.get(f"/{one}")).text
    assert (await consumer.accept(proposal)).json()["code"] == "reconciliation_over"


async def test_proposal_and_end_at_once_leave_one_outcome(
    shop: Shop, consumer: Consumer, database: Database
) -> None:
    one = await shop.offered()
    proposed, ended = await asyncio.gather(shop.propose(one), consumer.end())
    assert ended.status_code == 200
    assert proposed.status_code in (200, 409), proposed.text
    if proposed.status_code == 409:
        assert proposed.json()["code"] == "reconciliation_over"
    assert (await consumer.talk())["state"] == "failed"
    assert (await consumer.case())["state"] == "submitted"
    assert await changes(database, CaseEvent.FAIL_RECONCILIATION) == 1


async def test_acceptance_and_end_at_once_leave_one_outcome(shop: Shop, consumer: Consumer) -> None:
    proposal = (await shop.propose(await shop.offered())).json()["proposal"]["id"]
    accepted, ended = await asyncio.gather(consumer.accept(proposal), consumer.end())
    assert sorted((accepted.status_code, ended.status_code)) == [200, 409]
    outcome = (await consumer.talk())["state"], (await consumer.case())["state"]
    assert outcome == (("settled", "settled") if accepted.status_code == 200 else ("failed", "submitted"))


async def test_complaint_may_be_offered_again_after_it_failed(shop: Shop, consumer: Consumer) -> None:
    first = await shop.offered()
    await consumer.end()
    again = await consumer.choose()
    assert again.status_code == 201, again.text
    second = await shop.offered()
    assert second != first
    assert (await shop.get(f"/{first}")).json()["state"] == "failed"
    assert (await consumer.case())["state"] == "reconciling"


@on_sqlite
async def test_talk_has_an_end(shop: Shop, consumer: Consumer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rules, "MAX_MESSAGES", 2)
    one = await shop.offered()
    await shop.say(one, "一")
    await shop.say(one, "二")
    assert (await shop.say(one, "三")).json()["code"] == "too_many_messages"
    assert (await shop.refuse(one)).status_code == 200


@on_sqlite
async def test_case_that_was_never_offered_has_no_reconciliation(
    api: httpx.AsyncClient, enrolled: dict[str, str], database: Database
) -> None:
    case = (await file_case(api)).json()  # not asked
    for response in (
        await Consumer(api, case["case_no"]).read(),
        await Consumer(api, case["case_no"]).end(),
    ):
        assert (response.status_code, response.json()["code"]) == (404, "reconciliation_not_found")
    assert (await Consumer(api, "XB00000000").end()).json()["code"] == "case_not_found"
    async with database.read() as session:
        assert (await session.scalars(select(Case.enterprise_id))).one() is None
