"""Every page of casework opens for who may, and for nobody else; consumers' words are words and nothing more."""

from typing import Any

import pytest

from desk.cases.model import Case
from desk.cases.states import CaseEvent, Ground
from desk.ids import new_id
from desk.staff.roles import Role
from tests.desk.builders import on_sqlite
from tests.desk.clocks.casework import Casework, day
from tests.desk.console.cases.working import path_of
from tests.desk.console.conftest import SignIn

pytestmark = on_sqlite

PAGES = ("", "/callbacks", "/publication", "/transfers", "/register", "/export.csv")
EVIL = "<script>alert('小保')</script>"


@pytest.mark.parametrize("page", PAGES)
async def test_lists_open_without_a_case_and_with_some(
    signed_in: SignIn, casework: Casework, page: str
) -> None:
    agent = await signed_in(Role.AGENT)
    assert (await agent.get(f"/cases{page}")).status_code == 200
    await casework.file("2026-11-02")
    answer = await agent.get(f"/cases{page}")
    assert answer.status_code == 200, answer.text


async def settled(casework: Casework, **told: Any) -> Case:
    case = await casework.file("2026-11-02", consent__publication=True, **told)
    await casework.move(case, CaseEvent.ACCEPT, "2026-11-03")
    return await casework.move(case, CaseEvent.SETTLE, "2026-11-05", reason="退款")


async def test_case_page_shows_a_case_in_every_state(signed_in: SignIn, casework: Casework) -> None:
    chief = await signed_in(Role.SUPERVISOR)
    case = await casework.file("2026-11-02")
    steps: list[tuple[CaseEvent, dict[str, Any]]] = [
        (CaseEvent.ASK_FOR_INFO, {"reason": "缺小票", "due_on": day("2026-11-30")}),
        (CaseEvent.ACCEPT, {}),
        (CaseEvent.MEDIATE, {}),
        (CaseEvent.START_TEST, {}),
        (CaseEvent.END_TEST, {}),
        (CaseEvent.TERMINATE, {"grounds": frozenset({Ground.PARTY_REFUSES})}),
    ]
    for event, brings in steps:
        assert (await chief.get(path_of(case))).status_code == 200
        await casework.move(case, event, **brings)
    page = await chief.get(path_of(case))
    assert page.status_code == 200, page.text
    assert "终止调解告知书" in page.text
    for rest in (f"/steps/{CaseEvent.TELL_BOTH}", f"/steps/{CaseEvent.REOPEN}"):
        assert (await chief.get(path_of(case, rest))).status_code == 200
    assert (await chief.get(path_of(case, "/steps/accept"))).status_code == 409
    assert (await chief.get(path_of(case, "/steps/fly"))).status_code == 409


async def test_publication_preview_and_correction_open(signed_in: SignIn, casework: Casework) -> None:
    agent = await signed_in(Role.AGENT)
    case, other = await settled(casework), await casework.file("2026-11-02")
    assert case.case_no in (await agent.get("/cases/publication")).text
    assert (await agent.get(f"/cases/publication/{case.case_no}")).status_code == 200
    assert (await agent.get(path_of(other, "/correct"))).status_code == 200


@pytest.mark.parametrize("missing", ["XBAAAAAAAA", "nonsense", "..%2f"])
async def test_case_that_is_not_there_is_a_page_that_says_so(signed_in: SignIn, missing: str) -> None:
    agent = await signed_in(Role.AGENT)
    unknown = await agent.get(f"/cases/{missing}")
    assert unknown.status_code == 404
    assert "手机号" not in unknown.text  # which staff were never asked for


async def test_person_is_masked_on_every_page(signed_in: SignIn, casework: Casework) -> None:
    agent = await signed_in(Role.AGENT)
    case = await settled(casework)
    for page in (
        "/cases?bucket=closed",
        "/cases/export.csv?bucket=closed",
        path_of(case),
        f"/cases/publication/{case.case_no}",
    ):
        text = (await agent.get(page)).text
        for told in ("欧阳明", "13912345678", "同志街100号", "店长老周", "88990011"):
            assert told not in text, (page, told)
    assert "欧**" in (await agent.get("/cases?bucket=closed")).text


async def test_what_consumers_write_is_escaped_everywhere(signed_in: SignIn, casework: Casework) -> None:
    chief = await signed_in(Role.SUPERVISOR)
    case = await settled(
        casework,
        complainant__name=EVIL[:60],
        complainant__address=EVIL,
        respondent__name=f"{EVIL}商店",
        respondent__address=EVIL,
        respondent__platform=EVIL,
        respondent__shop=EVIL,
        respondent__contact=EVIL,
        respondent__phone=EVIL,
        purchase__product=EVIL,
        purchase__order_no=EVIL,
        purchase__channel=EVIL,
        purchase__amount_text=EVIL,
        purchase__purchased_on_text=EVIL,
        problem=EVIL,
        demand_text=EVIL,
        region=EVIL,
    )
    other = await casework.file(
        "2026-11-02", respondent__name=f"{EVIL}商店", purchase__product=EVIL, problem=EVIL
    )
    pages = (
        "/cases?bucket=closed",
        "/cases?bucket=overdue",
        path_of(case),
        path_of(case, "/steps/reopen"),
        path_of(other, "/correct"),
        path_of(other, "/steps/merge"),
        "/cases/publication",
        f"/cases/publication/{case.case_no}",
    )
    for page in pages:
        text = (await chief.get(page)).text
        assert "<script>alert" not in text, page
    assert "&lt;script&gt;alert" in (await chief.get(path_of(case))).text
    revealed = await chief.post(path_of(case, "/reveal"), {"purpose": "contact", "reason": "核对姓名和电话"})
    assert "<script>alert" not in revealed.text
    assert "&lt;script&gt;" in revealed.text


async def test_search_with_markup_is_escaped(signed_in: SignIn, casework: Casework) -> None:
    agent = await signed_in(Role.AGENT)
    answer = await agent.get("/cases", params={"q": f'"{EVIL}', "amount_from": EVIL})
    assert answer.status_code == 422
    assert "<script>alert" not in answer.text


POSTS = (
    "/notes",
    "/labels",
    "/assign",
    "/revisits",
    "/files",
    "/register",
    "/correct",
    "/steps/accept",
    "/reveal",
    "/register/x/arrival",
    "/register/x/void",
)


@pytest.mark.parametrize("path", POSTS)
async def test_who_only_reads_changes_and_reveals_nothing(
    signed_in: SignIn, casework: Casework, path: str
) -> None:
    reviewer = await signed_in(Role.REVIEWER)
    case = await casework.file("2026-11-02")
    assert (await reviewer.get(path_of(case))).status_code == 200
    assert (await reviewer.post(path_of(case, path), {"text": "x"})).status_code == 403


async def test_who_only_reads_is_offered_no_step_and_no_clear_text(
    signed_in: SignIn, casework: Casework
) -> None:
    reviewer = await signed_in(Role.REVIEWER)
    case = await casework.file("2026-11-02")
    text = (await reviewer.get(path_of(case))).text
    assert "/steps/" not in text
    assert "data-opens" not in text
    assert (await reviewer.get(path_of(case, "/steps/accept"))).status_code == 403


async def test_case_of_another_agency_is_not_there(signed_in: SignIn, casework: Casework) -> None:
    stranger = await signed_in(Role.SUPERVISOR, agency_id=new_id())
    case = await casework.file("2026-11-02")
    assert (await stranger.get(path_of(case))).status_code == 404
    assert case.case_no not in (await stranger.get("/cases")).text
    assert case.case_no not in (await stranger.get("/cases/export.csv")).text
    for path in POSTS:
        answer = await stranger.post(path_of(case, path), {"token": "x", "text": "x"})
        assert answer.status_code in (400, 404, 422), (path, answer.status_code)
    assert [line.what.value for line in await casework.lines(case) if line.what.value == "noted"] == []


async def test_agent_is_not_offered_what_a_supervisor_may(signed_in: SignIn, casework: Casework) -> None:
    agent, chief = await signed_in(Role.AGENT), await signed_in(Role.SUPERVISOR)
    case = await casework.file("2026-11-02")
    await casework.move(case, CaseEvent.REJECT, grounds=frozenset({Ground.NOT_COMPETENT}))
    assert "/steps/reopen" not in (await agent.get(path_of(case))).text
    assert (await agent.get(path_of(case, "/steps/reopen"))).status_code == 409
    assert "/steps/reopen" in (await chief.get(path_of(case))).text
