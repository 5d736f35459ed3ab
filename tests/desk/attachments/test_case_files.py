"""/api/v1/cases/{reference}/attachments on the whole app."""

import asyncio
import io
from pathlib import Path
from typing import Any

import httpx
import pytest
from PIL import Image
from sqlalchemy import select, update

from desk.attachments import case_files
from desk.attachments.model import Attachment
from desk.attachments.sanitise import sanitise
from desk.attachments.service import bind_to_case, storing
from desk.attachments.storage import FolderStorage
from desk.audit.actions import AuditAction
from desk.cases.changes import Actor, ChangeKind
from desk.cases.changing import CaseDesk
from desk.cases.errors import UpdateNotAllowed
from desk.cases.model import Case, CaseChange
from desk.cases.reading import find_case
from desk.cases.states import CaseState, Role
from desk.cases.timeline import timeline
from desk.idempotency.model import IdempotencyKey
from desk.privacy.vault import Vault
from desk.settings import Settings
from desk.store.database import Database
from tests.desk.attachments.keeping import keep_file
from tests.desk.attachments.pdfs import pdf
from tests.desk.builders import NOW, FakeClock, audited, file_case, new_key, on_sqlite
from tests.desk.conftest import READER_TOKEN, STAFF_TOKEN

NAME = "欧阳明的小票.png"
OFFICER = Actor(Role.OFFICER, "zhang")


def picture(colour: str = "red") -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (60, 40), colour).save(out, "PNG")
    return out.getvalue()


async def attach(
    api: httpx.AsyncClient,
    reference: str,
    content: bytes | None = None,
    *,
    key: str | None = None,
    name: str = NAME,
) -> httpx.Response:
    files = {"file": (name, picture() if content is None else content, "text/html")}
    headers = {} if key is None else {"Idempotency-Key": key}
    return await api.post(f"/api/v1/cases/{reference}/attachments", files=files, headers=headers)


def as_staff(token: str = STAFF_TOKEN) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


async def new_case(api: httpx.AsyncClient, order: str = "E1", **changes: Any) -> dict[str, Any]:
    filed = await file_case(api, purchase__order_no=order, **changes)
    assert filed.status_code == 201, filed.text
    return dict(filed.json())


async def set_case(database: Database, case_no: str, **values: Any) -> None:
    async with database.write() as session:
        await session.execute(update(Case).where(Case.case_no == case_no).values(**values))


async def test_a_file_is_kept_sealed_told_in_the_timeline_and_given_back(
    api: httpx.AsyncClient, database: Database, settings: Settings, vault: Vault
) -> None:
    case = await new_case(api)
    kept = await attach(api, case["case_no"])
    assert kept.status_code == 201
    assert kept.headers["location"] == f"/api/v1/cases/{case['id']}/attachments/{kept.json()['id']}"
    assert kept.json()["name"] == "***.png"
    assert kept.json()["media_type"] == "image/png"
    sealed = (Path(settings.files) / kept.json()["id"]).read_bytes()
    fetched = await api.get(kept.headers["location"], headers=as_staff())
    assert fetched.content == vault.open_bytes(sealed)
    assert Image.open(io.BytesIO(fetched.content)).size == (60, 40)
    after = (await api.get(f"/api/v1/cases/{case['id']}")).json()
    assert after["attachments"] == [kept.json()["id"]]
    async with database.read() as session:
        *_, line = await timeline(session, case["id"])
    assert (line.what, line.detail) == (ChangeKind.ATTACHED, {"attachments": [kept.json()["id"]]})


async def test_a_file_is_sent_for_saving_never_for_showing(api: httpx.AsyncClient) -> None:
    case = await new_case(api)
    kept = await attach(api, case["case_no"], name='a"\r\nSet-Cookie: x=1.png')
    fetched = await api.get(kept.headers["location"], headers=as_staff())
    assert fetched.headers["content-type"] == "image/png"
    assert fetched.headers["content-disposition"].startswith('attachment; filename="evidence"')
    assert fetched.headers["x-content-type-options"] == "nosniff"
    assert fetched.headers["cache-control"] == "no-store"
    assert "sandbox" in fetched.headers["content-security-policy"]
    assert "set-cookie" not in fetched.headers


async def test_who_may_not_see_people_sees_neither_content_nor_name(api: httpx.AsyncClient) -> None:
    case = await new_case(api)
    kept = await attach(api, case["case_no"])
    refused = await api.get(kept.headers["location"])
    assert (refused.status_code, refused.json()["code"]) == (403, "forbidden")
    path = f"/api/v1/cases/{case['case_no']}/attachments"
    assert [one["name"] for one in (await api.get(path)).json()["attachments"]] == ["***.png"]
    staff = await api.get(path, headers=as_staff())
    assert [one["name"] for one in staff.json()["attachments"]] == [NAME]


async def test_each_look_at_a_content_is_written_down_and_none_at_a_list(
    api: httpx.AsyncClient, database: Database
) -> None:
    case = await new_case(api)
    kept = await attach(api, case["case_no"])
    await api.get(f"/api/v1/cases/{case['case_no']}/attachments", headers=as_staff())
    assert (await api.get(kept.headers["location"])).status_code == 403
    assert (await api.get(f"{kept.headers['location']}0", headers=as_staff())).status_code == 404
    assert await audited(database) == []
    assert (await api.get(kept.headers["location"], headers=as_staff())).status_code == 200
    (entry,) = await audited(database)
    assert (entry.action, entry.actor) == (AuditAction.CASE_READ_FILE, "client:staff")
    assert (entry.subject, entry.detail) == (f"case:{case['id']}", {"attachment": kept.json()["id"]})


@on_sqlite
async def test_content_is_not_shown_when_the_entry_cannot_be_written(
    api: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def full(*_args: object, **_more: object) -> None:
        raise OSError("no space left")

    kept = await attach(api, (await new_case(api))["case_no"])
    monkeypatch.setattr("desk.attachments.api.record_audit", full)
    refused = await api.get(kept.headers["location"], headers=as_staff())
    assert (refused.status_code, refused.headers["content-type"]) == (500, "application/problem+json")


@on_sqlite
async def test_who_may_only_read_may_not_add(api: httpx.AsyncClient) -> None:
    case = await new_case(api)
    files = {"file": (NAME, picture(), "image/png")}
    path = f"/api/v1/cases/{case['case_no']}/attachments"
    refused = await api.post(path, files=files, headers=as_staff(READER_TOKEN))
    assert refused.status_code == 403


async def test_a_pdf_is_evidence_too(api: httpx.AsyncClient) -> None:
    case = await new_case(api)
    kept = await attach(api, case["case_no"], pdf(), name="发票.pdf")
    fetched = await api.get(kept.headers["location"], headers=as_staff())
    assert (fetched.headers["content-type"], fetched.content) == ("application/pdf", pdf())


@on_sqlite
@pytest.mark.parametrize(
    ("content", "status", "code"),
    [
        (b"<html>", 422, "unsupported_file"),
        (b"%PDF-1.7 x", 422, "broken_pdf"),
        (pdf(b"/OpenAction<</S/Launch/F(cmd.exe)>>"), 422, "active_pdf"),
        (picture()[:60], 422, "broken_file"),
        (b"x" * (10 * 2**20 + 1), 413, "file_too_large"),
        (b"", 400, "invalid_request"),
    ],
    ids=["page", "no-pdf", "program", "cut", "large", "empty"],
)
async def test_what_is_no_evidence_is_refused_and_leaves_nothing(
    api: httpx.AsyncClient, settings: Settings, content: bytes, status: int, code: str
) -> None:
    case = await new_case(api)
    refused = await attach(api, case["case_no"], content)
    assert (refused.status_code, refused.json()["code"]) == (status, code)
    folder = Path(settings.files)
    assert not folder.exists() or not list(folder.iterdir())


@on_sqlite
@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"{}", "application/json"),
        (b"", "multipart/form-data; boundary=x"),
        (b"nothing", "multipart/form-data"),
        (b"--x\r\nContent-Disposition\r\n\r\nq\r\n--x--", "multipart/form-data; boundary=x"),
        (
            b'--x\r\nContent-Disposition: form-data; name="file"\r\n\r\nq\r\n--x--',
            "multipart/form-data; boundary=x",
        ),
    ],
)
async def test_a_body_without_a_file_is_a_bad_request(api: httpx.AsyncClient, body: bytes, kind: str) -> None:
    case = await new_case(api)
    refused = await api.post(
        f"/api/v1/cases/{case['case_no']}/attachments", content=body, headers={"Content-Type": kind}
    )
    assert (refused.status_code, refused.json()["code"]) == (400, "invalid_request")


async def test_a_case_holds_nine_files_however_they_come(
    api: httpx.AsyncClient, database: Database, settings: Settings
) -> None:
    case = await new_case(api)
    await set_case(database, case["case_no"], attachments=[f"id-{n}" for n in range(6)])
    answers = await asyncio.gather(*(attach(api, case["case_no"]) for _ in range(5)))
    assert sorted(answer.status_code for answer in answers) == [201] * 3 + [422] * 2
    assert len(list(Path(settings.files).iterdir())) == 3
    full = await attach(api, case["case_no"])
    assert full.json()["code"] == "too_many_attachments"


@pytest.mark.parametrize("state", [CaseState.SETTLED, CaseState.WITHDRAWN])
async def test_a_closed_case_takes_no_more_files(
    api: httpx.AsyncClient, database: Database, state: CaseState
) -> None:
    case = await new_case(api)
    await set_case(database, case["case_no"], state=state)
    refused = await attach(api, case["case_no"])
    assert (refused.status_code, refused.json()["code"]) == (409, "update_not_allowed")


async def test_a_file_for_a_merged_number_goes_to_the_case_that_stands_for_it(
    api: httpx.AsyncClient, database: Database
) -> None:
    first = await new_case(api)
    again = await new_case(api, conversation_id="c-2")
    assert again["case_no"] == first["case_no"]
    async with database.read() as session:
        merged = await session.scalar(select(Case.case_no).where(Case.state == CaseState.MERGED))
    assert merged is not None
    kept = await attach(api, merged)
    assert f"/cases/{first['id']}/" in kept.headers["location"]


async def test_a_repeated_request_under_its_key_keeps_one_file(
    api: httpx.AsyncClient, settings: Settings, database: Database
) -> None:
    case, key = await new_case(api), new_key()
    first, again = await attach(api, case["case_no"], key=key), await attach(api, case["case_no"], key=key)
    assert first.content == again.content
    assert first.headers["location"] == again.headers["location"]
    assert again.headers["idempotent-replayed"] == "true"
    assert [path.name for path in Path(settings.files).iterdir()] == [first.json()["id"]]
    async with database.read() as session:
        assert len((await session.scalars(select(CaseChange).filter_by(what=ChangeKind.ATTACHED))).all()) == 1
    other = await attach(api, case["case_no"], picture("blue"), key=key)
    assert (other.status_code, other.json()["code"]) == (422, "idempotency_key_reused")


async def test_without_a_key_the_same_file_twice_is_two(api: httpx.AsyncClient) -> None:
    case = await new_case(api)
    first, again = await attach(api, case["case_no"]), await attach(api, case["case_no"])
    assert first.json()["id"] != again.json()["id"]


@on_sqlite
async def test_a_key_whose_answer_is_past_its_retention_does_nothing_twice(
    api: httpx.AsyncClient, database: Database
) -> None:
    case, key = await new_case(api), new_key()
    first = await attach(api, case["case_no"], key=key)
    async with database.write() as session:
        await session.execute(update(IdempotencyKey).values(body_sealed=None))
    again = await attach(api, case["case_no"], key=key)
    assert (again.status_code, again.json()["code"]) == (410, "idempotency_key_spent")
    assert again.headers["location"] == first.headers["location"]


async def test_naming_somebody_elses_file_in_a_filing_does_not_open_it(
    api: httpx.AsyncClient, database: Database, vault: Vault, settings: Settings, clock: FakeClock
) -> None:
    theirs = await new_case(api, order="E1", conversation_id="c-1")
    file = (await attach(api, theirs["case_no"])).json()["id"]
    mine = await new_case(api, order="E2", conversation_id="c-2", attachments=[file])
    assert mine["attachments"] == [file]
    listed = await api.get(f"/api/v1/cases/{mine['case_no']}/attachments", headers=as_staff())
    assert listed.json() == {"attachments": []}
    fetched = await api.get(f"/api/v1/cases/{mine['case_no']}/attachments/{file}", headers=as_staff())
    assert (fetched.status_code, fetched.json()["code"]) == (404, "unknown_attachment")


async def test_both_cases_of_one_story_show_its_files(
    api: httpx.AsyncClient, database: Database, vault: Vault, settings: Settings, clock: FakeClock
) -> None:
    headers = {"Authorization": f"Bearer {(await api.post('/webchat/api/sessions')).json()['token']}"}
    sent = await api.post(
        "/webchat/api/attachments", files={"file": (NAME, picture(), "image/png")}, headers=headers
    )
    file = sent.json()["attachment_id"]
    async with database.read() as session:
        conversation = await session.scalar(select(Attachment.conversation_id))
    complaint = await new_case(api, kind="both", conversation_id=conversation, attachments=[file])
    for number in (complaint["case_no"], *complaint["linked_case_nos"]):
        listed = (await api.get(f"/api/v1/cases/{number}/attachments")).json()["attachments"]
        assert [one["id"] for one in listed] == [file]


async def test_evidence_of_a_case_is_not_moved_to_another_one(
    api: httpx.AsyncClient, database: Database, vault: Vault, tmp_path: Path, clock: FakeClock
) -> None:
    await api.post("/webchat/api/sessions")
    async with database.read() as session:
        from desk.conversations.model import Conversation

        conversation = (await session.scalars(select(Conversation.id))).one()
    file = await keep_file(database, vault, tmp_path, conversation_id=conversation, now=clock())
    for case in ("case-1", "case-2"):
        async with database.write() as session:
            await bind_to_case(session, conversation_id=conversation, attachment_ids=[file.id], case_id=case)
    async with database.read() as session:
        assert (await session.scalars(select(Attachment.case_id))).one() == "case-1"


async def test_a_content_that_was_lost_is_said_kindly(api: httpx.AsyncClient, settings: Settings) -> None:
    case = await new_case(api)
    kept = await attach(api, case["case_no"])
    (Path(settings.files) / kept.json()["id"]).unlink()
    lost = await api.get(kept.headers["location"], headers=as_staff())
    assert (lost.status_code, lost.json()["code"]) == (404, "file_missing")


async def test_a_restricted_case_is_not_there(api: httpx.AsyncClient, database: Database) -> None:
    case = await new_case(api)
    kept = await attach(api, case["case_no"])
    await set_case(database, case["case_no"], restricted_at=FakeClock()())
    path = f"/api/v1/cases/{case['case_no']}"
    answers = [
        await api.get(path),
        await api.get(f"{path}/attachments"),
        await api.get(kept.headers["location"], headers=as_staff()),
        await attach(api, case["case_no"]),
        await api.post("/api/v1/cases:lookup", json={"case_no": case["case_no"], "phone_last4": "5678"}),
    ]
    assert [(one.status_code, one.json()["code"]) for one in answers] == [(404, "case_not_found")] * 5
    assert (await api.get("/api/v1/cases")).json()["cases"] == []


async def test_what_staff_add_does_not_take_the_consumers_room(
    api: httpx.AsyncClient, database: Database, settings: Settings, vault: Vault, case_desk: CaseDesk
) -> None:
    case = await new_case(api)
    clean = sanitise(picture(), max_bytes=10_000)
    for _ in range(2):
        storage = FolderStorage(Path(settings.files))
        async with storing(storage, vault, clean) as stored, database.write() as session:
            found = await find_case(session, case["case_no"], lock=True)
            await case_files.attach(
                session, case_desk, found, stored, name="现场.png", actor=OFFICER, limit=2, now=NOW
            )
    for _ in range(9):
        assert (await attach(api, case["case_no"])).status_code == 201
    assert (await attach(api, case["case_no"])).json()["code"] == "too_many_attachments"
    async with database.read() as session:
        found = await find_case(session, case["case_no"])
        assert await case_files.count_files(session, found, by_office=True) == 2
        assert await case_files.count_files(session, found, by_office=False) == 9


@pytest.mark.parametrize(
    ("values", "takes"),
    [
        ({"state": CaseState.SETTLED}, True),  # the signed agreement comes after the settlement
        ({"erased_at": NOW}, False),
    ],
)
async def test_ended_case_takes_files_of_the_office_an_erased_one_does_not(
    api: httpx.AsyncClient, database: Database, values: dict[str, Any], takes: bool
) -> None:
    case = await new_case(api)
    await set_case(database, case["case_no"], **values)
    async with database.read() as session:
        found = await find_case(session, case["case_no"])
    if takes:
        case_files.check_takes_from_office(found)
    else:
        with pytest.raises(UpdateNotAllowed):
            case_files.check_takes_from_office(found)
