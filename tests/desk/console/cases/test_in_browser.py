"""The case pages in Chromium: what axe finds at both widths, the keyboard, drafts that survive, evidence, people in clear."""

import contextlib
import re
from typing import Any

import pytest
from playwright.async_api import Error, Page, expect

from desk.cases.model import Case
from desk.cases.states import CaseEvent, CaseState, Ground
from desk.console.serving import DIST
from desk.staff.roles import Role
from tests.desk.attachments.test_case_files import picture
from tests.desk.builders import on_sqlite
from tests.desk.clocks.casework import Casework, day, noon
from tests.desk.console.cases.working import fill, path_of
from tests.desk.console.conftest import PHONE, WINDOW, OpenPage, SignIn
from tests.desk.console.staffing import PASSWORD
from tests.requirements import absent

pytestmark = on_sqlite

AXE = DIST.parent / "node_modules" / "axe-core" / "axe.min.js"
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
EVIL = "<img src=x onerror=alert(1)><script>alert(2)</script>"


async def faults(page: Page) -> list[str]:
    """What axe-core finds, as `rule: element`."""
    if not AXE.is_file():
        absent("browser", "axe-core is not here: `make page` brings it")
    await page.evaluate("delete window.axe")
    await page.evaluate(AXE.read_text("utf-8"))
    found = await page.evaluate("(tags) => axe.run(document, {runOnly: {type: 'tag', values: tags}})", WCAG)
    return [f"{one['id']}: {node['html'][:120]}" for one in found["violations"] for node in one["nodes"]]


async def life(casework: Casework) -> dict[str, Case]:
    """Cases in the states that look different."""
    open_case = await casework.file("2026-11-02", problem=EVIL, purchase__product=EVIL)
    await casework.file("2026-11-03")
    ended = await casework.file("2026-11-02", consent__publication=True, complainant__phone="+8613800001111")
    await casework.move(ended, CaseEvent.ACCEPT, "2026-11-03")
    terminated = await casework.move(
        ended, CaseEvent.TERMINATE, "2026-11-10", grounds=frozenset({Ground.PARTY_REFUSES}), reason="商家不来"
    )
    asked = await casework.file("2026-11-05", complainant__phone="+8613800002222")
    await casework.move(asked, CaseEvent.ASK_FOR_INFO, reason="缺小票", due_on=day("2026-11-30"))
    casework.clock.now = noon("2026-11-19")
    return {"open": open_case, "ended": terminated, "asked": asked}


@pytest.mark.parametrize(("size", "scheme"), [(WINDOW, "light"), (PHONE, "light"), (WINDOW, "dark")])
async def test_axe_finds_nothing_and_nothing_is_wider_than_the_screen(
    opened: OpenPage, signed_in: SignIn, casework: Casework, size: dict[str, int], scheme: str
) -> None:
    cases = await life(casework)
    chief = await signed_in(Role.SUPERVISOR)
    page = await opened(chief, "/cases?bucket=overdue", size=size, scheme=scheme)
    base = page.url.split("/console")[0]
    for path in (
        "/cases?bucket=overdue",
        "/cases?bucket=none&q=x",
        path_of(cases["open"]),
        path_of(cases["ended"]),
        path_of(cases["open"], "/steps/reject"),
        path_of(cases["open"], "/steps/merge"),
        path_of(cases["asked"], "/correct"),
        "/cases/callbacks",
        "/cases/publication",
        f"/cases/publication/{cases['ended'].case_no}",
        "/cases/transfers",
        "/cases/register",
    ):
        await page.goto(f"{base}/console{path}")
        assert await faults(page) == [], path
        assert await page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, path
    await page.goto(f"{base}/console{path_of(cases['open'])}")
    await page.click("[data-opens=reveal]")
    assert await faults(page) == []


async def test_list_is_worked_by_keyboard(opened: OpenPage, casework: Casework) -> None:
    cases = [await casework.file("2026-11-02") for _ in range(3)]
    page = await opened(Role.AGENT, "/cases?bucket=later")
    await expect(page.locator("[data-row]")).to_have_count(3)
    await page.keyboard.press("j")
    await page.keyboard.press("x")
    await page.keyboard.press("j")
    await page.keyboard.press("x")
    await expect(page.locator("[data-chosen]")).to_have_text("已选 2 件")
    await page.keyboard.press("x")
    await expect(page.locator("[data-chosen]")).to_have_text("已选 1 件")
    await page.keyboard.press("/")
    await expect(page.locator("[data-search]")).to_be_focused()
    await page.keyboard.type("jx")  # letters in a field are letters
    await expect(page.locator("[data-chosen]")).to_have_text("已选 1 件")
    await page.locator("[data-search]").fill("")
    await page.locator("h1").click()
    await page.keyboard.press("k")
    await page.keyboard.press("Enter")
    await page.wait_for_url(re.compile(r"/console/cases/XB[A-Z0-9]+$"))
    assert any(page.url.endswith(case.case_no) for case in cases)


async def test_ticked_cases_are_taken(opened: OpenPage, signed_in: SignIn, casework: Casework) -> None:
    case = await casework.file("2026-11-02")
    agent = await signed_in(Role.AGENT)
    page = await opened(agent, "/cases?bucket=later")
    await expect(page.locator("[data-bulk-go]")).to_be_disabled()
    await page.check("[data-all]")
    await page.click("[data-bulk-go]")
    await expect(page.get_by_text("改好1件")).to_be_visible()
    assert "told" not in page.url
    await page.reload()
    await expect(page.get_by_text("改好1件")).to_have_count(0)
    assert (await casework.read(case)).assignee_id == agent.account.id


async def test_what_was_typed_survives_a_session_that_has_ended(
    opened: OpenPage, signed_in: SignIn, casework: Casework
) -> None:
    case = await casework.file("2026-11-02")
    agent = await signed_in(Role.AGENT)
    page = await opened(agent, path_of(case, "/steps/reject"))
    await page.check("input[value='16-1']")
    await page.fill("[name=reason]", "写了很久的一段说明")
    await page.context.clear_cookies()
    await page.click("button.button--main")
    await sign_in_again(page, agent.account.name)
    await page.wait_for_url(f"**/console{path_of(case, '/steps/reject')}")
    await expect(page.locator("[name=reason]")).to_have_value("写了很久的一段说明")
    await expect(page.locator("input[value='16-1']")).to_be_checked()
    await page.click("button.button--main")
    await page.wait_for_url(f"**{path_of(case)}")
    assert (await casework.read(case)).state is CaseState.REJECTED
    assert await page.evaluate("Object.keys(sessionStorage).filter((key) => key.startsWith('draft:'))") == []


async def sign_in_again(page: Page, name: str) -> None:
    """From the page that says that the session is over, through the door."""
    await page.click("main a.button--main")
    await page.fill("[name=name]", name)
    await page.fill("[name=password]", PASSWORD)
    await page.press("[name=password]", "Enter")


async def test_a_note_that_could_not_be_sent_is_there_again_and_gone_once_it_was(
    opened: OpenPage, signed_in: SignIn, casework: Casework
) -> None:
    case = await casework.file("2026-11-02")
    agent = await signed_in(Role.AGENT)
    page = await opened(agent, path_of(case))
    note = page.locator("form[data-draft^=note] textarea")
    await note.fill("商家明天回电")
    await page.context.clear_cookies()
    await page.locator("form[data-draft^=note] button.button").last.click()
    await sign_in_again(page, agent.account.name)
    await page.wait_for_url(f"**/console{path_of(case)}")
    await expect(note).to_have_value("商家明天回电")
    await page.locator("form[data-draft^=note] button.button").last.click()
    await expect(page.locator(".timeline")).to_contain_text("商家明天回电")
    await expect(note).to_have_value("")
    await expect(page.get_by_text("已恢复上次")).to_have_count(0)


async def test_what_somebody_typed_is_not_there_for_whoever_signs_in_next(
    opened: OpenPage, signed_in: SignIn, casework: Casework
) -> None:
    case = await casework.file("2026-11-02")
    first, second = await signed_in(Role.AGENT), await signed_in(Role.AGENT)
    page = await opened(first, path_of(case, "/steps/reject"))
    await page.fill("[name=reason]", "写了一半")
    await page.context.clear_cookies()
    await page.click("button.button--main")
    await sign_in_again(page, second.account.name)
    await page.wait_for_url(f"**/console{path_of(case, '/steps/reject')}")
    await expect(page.locator("[name=reason]")).to_have_value("")
    kept = "Object.entries(sessionStorage).filter(([key, text]) => text.includes('写了一半'))"
    assert await page.evaluate(kept) == []


async def test_people_are_revealed_in_a_dialog_and_hidden_again(opened: OpenPage, casework: Casework) -> None:
    case = await casework.file("2026-11-02")
    page = await opened(Role.AGENT, path_of(case))
    await expect(page.locator("#people")).not_to_contain_text("欧阳明")
    await page.click("[data-opens=reveal]")
    await page.fill("#f-reason", "联系投诉人补充购物凭证")
    await page.click("dialog .button--main")
    await expect(page.locator("#people")).to_contain_text("欧阳明")
    await page.get_by_text("现在收起").click()
    await expect(page.locator("#people")).not_to_contain_text("欧阳明")
    with contextlib.suppress(Error):  # the browser kept nothing to go back to, and says so
        await page.go_back()
    await expect(page.locator("html")).not_to_contain_text("欧阳明")


async def test_consumers_markup_runs_nowhere(opened: OpenPage, casework: Casework) -> None:
    cases = await life(casework)
    page = await opened(Role.SUPERVISOR, path_of(cases["open"]))
    said: list[Any] = []
    page.on("dialog", lambda dialog: said.append(dialog.message))
    await page.reload()
    await expect(page.locator(".story").first).to_have_text(EVIL)
    assert await page.locator("img[src='x']").count() == 0
    assert said == []


async def test_evidence_is_zoomed_turned_and_left_by_keyboard(
    opened: OpenPage, signed_in: SignIn, casework: Casework
) -> None:
    case = await casework.file("2026-11-02")
    agent = await signed_in(Role.AGENT)
    form = await fill(agent, path_of(case))
    form.pop("version", None)
    await agent.post(path_of(case, "/files"), data=form, files={"file": ("a.png", picture())})
    page = await opened(agent, path_of(case))
    await page.click(".files a")
    shown = page.locator(".viewer__picture")
    await expect(shown).to_be_visible()
    assert await shown.evaluate("(image) => image.complete && image.naturalWidth") == 60
    await page.keyboard.press("+")
    await expect(shown).to_have_attribute("data-zoomed", "")
    await page.keyboard.press("r")
    assert "rotate(90deg)" in str(await shown.get_attribute("style"))
    await page.keyboard.press("0")
    await expect(shown).not_to_have_attribute("data-zoomed", "")
    assert await faults(page) == []


async def test_double_click_takes_a_step_once(opened: OpenPage, casework: Casework) -> None:
    case = await casework.file("2026-11-02")
    page = await opened(Role.AGENT, path_of(case, "/steps/accept"))
    await page.dblclick("button.button--main")
    await page.wait_for_url(f"**{path_of(case)}")
    moved = [line for line in await casework.lines(case) if line.event is CaseEvent.ACCEPT]
    assert len(moved) == 1
