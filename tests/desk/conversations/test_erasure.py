"""Erasing: on the person's wish and after the retention."""

from typing import Any

import pytest
from sqlalchemy import select

from desk.attachments.model import Attachment
from desk.conversations import wording
from desk.conversations.erasure import erase_expired, erase_if_expired
from desk.outbox.model import OutboxItem
from desk.outbox.service import DEAD, DONE, WITHDRAWN
from tests.desk.attachments.keeping import keep_file
from tests.desk.conversations.conversing import Conversing
from tests.desk.conversations.scripted import reply

FILING: dict[str, Any] = {
    "idempotency_key": "0190aaaa-0000-7000-8000-000000000000",
    "body": {"problem": "不退款"},
}


async def items(conversing: Conversing, kind: str) -> list[OutboxItem]:
    async with conversing.database.read() as session:
        return list((await session.execute(select(OutboxItem).filter_by(kind=kind))).scalars())


async def test_erasing_leaves_no_text_and_makes_the_brain_start_afresh(conversing: Conversing) -> None:
    await conversing.hear("我叫王小丽", "message-1")
    await conversing.run()
    before = conversing.brain.asked[0].conversation
    conversing.brain.script = lambda question: (reply(None, erase=True),)
    await conversing.hear("删除我的信息", "message-2")
    await conversing.run()
    assert [text for _sender, text in await conversing.transcript() if text] == [wording.ERASED]
    conversing.brain.script = lambda question: (reply("您好"),)
    await conversing.hear("你好", "message-3")
    await conversing.run()
    assert conversing.brain.asked[-1].conversation != before


async def test_silence_past_the_retention_erases_what_was_said(conversing: Conversing) -> None:
    await conversing.hear("我叫王小丽", "message-1")
    await conversing.run()
    conversing.clock.advance(days=179)
    assert await erase_expired(conversing.database, conversing.vault, now=conversing.clock()) == 0
    conversing.clock.advance(days=2)
    assert await erase_expired(conversing.database, conversing.vault, now=conversing.clock()) == 1
    assert not any(text for _sender, text in await conversing.transcript())
    assert await erase_expired(conversing.database, conversing.vault, now=conversing.clock()) == 0


async def test_what_was_said_after_asking_for_erasure_keeps_its_text_and_is_answered(
    conversing: Conversing,
) -> None:
    await conversing.hear("我叫王小丽", "message-1")
    await conversing.run()
    conversing.brain.script = lambda q: (
        (reply(None, erase=True),) if q.text == "删除" else (reply(f"答：{q.text}"),)
    )
    await conversing.hear("删除", "message-2")
    await conversing.hear("网购几天能退", "message-3")
    await conversing.run()
    assert conversing.brain.asked[-1].text == "网购几天能退"
    assert [text for _sender, text in await conversing.transcript() if text] == [
        "网购几天能退",
        wording.ERASED,
        "答：网购几天能退",
    ]


async def test_a_file_sent_after_asking_for_erasure_stays(conversing: Conversing, tmp_path: Any) -> None:
    async def send(name: str) -> None:
        await keep_file(
            conversing.database,
            conversing.vault,
            tmp_path,
            conversation_id=conversing.id,
            name=name,
            now=conversing.clock(),
        )

    conversing.brain.script = lambda question: (reply(None, erase=True),)
    await send("before.png")
    conversing.clock.advance(seconds=1)
    await conversing.hear("删除", "message-1")
    conversing.clock.advance(seconds=1)
    await send("after.png")
    await conversing.run()
    async with conversing.database.read() as session:
        (left,) = (await session.execute(select(Attachment))).scalars()
    assert conversing.vault.open(left.sealed_name) == "after.png"


async def test_a_complaint_still_waiting_to_be_filed_is_withdrawn(conversing: Conversing) -> None:
    conversing.brain.script = lambda question: (reply("稍后登记", filing=FILING),)
    await conversing.hear("确认提交", "message-1")
    await conversing.run()
    conversing.brain.script = lambda question: (reply(None, erase=True),)
    await conversing.hear("删除我的信息", "message-2")
    await conversing.run()
    (item,) = await items(conversing, "file_complaint")
    assert (item.state, item.error_code) == (DONE, WITHDRAWN)
    assert conversing.vault.open(item.sealed_body) == "{}"


async def test_a_complaint_of_somebody_else_is_not_withdrawn(conversing: Conversing) -> None:
    conversing.brain.script = lambda question: (reply("稍后登记", filing=FILING),)
    await conversing.hear("确认提交", "message-1")
    await conversing.run()
    other = await Conversing(conversing.database, conversing.vault, conversing.clock, conversing.brain).open(
        "p2"
    )
    conversing.brain.script = lambda question: (reply(None, erase=True),)
    await other.hear("删除我的信息", "message-1")
    await other.run()
    (item,) = await items(conversing, "file_complaint")
    assert item.state == "pending"


async def test_a_complaint_refused_for_good_is_emptied(conversing: Conversing) -> None:
    conversing.brain.script = lambda question: (reply("稍后登记", filing=FILING),)
    await conversing.hear("确认提交", "message-1")
    await conversing.run()
    async with conversing.database.write() as session:
        (item,) = (await session.execute(select(OutboxItem))).scalars()
        item.state, item.error_code = DEAD, "http_422"
    conversing.brain.script = lambda question: (reply(None, erase=True),)
    await conversing.hear("删除我的信息", "message-2")
    await conversing.run()
    (item,) = await items(conversing, "file_complaint")
    assert (item.state, item.error_code) == (DEAD, "http_422")
    assert conversing.vault.open(item.sealed_body) == "{}"


@pytest.mark.parametrize(("days", "erased"), [(181, True), (0, False)])
async def test_who_speaks_while_the_retention_is_looked_at_is_not_erased(
    conversing: Conversing, days: int, erased: bool
) -> None:
    await conversing.hear("我叫王小丽", "message-1")
    await conversing.run()
    conversing.clock.advance(days=days)
    now = conversing.clock()
    assert await erase_if_expired(conversing.database, conversing.vault, conversing.id, now=now) is erased
    assert any(text for _sender, text in await conversing.transcript()) is not erased
