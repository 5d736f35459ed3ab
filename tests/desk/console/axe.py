"""What axe-core finds on a page of the console."""

from playwright.async_api import Page

from desk.console.serving import DIST
from tests.requirements import absent

AXE = DIST.parent / "node_modules" / "axe-core" / "axe.min.js"
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]


async def violations(page: Page) -> list[str]:
    """Rules of WCAG 2.2 A and AA that the page breaks, with the elements that do."""
    if not AXE.is_file():
        absent("browser", "axe-core is not here: `make page` brings it")
    await page.evaluate(AXE.read_text(encoding="utf-8") + "; void 0")
    found = await page.evaluate("(tags) => axe.run(document, {runOnly: {type: 'tag', values: tags}})", WCAG)
    assert len(found["passes"]) > 10
    return [f"{one['id']}: {node['html']}" for one in found["violations"] for node in one["nodes"]]
