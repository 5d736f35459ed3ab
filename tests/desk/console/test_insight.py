"""The insight pages over HTTP and in a browser."""

import csv
import datetime as dt
import html
import io
import re

import pytest
from playwright.async_api import expect

from desk.audit.actions import AuditAction
from desk.cases.changing import CaseDesk
from desk.cases.states import CaseEvent
from desk.clock import legal_day
from desk.figures.keeping import keep_facts
from desk.ids import new_id
from desk.insight.grouping import group_questions
from desk.insight.keeping import keep_visits, sum_up
from desk.privacy.vault import Vault
from desk.staff.roles import Role
from desk.store.database import Database
from desk.warnings.model import SeriesKind, Warning, WarningState
from tests.desk.builders import NOW, FakeClock, audited, on_sqlite
from tests.desk.casebook import CaseBook
from tests.desk.console.axe import violations
from tests.desk.console.conftest import PHONE, WINDOW, OpenPage, SignIn
from tests.desk.conversations.conversing import Conversing
from tests.desk.conversations.scripted import ScriptedBrain
from tests.desk.insight.test_numbers import visit
from tests.desk.insight.test_questions import BOWLS, ask

TODAY = legal_day(NOW)


@pytest.fixture
async def told(database: Database, case_desk: CaseDesk) -> None:
    """Visits on two channels, one of which wanted staff; a settled case."""
    visits = [visit(topic="fraud_triple_damages", first_response=5) for _ in range(6)]
    visits += [visit(channel="wechat", topic="expired_food"), visit(handoff_reason="asked", staff_wait=90)]
    async with database.write() as session:
        session.add_all(visits)
        await session.flush()
        await sum_up(session, {TODAY})
        book = CaseBook(session, CaseDesk(case_desk.vault, case_desk.calendar, reactions=(keep_facts,)))
        await book.settled(days=0.1, recovered_fen=128_450)


@pytest.fixture
async def asked(database: Database, vault: Vault, clock: FakeClock) -> list[str]:
    """Three people's question that was not answered; ids of their conversations."""
    conversing = Conversing(database, vault, clock, ScriptedBrain())
    found = [await ask(conversing, f"p{number}", text) for number, text in enumerate(BOWLS)]
    await conversing.runner.stop()
    await keep_visits(database, vault, now=clock())
    assert await group_questions(database, vault, now=clock()) == 1
    return found


async def warn(database: Database, case_desk: CaseDesk) -> Warning:
    async with database.write() as session:
        book = CaseBook(session, CaseDesk(case_desk.vault, case_desk.calendar, reactions=(keep_facts,)))
        case = await book.file(respondent__name="晨光健身")
        warning = Warning(
            id=new_id(), series=SeriesKind.BUSINESS, key="晨光健身", week=TODAY, first_on=TODAY, last_on=TODAY,
            observed=9, expected=0.5, p_value=1e-5, threshold=1e-3, state=WarningState.OPEN, created_at=NOW,
            evidence={
                "name": "晨光健身", "weeks": [9, 0, 1], "spread": 1.3, "season": 1.0, "series_looked_at": 4,
                "case_ids": [case.id],
            },
        )  # fmt: skip
        session.add(warning)
    return warning


@pytest.mark.parametrize("role", list(Role))
@on_sqlite
async def test_who_may_read_numbers_and_who_may_not(signed_in: SignIn, role: Role) -> None:
    client = await signed_in(role)
    expected = 403 if role is Role.AGENT else 200
    for path in ("/insight", "/insight/tables/days.csv", "/insight/cases", "/insight/visits"):
        assert (await client.get(path)).status_code == expected


async def test_an_empty_desk_has_a_page_that_says_so(signed_in: SignIn) -> None:
    page = (await (await signed_in(Role.SUPERVISOR)).get("/insight")).text
    assert page.count("tile__value") == 8
    assert "data-chart" not in page


@pytest.mark.usefixtures("told")
async def test_figures_tables_and_files_say_the_same(signed_in: SignIn) -> None:
    client = await signed_in(Role.REVIEWER)
    page = (await client.get("/insight")).text
    values = re.findall(r'tile__value">([^<]+)<', page)
    assert values == ["8", "87.5%", "0.5 秒", "1 分 30 秒", "1", "—", "¥1,284.50", "—"]
    saved = await client.get("/insight/tables/by-channel.csv")
    assert saved.headers["content-type"] == "text/csv; charset=utf-8"
    assert saved.content.startswith("\ufeff".encode())
    rows = list(csv.reader(io.StringIO(saved.text.removeprefix("\ufeff"))))
    assert [row[:2] for row in rows] == [["渠道", "咨询"], ["网页", "7"], ["微信", "1"]]


@pytest.mark.usefixtures("told")
async def test_the_address_filters_and_wrong_values_are_as_if_they_were_not_there(signed_in: SignIn) -> None:
    client = await signed_in(Role.SUPERVISOR)

    async def visits(query: str) -> str:
        page = (await client.get(f"/insight?{query}")).text
        return re.findall(r'tile__value">([^<]+)<', page)[0]

    assert await visits("channel=wechat") == "1"
    assert await visits("topic=fraud_triple_damages") == "6"
    assert await visits("span=own&from=2026-11-01&until=2026-11-19") == "0"
    assert await visits("region=2201") == "0"
    for wrong in ("channel=<script>", "topic=nothing", "region=99", "agency=x", "span=x", "from=x&span=own"):
        assert await visits(wrong) == "8"


@pytest.mark.usefixtures("told", "asked")
async def test_staff_of_an_agency_see_no_more_than_it_reaches(signed_in: SignIn) -> None:
    client = await signed_in(Role.SUPERVISOR, agency_id=new_id())
    page = (await client.get("/insight")).text
    assert re.findall(r'tile__value">([^<]+)<', page)[0] == "0"
    assert BOWLS[0] not in page
    assert "网页" not in (await client.get("/insight/tables/by-channel.csv")).text


@on_sqlite
async def test_a_table_that_is_none_is_not_found(signed_in: SignIn) -> None:
    client = await signed_in(Role.SUPERVISOR)
    for name in ("nothing.csv", "days", "days.csv.csv"):
        assert (await client.get(f"/insight/tables/{name}")).status_code == 404
    assert (await client.get(f"/insight/questions/{new_id()}")).status_code == 404
    assert (await client.get(f"/insight/warnings/{new_id()}")).status_code == 404


async def test_a_group_of_questions_leads_to_its_conversations(signed_in: SignIn, asked: list[str]) -> None:
    client = await signed_in(Role.REVIEWER)
    page = (await client.get("/insight")).text
    link = re.search(r'href="/console(/insight/questions/[^"]+)"', page)
    assert link is not None
    assert "/console/review/knowledge/new?topic=parcels" in page
    group = (await client.get(link[1])).text
    for conversation in asked:
        assert f"/console/inbox/c/{conversation}" in group
    for text in BOWLS:
        assert text in group


@pytest.mark.usefixtures("told")
async def test_numbers_lead_to_what_lies_behind_them(signed_in: SignIn) -> None:
    client = await signed_in(Role.SUPERVISOR)
    page = html.unescape((await client.get("/insight?span=7d")).text)
    for path, rows in (
        ("/insight/visits?span=7d&reason=asked", 1),
        (f"/insight/visits?span=own&from={TODAY}&until={TODAY}", 8),
        ("/insight/cases?span=7d&outcome=settled", 1),
        (f"/insight/cases?span=own&from={TODAY}&until={TODAY}", 1),
    ):
        assert f'href="/console{path}"' in page
        assert (await client.get(path)).text.count('<th scope="row"') == rows
    for path in (
        "/insight/cases?outcome=going_on",
        "/insight/visits?part=missed",
        "/insight/visits?channel=hotline",
    ):
        assert '<th scope="row"' not in (await client.get(path)).text
    for wrong in ("/insight/cases?outcome=x&late=y", "/insight/visits?reason=x"):
        assert (await client.get(wrong)).text.count('<th scope="row"') >= 1


@pytest.mark.usefixtures("told")
async def test_what_lies_behind_is_within_the_agencys_reach(signed_in: SignIn) -> None:
    client = await signed_in(Role.SUPERVISOR, agency_id=new_id())
    for path in ("/insight/cases", "/insight/visits"):
        assert '<th scope="row"' not in (await client.get(path)).text


async def test_cases_that_missed_a_period_stand_behind_its_rate(
    signed_in: SignIn, database: Database, case_desk: CaseDesk
) -> None:
    async with database.write() as session:
        book = CaseBook(session, CaseDesk(case_desk.vault, case_desk.calendar, reactions=(keep_facts,)))
        late = await book.file(now=NOW - dt.timedelta(days=18))
        kept = await book.file(now=NOW - dt.timedelta(days=18))
        await book.step(kept, CaseEvent.REJECT, days=1)
    client = await signed_in(Role.SUPERVISOR)
    assert "/insight/cases?late=decide" in (await client.get("/insight")).text
    shown = (await client.get("/insight/cases?late=decide")).text
    assert late.case_no in shown
    assert kept.case_no not in shown


async def test_a_warning_shows_its_cases_and_a_supervisor_says_what_it_is(
    signed_in: SignIn, database: Database, case_desk: CaseDesk
) -> None:
    warning = await warn(database, case_desk)
    reviewer, supervisor = await signed_in(Role.REVIEWER), await signed_in(Role.SUPERVISOR)
    path = f"/insight/warnings/{warning.id}"
    assert path in (await reviewer.get("/insight")).text
    shown = (await reviewer.get(path)).text
    assert re.search(r"/console/cases/XB\w+", shown)
    assert "<textarea" not in shown
    assert (await reviewer.post(f"{path}/acknowledge")).status_code == 403
    assert (await supervisor.post(f"{path}/acknowledge", {"note": "门店关门"})).status_code == 303
    assert "门店关门" in (await supervisor.get(path)).text
    entry = (await audited(database))[-1]
    assert (entry.action, entry.subject) == (AuditAction.WARNING_ACKNOWLEDGE, f"warning:{warning.id}")
    assert supervisor.account.name in entry.actor
    assert (await supervisor.post(f"{path}/dismiss")).status_code == 303
    assert "<textarea" not in (await supervisor.get(path)).text


async def test_an_agencys_staff_see_a_warning_without_the_cases_of_others(
    signed_in: SignIn, database: Database, case_desk: CaseDesk
) -> None:
    warning = await warn(database, case_desk)
    client = await signed_in(Role.SUPERVISOR, agency_id=new_id())
    shown = (await client.get(f"/insight/warnings/{warning.id}")).text
    assert "晨光健身" in shown
    assert "/console/cases/XB" not in shown


@on_sqlite
@pytest.mark.usefixtures("told", "asked")
@pytest.mark.parametrize("size", [WINDOW, PHONE], ids=["window", "phone"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_axe_finds_nothing_and_nothing_is_wider_than_the_window(
    opened: OpenPage, database: Database, case_desk: CaseDesk, size: dict[str, int], scheme: str
) -> None:
    warning = await warn(database, case_desk)
    page = await opened(Role.SUPERVISOR, "/insight", size=size, scheme=scheme)
    await page.locator(".figure__data summary").first.click()
    await page.locator("[data-drawn]").first.wait_for()
    assert await violations(page) == []
    assert await page.evaluate("document.documentElement.scrollWidth") == size["width"]
    for path in (f"warnings/{warning.id}", "cases", "visits"):
        await page.goto(page.url.split("/console")[0] + f"/console/insight/{path}")
        assert await violations(page) == []
        assert await page.evaluate("document.documentElement.scrollWidth") == size["width"]


@on_sqlite
@pytest.mark.usefixtures("told")
async def test_a_choice_takes_effect_at_once_and_stands_in_the_address(opened: OpenPage) -> None:
    page = await opened(Role.SUPERVISOR, "/insight?span=7d")
    await expect(page.locator(".tile__value").first).to_have_text("8")
    await page.focus("#by-channel")
    await page.select_option("#by-channel", "wechat")
    await expect(page.locator(".tile__value").first).to_have_text("1")
    assert "channel=wechat" in page.url
    assert "span=7d" in page.url
    await expect(page.locator("#by-channel")).to_be_focused()
    await expect(page.locator("p[role=status].unseen")).to_contain_text("2026-11-14")
    await page.locator("[data-drawn] canvas").first.wait_for()
    await page.locator(".spans a", has_text="今天").click()
    await expect(page.locator(".spans [aria-current]")).to_have_text("今天")
    assert "channel=wechat" in page.url
    await page.go_back()
    await expect(page.locator(".spans [aria-current]")).to_have_text("近 7 天")


@on_sqlite
@pytest.mark.usefixtures("told")
async def test_charts_are_drawn_from_the_tables_beneath_them(opened: OpenPage) -> None:
    page = await opened(Role.SUPERVISOR, "/insight")
    chart = page.locator("[data-table=d-by-topic]")
    await chart.scroll_into_view_if_needed()
    await chart.locator("canvas").wait_for()
    assert await chart.get_attribute("role") == "img"
    assert "假一赔三" in (await chart.get_attribute("aria-label") or "")
    table = page.locator("#d-by-topic tbody tr")
    assert await table.count() == 3
