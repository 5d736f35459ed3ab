"""Canned replies and suggested answers: into the field, never sent by themselves."""

from playwright.async_api import expect

from desk.handoff.canned import save_canned
from desk.handoff.desk import usual
from desk.privacy.vault import Vault
from desk.staff.roles import Role
from desk.store.database import Database
from tests.desk.builders import NOW, on_sqlite
from tests.desk.console.conftest import OpenPage, SignIn
from tests.desk.console.inbox.browsing import claim, messages, open_first
from tests.desk.console.inbox.conftest import Begin
from tests.desk.handoff.serving import CHIEF

pytestmark = on_sqlite


async def keep(database: Database, vault: Vault, shortcut: str, text: str) -> None:
    async with database.write() as session:
        await save_canned(
            session,
            usual(vault),
            canned_id=None,
            shortcut=shortcut,
            title=f"{shortcut}的话",
            text=text,
            staff=CHIEF,
            now=NOW,
        )


async def test_a_slash_offers_canned_replies_and_fills_them(
    someone: Begin, opened: OpenPage, signed_in: SignIn, database: Database, vault: Vault
) -> None:
    await keep(database, vault, "你好", "您好，我是{{staff}}，请讲。")
    await keep(database, vault, "编号", "您的编号是{{case_no}}。")
    await someone("健身卡能退吗？")
    page = await opened(await signed_in(Role.AGENT, display_name="李娜"), "/inbox")
    await open_first(page)
    await claim(page)
    await page.type("#text", "/")
    await expect(page.locator("#slash .slash__one")).to_have_count(2)
    await page.type("#text", "你")
    await expect(page.locator("#slash .slash__one")).to_have_count(1)
    await page.press("#text", "Enter")
    await expect(page.locator("#text")).to_have_value("您好，我是李娜，请讲。")
    assert await messages(page, "staff").count() == 0
    await page.fill("#text", "/编号")
    await expect(page.locator("#slash .slash__one")).to_have_count(1)
    await page.press("#text", "Enter")
    await expect(page.locator("#notices")).to_contain_text("还没有：投诉编号")


async def test_a_suggestion_shows_its_sources_and_goes_into_the_field(
    someone: Begin, opened: OpenPage
) -> None:
    await someone("健身卡能退吗？去了两次就关门了")
    page = await opened(Role.AGENT, "/inbox")
    await open_first(page)
    await claim(page)
    first = page.locator(".suggestion").first
    await expect(first).to_contain_text("预付卡能退款吗？")
    await expect(first).to_contain_text("消费者权益保护法")
    await expect(first).to_contain_text("核对")
    await first.locator("[data-insert]").click()
    assert "可以要求退余款" in await page.locator("#text").input_value()
    assert await messages(page, "staff").count() == 0
    await page.fill("#find-text", "定金")
    await expect(first).to_contain_text("定金")
