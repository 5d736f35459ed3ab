"""What staff do in the case pages: once, with what the law asks for, written down; and what they may not do."""

import re
from typing import Any

import httpx
import pytest

from desk.audit.actions import AuditAction
from desk.cases.changes import ChangeKind
from desk.cases.model import Case
from desk.cases.states import CaseEvent, CaseState, Ground
from desk.clocks.kinds import ClockKind, ClockState
from desk.staff.roles import Role
from desk.store.database import Database
from tests.desk.attachments.pdfs import pdf
from tests.desk.attachments.test_case_files import picture
from tests.desk.builders import FakeClock, audited, on_sqlite
from tests.desk.callbacks.booking import booked, wish
from tests.desk.clocks.casework import Casework, day, noon
from tests.desk.console.cases.working import fill, path_of, send
from tests.desk.console.conftest import SignIn, StaffClient

FILE = re.compile(r'href="/console(/cases/[A-Z0-9]+/files/[0-9a-f-]{36})"')


async def actions(database: Database) -> list[AuditAction]:
    return [entry.action for entry in await audited(database)]


async def test_accepting_takes_the_step_once_however_often_it_is_sent(
    signed_in: SignIn, casework: Casework, database: Database
) -> None:
    agent = await signed_in(Role.AGENT, name="wang.fang")
    case = await casework.file("2026-11-02")
    form = await fill(agent, path_of(case, "/steps/accept"), reason="材料齐全")
    answers = [await agent.post(path_of(case, "/steps/accept"), data=form) for _ in range(2)]
    assert [(one.status_code, one.headers["location"]) for one in answers] == [
        (303, f"/console/cases/{case.case_no}")
    ] * 2
    assert (await casework.read(case)).state is CaseState.ACCEPTED
    moved = [line for line in await casework.lines(case) if line.what is ChangeKind.MOVED]
    assert [(line.event, line.actor) for line in moved] == [(CaseEvent.ACCEPT, "officer:wang.fang")]
    assert (await actions(database)).count(AuditAction.CASE_MOVE) == 1


@on_sqlite
async def test_refused_form_comes_back_with_what_was_typed_and_why(
    signed_in: SignIn, casework: Casework
) -> None:
    agent = await signed_in(Role.AGENT)
    case = await casework.file("2026-11-02")
    answer = await send(agent, path_of(case, "/steps/reject"), reason="不属于本局职责范围")
    assert answer.status_code == 422
    assert "请写明法定事由" in answer.text
    assert "不属于本局职责范围" in answer.text
    assert (await casework.read(case)).state is CaseState.SUBMITTED
    wrong = await send(agent, path_of(case, "/steps/ask_for_info"), reason="小票", due_on="2026-13-40")
    assert wrong.status_code == 422
    assert 'id="w-due_on"' in wrong.text
    corrected = await send(
        agent, path_of(case, "/steps/reject"), reason="不属于本局职责范围", grounds=["16-1", "16-4"]
    )
    assert corrected.status_code == 303
    last = (await casework.lines(case))[-1]
    assert last.grounds == ["16-1", "16-4"]


@on_sqlite
async def test_who_opened_the_form_before_a_change_is_shown_it_and_keeps_their_words(
    signed_in: SignIn, casework: Casework
) -> None:
    agent = await signed_in(Role.AGENT)
    case = await casework.file("2026-11-02")
    page = await agent.get(path_of(case, "/steps/reject"))
    seen = re.search(r'name="seen" value="([0-9a-f-]{36})"', page.text)
    assert seen is not None
    form = await fill(
        agent, path_of(case, "/steps/reject"), reason="我写了很久", grounds="16-1", seen=seen[1]
    )
    await casework.move(case, CaseEvent.ASK_FOR_INFO, reason="请补小票", due_on=day("2026-11-30"))
    stale = await agent.post(path_of(case, "/steps/reject"), data=form)
    assert stale.status_code == 412
    assert "我写了很久" in stale.text
    assert "请补小票" in stale.text
    assert (await casework.read(case)).state is CaseState.NEEDS_INFO
    again = dict(form, version=re.search(r'name="version" value="(\d+)"', stale.text)[1])  # type: ignore[index]
    assert (await agent.post(path_of(case, "/steps/reject"), data=again)).status_code == 303
    assert (await casework.read(case)).state is CaseState.REJECTED


@on_sqlite
async def test_supervisor_reopens_merges_and_splits(signed_in: SignIn, casework: Casework) -> None:
    chief = await signed_in(Role.SUPERVISOR)
    first, second = await casework.file("2026-11-02"), await casework.file("2026-11-03")
    assert second.case_no in (await chief.get(path_of(first))).text  # possibly the same
    merged = await send(chief, path_of(second, "/steps/merge"), duplicate_of=first.case_no)
    assert merged.status_code == 303
    assert "已并入" in (await chief.get(path_of(second))).text
    unsaid = await send(chief, path_of(second, "/steps/reopen"))
    assert unsaid.status_code == 422
    assert 'id="w-reason"' in unsaid.text
    assert (await send(chief, path_of(second, "/steps/reopen"), reason="不是同一件")).status_code == 303
    assert (await casework.read(second)).state is CaseState.SUBMITTED
    wrong = await send(chief, path_of(second, "/steps/merge"), duplicate_of="XBAAAAAAAA")
    assert wrong.status_code == 404
    assert "XBAAAAAAAA" in wrong.text


async def test_people_are_shown_for_a_reason_that_is_written_down(
    signed_in: SignIn, casework: Casework, database: Database
) -> None:
    agent = await signed_in(Role.AGENT, name="wang.fang")
    case = await casework.file("2026-11-02")
    refused = await agent.post(path_of(case, "/reveal"), {"purpose": "contact", "reason": "看看"})
    assert refused.status_code == 422
    assert "欧阳明" not in refused.text
    assert AuditAction.CASE_DISCLOSE not in await actions(database)
    shown = await agent.post(path_of(case, "/reveal"), {"purpose": "contact", "reason": "联系投诉人补充凭证"})
    assert shown.status_code == 200
    assert "欧阳明" in shown.text
    assert "+8613912345678" in shown.text
    assert shown.headers["cache-control"] == "no-store"
    assert shown.headers["refresh"] == f"60;url=/console/cases/{case.case_no}"
    entry = (await audited(database))[-1]
    assert (entry.action, entry.actor) == (AuditAction.CASE_DISCLOSE, "staff:wang.fang")
    assert "欧阳明" not in (await agent.get(path_of(case))).text


@on_sqlite
async def test_erased_case_is_revealed_to_nobody(signed_in: SignIn, casework: Casework) -> None:
    chief = await signed_in(Role.SUPERVISOR)
    case = await casework.file("2026-11-02")
    await casework.set(case, erased_at=casework.clock())
    assert "data-opens" not in (await chief.get(path_of(case))).text
    answer = await chief.post(
        path_of(case, "/reveal"), {"purpose": "contact", "reason": "联系投诉人补充凭证"}
    )
    assert answer.status_code == 403


@on_sqlite
async def test_notes_labels_and_assignment(signed_in: SignIn, casework: Casework, database: Database) -> None:
    agent, chief = await signed_in(Role.AGENT), await signed_in(Role.SUPERVISOR)
    case = await casework.file("2026-11-02")
    page = path_of(case)
    assert (await send(agent, f"{page}/notes", page, text="先打电话")).status_code == 303
    empty = await send(agent, f"{page}/notes", page, text=" ")
    assert empty.status_code == 422
    assert (await send(agent, f"{page}/labels", page, name="群体投诉")).status_code == 303
    assert (await send(agent, f"{page}/labels", page, name="13912345678")).status_code == 422
    assert (await send(agent, f"{page}/assign", page, to="me")).status_code == 303
    assert (await casework.read(case)).assignee_id == agent.account.id
    assert (await send(agent, f"{page}/assign", page, to=chief.account.id)).status_code == 403
    assert (await send(chief, f"{page}/assign", page, to="none")).status_code == 303
    text = (await agent.get(page)).text
    assert "先打电话" in text
    assert "群体投诉" in text
    assert {AuditAction.CASE_NOTE, AuditAction.CASE_LABEL, AuditAction.CASE_ASSIGN} <= set(
        await actions(database)
    )


async def led_on(staff: StaffClient, path: str, *, data: dict[str, Any]) -> httpx.Response:
    """The page that a form leads to."""
    answer = await staff.post(path, data=data)
    assert answer.status_code == 303, answer.text
    return await staff.http.get(answer.headers["location"])


@on_sqlite
async def test_many_are_given_at_once_each_with_its_result(signed_in: SignIn, casework: Casework) -> None:
    agent, chief = await signed_in(Role.AGENT, display_name="赵雷"), await signed_in(Role.SUPERVISOR)
    good, ended = await casework.file("2026-11-02"), await casework.file("2026-11-02")
    await casework.move(ended, CaseEvent.WITHDRAW)
    both = {"case": [good.case_no, ended.case_no], "to": agent.account.id}
    together = await led_on(chief, "/cases/assign?bucket=later", data={**both, "together": "yes"})
    assert "没有改动" in together.text
    assert (await casework.read(good)).assignee_id is None
    assert together.url.params["bucket"] == "later"
    each = await led_on(chief, "/cases/assign", data=both)
    assert "改好1件，1件没有改" in each.text
    assert "已经办结" in each.text
    assert (await casework.read(good)).assignee_id == agent.account.id
    nothing = await chief.post("/cases/assign", data={"to": "me"})
    assert nothing.status_code == 422
    refused = await led_on(agent, "/cases/assign", data={"case": good.case_no, "to": chief.account.id})
    assert "改派请找主管" in refused.text


@on_sqlite
async def test_what_became_of_them_is_shown_to_whoever_gave_them_and_for_a_while(
    signed_in: SignIn, casework: Casework
) -> None:
    agent, other = await signed_in(Role.AGENT), await signed_in(Role.SUPERVISOR)
    case = await casework.file("2026-11-02")
    shown = await led_on(agent, "/cases/assign", data={"case": case.case_no, "to": "me"})
    assert "改好1件" in shown.text
    path = str(shown.url).partition("/console")[2]
    assert "改好1件" in (await agent.get(path)).text
    assert "改好1件" not in (await other.get(path)).text
    casework.clock.advance(minutes=11)
    late = await agent.get(path)
    assert (late.status_code, "改好1件" in late.text) == (200, False)
    assert (await agent.get("/cases?told=x")).status_code == 200


@on_sqlite
async def test_correction_keeps_what_stood_before(
    signed_in: SignIn, casework: Casework, database: Database
) -> None:
    agent = await signed_in(Role.AGENT)
    case = await casework.file("2026-11-02")
    path = path_of(case, "/correct")
    stands = {
        "respondent_name": "好运电器行",
        "respondent_address": "长春市南关区大经路9号",
        "purchase_product": "电饭煲",
        "purchase_amount_fen": "399.00",
        "purchase_purchased_on": "2025-12",
        "purchase_channel": "门店",
        "region": "长春",
        "region_code": case.region_code or "",
        "category": case.category or "",
        "consent_mediation": "yes",
    }
    assert (await send(agent, path, **stands)).status_code == 422  # no reason
    wrong = await send(agent, path, **stands | {"purchase_amount_fen": "三百", "reason": "看了小票"})
    assert wrong.status_code == 422
    assert "金额请写成数字" in wrong.text
    changed = stands | {"purchase_amount_fen": "1,499.5", "complainant_phone": "+8613800001111"}
    assert (await send(agent, path, **changed, reason="看了小票")).status_code == 303
    after = await casework.read(case)
    assert after.amount_fen == 149_950
    (line,) = [one for one in await casework.lines(case) if one.what is ChangeKind.AMENDED]
    assert line.detail == {"fields": ["/complainant/phone", "/purchase/amount_fen"]}
    page = (await agent.get(path_of(case))).text
    assert "¥399.00" in page
    assert "¥1,499.50" in page
    assert "13800001111" not in page
    assert AuditAction.CASE_AMEND in await actions(database)


async def settled(casework: Casework, **told: Any) -> Case:
    case = await casework.file("2026-11-02", **told)
    await casework.move(case, CaseEvent.ACCEPT)
    return await casework.move(case, CaseEvent.SETTLE)


@on_sqlite
async def test_follow_up_call_with_satisfaction(signed_in: SignIn, casework: Casework) -> None:
    agent = await signed_in(Role.AGENT)
    case = await settled(casework)
    page = path_of(case)
    half = await send(agent, f"{page}/revisits", page, number="1", outcome="reached", note="打通了")
    assert half.status_code == 422
    assert "打通了" in half.text
    done = await send(
        agent,
        f"{page}/revisits",
        page,
        number="1",
        outcome="reached",
        satisfaction="2",
        kept="no",
        note="没退",
    )
    assert done.status_code == 303
    after = await casework.read(case)
    assert (after.state, after.satisfaction) == (CaseState.REVISITED, 2)
    open_case = await casework.file("2026-11-02")
    refused = await send(
        agent, path_of(open_case, "/revisits"), path_of(open_case), number="1", outcome="busy"
    )
    assert refused.status_code == 409


@on_sqlite
async def test_register_of_documents_from_entry_to_arrival(signed_in: SignIn, casework: Casework) -> None:
    agent = await signed_in(Role.AGENT)
    case = await casework.file("2026-11-02")
    await casework.move(case, CaseEvent.ACCEPT, "2026-11-03")
    await casework.move(case, CaseEvent.TERMINATE, "2026-11-10", grounds=frozenset({Ground.PARTY_REFUSES}))
    casework.clock.now = noon("2026-11-12")
    page = path_of(case)
    entry = {"kind": "termination", "number": "长市监〔2026〕1号", "means": "post", "issued_on": "2026-11-10"}
    early = await send(
        agent, f"{page}/register", page, **entry | {"issued_on": "2026-11-09"}, party="complainant"
    )
    assert early.status_code == 422
    assert "文书日期早于" in early.text
    for party in ("complainant", "respondent"):
        done = await send(agent, f"{page}/register", page, **entry, party=party, delivered_on="2026-11-11")
        assert done.status_code == 303
    assert (await casework.clock_of(case, ClockKind.TELL_END)).state is ClockState.STOPPED
    assert "长市监〔2026〕1号" in (await agent.get("/cases/register", params={"number": "长市监"})).text


async def test_evidence_is_added_looked_at_and_every_look_is_written_down(
    signed_in: SignIn, casework: Casework, database: Database
) -> None:
    agent, reviewer = await signed_in(Role.AGENT), await signed_in(Role.REVIEWER)
    case = await casework.file("2026-11-02")
    for name, content in (("现场.png", picture()), ("合同.pdf", pdf())):
        form = await fill(agent, path_of(case))
        form.pop("version", None)
        answer = await agent.post(path_of(case, "/files"), data=form, files={"file": (name, content)})
        assert answer.status_code == 303, answer.text
    paths = FILE.findall((await agent.get(path_of(case))).text)
    assert len(paths) == 2
    for path, kind in zip(paths, ("image/png", "image/png"), strict=True):
        assert (await agent.get(path)).status_code == 200
        shown = await agent.get(f"{path}/pages/1")
        assert (shown.status_code, shown.headers["content-type"]) == (200, kind)
        assert shown.headers["content-security-policy"] == "default-src 'none'; sandbox"
        assert shown.headers["x-content-type-options"] == "nosniff"
        assert (await agent.get(f"{path}/pages/99")).status_code == 404
        assert (await reviewer.get(path)).status_code == 200
        assert (await reviewer.get(f"{path}/pages/1")).status_code == 403
        assert (await reviewer.get(f"{path}/save")).status_code == 403
    saved = await agent.get(f"{paths[1]}/save")
    assert saved.content == pdf()
    assert saved.headers["content-disposition"].startswith("attachment")
    assert (await actions(database)).count(AuditAction.CASE_READ_FILE) >= 3
    nothing = await send(agent, path_of(case, "/files"), path_of(case))
    assert nothing.status_code == 422
    bad = await agent.post(
        path_of(case, "/files"),
        data=await fill(agent, path_of(case)),
        files={"file": ("x.html", b"<script>")},
    )
    assert bad.status_code == 422


@on_sqlite
async def test_letter_is_opened_in_clear_and_written_down(
    signed_in: SignIn, casework: Casework, database: Database
) -> None:
    agent, reviewer = await signed_in(Role.AGENT), await signed_in(Role.REVIEWER)
    case = await casework.file("2026-11-02")
    await casework.move(case, CaseEvent.ACCEPT)
    letter = await agent.get(path_of(case, "/documents/acceptance/html"))
    assert letter.status_code == 200
    assert "欧阳明" in letter.text
    assert (await audited(database))[-1].action is AuditAction.CASE_READ_DOCUMENT
    assert (await agent.get(path_of(case, "/documents/acceptance/pdf"))).content.startswith(b"%PDF")
    assert (await agent.get(path_of(case, "/documents/rejection/html"))).status_code == 404
    assert (await agent.get(path_of(case, "/documents/nonsense/html"))).status_code == 404
    assert (await reviewer.get(path_of(case, "/documents/acceptance/html"))).status_code == 403


@on_sqlite
async def test_call_back_is_taken_called_and_closed(
    signed_in: SignIn, casework: Casework, database: Database, clock: FakeClock
) -> None:
    case = await casework.file("2026-11-02")
    clock.now = noon("2026-11-20")
    made = await booked(
        database,
        casework.desk.vault,
        wish(case_id=case.id),
        start=clock.now.replace(hour=6, minute=0),
        now=clock.now,
    )
    one, other = await signed_in(Role.AGENT, display_name="王芳"), await signed_in(Role.AGENT)
    path = f"/cases/callbacks/{made.id}"
    assert "139****5678" in (await one.get("/cases/callbacks")).text
    assert (await send(one, f"{path}/take", "/cases/callbacks")).status_code == 303
    assert "王芳在打" in (await other.get("/cases/callbacks")).text
    form = await fill(one, "/cases/callbacks")
    assert (await other.post(f"{path}/take", data=form)).status_code == 409
    assert (await other.post(f"{path}/number", data=form)).status_code == 409
    shown = await one.post(f"{path}/number")
    assert "+8613912345678" in shown.text
    assert shown.headers["refresh"].startswith("60;")
    missed = await send(one, f"{path}/attempts", "/cases/callbacks", number="1", outcome="no_answer")
    assert missed.status_code == 303
    assert (
        await send(one, f"{path}/attempts", "/cases/callbacks", number="2", outcome="reached")
    ).status_code == 303
    assert made.ticket in (await one.get("/cases/callbacks?state=reached")).text
    found = await actions(database)
    assert {AuditAction.CALLBACK_TAKE, AuditAction.CALLBACK_DISCLOSE, AuditAction.CALLBACK_ATTEMPT} <= set(
        found
    )


@on_sqlite
async def test_publication_is_approved_or_refused(signed_in: SignIn, casework: Casework) -> None:
    agent = await signed_in(Role.AGENT)
    out, refused = [await settled(casework, consent__publication=True) for _ in range(2)]
    path = f"/cases/publication/{out.case_no}"
    told = await send(agent, path, business_name="", summary="张先生的电饭煲")
    assert told.status_code == 422
    assert "张先生的电饭煲" in told.text
    assert "个人" in told.text
    assert (await send(agent, path, business_name="", summary="电饭煲不加热，已退款。")).status_code == 303
    assert (await casework.read(out)).state is CaseState.PUBLISHED
    other = f"/cases/publication/{refused.case_no}"
    assert (await send(agent, f"{other}/refusal", other, reason="")).status_code == 422
    assert (await send(agent, f"{other}/refusal", other, reason="unclear_business")).status_code == 303
    assert refused.case_no not in (await agent.get("/cases/publication")).text


@on_sqlite
async def test_form_without_a_token_or_of_another_session_does_nothing(
    signed_in: SignIn, casework: Casework
) -> None:
    agent, other = await signed_in(Role.AGENT), await signed_in(Role.AGENT)
    case = await casework.file("2026-11-02")
    form = await fill(agent, path_of(case, "/steps/accept"))
    assert (await agent.post(path_of(case, "/steps/accept"), {"version": form["version"]})).status_code == 400
    stranger = {"X-CSRF-Token": other.csrf}
    answer = await agent.post(path_of(case, "/steps/accept"), data=form, headers=stranger)
    assert answer.status_code == 403
    assert (await casework.read(case)).state is CaseState.SUBMITTED


@on_sqlite
async def test_home_leads_to_the_first_area(signed_in: SignIn) -> None:
    agent = await signed_in(Role.AGENT)
    assert (await agent.get("/")).status_code == 303
    assert (await agent.get("/nowhere")).status_code == 404


@pytest.mark.parametrize("name", ["csv"])
@on_sqlite
async def test_saved_list_is_written_down_and_harmless_in_a_spreadsheet(
    signed_in: SignIn, casework: Casework, database: Database, name: str
) -> None:
    agent = await signed_in(Role.AGENT)
    await casework.file("2026-11-02", respondent__name="=HYPERLINK(0)商店")
    casework.clock.now = noon("2026-11-19")
    answer = await agent.get(f"/cases/export.{name}?bucket=overdue")
    assert answer.headers["content-type"].startswith("text/csv")
    assert "'=HYPERLINK(0)商店" in answer.text
    entry = (await audited(database))[-1]
    assert (entry.action, entry.detail) == (AuditAction.CASE_LIST, {"rows": 1})
