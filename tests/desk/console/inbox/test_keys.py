"""Keys, and input methods that use the same ones."""

from playwright.async_api import Page, expect

from desk.staff.roles import Role
from tests.desk.builders import on_sqlite
from tests.desk.console.conftest import OpenPage
from tests.desk.console.inbox.browsing import claim, messages, open_first, rows
from tests.desk.console.inbox.conftest import Begin

pytestmark = on_sqlite


async def compose(page: Page, text: str) -> None:
    """An input method shows `text`, not chosen yet."""
    method = await page.context.new_cdp_session(page)
    await method.send(
        "Input.imeSetComposition", {"text": text, "selectionStart": len(text), "selectionEnd": len(text)}
    )


async def test_a_day_at_the_keyboard(someone: Begin, opened: OpenPage) -> None:
    await someone("健身卡能退吗？")
    await someone("电饭煲坏了")
    page = await opened(Role.AGENT, "/inbox")
    await expect(rows(page)).to_have_count(2)
    await page.keyboard.press("j")
    await expect(rows(page).nth(0)).to_be_focused()
    await page.keyboard.press("j")
    await page.keyboard.press("j")  # the last one stays
    await expect(rows(page).nth(1)).to_be_focused()
    await page.keyboard.press("k")
    await page.keyboard.press("Enter")
    await expect(page.locator("#stream")).to_be_visible()
    await page.keyboard.press("c")
    await expect(page.locator("#talk-head")).to_have_attribute("data-whose", "mine")
    await page.keyboard.press("r")
    await expect(page.locator("#text")).to_be_focused()
    await page.keyboard.type("j k c e n ?")  # typed, not done
    await page.keyboard.press("Shift+Enter")
    await page.keyboard.type("第二行")
    await page.keyboard.press("Enter")
    await expect(messages(page, "staff").locator(".msg__text")).to_have_text("j k c e n ?\n第二行")
    await page.keyboard.press("Escape")
    await page.keyboard.press("?")
    await expect(page.locator("#help")).to_be_visible()
    await page.keyboard.press("Escape")
    await page.keyboard.press("e")
    await expect(page.locator("#ask")).to_be_visible()


async def test_the_input_methods_enter_chooses_a_word_and_sends_nothing(
    someone: Begin, opened: OpenPage
) -> None:
    person = await someone("健身卡能退吗？")
    page = await opened(Role.AGENT, "/inbox")
    await open_first(page)
    await claim(page)
    await page.focus("#text")
    await compose(page, "nihao")
    await page.keyboard.press("Enter")
    assert await page.locator("#text").input_value() != ""
    # What older browsers send instead of isComposing.
    await page.evaluate(
        "document.querySelector('#text').dispatchEvent("
        "new KeyboardEvent('keydown', {key: 'Enter', keyCode: 229, bubbles: true, cancelable: true}))"
    )
    assert await page.locator(".msg--own").count() == 0
    assert [one for one in await person.heard() if one[0] == "staff"] == []


async def test_letters_of_an_input_method_are_no_shortcuts(someone: Begin, opened: OpenPage) -> None:
    await someone("健身卡能退吗？")
    page = await opened(Role.AGENT, "/inbox")
    await open_first(page)
    await page.evaluate(
        "document.body.dispatchEvent(new KeyboardEvent('keydown', {key: 'c', isComposing: true, bubbles: true}))"
    )
    await page.evaluate(
        "document.body.dispatchEvent(new KeyboardEvent('keydown', {key: 'c', ctrlKey: true, bubbles: true}))"
    )
    await page.wait_for_timeout(300)
    await expect(page.locator("#talk-head")).to_have_attribute("data-whose", "nobody")
