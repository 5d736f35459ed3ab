"""The console in Chromium: nothing inline, nothing that axe finds, and what is written is text."""

from typing import Any

import pytest
from playwright.async_api import Page, expect

from desk.console.serving import DIST
from desk.staff.roles import Role
from desk.store.database import Database
from tests.desk.builders import on_sqlite
from tests.desk.console.conftest import PHONE, WINDOW, OpenPage, SignIn
from tests.desk.console.staffing import staff_member
from tests.requirements import absent

pytestmark = on_sqlite
AXE = DIST.parent / "node_modules" / "axe-core" / "axe.min.js"
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
# Pages of the shell, of people and of the audit log; other areas look at their own.
PAGES = ("/password", "/profile", "/profile/second-step", "/people", "/people/new", "/audit", "/nowhere")


async def violations(page: Page) -> list[str]:
    """Rules of WCAG 2.2 A and AA that the page breaks, with the elements that do."""
    if not AXE.is_file():
        absent("browser", "axe-core is not here: `make page` brings it")
    await page.evaluate(AXE.read_text(encoding="utf-8") + "; void 0")
    found: dict[str, Any] = await page.evaluate(
        "(tags) => axe.run(document, {runOnly: {type: 'tag', values: tags}})", WCAG
    )
    assert len(found["passes"]) > 10
    return [f"{one['id']}: {node['html']}" for one in found["violations"] for node in one["nodes"]]


@pytest.mark.parametrize(
    ("size", "scheme"), [(WINDOW, "light"), (PHONE, "dark")], ids=["window, light", "phone, dark"]
)
async def test_axe_finds_nothing_and_no_page_is_wider_than_the_screen(
    opened: OpenPage, signed_in: SignIn, size: dict[str, int], scheme: str
) -> None:
    admin = await signed_in(Role.ADMIN)
    other = await signed_in(Role.AGENT)
    page = await opened(admin, "/", size=size, scheme=scheme)
    for path in (*PAGES, f"/people/{other.account.id}"):
        await page.goto(page.url.partition("/console")[0] + f"/console{path}")
        assert await violations(page) == [], path
        wide = await page.evaluate("document.documentElement.scrollWidth - innerWidth")
        assert wide <= 0, f"{path} is {wide} px wider than the screen"


async def test_the_door_is_accessible_too(opened: OpenPage) -> None:
    page = await opened(Role.AGENT, "/")
    await page.context.clear_cookies()
    await page.reload()
    await expect(page.locator("#f-name")).to_be_visible()
    assert await violations(page) == []


@pytest.mark.parametrize("path", [*PAGES, "/sign-in"])
async def test_no_page_allows_anything_inline(signed_in: SignIn, path: str) -> None:
    answer = await (await signed_in(Role.ADMIN)).get(path, follow_redirects=True)
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "data:" not in policy
    for name in ("x-content-type-options", "referrer-policy"):
        assert name in answer.headers
    assert answer.headers["cache-control"] == "no-store"


async def test_a_name_of_script_is_shown_and_does_nothing(opened: OpenPage, database: Database) -> None:
    evil = "<img src=x onerror=document.title='hacked'>"[:40]
    other = await staff_member(database, Role.AGENT, display_name=evil)
    page = await opened(Role.ADMIN, f"/people/{other.id}")
    await expect(page.locator("h1")).to_contain_text("<img src=x onerror=")
    await page.locator("[data-opens=disable]").click()
    await expect(page.locator("#disable-title")).to_contain_text("<img src=x")
    assert "hacked" not in await page.title()
    assert await page.locator("img[src=x]").count() == 0


async def test_somebody_is_disabled_by_hand_and_the_log_is_checked(
    opened: OpenPage, signed_in: SignIn, database: Database
) -> None:
    other = await staff_member(database, Role.AGENT)
    page = await opened(Role.ADMIN, f"/people/{other.id}")
    await page.locator("[data-opens=disable]").click()
    await page.locator("#disable .button--danger").click()
    await expect(page.locator(f"form[action$='/{other.id}/enable']")).to_be_visible()
    await page.goto(page.url.partition("/console")[0] + "/console/audit")
    await page.locator("form[action$='/audit/verify'] button").click()
    await expect(page.locator("#verified .chip--good")).to_be_visible()


async def test_an_error_in_a_piece_is_a_notice_that_can_be_closed(
    opened: OpenPage, signed_in: SignIn
) -> None:
    page = await opened(Role.ADMIN, "/audit")
    await page.locator("body").evaluate("body => body.removeAttribute('hx-headers')")
    await page.locator("form[action$='/audit/verify'] [name=csrf]").evaluate("field => field.value = 'x'")
    await page.locator("form[action$='/audit/verify'] button").click()
    notice = page.locator("#notices .notice--bad")
    await expect(notice).to_be_visible()
    await notice.locator("[data-dismiss]").click()
    await expect(notice).to_have_count(0)


async def test_the_style_of_an_area_holds_on_its_own_pages_alone(opened: OpenPage) -> None:
    page = await opened(Role.ADMIN, "/people")
    shown = "() => { const one = document.createElement('div'); one.className = 'inbox'; document.body.append(one); return getComputedStyle(one).display }"
    assert await page.evaluate(shown) == "block"
    await page.goto(page.url.replace("/people", "/inbox"))
    assert await page.evaluate(shown) == "grid"
