"""What has outlived its period goes by itself; figures and keys stay."""

import datetime as dt
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import select, update

from desk.attachments.model import Attachment
from desk.attachments.storage import FolderStorage
from desk.audit.actions import AuditAction
from desk.cases import sealing
from desk.cases.changes import Actor, ChangeKind
from desk.cases.model import Case, CaseChange
from desk.cases.states import CaseState, Role
from desk.cases.timeline import new_change
from desk.idempotency.model import IdempotencyKey
from desk.outbox.model import OutboxItem
from desk.privacy import retention
from desk.privacy.case_erasure import REMOVE_FILES
from desk.privacy.errands import FileErrands
from desk.privacy.periods import Periods
from desk.privacy.retention import drop_old_answers, erase_old_cases, keep_house, restrict_closed
from desk.privacy.vault import Vault
from desk.privacy.wording import SOMEBODY
from desk.settings import Settings
from desk.store.database import Database
from tests.desk.attachments.keeping import keep_file
from tests.desk.builders import FakeClock, audited, file_case, new_key, on_sqlite
from tests.desk.privacy.conftest import STAFF, People

DAY = dt.timedelta(days=1)
PERIODS = Periods(case=1000 * DAY, withdrawn=100 * DAY, answers=30 * DAY)


async def test_a_case_past_its_period_loses_its_people_and_keeps_what_is_counted(
    people: People, database: Database, vault: Vault, clock: FakeClock
) -> None:
    told = {
        "source_ref": "12345/678",
        "joint": {"members": [{"name": "赵小光", "phone": "+8613800001111", "address": "吉林大路1号"}]},
    }
    case = await people.case(CaseState.SETTLED, closed=1000, **told)
    async with database.write() as session:
        session.add(
            new_change(
                vault, case, ChangeKind.MOVED, Actor(Role.OFFICER, "zhang"), reason="王小丽来电", now=clock()
            )
        )
    assert await erase_old_cases(database, vault, PERIODS, now=clock()) == 1
    after = await people.again(case)
    gone = (
        "complainant_sealed", "parties_sealed", "person_digest", "lookup_digest", "dispute_digest",
        "conversation_id", "source_ref", "respondent_address", "product", "purchase_channel", "region",
    )  # fmt: skip
    assert {name: getattr(after, name) for name in gone} == dict.fromkeys(gone)
    assert sealing.open_statement(vault, after.statement_sealed).problem == ""
    assert after.erased_at == clock()
    for kept in (
        "case_no",
        "state",
        "created_at",
        "closed_at",
        "amount_fen",
        "demands",
        "topic",
        "respondent_name",
    ):
        assert getattr(after, kept) == getattr(case, kept)
        assert getattr(after, kept) is not None
    async with database.read() as session:
        reasons = (await session.scalars(select(CaseChange.reason_sealed))).all()
    assert len(reasons) == 2
    assert set(reasons) == {None}
    assert await erase_old_cases(database, vault, PERIODS, now=clock()) == 0


@pytest.mark.parametrize(
    ("state", "closed", "erased"),
    [
        (CaseState.SETTLED, 999, False),
        (CaseState.SETTLED, 1001, True),
        (CaseState.WITHDRAWN, 99, False),
        (CaseState.WITHDRAWN, 101, True),
        (CaseState.REJECTED, 101, False),
    ],
)
async def test_a_case_is_erased_when_its_period_is_over_and_not_before(
    people: People,
    database: Database,
    vault: Vault,
    clock: FakeClock,
    state: CaseState,
    closed: int,
    erased: bool,
) -> None:
    case = await people.case(state, closed=closed)
    assert await erase_old_cases(database, vault, PERIODS, now=clock()) == erased
    assert ((await people.again(case)).erased_at is not None) is erased


async def test_what_the_hourly_round_does_is_written_down_as_the_systems(
    people: People, database: Database, vault: Vault, clock: FakeClock
) -> None:
    old = await people.case(CaseState.SETTLED, closed=1001)
    asked = await people.case(CaseState.SETTLED, closed=1)
    await people.change(asked, restrict_from=clock())
    await keep_house(database, vault, PERIODS, now=clock())
    await keep_house(database, vault, PERIODS, now=clock())
    told = [(entry.action, entry.actor, entry.subject) for entry in await audited(database)]
    assert told == [
        (AuditAction.CASE_RESTRICT, "system:desk", f"case:{asked.id}"),
        (AuditAction.CASE_ERASE, "system:desk", f"case:{old.id}"),
    ]


async def test_an_open_case_is_never_too_old(
    people: People, database: Database, vault: Vault, clock: FakeClock
) -> None:
    case = await people.case()
    clock.advance(days=5000)
    await keep_house(database, vault, PERIODS, now=clock())
    assert (await people.again(case)).complainant_sealed is not None


async def test_an_erased_case_can_still_be_read_and_is_found_by_no_phone(
    people: People, api: httpx.AsyncClient, database: Database, vault: Vault, clock: FakeClock
) -> None:
    case = await people.case(CaseState.SETTLED, closed=1001)
    await erase_old_cases(database, vault, PERIODS, now=clock())
    shown = await api.get(f"/api/v1/cases/{case.case_no}", headers=STAFF)
    assert shown.status_code == 200
    assert (shown.json()["complainant"], shown.json()["problem"]) == (None, "")
    looked = await api.post("/api/v1/cases:lookup", json={"case_no": case.case_no, "phone_last4": "5678"})
    assert looked.status_code == 404


async def test_a_business_that_is_a_person_loses_its_name(
    people: People, database: Database, vault: Vault, clock: FakeClock
) -> None:
    case = await people.case(CaseState.SETTLED, closed=1001, respondent__name="张三")
    await erase_old_cases(database, vault, PERIODS, now=clock())
    after = await people.again(case)
    assert (after.respondent_name, after.respondent_key) == (SOMEBODY, "")


async def test_files_go_with_their_case(
    people: People, database: Database, vault: Vault, clock: FakeClock, settings: Settings
) -> None:
    conversation = await people.conversation()
    file = await keep_file(database, vault, Path(settings.files), conversation_id=conversation, now=clock())
    await people.case(CaseState.SETTLED, closed=1001, conversation_id=conversation, attachments=[file.id])
    await erase_old_cases(database, vault, PERIODS, now=clock())
    async with database.read() as session:
        assert (await session.scalars(select(Attachment))).all() == []
        item = (await session.scalars(select(OutboxItem).filter_by(kind=REMOVE_FILES))).one()
    errand = FileErrands(FolderStorage(Path(settings.files)))
    for _ in range(2):
        await errand.remove(item, {"files": [file.id]})
    assert vault.open(item.sealed_body) == f'{{"files": ["{file.id}"]}}'
    assert list(Path(settings.files).iterdir()) == []


async def test_a_file_that_the_report_of_the_same_story_rests_on_passes_to_it(
    people: People, database: Database, vault: Vault, clock: FakeClock, settings: Settings
) -> None:
    conversation = await people.conversation()
    file = await keep_file(database, vault, Path(settings.files), conversation_id=conversation, now=clock())
    complaint = await people.case(
        CaseState.SETTLED, closed=1001, kind="both", conversation_id=conversation, attachments=[file.id]
    )
    report = next(case for case in await people.all() if case.id != complaint.id)
    await erase_old_cases(database, vault, PERIODS, now=clock())
    async with database.read() as session:
        assert (await session.scalars(select(Attachment.case_id))).one() == report.id


async def test_a_case_reopened_while_it_was_looked_at_stays(
    people: People, database: Database, vault: Vault, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = await people.case(CaseState.SETTLED, closed=1001)
    look = retention._ids

    async def looked(*args: Any) -> Any:
        found = await look(*args)
        await people.change(case, state=CaseState.SUBMITTED, closed_at=None)
        return found

    monkeypatch.setattr(retention, "_ids", looked)
    assert await erase_old_cases(database, vault, PERIODS, now=clock()) == 0
    assert (await people.again(case)).complainant_sealed is not None


async def test_a_crash_within_an_erasure_leaves_the_case_whole(
    people: People, database: Database, vault: Vault, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = await people.case(CaseState.SETTLED, closed=1001)

    async def die(*_args: Any, **_named: Any) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as broken:
        broken.setattr("desk.privacy.case_erasure.drop_answers", die)
        with pytest.raises(KeyboardInterrupt):
            await erase_old_cases(database, vault, PERIODS, now=clock())
    assert (await people.again(case)).complainant_sealed == case.complainant_sealed
    assert await erase_old_cases(database, vault, PERIODS, now=clock()) == 1


async def test_more_than_a_batch_goes_in_one_round_of_housekeeping(
    people: People, database: Database, vault: Vault, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(5):
        await people.case(CaseState.SETTLED, closed=1001)
    monkeypatch.setattr(retention, "BATCH", 2)
    await keep_house(database, vault, PERIODS, now=clock())
    assert all(case.erased_at is not None for case in await people.all())


async def test_a_kept_answer_goes_and_its_key_still_files_nothing_twice(
    api: httpx.AsyncClient, database: Database, clock: FakeClock
) -> None:
    key = new_key()
    first = await file_case(api, key, purchase__order_no="E1")
    clock.advance(days=29)
    assert await drop_old_answers(database, PERIODS, now=clock()) == 0
    assert (await file_case(api, key, purchase__order_no="E1")).content == first.content
    clock.advance(days=2)
    assert await drop_old_answers(database, PERIODS, now=clock()) == 1
    again = await file_case(api, key, purchase__order_no="E1")
    assert (again.status_code, again.json()["code"]) == (410, "idempotency_key_spent")
    assert again.headers["location"] == first.headers["location"]
    other = await file_case(api, key, purchase__order_no="E2")
    assert (other.status_code, other.json()["code"]) == (422, "idempotency_key_reused")
    async with database.read() as session:
        assert len((await session.scalars(select(Case))).all()) == 1


async def test_answers_of_an_erased_case_go_with_it(
    api: httpx.AsyncClient, database: Database, vault: Vault, clock: FakeClock
) -> None:
    for order in ("E1", "E2"):
        await file_case(api, purchase__order_no=order)
    async with database.write() as session:
        one = (await session.scalars(select(Case.id).order_by(Case.id))).first()
        closed = {"state": CaseState.SETTLED, "closed_at": clock() - 1001 * DAY}
        await session.execute(update(Case).where(Case.id == one).values(**closed))
    await erase_old_cases(database, vault, PERIODS, now=clock())
    async with database.read() as session:
        rows = (await session.scalars(select(IdempotencyKey).order_by(IdempotencyKey.id))).all()
    assert [row.body_sealed is None for row in rows] == [True, False]


async def test_a_case_whose_person_asked_is_restricted_once_it_is_closed(
    people: People, database: Database, vault: Vault, clock: FakeClock
) -> None:
    case = await people.case()
    await people.change(case, restrict_from=clock())
    assert await restrict_closed(database, vault, now=clock()) == 0
    await people.change(case, state=CaseState.SETTLED, closed_at=clock())
    assert await restrict_closed(database, vault, now=clock()) == 1
    assert (await people.again(case)).restricted_at == clock()
    assert await restrict_closed(database, vault, now=clock()) == 0


@on_sqlite
async def test_conversations_follow_the_operators_period(
    people: People, database: Database, vault: Vault, clock: FakeClock
) -> None:
    from desk.conversations.model import Conversation

    conversation = await people.conversation()
    clock.advance(days=31)
    await keep_house(database, vault, Periods(), now=clock())
    async with database.read() as session:
        assert (await session.get_one(Conversation, conversation)).erased_at is None
    await keep_house(database, vault, Periods(conversation=30 * DAY), now=clock())
    async with database.read() as session:
        assert (await session.get_one(Conversation, conversation)).erased_at is not None
