"""A chat session ends: whoever comes too late is told so, begins anew, and what was said stays for staff."""

from sqlalchemy import func, select

from connectors.webchat.sessions import LIFETIME
from desk.conversations.model import Message
from desk.store.database import Database
from tests.desk.builders import FakeClock, on_sqlite
from tests.faults.page import Page


@on_sqlite
async def test_a_chat_session_ends_after_its_lifetime_and_not_before(
    page: Page, clock: FakeClock, database: Database
) -> None:
    assert (await page.post("商家不退款")).status_code == 202
    await page.until(("user", "商家不退款"), ("bot", "答：商家不退款"))
    clock.advance(seconds=LIFETIME.total_seconds() - 1)
    assert (await page.post("还在吗")).status_code == 202
    await page.until(
        ("user", "商家不退款"), ("bot", "答：商家不退款"), ("user", "还在吗"), ("bot", "答：还在吗")
    )
    clock.advance(seconds=1)
    refused = await page.post("还在吗")
    assert (refused.status_code, refused.json()["detail"]) == (401, "会话已过期，请刷新页面重新开始")
    assert (await (await page.begin()).post("你好")).status_code == 202
    async with database.read() as session:
        assert await session.scalar(select(func.count()).where(Message.sender == "user")) == 3
