"""What was typed and not sent."""

from playwright.async_api import expect

from desk.staff.roles import Role
from tests.desk.builders import on_sqlite
from tests.desk.console.conftest import OpenPage, SignIn
from tests.desk.console.inbox.browsing import open_first, rows
from tests.desk.console.inbox.conftest import Begin

pytestmark = on_sqlite


async def test_each_conversation_has_its_own_and_a_reload_loses_none(
    someone: Begin, opened: OpenPage
) -> None:
    await someone("健身卡能退吗？")
    await someone("电饭煲坏了")
    page = await opened(Role.AGENT, "/inbox")
    await rows(page).nth(0).click()
    await page.fill("#text", "给第一个")
    await page.click(".mode--note")
    await page.fill("#text", "第一个的备注")
    await rows(page).nth(1).click()
    await expect(page.locator("#text")).to_have_value("")
    await page.fill("#text", "给第二个")
    await page.reload()
    await expect(page.locator("#text")).to_have_value("给第二个")
    await rows(page).nth(0).click()
    await expect(page.locator("#text")).to_have_value("给第一个")
    await page.click(".mode--note")
    await expect(page.locator("#text")).to_have_value("第一个的备注")


async def test_signing_out_clears_them(someone: Begin, opened: OpenPage) -> None:
    await someone("健身卡能退吗？")
    page = await opened(Role.AGENT, "/inbox")
    await open_first(page)
    await page.fill("#text", "不留给别人")
    await page.click(".me summary")
    await page.click("text=退出登录")
    await page.wait_for_url("**/sign-in*")
    assert await page.evaluate("Object.values(localStorage).join()") == ""


async def test_the_next_one_at_this_machine_finds_nothing_of_somebody_else(
    someone: Begin, opened: OpenPage, signed_in: SignIn
) -> None:
    await someone("健身卡能退吗？")
    page = await opened(Role.AGENT, "/inbox")
    await open_first(page)
    await page.fill("#text", "李娜写的")
    other = await signed_in(Role.AGENT)
    await page.context.clear_cookies()
    await page.context.add_cookies(
        [{"name": name, "value": value, "url": page.url} for name, value in other.http.cookies.items()]  # type: ignore[list-item]
    )
    await page.reload()
    await expect(page.locator("#text")).to_have_value("")
    assert "李娜写的" not in await page.evaluate("Object.values(localStorage).join()")
