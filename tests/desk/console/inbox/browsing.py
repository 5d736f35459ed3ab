"""The inbox in a browser: how tests find their way in it, and what axe-core finds on it."""

from typing import Any

from playwright.async_api import Locator, Page, expect

from desk.console.serving import DIST
from tests.requirements import absent

AXE = DIST.parent / "node_modules" / "axe-core" / "axe.min.js"
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]


def rows(page: Page) -> Locator:
    return page.locator("#rows .entry")


def messages(page: Page, sender: str) -> Locator:
    """sender: user, bot, staff, system or note."""
    return page.locator(f"#messages > .msg[data-from={sender}]")


async def open_first(page: Page) -> None:
    await rows(page).first.click()
    await expect(page.locator("#stream")).to_be_visible()


async def claim(page: Page) -> None:
    await page.click("#talk-head [data-act=claim]")
    await expect(page.locator("#talk-head")).to_have_attribute("data-whose", "mine")


async def reply(page: Page, text: str) -> None:
    await page.fill("#text", text)
    await page.press("#text", "Enter")


async def line_is_up(page: Page) -> None:
    """The stream is open: a test that cuts it must not be too early."""
    await page.wait_for_function(
        "performance.getEntriesByType('resource').some((one) => one.name.includes('/events?'))"
    )


async def violations(page: Page) -> list[str]:
    """Rules of WCAG 2.2 A and AA that the page breaks, with the elements that do."""
    if not AXE.is_file():
        absent("browser", "axe-core is not here: `make page` brings it")
    await page.evaluate("delete window.axe")
    await page.evaluate(AXE.read_text(encoding="utf-8") + "; void 0")
    found: dict[str, Any] = await page.evaluate(
        "(tags) => axe.run(document, {runOnly: {type: 'tag', values: tags}})", WCAG
    )
    assert len(found["passes"]) > 10
    return [f"{one['id']}: {node['html']}" for one in found["violations"] for node in one["nodes"]]
