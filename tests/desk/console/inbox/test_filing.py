"""A case from a conversation: filled in with what the assistant has noted, once, and told to the person."""

import asyncio

import httpx
import pytest
from sqlalchemy import func, select

from desk.audit.actions import AuditAction
from desk.cases.model import Case
from desk.conversations.model import Conversation
from desk.staff.roles import Role
from desk.store.database import Database
from tests.desk.builders import audited, on_sqlite
from tests.desk.console.conftest import SignIn, StaffClient
from tests.desk.console.inbox.conftest import Begin
from tests.desk.console.inbox.talking import SLOTS
from tests.desk.conversations.scripted import ScriptedBrain

JSON = {"Accept": "application/json"}
FORM = {
    "form": "form-0001",
    "run": "run-1",
    "kind": "complaint",
    "name": "欧阳明",
    "phone": "13912345678",
    "address": "长春市朝阳区同志街100号3单元",
    "merchant": "好运健身房",
    "merchant_address": "长春市南关区大经路9号",
    "product": "健身卡",
    "amount": "3,000",
    "purchased_on": "2026-10-02",
    "problem": "去了两次就关门了",
    "demands": "refund",
    "consent": "true",
}


@pytest.fixture
async def conversation(someone: Begin, database: Database) -> str:
    await someone("健身卡能退吗？")
    async with database.read() as session:
        return str(await session.scalar(select(Conversation.id)))


async def file(staff: StaffClient, conversation: str, **changes: str) -> httpx.Response:
    return await staff.post(f"/inbox/c/{conversation}/file", FORM | changes, headers=JSON)


async def cases(database: Database) -> int:
    async with database.read() as session:
        return await session.scalar(select(func.count()).select_from(Case)) or 0


async def test_the_same_draft_is_filed_once_however_often_it_is_sent(
    signed_in: SignIn, conversation: str, database: Database
) -> None:
    li, wu = await signed_in(Role.AGENT), await signed_in(Role.AGENT)
    answers = await asyncio.gather(*(file(who, conversation) for who in (li, li, wu)))
    numbers = {answer.json()["case_no"] for answer in answers}
    assert ({answer.status_code for answer in answers}, len(numbers)) == ({200}, 1)
    assert await cases(database) == 1
    async with database.read() as session:
        case = await session.scalar(select(Case))
    assert case is not None
    assert (case.amount_fen, case.conversation_id) == (300_000, conversation)


@on_sqlite
async def test_the_same_draft_with_other_content_is_refused(
    signed_in: SignIn, conversation: str, database: Database
) -> None:
    staff = await signed_in(Role.AGENT)
    await file(staff, conversation)
    other = await file(staff, conversation, product="瑜伽卡")
    assert (other.status_code, other.json()["code"]) == (422, "idempotency_key_reused")
    assert await cases(database) == 1


@on_sqlite
async def test_the_person_is_told_the_number(signed_in: SignIn, someone: Begin, database: Database) -> None:
    person = await someone("健身卡能退吗？")
    async with database.read() as session:
        conversation = str(await session.scalar(select(Conversation.id)))
    number = (await file(await signed_in(Role.AGENT), conversation)).json()["case_no"]
    said = [text for who, text in await person.heard() if who == "system"][-1]
    assert number in str(said)


@on_sqlite
async def test_what_is_wrong_is_said_by_field(
    signed_in: SignIn, conversation: str, database: Database
) -> None:
    staff = await signed_in(Role.AGENT)
    refused = await file(staff, conversation, phone="123", amount="很多", merchant="", consent="")
    fields = {one["pointer"] for one in refused.json()["errors"]}
    assert refused.status_code == 422
    assert "/amount" in fields
    refused = await file(staff, conversation, phone="123", merchant="")
    assert {"/phone", "/merchant"} <= {one["pointer"] for one in refused.json()["errors"]}
    refused = await file(staff, conversation, consent="")
    assert {"/consent"} == {one["pointer"] for one in refused.json()["errors"]}
    assert await cases(database) == 0


@on_sqlite
async def test_the_form_is_filled_in_and_that_it_was_seen_is_written_down(
    signed_in: SignIn, conversation: str, database: Database
) -> None:
    form = await (await signed_in(Role.AGENT)).get(f"/inbox/c/{conversation}/file")
    for value in ("欧阳明", "13912345678", "好运健身房", 'value="3000"', "去了两次就关门了"):
        assert value in form.text
    assert (await audited(database))[-1].action is AuditAction.CONVERSATION_DISCLOSE


@on_sqlite
async def test_beside_the_conversation_people_are_masked(signed_in: SignIn, conversation: str) -> None:
    shown = await (await signed_in(Role.AGENT)).get(f"/inbox/c/{conversation}/draft")
    assert "139****5678" in shown.text
    assert "欧**" in shown.text
    for value in ("欧阳明", "13912345678", "同志街100号"):
        assert value not in shown.text


@on_sqlite
async def test_without_the_assistant_the_form_is_empty_and_works(
    signed_in: SignIn, conversation: str, brain: ScriptedBrain, database: Database
) -> None:
    brain.remembered = {}
    staff = await signed_in(Role.AGENT)
    assert "还没有记下投诉内容" in (await staff.get(f"/inbox/c/{conversation}/draft")).text
    answer = await staff.post(
        f"/inbox/c/{conversation}/file", {k: v for k, v in FORM.items() if k != "run"}, headers=JSON
    )
    assert answer.status_code == 200
    assert await cases(database) == 1


@on_sqlite
async def test_a_correction_needs_the_version_that_was_seen(
    signed_in: SignIn, conversation: str, database: Database
) -> None:
    staff = await signed_in(Role.AGENT)
    number = (await file(staff, conversation)).json()["case_no"]
    path = f"/inbox/c/{conversation}/amend/{number}"
    form = (await staff.get(path)).text
    version = form.split('name="version" value="')[1].split('"')[0].replace("&#34;", '"')
    told = {
        "version": version,
        "reason": "本人更正",
        "merchant": "好运健身房南关店",
        "merchant_address": "长春市南关区大经路9号",
        "product": "健身卡",
        "amount": "3500",
        "purchased_on": "2026-10-02",
        "phone": "13912345678",
    }
    assert (await staff.post(path, told, headers=JSON)).status_code == 200
    stale = await staff.post(path, told | {"merchant": "别的店"}, headers=JSON)
    assert (stale.status_code, stale.json()["code"]) == (412, "form_outdated")
    async with database.read() as session:
        case = await session.scalar(select(Case))
    assert case is not None
    assert (case.respondent_name, case.amount_fen) == ("好运健身房南关店", 350_000)


@on_sqlite
async def test_a_reviewer_files_nothing(signed_in: SignIn, conversation: str, database: Database) -> None:
    assert (await file(await signed_in(Role.REVIEWER), conversation)).status_code == 403
    assert await cases(database) == 0


def test_the_notes_of_the_test_are_those_of_the_intake() -> None:
    """The names by which slots are read here are the intake's own."""
    from actions.intake.slots import RUN_SLOTS
    from desk.console.inbox.drafting import PLAIN
    from desk.console.inbox.wording import SLOTS as SHOWN

    assert SLOTS.keys() | SHOWN.keys() | set(PLAIN.values()) <= set(RUN_SLOTS)
