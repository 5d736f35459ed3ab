"""Publishing with consent, withdrawing, and the public pages, on both databases."""

import csv
import io
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from sanic import Sanic
from sqlalchemy import select

from desk.cases.changes import DESK, ChangeKind
from desk.cases.changing import CaseDesk, record
from desk.cases.errors import PublicationNotAgreed, TransitionNotAllowed
from desk.cases.model import Case
from desk.cases.states import CaseEvent, CaseState
from desk.cases.timeline import new_change
from desk.figures.keeping import keep_facts
from desk.privacy.case_erasure import erase_case, restrict_case
from desk.publication.errors import AlreadyPublished, NothingToPublish, NotPublished, TellsOfPerson
from desk.publication.model import Publication, WithdrawalReason
from desk.publication.open_data import DOWNLOADS
from desk.publication.schemas import OpenDataQuery, PublicationIn, Published
from desk.publication.service import mind_consent, publish, published, withdraw
from desk.store.database import Database
from tests.desk.builders import NOW, audited, on_sqlite
from tests.desk.casebook import SUPERVISOR, CaseBook

STAFF = {"Authorization": "Bearer staff-token"}
AGREED = {"consent__publication": True}
SUMMARY = "消费者购买电饭煲后不加热，商家已退款。"


@pytest.fixture
async def book(database: Database, case_desk: CaseDesk) -> AsyncIterator[CaseBook]:
    desk = CaseDesk(case_desk.vault, case_desk.calendar, reactions=(keep_facts, mind_consent))
    async with database.write() as session:
        yield CaseBook(session, desk)


async def put_out(book: CaseBook, case: Case, **told: Any) -> tuple[Publication, bool]:
    return await publish(book.session, book.desk, case, PublicationIn(**told), actor=SUPERVISOR, now=NOW)


async def visible(book: CaseBook, **query: Any) -> list[Published]:
    shown, _ = await published(book.session, OpenDataQuery(**query))
    return shown


async def test_a_settled_complaint_is_published_without_anything_personal(book: CaseBook) -> None:
    case = await book.settled(**AGREED, region_code="220102", category="appliance")
    made, is_new = await put_out(book, case, summary=SUMMARY)
    assert (is_new, case.state) == (True, CaseState.PUBLISHED)
    (shown,) = await visible(book)
    assert shown.model_dump(mode="json") == {
        "id": made.id,
        "business_name": "好运电器行",
        "category": "appliance",
        "month": "2026-11",
        "prefecture": "2201",
        "demands": ["refund", "compensate"],
        "outcome": "settled",
        "outcome_label": "达成和解",
        "agency": None,
        "summary": SUMMARY,
        "published_on": "2026-11-20",
    }
    everything = shown.model_dump_json()
    for private in (case.id, case.case_no, case.story_id, "欧阳明", "13912345678", "同志街", "不加热了"):
        assert private not in everything


async def test_an_ended_mediation_is_published_too_after_a_revisit_as_well(book: CaseBook) -> None:
    ended, revisited = await book.terminated(**AGREED), await book.settled(**AGREED)
    await book.step(revisited, CaseEvent.REVISIT, days=30)
    await put_out(book, ended)
    await put_out(book, revisited)
    assert [one.outcome.value for one in await visible(book)] == ["settled", "terminated"]


@pytest.mark.parametrize("consent", [None, False])
async def test_without_consent_nothing_is_published(book: CaseBook, consent: bool | None) -> None:
    case = await book.settled(consent__publication=consent)
    with pytest.raises(PublicationNotAgreed):
        await put_out(book, case)
    assert (case.state, await visible(book)) == (CaseState.SETTLED, [])


async def test_what_has_no_outcome_of_the_parties_is_not_published(book: CaseBook) -> None:
    rejected = await book.file(**AGREED)
    await book.step(rejected, CaseEvent.REJECT, days=1)
    await book.step(rejected, CaseEvent.REVISIT, days=2)
    for case in (rejected, await book.file(**AGREED), await book.file(kind="report", **AGREED)):
        with pytest.raises(NothingToPublish):
            await put_out(book, case)
    reopened = await book.settled(**AGREED)
    await book.step(reopened, CaseEvent.REOPEN, days=30, reason="新证据")
    with pytest.raises((NothingToPublish, TransitionNotAllowed)):
        await put_out(book, reopened)
    restricted = await book.settled(**AGREED)
    restricted.restricted_at = NOW
    with pytest.raises(NothingToPublish):
        await put_out(book, restricted)
    assert await visible(book) == []


async def test_a_summary_that_tells_of_a_person_is_refused(book: CaseBook) -> None:
    case = await book.settled(**AGREED, respondent__contact="孙德胜")
    for summary in ("欧阳明的电饭煲坏了", "电话13912345678", "店员孙德胜已道歉", "家住同志街100号"):
        with pytest.raises(TellsOfPerson) as refused:
            await put_out(book, case, summary=summary)
        assert {error.pointer for error in refused.value.errors} == {"/summary"}
    with pytest.raises(TellsOfPerson):
        await put_out(book, case, business_name="欧阳明电器行")
    assert case.state is CaseState.SETTLED


async def test_a_name_that_may_be_a_persons_is_published_only_as_looked_up(book: CaseBook) -> None:
    case, known = [await book.settled(**AGREED, respondent__name="王小丽") for _ in range(2)]
    await put_out(book, case)
    await put_out(book, known, business_name="南关区小丽水果店")
    assert [one.business_name for one in await visible(book)] == ["南关区小丽水果店", None]


async def test_publishing_again_gives_what_stands_and_other_words_are_refused(book: CaseBook) -> None:
    case = await book.settled(**AGREED)
    first, _ = await put_out(book, case, summary=SUMMARY)
    again, is_new = await put_out(book, case, summary=SUMMARY)
    assert (again.id, is_new) == (first.id, False)
    with pytest.raises(AlreadyPublished):
        await put_out(book, case, summary="别的说法")


async def test_withdrawn_consent_takes_it_off_and_it_cannot_come_back(book: CaseBook) -> None:
    case = await book.settled(**AGREED)
    await put_out(book, case)
    reason = WithdrawalReason.CONSENT_WITHDRAWN
    await withdraw(book.session, book.desk, case, reason, actor=SUPERVISOR, now=NOW)
    assert (await visible(book), case.consent_publication) == ([], False)
    with pytest.raises(PublicationNotAgreed):
        await put_out(book, case)
    with pytest.raises(NotPublished):
        await withdraw(book.session, book.desk, case, reason, actor=SUPERVISOR, now=NOW)


async def test_after_a_mistake_it_is_published_again_under_another_id(book: CaseBook) -> None:
    case = await book.settled(**AGREED)
    first, _ = await put_out(book, case, summary="写错了")
    await withdraw(book.session, book.desk, case, WithdrawalReason.MISTAKE, actor=SUPERVISOR, now=NOW)
    await put_out(book, case, summary=SUMMARY)
    (shown,) = await visible(book)
    assert shown.summary == SUMMARY
    assert shown.id != first.id


@pytest.mark.parametrize("what", ["consent_publication", "restricted_at", "erased_at"])
async def test_whoever_changes_the_case_takes_the_publication_off_with_it(book: CaseBook, what: str) -> None:
    case = await book.settled(**AGREED)
    made, _ = await put_out(book, case)
    setattr(case, what, False if what == "consent_publication" else NOW)
    await book.session.flush()
    assert await visible(book) == []  # at once, even before the timeline says so
    change = new_change(book.desk.vault, case, ChangeKind.AMENDED, DESK, now=NOW)
    await record(book.session, book.desk, case, change, now=NOW)
    assert (made.withdrawn_at, made.withdrawn_by) == (NOW, str(DESK))


async def test_an_erased_or_restricted_case_takes_its_publication_along(book: CaseBook) -> None:
    erased, restricted = await book.settled(**AGREED), await book.settled(**AGREED)
    for case in (erased, restricted):
        await put_out(book, case)
    await erase_case(book.session, book.desk.vault, erased, actor="test", now=NOW)
    await restrict_case(book.session, book.desk.vault, restricted, actor="test", now=NOW)
    kept = (await book.session.scalars(select(Publication))).all()
    assert {one.withdrawal for one in kept} == {WithdrawalReason.RESTRICTED}
    assert await visible(book) == []


async def test_pages_and_filters_of_the_open_data(book: CaseBook) -> None:
    for category in ("food", "food", "car"):
        await put_out(book, await book.settled(**AGREED, category=category))
    assert len(await visible(book, category="food")) == 2
    assert await visible(book, month="2025-01") == await visible(book, prefecture="2201") == []
    first, cursor = await published(book.session, OpenDataQuery(limit=2))
    rest, end = await published(book.session, OpenDataQuery(limit=2, cursor=cursor))
    assert [one.category for one in first + rest] == ["car", "food", "food"]
    assert end is None


@pytest.fixture
async def settled(app: Sanic[Any, Any], served: str) -> Case:
    desk = app.ctx.desk
    async with desk.database.write() as session:
        return await CaseBook(session, desk.cases).settled(**AGREED, respondent__name="=好运电器行")


@on_sqlite
async def test_over_the_api_from_officer_to_public(
    api: httpx.AsyncClient, settled: Case, database: Database
) -> None:
    path = f"/api/v1/cases/{settled.case_no}/publication"
    told = {"summary": SUMMARY, "officer": "li"}
    assert (await api.post(path, json=told)).status_code == 403
    made = await api.post(path, json=told, headers=STAFF)
    assert made.status_code == 201
    assert (await api.post(path, json=told, headers=STAFF)).status_code == 200
    refused = await api.post(path, json={"summary": "张先生"}, headers=STAFF)
    assert (refused.status_code, refused.json()["code"]) == (422, "tells_of_person")

    async with httpx.AsyncClient(base_url=str(api.base_url), trust_env=False) as anyone:
        page = await anyone.get("/open-data/complaints.json")
        assert page.json()["complaints"] == [made.json()]
        assert page.json()["notice"]
        assert page.headers["cache-control"].startswith("public")
        known = {"If-None-Match": page.headers["etag"]}
        same = await anyone.get("/open-data/complaints.json", headers=known)
        assert (same.status_code, same.content) == (304, b"")
        table = (await anyone.get("/open-data/complaints.csv")).content
        heading, first, *notes = csv.reader(io.StringIO(table.decode("utf-8-sig")))
        assert first[heading.index("商家")] == "'=好运电器行"
        assert len(notes) == 2

        withdrawn = await api.post(f"{path}/withdrawal", json={"reason": "consent_withdrawn"}, headers=STAFF)
        assert withdrawn.status_code == 200
        gone = await anyone.get("/open-data/complaints.json", headers=known)
        assert (gone.status_code, gone.json()["complaints"]) == (200, [])
        again = await api.post(f"{path}/withdrawal", json={"reason": "mistake"}, headers=STAFF)
        assert (again.status_code, again.json()["code"]) == (404, "not_published")
    told = [(entry.action.value, entry.subject, entry.actor) for entry in await audited(database)]
    assert told[-4:] == [
        (
            f"case:{verb}",
            f"case:{settled.id}",
            "officer:staff/li" if verb in ("move", "publish") else "officer:staff",
        )
        for verb in ("move", "publish", "amend", "unpublish")
    ]


@on_sqlite
async def test_what_is_put_out_again_and_taken_off_by_mistake_is_written_down_each_time(
    api: httpx.AsyncClient, settled: Case, database: Database
) -> None:
    path = f"/api/v1/cases/{settled.case_no}/publication"
    for _ in range(2):
        made = await api.post(path, json={"summary": SUMMARY}, headers=STAFF)
        assert made.status_code == 201
        ended = await api.post(f"{path}/withdrawal", json={"reason": "mistake"}, headers=STAFF)
        assert ended.status_code == 200
    last = (await audited(database))[-1]
    assert last.detail == {"publication": made.json()["id"], "code": "mistake"}
    told = [entry.action.value for entry in await audited(database)]
    assert told[-5:] == ["case:move", *["case:publish", "case:unpublish"] * 2]


@on_sqlite
async def test_the_public_is_paged_by_links_and_held_to_its_limit(
    api: httpx.AsyncClient, app: Sanic[Any, Any]
) -> None:
    desk = app.ctx.desk
    async with desk.database.write() as session:
        book = CaseBook(session, desk.cases)
        for _ in range(3):
            await put_out(book, await book.settled(**AGREED))
    seen, url = [], "/open-data/complaints.json?limit=1"
    while url:
        page = await api.get(url)
        seen += page.json()["complaints"]
        url = page.links["next"]["url"] if "next" in page.links else ""
    assert len({one["id"] for one in seen}) == 3
    assert (await api.get("/open-data/complaints.json?limit=0")).json()["code"] == "invalid_open_data_query"
    for _ in range(DOWNLOADS.times - 4):
        assert (await api.get("/open-data/complaints.csv")).status_code == 200
    refused = await api.get("/open-data/complaints.json")
    assert (refused.status_code, refused.json()["code"]) == (429, "open_data_too_often")
    assert int(refused.headers["retry-after"]) > 0


async def test_who_checked_and_who_withdrew_is_kept(book: CaseBook) -> None:
    case = await book.settled(**AGREED)
    await put_out(book, case)
    await withdraw(book.session, book.desk, case, WithdrawalReason.PERSONAL_DATA, actor=SUPERVISOR, now=NOW)
    (kept,) = await book.session.scalars(select(Publication))
    assert (kept.checked_by, kept.withdrawn_by) == ("supervisor:console/li", "supervisor:console/li")
    assert case.consent_publication is True
