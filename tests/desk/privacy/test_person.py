"""POST /api/v1/persons/export and …/erase on the whole app, and the commands beside it."""

import io
import json
import zipfile
from pathlib import Path
from typing import Any

import httpx
import pytest
import sqlalchemy as sa
from sanic import Sanic
from sqlalchemy import select

from desk.attachments.model import Attachment
from desk.audit.actions import AuditAction
from desk.audit.chain import reason_digest
from desk.audit.verifying import Intact, verify
from desk.cases.states import CaseState
from desk.commands import operator
from desk.conversations.erasure import FILE_COMPLAINT, FORGET
from desk.conversations.messages import unseal
from desk.conversations.model import Conversation, Message
from desk.idempotency.model import IdempotencyKey
from desk.ids import new_id
from desk.outbox.model import OutboxItem
from desk.outbox.service import enqueue
from desk.privacy import examples, openapi, person
from desk.privacy.erasing import erase_conversation
from desk.privacy.model import PrivacyRequest
from desk.privacy.schemas import ErasureOut
from desk.privacy.vault import Vault
from desk.settings import Settings
from desk.store.database import Database
from tests.desk.builders import FakeClock, audited, file_case, on_sqlite
from tests.desk.privacy.conftest import OTHER, PHONE, PRIVACY, STAFF, Chat, People

PATH = "/api/v1/persons"
REASON = "本人申请，已核对身份"


async def ask(api: httpx.AsyncClient, what: str, query: str = "", **whose: Any) -> httpx.Response:
    return await api.post(f"{PATH}/{what}{query}", json=whose, headers=PRIVACY)


async def export(api: httpx.AsyncClient, **whose: Any) -> dict[str, Any]:
    answer = await ask(api, "export", **whose)
    assert answer.status_code == 200, answer.text
    told: dict[str, Any] = answer.json()
    return told


async def erase(api: httpx.AsyncClient, **whose: Any) -> dict[str, Any]:
    answer = await ask(api, "erase", reason=REASON, **whose)
    assert answer.status_code == 200, answer.text
    done: dict[str, Any] = answer.json()
    ErasureOut.model_validate(done)
    return done


async def conversation_of(database: Database) -> str:
    async with database.read() as session:
        return (await session.scalars(select(Conversation.id))).one()


async def test_an_export_tells_everything_in_clear(
    api: httpx.AsyncClient, chat: Chat, people: People, database: Database, vault: Vault, clock: FakeClock
) -> None:
    await chat.say("我叫欧阳明")
    file = await chat.send()
    told_in = await conversation_of(database)
    case = await people.case(conversation_id=told_in, attachments=[file])
    async with database.write() as session:
        body = {"idempotency_key": new_id(), "body": {"problem": "另一件没登记的事"}}
        await enqueue(
            session, vault, kind=FILE_COMPLAINT, key="k", body=body, conversation_id=told_in, now=clock()
        )
    told = await export(api, phone=PHONE)
    (conversation,) = told["conversations"]
    assert conversation["messages"][0]["content"] == {"text": "我叫欧阳明"}
    assert conversation["kept_filings"][0]["content"]["body"] == {"problem": "另一件没登记的事"}
    (shown,) = told["cases"]
    assert shown["case"]["case_no"] == case.case_no
    assert shown["case"]["complainant"]["name"] == "欧阳明"
    assert "13912345678" in shown["case"]["problem"]
    assert [line["what"] for line in shown["timeline"]] == ["filed"]
    assert [(one["id"], one["name"], one["case_no"]) for one in told["files"]] == [
        (file, "小票.png", case.case_no)
    ]


@pytest.mark.parametrize("by", ["phone", "case_no", "conversation_id"])
async def test_a_person_is_found_by_phone_number_or_conversation(
    api: httpx.AsyncClient, people: People, by: str
) -> None:
    conversation = await people.conversation()
    mine = await people.case(conversation_id=conversation)
    await people.case(conversation_id="elsewhere", complainant=OTHER)
    whose = {"phone": PHONE, "case_no": mine.case_no.lower(), "conversation_id": conversation}
    told = await export(api, **{by: whose[by]})
    assert [one["case"]["case_no"] for one in told["cases"]] == [mine.case_no]
    assert [one["id"] for one in told["conversations"]] == [conversation]


async def test_others_in_the_case_are_masked(api: httpx.AsyncClient, people: People) -> None:
    agent = {
        "name": "钱大明", "phone": "+8613700002222", "matters": "投诉", "authority": "接受和解",
        "valid_from": "2026-11-01", "valid_until": "2026-12-31",
    }  # fmt: skip
    await people.case(
        joint={"members": [OTHER]},
        representative=agent,
        respondent__contact="孙小店",
        respondent__phone="13600003333",
    )
    text = json.dumps(await export(api, phone=PHONE), ensure_ascii=False)
    assert "欧阳明" in text
    for theirs in ("赵小光", "13800001111", "钱大明", "13700002222", "孙小店", "13600003333"):
        assert theirs not in text


async def test_who_complains_along_sees_their_own_entry_and_nothing_of_the_others(
    api: httpx.AsyncClient, people: People
) -> None:
    case = await people.case(joint={"members": [OTHER]})
    told = await export(api, phone=OTHER["phone"])
    assert told["cases"] == []
    assert told["mentions"] == [{"case_no": case.case_no, "role": "joint", "entry": OTHER}]
    assert "欧阳明" not in json.dumps(told, ensure_ascii=False)
    done = await erase(api, phone=OTHER["phone"])
    assert (done["cases"], done["mentions"]) == ([], [case.case_no])
    assert (await people.again(case)).restricted_at is None


async def test_a_conversation_in_which_matters_of_others_were_told_is_named_and_left(
    api: httpx.AsyncClient, people: People, database: Database
) -> None:
    desk_of_many = await people.conversation()
    await people.case(conversation_id=desk_of_many)
    await people.case(conversation_id=desk_of_many, complainant=OTHER)
    told = await export(api, phone=PHONE)
    assert (told["conversations"], told["shared_conversations"]) == ([], [desk_of_many])
    done = await erase(api, phone=PHONE)
    assert [(one["id"], one["outcome"]) for one in done["conversations"]] == [(desk_of_many, "kept_shared")]
    async with database.read() as session:
        assert (await session.get_one(Conversation, desk_of_many)).erased_at is None


async def test_a_channel_that_knows_people_by_their_phone_is_found(
    api: httpx.AsyncClient, people: People
) -> None:
    called = await people.conversation(person=PHONE, channel="hotline")
    await people.conversation(person="+8613900000000", channel="hotline")
    assert [one["id"] for one in (await export(api, phone=PHONE))["conversations"]] == [called]


async def test_nothing_held_is_an_answer(api: httpx.AsyncClient) -> None:
    told = await export(api, phone="+8613900000000")
    assert [told[name] for name in ("conversations", "cases", "mentions", "files")] == [[], [], [], []]
    done = await erase(api, phone="+8613900000000")
    assert (done["conversations"], done["cases"]) == ([], [])


async def test_an_archive_holds_the_files_and_says_which_one_was_lost(
    api: httpx.AsyncClient, chat: Chat, database: Database, settings: Settings
) -> None:
    kept, lost = await chat.send("小票.png"), await chat.send("发票.png")
    (Path(settings.files) / lost).unlink()
    answer = await ask(api, "export", "?format=zip", conversation_id=await conversation_of(database))
    assert answer.headers["content-type"] == "application/zip"
    assert answer.headers["content-disposition"].startswith("attachment")
    archive = zipfile.ZipFile(io.BytesIO(answer.content))
    told = json.loads(archive.read("person.json"))
    assert {one["id"]: one["path"] for one in told["files"]} == {kept: f"files/{kept}.png", lost: None}
    assert archive.namelist() == [f"files/{kept}.png", "person.json"]
    assert archive.read(f"files/{kept}.png").startswith(b"\x89PNG")


async def test_an_erasure_says_what_it_did_to_each_thing(
    api: httpx.AsyncClient, chat: Chat, people: People, database: Database
) -> None:
    await chat.say("我叫欧阳明")
    told_in = await conversation_of(database)
    old = await people.case(CaseState.SETTLED, closed=1100, conversation_id=told_in)
    closed = await people.case(CaseState.SETTLED, closed=10, conversation_id=told_in)
    running = await people.case(conversation_id=told_in)
    done = await erase(api, phone=PHONE)
    assert [(one["id"], one["outcome"]) for one in done["conversations"]] == [(told_in, "erased")]
    assert {one["case_no"]: one["outcome"] for one in done["cases"]} == {
        old.case_no: "erased",
        closed.case_no: "restricted",
        running.case_no: "restricted_when_closed",
    }
    restricted = next(one for one in done["cases"] if one["outcome"] == "restricted")
    assert restricted["law"] == "个人信息保护法 第四十七条第二款"
    assert restricted["until"] is not None
    assert (await people.again(old)).complainant_sealed is None
    assert (await people.again(closed)).complainant_sealed is not None


async def test_a_restricted_case_is_shown_to_nobody_and_a_running_one_goes_on(
    api: httpx.AsyncClient, people: People
) -> None:
    closed = await people.case(CaseState.SETTLED, closed=10)
    running = await people.case()
    await erase(api, phone=PHONE)
    assert (await api.get(f"/api/v1/cases/{closed.case_no}", headers=STAFF)).status_code == 404
    assert (await api.get(f"/api/v1/cases/{running.case_no}", headers=STAFF)).status_code == 200
    listed = (await api.get("/api/v1/cases", headers=STAFF)).json()["cases"]
    assert [one["case_no"] for one in listed] == [running.case_no]
    looked = await api.post("/api/v1/cases:lookup", json={"case_no": closed.case_no, "phone_last4": "5678"})
    assert looked.status_code == 404


async def test_the_number_of_a_restricted_case_shows_nowhere_beside_its_report(
    api: httpx.AsyncClient, people: People
) -> None:
    complaint = await people.case(kind="both")
    report = next(case for case in await people.all() if case.id != complaint.id)
    await people.change(complaint, restricted_at=people.clock())
    shown = await api.get(f"/api/v1/cases/{report.case_no}", headers=STAFF)
    assert shown.json()["linked_case_nos"] == []
    assert complaint.case_no not in shown.text


async def test_the_person_themselves_may_still_have_a_copy_of_what_is_restricted(
    api: httpx.AsyncClient, people: People
) -> None:
    case = await people.case(CaseState.SETTLED, closed=10)
    await erase(api, phone=PHONE)
    (shown,) = (await export(api, phone=PHONE))["cases"]
    assert shown["case"]["case_no"] == case.case_no
    assert shown["restricted_at"] is not None


async def test_the_answer_kept_for_a_repeated_filing_does_not_show_a_restricted_case(
    api: httpx.AsyncClient, people: People, database: Database, clock: FakeClock
) -> None:
    key = new_id()
    await file_case(api, key, purchase__order_no="E1")
    (case,) = await people.all()
    await people.change(case, state=CaseState.SETTLED, closed_at=clock())
    await erase(api, phone=PHONE)
    again = await file_case(api, key, purchase__order_no="E1")
    assert (again.status_code, again.json()["code"]) == (410, "idempotency_key_spent")
    async with database.read() as session:
        assert (await session.scalars(select(IdempotencyKey.body_sealed))).one() is None


async def test_what_was_said_sent_and_kept_is_gone_and_the_rest_follows_by_the_outbox(
    api: httpx.AsyncClient, chat: Chat, database: Database, vault: Vault, clock: FakeClock
) -> None:
    await chat.say("我叫欧阳明")
    file = await chat.send()
    told_in = await conversation_of(database)
    async with database.write() as session:
        body = {"idempotency_key": new_id(), "body": {"problem": "不退款"}}
        await enqueue(
            session, vault, kind=FILE_COMPLAINT, key="k", body=body, conversation_id=told_in, now=clock()
        )
    await erase(api, conversation_id=told_in)
    async with database.read() as session:
        messages = (await session.scalars(select(Message))).all()
        items = {item.kind: item for item in await session.scalars(select(OutboxItem))}
        assert (await session.scalars(select(Attachment))).all() == []
    assert [unseal(vault, message).text for message in messages] == [None] * len(messages)
    assert json.loads(vault.open(items[FORGET].sealed_body))["files"] == [file]
    assert (items[FILE_COMPLAINT].state, items[FILE_COMPLAINT].error_code) == ("done", "withdrawn")
    assert vault.open(items[FILE_COMPLAINT].sealed_body) == "{}"


async def test_who_was_erased_comes_back_as_somebody_new(
    people: People, database: Database, vault: Vault, clock: FakeClock
) -> None:
    before = await people.conversation(person="openid-1", channel="wechat")
    await erase_conversation(database, vault, before, now=clock())
    assert await people.conversation(person="openid-1", channel="wechat") != before


async def test_asking_again_is_harmless(
    api: httpx.AsyncClient, chat: Chat, people: People, database: Database
) -> None:
    await chat.say("我叫欧阳明")
    told_in = await conversation_of(database)
    await people.case(CaseState.SETTLED, closed=10, conversation_id=told_in)
    await erase(api, phone=PHONE)
    first = [await people.all(), await outbox(database)]
    again = await erase(api, phone=PHONE)
    assert [one["outcome"] for one in again["conversations"]] == ["erased_before"]
    assert [one["outcome"] for one in again["cases"]] == ["restricted"]
    (before,), (after,) = first[0], await people.all()
    assert (before.restricted_at, before.version) == (after.restricted_at, after.version)
    assert await outbox(database) == first[1]


async def outbox(database: Database) -> Any:
    async with database.read() as session:
        return sorted((await session.scalars(select(OutboxItem.id))).all())


async def test_an_erasure_that_died_half_way_is_finished_by_asking_again(
    api: httpx.AsyncClient, people: People, monkeypatch: pytest.MonkeyPatch, database: Database
) -> None:
    old = [await people.case(CaseState.SETTLED, closed=1100) for _ in range(3)]
    erased = []
    from desk.privacy import erasing

    whole = erasing.erase_case

    async def dying(*args: Any, **named: Any) -> None:
        if len(erased) == 1:
            raise RuntimeError("killed")
        erased.append(args)
        await whole(*args, **named)

    with monkeypatch.context() as broken:
        broken.setattr(erasing, "erase_case", dying)
        assert (await ask(api, "erase", phone=PHONE, reason=REASON)).status_code == 500
    assert [(await people.again(case)).erased_at is not None for case in old] == [True, False, False]
    done = await erase(api, phone=PHONE)
    assert len(done["cases"]) == 2
    assert all([(await people.again(case)).erased_at is not None for case in old])


async def test_what_was_done_is_recorded_without_saying_of_whom(
    api: httpx.AsyncClient, people: People, database: Database, vault: Vault
) -> None:
    case = await people.case(CaseState.SETTLED, closed=10)
    await export(api, phone=PHONE)
    done = await erase(api, phone=PHONE)
    async with database.read() as session:
        first, second = (await session.scalars(select(PrivacyRequest).order_by(PrivacyRequest.id))).all()
    assert (first.what, first.client, first.outcome["cases"]) == ("export", "client:officer", 1)
    assert (second.id, second.outcome) == (done["request_id"], {"cases_restricted": 1})
    assert vault.open(second.reason_sealed or "") == REASON
    assert first.subject_digest == second.subject_digest
    given, begun, settled, finished = await audited(database)
    assert {entry.actor for entry in (given, begun, settled, finished)} == {"client:officer"}
    assert (given.action, given.subject) == (AuditAction.PERSON_EXPORT, f"person:{first.id}")
    assert given.detail == first.outcome
    assert (begun.action, begun.subject) == (AuditAction.PERSON_ERASE, f"person:{second.id}")
    assert begun.detail == {"finished": False, "reason_digest": reason_digest(vault, REASON)}
    assert (settled.action, settled.subject) == (AuditAction.CASE_RESTRICT, f"case:{case.id}")
    assert settled.detail == {"request": second.id}
    assert (finished.action, finished.subject) == (AuditAction.PERSON_ERASE, f"person:{second.id}")
    assert finished.detail == {"finished": True, "cases_restricted": 1}


async def test_what_becomes_of_each_case_is_written_down_once(
    api: httpx.AsyncClient, people: People, database: Database
) -> None:
    old = await people.case(CaseState.SETTLED, closed=1100)
    running = await people.case()
    for _ in range(2):
        await erase(api, phone=PHONE)
    told = [
        (entry.action, entry.subject, (entry.detail or {}).get("when"))
        for entry in await audited(database)
        if entry.action is not AuditAction.PERSON_ERASE
    ]
    assert told == [
        (AuditAction.CASE_ERASE, f"case:{old.id}", None),
        (AuditAction.CASE_RESTRICT, f"case:{running.id}", "closed"),
    ]


@on_sqlite
@pytest.mark.parametrize("headers", [{}, STAFF], ids=["assistant", "staff"])
async def test_only_who_may_handle_such_wishes_may_ask(
    api: httpx.AsyncClient, headers: dict[str, str]
) -> None:
    for what in ("export", "erase"):
        refused = await api.post(f"{PATH}/{what}", json={"phone": PHONE, "reason": "x"}, headers=headers)
        assert (refused.status_code, refused.json()["code"]) == (403, "forbidden")


@on_sqlite
@pytest.mark.parametrize(
    ("whose", "code"),
    [
        ({}, "one_person_please"),
        ({"phone": PHONE, "case_no": "XB1"}, "one_person_please"),
        ({"phone": "13912345678"}, "invalid_body"),
        ({"conversation_id": "a b"}, "invalid_body"),
        ({"name": "欧阳明"}, "invalid_body"),
        ({"phone": PHONE, "reason": ""}, "invalid_body"),
    ],
)
async def test_a_body_that_names_nobody_is_refused(
    api: httpx.AsyncClient, whose: dict[str, Any], code: str
) -> None:
    refused = await ask(api, "erase", **({"reason": "x"} | whose))
    assert (refused.status_code, refused.json()["code"]) == (422, code)


@on_sqlite
async def test_another_format_is_refused(api: httpx.AsyncClient) -> None:
    refused = await ask(api, "export", "?format=xml", phone=PHONE)
    assert (refused.status_code, refused.json()["code"]) == (400, "unknown_format")


@on_sqlite
async def test_the_brains_memory_is_seen_where_its_store_is(
    api: httpx.AsyncClient, people: People, settings: Settings
) -> None:
    told_in = await people.conversation()
    assert (await export(api, conversation_id=told_in))["conversations"][0]["assistant_memory"][
        "held"
    ] is None
    engine = sa.create_engine(settings.brain_database)
    with engine.begin() as connection:
        connection.execute(sa.text("CREATE TABLE brain_conversations (sender_id TEXT PRIMARY KEY)"))
    memory = (await export(api, conversation_id=told_in))["conversations"][0]["assistant_memory"]
    assert memory["held"] is False
    with engine.begin() as connection:
        connection.execute(sa.text("INSERT INTO brain_conversations VALUES (:id)"), {"id": memory["id"]})
    engine.dispose()
    assert (await export(api, conversation_id=told_in))["conversations"][0]["assistant_memory"][
        "held"
    ] is True


def test_the_examples_are_as_published() -> None:
    for operation in (openapi.EXPORT, openapi.ERASE):
        assert operation.body is not None
        operation.body.model_validate(operation.body_example)
        for answer in operation.answers.values():
            assert answer.model is not None
            answer.model.model_validate(answer.example)
    assert examples.EXPORT["files"] == []


@on_sqlite
async def test_the_commands_do_the_same(
    people: People,
    settings: Settings,
    database: Database,
    vault: Vault,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    import asyncio

    case = await people.case(CaseState.SETTLED, closed=10)
    for name, value in {
        "XIAOBAO_DATA": str(tmp_path),
        "XIAOBAO_KEY": settings.keys[0],
        "DATABASE_URL": settings.database_url,
        "BRAIN_TOKEN": "t",
        "CASE_API_TOKEN": "t",
    }.items():
        monkeypatch.setenv(name, value)

    def run(*arguments: str) -> int:
        return person.main(list(arguments))

    assert await asyncio.to_thread(run, "export", "--phone", PHONE) == 0
    assert json.loads(capsys.readouterr().out)["cases"][0]["case"]["complainant"]["name"] == "欧阳明"
    out = tmp_path / "out.zip"
    assert await asyncio.to_thread(run, "export", "--case", case.case_no, "--zip", str(out)) == 0
    assert zipfile.ZipFile(out).namelist() == ["person.json"]
    assert out.stat().st_mode & 0o077 == 0
    assert await asyncio.to_thread(run, "export", "--case", case.case_no, "--zip", str(out)) == 2
    capsys.readouterr()
    assert await asyncio.to_thread(run, "erase", "--phone", PHONE, "--reason", REASON) == 0
    assert json.loads(capsys.readouterr().out)["cases"][0]["outcome"] == "restricted"
    assert await asyncio.to_thread(run, "erase", "--phone", "13912345678", "--reason", REASON) == 2
    assert "13912345678" not in capsys.readouterr().err
    assert {entry.actor for entry in await audited(database)} == {operator()}
    async with database.read() as session:
        assert isinstance(await verify(session, vault), Intact)


def test_the_app_serves_the_commands_room(app: Sanic[Any, Any]) -> None:
    assert {"api/v1/persons/export", "api/v1/persons/erase"} <= {route.path for route in app.router.routes}
