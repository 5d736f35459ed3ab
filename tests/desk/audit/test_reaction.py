"""What officers do with cases is written down in the same transaction."""

import asyncio
import datetime as dt
from contextlib import suppress

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from desk.audit.actions import AuditAction
from desk.audit.chain import reason_digest
from desk.audit.model import AuditEntry
from desk.audit.reaction import audit_staff
from desk.audit.verifying import Intact, verify
from desk.calendar import WorkingCalendar
from desk.cases import filing, reading
from desk.cases.amending import amend
from desk.cases.changes import DESK, Actor
from desk.cases.changing import CaseDesk
from desk.cases.model import Case
from desk.cases.requests import CasePatch
from desk.cases.states import CaseEvent, CaseState, Ground, Role
from desk.cases.transitions import Transition, change_state
from desk.privacy.vault import Vault
from desk.store.database import Database
from tests.desk.builders import NOW, case_in

OFFICER, CONSUMER = Actor(Role.OFFICER, "zhang"), Actor(Role.CONSUMER, "assistant")


class Undone(Exception):
    """Something went wrong after the step."""


@pytest.fixture
def case_desk(vault: Vault) -> CaseDesk:
    return CaseDesk(vault, WorkingCalendar(), reactions=(audit_staff,))


async def new_case(database: Database, desk: CaseDesk, order_no: str = "E1") -> str:
    async with database.write() as session:
        told = case_in(purchase__order_no=order_no)
        return (await filing.file_case(session, desk, told, client="assistant", now=NOW)).cases[0].id


async def move(session: AsyncSession, desk: CaseDesk, case_id: str, wanted: Transition) -> None:
    case = await reading.find_case(session, case_id, lock=True)
    await change_state(session, desk, case, wanted, now=NOW + dt.timedelta(hours=1))


async def correct(database: Database, desk: CaseDesk, case_id: str, actor: Actor) -> None:
    told = {"complainant": {"phone": "+8613800001111"}, "demand_text": "换一台", "reason": "投诉人来电更正"}
    async with database.write() as session:
        case = await reading.find_case(session, case_id, lock=True)
        await amend(session, desk, case, CasePatch.model_validate(told), actor=actor, now=NOW)


async def entries(database: Database) -> list[AuditEntry]:
    async with database.read() as session:
        return list(await session.scalars(select(AuditEntry).order_by(AuditEntry.seq)))


async def test_officers_step_is_written_down_without_its_words(
    database: Database, case_desk: CaseDesk, vault: Vault
) -> None:
    case_id = await new_case(database, case_desk)
    reject = Transition(
        CaseEvent.REJECT, OFFICER, grounds=frozenset({Ground.NOT_COMPETENT}), reason="不属于本局职责"
    )
    async with database.write() as session:
        await move(session, case_desk, case_id, reject)
    (entry,) = await entries(database)
    assert (entry.action, entry.actor, entry.subject) == (
        AuditAction.CASE_MOVE,
        "officer:zhang",
        f"case:{case_id}",
    )
    assert entry.detail is not None
    assert entry.detail["grounds"] == ["16-1"]
    assert (entry.detail["from"], entry.detail["to"]) == ("submitted", "rejected")
    assert entry.detail["reason_digest"] == reason_digest(vault, "不属于本局职责")
    assert entry.reason_sealed is None


@pytest.mark.parametrize("role", [Role.OFFICER, Role.SUPERVISOR])
async def test_correction_of_the_record_is_written_down_by_its_fields_alone(
    database: Database, case_desk: CaseDesk, vault: Vault, role: Role
) -> None:
    case_id = await new_case(database, case_desk)
    await correct(database, case_desk, case_id, Actor(role, "zhang"))
    (entry,) = await entries(database)
    assert (entry.action, entry.actor) == (AuditAction.CASE_AMEND, f"{role.value}:zhang")
    assert entry.subject == f"case:{case_id}"
    assert entry.detail is not None
    assert entry.detail.pop("change")
    assert entry.detail == {
        "fields": ["/complainant/phone", "/demand_text"],
        "reason_digest": reason_digest(vault, "投诉人来电更正"),
    }


async def test_correction_by_the_system_itself_is_not_written_down(
    database: Database, case_desk: CaseDesk
) -> None:
    await correct(database, case_desk, await new_case(database, case_desk), DESK)
    assert await entries(database) == []


async def test_filing_and_what_consumers_do_are_not_chained(database: Database, case_desk: CaseDesk) -> None:
    case_id = await new_case(database, case_desk)
    async with database.write() as session:
        await move(session, case_desk, case_id, Transition(CaseEvent.WITHDRAW, CONSUMER))
    assert await entries(database) == []


async def test_step_that_is_undone_is_not_written_down(database: Database, case_desk: CaseDesk) -> None:
    case_id = await new_case(database, case_desk)
    with suppress(Undone):
        async with database.write() as session:
            await move(session, case_desk, case_id, Transition(CaseEvent.ACCEPT, OFFICER))
            raise Undone
    assert await entries(database) == []


async def test_step_undone_with_its_savepoint_is_not_written_down(
    database: Database, case_desk: CaseDesk
) -> None:
    case_id = await new_case(database, case_desk)
    other_id = await new_case(database, case_desk, "E2")
    async with database.write() as session:
        with suppress(Undone):
            async with session.begin_nested():
                await move(session, case_desk, case_id, Transition(CaseEvent.ACCEPT, OFFICER))
                raise Undone
        await move(session, case_desk, other_id, Transition(CaseEvent.ACCEPT, OFFICER))
    assert [entry.subject for entry in await entries(database)] == [f"case:{other_id}"]


async def test_step_is_undone_when_the_entry_cannot_be_written(
    database: Database, case_desk: CaseDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def full(*_args: object, **_more: object) -> None:
        raise OSError("no space left")

    case_id = await new_case(database, case_desk)
    monkeypatch.setattr("desk.audit.reaction.record_audit", full)
    with pytest.raises(OSError, match="no space"):
        async with database.write() as session:
            await move(session, case_desk, case_id, Transition(CaseEvent.ACCEPT, OFFICER))
    async with database.read() as session:
        assert (await session.get_one(Case, case_id)).state is CaseState.SUBMITTED


async def test_officers_who_touch_two_cases_in_either_order_do_not_deadlock(
    database: Database, case_desk: CaseDesk, vault: Vault
) -> None:
    one, two = await new_case(database, case_desk, "E1"), await new_case(database, case_desk, "E2")
    begun = asyncio.Event()

    async def handle_first_then_look_at_second() -> None:
        async with database.write() as session:
            await move(session, case_desk, one, Transition(CaseEvent.ACCEPT, OFFICER))
            begun.set()
            await asyncio.sleep(0.2)  # time for the other one to change the second case
            await reading.find_case(session, two, lock=True)

    async def handle_second() -> None:
        await begun.wait()
        async with database.write() as session:
            await move(session, case_desk, two, Transition(CaseEvent.ACCEPT, OFFICER))

    await asyncio.gather(handle_first_then_look_at_second(), handle_second())
    assert {entry.subject for entry in await entries(database)} == {f"case:{one}", f"case:{two}"}
    async with database.read() as session:
        assert isinstance(await verify(session, vault), Intact)
