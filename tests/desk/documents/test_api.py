"""GET /cases/{reference}/documents over HTTP, on the cases of both databases."""

from typing import Any

import httpx
import pytest

from desk.agencies.service import find_agency
from desk.audit.actions import AuditAction
from desk.cases.states import CaseEvent, Ground
from desk.store.database import Database
from tests.desk.agencies.growing import bring_in, csv_of, row
from tests.desk.builders import audited, on_sqlite
from tests.desk.clocks.casework import LI, Casework
from tests.desk.conftest import SUPERVISOR_TOKEN
from tests.desk.documents.paper import text_of

GROUND = frozenset({Ground.OLDER_THAN_THREE_YEARS})


async def rejected(casework: Casework, **changes: Any) -> str:
    """The number of a case that was not accepted."""
    case = await casework.file("2026-11-20", **changes)
    await casework.move(case, CaseEvent.REJECT, "2026-11-25", grounds=GROUND, reason="超过三年。")
    return case.case_no


async def listed(officer: httpx.AsyncClient, case_no: str) -> list[str]:
    response = await officer.get(f"/api/v1/cases/{case_no}/documents")
    assert response.status_code == 200
    return [document["kind"] for document in response.json()["documents"]]


async def test_documents_come_with_the_rows_that_were_taken(
    officer: httpx.AsyncClient, casework: Casework
) -> None:
    case = await casework.file("2026-11-20")
    assert await listed(officer, case.case_no) == []
    await casework.move(case, CaseEvent.ACCEPT)
    assert await listed(officer, case.case_no) == ["acceptance"]
    await casework.move(case, CaseEvent.TERMINATE, grounds=frozenset({Ground.PARTY_REFUSES}), reason="拒绝")
    assert await listed(officer, case.case_no) == ["acceptance", "termination"]


async def test_settling_before_acceptance_makes_no_agreement(
    officer: httpx.AsyncClient, casework: Casework
) -> None:
    case = await casework.file("2026-11-20")
    await casework.move(case, CaseEvent.OFFER_RECONCILIATION)
    await casework.move(case, CaseEvent.SETTLE)
    assert await listed(officer, case.case_no) == []


async def test_case_decided_twice_has_the_later_document(
    officer: httpx.AsyncClient, casework: Casework
) -> None:
    case_no = await rejected(casework)
    case = await casework.read_no(case_no)
    await casework.move(case, CaseEvent.REOPEN, "2026-11-26", by=LI, reason="重看")
    await casework.move(
        case, CaseEvent.REJECT, "2026-11-27", grounds=frozenset({Ground.OTHER_BAR}), reason="另有规定。"
    )
    assert await listed(officer, case_no) == ["rejection"]
    page = (await officer.get(f"/api/v1/cases/{case_no}/documents/rejection")).text
    assert "另有规定。" in page
    assert "2026年11月27日" in page


async def test_page_by_default_and_pdf_when_asked(officer: httpx.AsyncClient, casework: Casework) -> None:
    case_no = await rejected(casework)
    url = f"/api/v1/cases/{case_no}/documents/rejection"
    page = await officer.get(url)
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert "default-src 'none'" in page.headers["content-security-policy"]
    assert page.headers["cache-control"] == "no-store"
    assert "欧阳明" in page.text
    assert "超过三年。" in page.text
    for pdf in (
        await officer.get(url, headers={"Accept": "application/pdf"}),
        await officer.get(url, params={"format": "pdf"}),
    ):
        assert pdf.headers["content-type"] == "application/pdf"
        assert pdf.headers["content-disposition"] == f'inline; filename="{case_no}-rejection.pdf"'
        assert "欧阳明" in text_of(pdf.content)


@on_sqlite
async def test_browser_that_accepts_everything_gets_the_page(
    officer: httpx.AsyncClient, casework: Casework
) -> None:
    case_no = await rejected(casework)
    accepts = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}
    response = await officer.get(f"/api/v1/cases/{case_no}/documents/rejection", headers=accepts)
    assert response.headers["content-type"].startswith("text/html")


@on_sqlite
@pytest.mark.parametrize(
    ("path", "headers", "status", "code"),
    [
        ("rejection", {"Accept": "image/png"}, 406, "not_acceptable"),
        ("rejection?format=docx", {}, 400, "invalid_query"),
        ("acceptance", {}, 404, "document_not_found"),
        ("receipt", {}, 404, "document_not_found"),
    ],
)
async def test_what_there_is_not_is_refused(
    officer: httpx.AsyncClient, casework: Casework, path: str, headers: dict[str, str], status: int, code: str
) -> None:
    case_no = await rejected(casework)
    response = await officer.get(f"/api/v1/cases/{case_no}/documents/{path}", headers=headers)
    assert (response.status_code, response.json()["code"]) == (status, code)


@on_sqlite
async def test_document_of_an_unknown_case_is_not_found(officer: httpx.AsyncClient) -> None:
    response = await officer.get("/api/v1/cases/XB22222222/documents/rejection")
    assert (response.status_code, response.json()["code"]) == (404, "case_not_found")


@on_sqlite
async def test_assistant_may_neither_list_nor_read(api: httpx.AsyncClient, casework: Casework) -> None:
    case_no = await rejected(casework)
    for path in ("documents", "documents/rejection"):
        assert (await api.get(f"/api/v1/cases/{case_no}/{path}")).status_code == 403


@on_sqlite
@pytest.mark.parametrize(
    ("column", "refused"),
    [("restricted_at", (404, "case_not_found")), ("erased_at", (410, "document_person_gone"))],
)
async def test_person_who_is_gone_has_no_document(
    officer: httpx.AsyncClient, casework: Casework, database: Database, column: str, refused: tuple[int, str]
) -> None:
    case_no = await rejected(casework)
    await casework.set(await casework.read_no(case_no), **{column: casework.clock()})
    response = await officer.get(f"/api/v1/cases/{case_no}/documents/rejection")
    assert (response.status_code, response.json()["code"]) == refused
    assert await audited(database) == []


async def test_agency_is_named_and_each_reading_is_written_down(
    officer: httpx.AsyncClient, casework: Casework, database: Database
) -> None:
    await bring_in(database, csv_of(row(name="长春市南关区市场监督管理局")))
    async with database.read() as session:
        agency = await find_agency(session, "220104-amr")
    case_no = await rejected(casework)
    case = await casework.read_no(case_no)
    url = f"/api/v1/cases/{case_no}/documents/rejection"
    assert "（承办机关名称）" in (await officer.get(url)).text
    await casework.set(case, agency_id=agency.id)
    headers = {"Authorization": f"Bearer {SUPERVISOR_TOKEN}"}
    assert "长春市南关区市场监督管理局" in (await officer.get(f"{url}?format=html", headers=headers)).text
    assert (await officer.get(f"/api/v1/cases/{case_no}/documents/acceptance")).status_code == 404
    told = [(entry.action, entry.actor, entry.subject, entry.detail) for entry in await audited(database)]
    detail = {"document": "rejection", "format": "html"}
    assert told == [
        (AuditAction.CASE_READ_DOCUMENT, f"client:{name}", f"case:{case.id}", detail)
        for name in ("staff", "chief")
    ]


@on_sqlite
async def test_document_is_not_shown_when_the_entry_cannot_be_written(
    officer: httpx.AsyncClient, casework: Casework, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def full(*_args: object, **_more: object) -> None:
        raise OSError("no space left")

    case_no = await rejected(casework)
    monkeypatch.setattr("desk.documents.api.record_audit", full)
    refused = await officer.get(f"/api/v1/cases/{case_no}/documents/rejection")
    assert refused.status_code == 500
    assert "欧阳明" not in refused.text


@on_sqlite
async def test_acceptance_counts_sixty_days_from_the_day_it_was_accepted(
    officer: httpx.AsyncClient, casework: Casework
) -> None:
    case = await casework.file("2026-07-30")
    await casework.move(case, CaseEvent.ACCEPT, "2026-08-03")
    page = (await officer.get(f"/api/v1/cases/{case.case_no}/documents/acceptance")).text
    assert "至2026年10月8日届满" in page  # the sixtieth day is National Day
