"""The queue of what waits to be published: who stands in it, what the public would read, and refusing."""

import pytest

from desk.audit.actions import AuditAction
from desk.cases.model import Case
from desk.cases.reading import find_case
from desk.cases.states import CaseEvent, CaseState, Ground
from desk.publication.errors import NothingToPublish
from desk.publication.model import Publication, PublicationRefusal, RefusalReason, WithdrawalReason
from desk.publication.queue import preview, queue, refuse
from desk.publication.rules import Trace
from desk.publication.schemas import PublicationIn
from desk.publication.service import publish
from tests.desk.builders import audited
from tests.desk.office import LI, ZHANG, Office

AGREED = {"consent__publication": True}


async def settled(office: Office, **told: object) -> Case:
    case = await office.file("2026-11-02", **AGREED | told)
    await office.move(case, CaseEvent.ACCEPT)
    return await office.move(case, CaseEvent.SETTLE)


async def waiting(office: Office, agency_ids: list[str] | None = None) -> list[str]:
    async with office.database.read() as session:
        found, _ = await queue(session, agency_ids=agency_ids)
    return [case.id for case in found]


async def turn_down(
    office: Office, case: Case, note: str | None = "店名就是店主的姓名"
) -> PublicationRefusal:
    async with office.database.write() as session:
        found = await find_case(session, case.id, lock=True)
        return await refuse(
            session,
            office.desk,
            found,
            RefusalReason.UNCLEAR_BUSINESS,
            note,
            actor=ZHANG,
            now=office.clock(),
        )


async def test_ended_complaints_whose_person_agreed_wait(office: Office) -> None:
    first, second = await settled(office), await settled(office)
    await settled(office, consent__publication=False)
    await office.file("2026-11-02", **AGREED)
    rejected = await office.file("2026-11-02", **AGREED)
    await office.move(rejected, CaseEvent.REJECT, grounds=frozenset({Ground.NOT_COMPETENT}))
    assert await waiting(office) == [first.id, second.id]
    await office.move(first, CaseEvent.REVISIT)
    assert await waiting(office) == [first.id, second.id]
    assert await waiting(office, ["x"]) == []


async def test_pages_of_the_queue_follow_each_other(office: Office) -> None:
    cases = [await settled(office) for _ in range(3)]
    async with office.database.read() as session:
        page, cursor = await queue(session, agency_ids=None, limit=2)
        rest, end = await queue(session, agency_ids=None, limit=2, after=cursor)
    assert [one.id for one in [*page, *rest]] == [case.id for case in cases]
    assert end is None


async def test_published_and_refused_ones_have_left_it(office: Office) -> None:
    out, refused = await settled(office), await settled(office)
    async with office.database.write() as session:
        found = await find_case(session, out.id, lock=True)
        await publish(session, office.desk, found, PublicationIn(), actor=LI, now=office.clock())
    first = await turn_down(office, refused)
    assert (await turn_down(office, refused, "再点一次")).refused_at == first.refused_at
    assert await waiting(office) == []
    entries = [
        one for one in await audited(office.database) if one.action is AuditAction.CASE_REFUSE_PUBLICATION
    ]
    assert [(one.actor, one.detail) for one in entries] == [("officer:zhang", {"code": "unclear_business"})]
    async with office.database.read() as session:
        kept = await session.get_one(PublicationRefusal, refused.id)
    assert kept.note_sealed is not None
    assert office.desk.vault.open(kept.note_sealed) == "店名就是店主的姓名"


async def test_what_does_not_wait_is_not_refused(office: Office) -> None:
    with pytest.raises(NothingToPublish):
        await turn_down(office, await office.file("2026-11-02", **AGREED))


async def test_preview_shows_what_the_public_would_read(office: Office) -> None:
    case = await settled(office)
    person = await settled(office, respondent__name="欧阳明")
    async with office.database.read() as session:
        shown = await preview(session, office.desk.vault, await find_case(session, case.id))
        hidden = await preview(session, office.desk.vault, await find_case(session, person.id))
    assert (shown.business_name, shown.outcome, shown.month) == ("好运电器行", "settled", "2026-11")
    assert (hidden.business_name, hidden.traces) == (None, (Trace.NAME,))


async def test_reopened_case_is_not_published_any_more(office: Office) -> None:
    case = await settled(office)
    async with office.database.write() as session:
        found = await find_case(session, case.id, lock=True)
        made, _ = await publish(session, office.desk, found, PublicationIn(), actor=LI, now=office.clock())
    await office.act(case, event="reopen", reason="商家没有履行")
    async with office.database.read() as session:
        after = await session.get_one(Publication, made.id)
    assert after.withdrawal is WithdrawalReason.REOPENED
    assert (await office.read(case)).state is CaseState.SUBMITTED
    assert await waiting(office) == []
