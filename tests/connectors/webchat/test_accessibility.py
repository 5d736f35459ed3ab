"""What axe-core finds on the page, in every dress it can wear; how it is read out; and without a script."""

from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from connectors.webchat.built import DIST
from tests.connectors.webchat.browsing import Held, Stub, mine, replies, say
from tests.requirements import absent

AXE = DIST.parent / "node_modules" / "axe-core" / "axe.min.js"
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
DRESSES = [
    ("light", "standard", 390),
    ("dark", "standard", 390),
    ("light", "huge", 360),
    ("dark", "huge", 1280),
]


def violations(page: Page) -> list[str]:
    """Rules of WCAG 2.2 A and AA that the page breaks, with the elements that do."""
    if not AXE.is_file():
        absent("browser", "axe-core is not here: `make page` brings it")
    page.evaluate("delete window.axe")
    page.evaluate(AXE.read_text(encoding="utf-8") + "; void 0")
    found: dict[str, Any] = page.evaluate(
        "(tags) => axe.run(document, {runOnly: {type: 'tag', values: tags}})", WCAG
    )
    assert len(found["passes"]) > 10
    return [f"{one['id']}: {node['html']}" for one in found["violations"] for node in one["nodes"]]


def dress(page: Page, scheme: str, size: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")  # type: ignore[arg-type]
    page.click("#menu-open")
    page.check(f"input[value={size}]", force=True)
    page.keyboard.press("Escape")


@pytest.mark.parametrize(("scheme", "size", "width"), DRESSES)
def test_axe_finds_nothing_in_a_conversation(page: Page, scheme: str, size: str, width: int) -> None:
    dress(page, scheme, size, width)
    assert violations(page) == []
    for text in ("七天", "编号", "核对", "登记", "转人工", "不收"):
        before = mine(page).count()
        say(page, text)
        expect(mine(page)).to_have_count(before + 1)
    expect(page.locator(".msg--staff")).to_have_count(1)
    expect(page.locator(".msg__problem").last).to_be_visible()
    page.locator(".sources summary").click()
    page.locator(".case__look").click()
    expect(page.locator(".Step")).to_have_count(4)
    assert violations(page) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("sheet", ["发送位置", "隐私说明", "清除本机记录"])
def test_axe_finds_nothing_in_a_sheet(page: Page, sheet: str, scheme: str) -> None:
    dress(page, scheme, "standard", 390)
    page.click("#menu-open")
    assert violations(page) == []
    page.get_by_role("button", name=sheet, exact=True).click()
    assert violations(page) == []


def test_messages_are_read_out_politely_and_once(page: Page) -> None:
    say(page, "同意")
    expect(replies(page)).to_have_count(2)
    log = page.locator("#log")
    expect(log).to_have_attribute("role", "log")
    expect(log).to_have_attribute("aria-live", "polite")
    assert page.locator("#log [role=alert], #log [aria-live=assertive]").count() == 0
    told = [" ".join(line.split()) for line in log.inner_text().splitlines() if line.strip()]
    assert told[1:3] == ["您说：", "同意"]  # after the time
    assert sum("小保" in line for line in told) == 2  # each of the two says once who speaks


def test_last_week_is_not_read_out_again(page: Page) -> None:
    say(page, "七天")
    expect(replies(page)).to_have_count(1)
    held = Held(page, "**/webchat/api/messages?**")
    page.reload()
    expect(page.locator("#log")).to_have_attribute("aria-live", "off")
    held.let_go()
    expect(replies(page)).to_have_count(1)
    expect(page.locator("#log")).to_have_attribute("aria-live", "polite")


def test_the_way_to_people_is_always_in_sight(page: Page) -> None:
    for text in ("长", "七天", "编号"):
        say(page, text)
    expect(page.locator(".case__no")).to_be_visible()
    expect(page.locator("#staff")).to_be_in_viewport(ratio=1)
    page.set_viewport_size({"width": 360, "height": 420})
    expect(page.locator("#staff")).to_be_in_viewport(ratio=1)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_colours_can_be_chosen_against_the_device(page: Page, scheme: str) -> None:
    device = "dark" if scheme == "light" else "light"
    page.emulate_media(color_scheme=device)  # type: ignore[arg-type]
    expect(page.locator("html")).to_have_attribute("data-color-scheme", device)
    ground = "getComputedStyle(document.getElementById('app')).backgroundColor"
    before = page.evaluate(ground)
    page.click("#menu-open")
    page.check(f"input[value={scheme}]", force=True)
    page.keyboard.press("Escape")
    assert page.evaluate(ground) != before
    page.reload()
    expect(page.locator("html")).to_have_attribute("data-color-scheme", scheme)


def test_the_first_screen_stands_without_any_script(browser: Browser, stub: Stub) -> None:
    context = browser.new_context(java_script_enabled=False, viewport={"width": 360, "height": 740})
    page = context.new_page()
    page.goto(stub.url)
    expect(page.locator("#greeting")).to_be_visible()
    expect(page.locator("#text")).to_be_visible()
    expect(page.locator(".starting")).to_contain_text("12315")
    context.close()


def test_what_is_typed_before_the_script_runs_is_kept(page: Page, stub: Stub) -> None:
    held = Held(page, "**/webchat/assets/*.js")
    page.goto(stub.url, wait_until="commit")
    page.fill("#text", "先写了一句")
    held.let_go()
    expect(page.locator(".starting")).to_have_count(0)
    expect(page.locator("#text")).to_have_value("先写了一句")
    expect(page.locator("#send")).to_be_enabled()
