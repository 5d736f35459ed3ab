"""WCAG 2.2 AA by axe-core: both widths, both schemes, with what may be open."""

import pytest
from playwright.async_api import expect

from desk.staff.roles import Role
from tests.desk.builders import on_sqlite
from tests.desk.console.conftest import PHONE, WINDOW, OpenPage
from tests.desk.console.inbox.browsing import claim, messages, open_first, violations
from tests.desk.console.inbox.conftest import Begin

pytestmark = on_sqlite
DRESSES = pytest.mark.parametrize(
    ("scheme", "size"), [("light", WINDOW), ("dark", WINDOW), ("light", PHONE), ("dark", PHONE)]
)


@DRESSES
async def test_the_inbox_is_for_everybody(
    someone: Begin, opened: OpenPage, scheme: str, size: dict[str, int]
) -> None:
    await someone("健身卡能退吗？")
    await someone("电饭煲坏了")
    page = await opened(Role.ADMIN, "/inbox", size=size, scheme=scheme)
    assert await violations(page) == []
    await open_first(page)
    await claim(page)
    await page.fill("#text", "先核对合同")
    await page.press("#text", "Enter")
    await expect(messages(page, "staff")).to_have_count(1)
    await page.click(".mode--note")
    await page.fill("#text", "备注")
    await page.press("#text", "Enter")
    await expect(messages(page, "note")).to_have_count(1)
    await page.locator(".why summary").first.click()
    await expect(page.locator(".why__body .facts").first).to_be_visible()
    assert await violations(page) == []
    if size == PHONE:
        await page.click("#talk-head [data-pane-to=about]")
    await expect(page.locator(".suggestion").first).to_be_visible()
    assert await violations(page) == []
    await page.click("text=登记案件")
    await expect(page.locator("#ask")).to_be_visible()
    assert await violations(page) == []


@DRESSES
@pytest.mark.parametrize("path", ["canned/new", "labels", "rules/new"])
async def test_its_settings_are_too(opened: OpenPage, scheme: str, size: dict[str, int], path: str) -> None:
    page = await opened(Role.ADMIN, f"/inbox/{path}", size=size, scheme=scheme)
    assert await violations(page) == []


async def test_on_a_phone_there_is_one_pane_at_a_time_and_a_way_back(
    someone: Begin, opened: OpenPage
) -> None:
    await someone("健身卡能退吗？")
    page = await opened(Role.AGENT, "/inbox", size=PHONE)
    await open_first(page)
    await expect(page.locator(".queue")).to_be_hidden()
    await expect(page.locator("#talk-title")).to_be_focused()
    await page.click("#talk-head [data-pane-to=about]")
    await expect(page.locator("#talk")).to_be_hidden()
    await page.click("#about [data-pane-to=talk]")
    await expect(page.locator("#talk")).to_be_visible()
    await page.go_back()
    await expect(page.locator(".queue")).to_be_visible()
    await expect(page.locator("#talk")).to_be_hidden()
