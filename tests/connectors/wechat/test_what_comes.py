"""What comes besides words, and what people do in the account: section 7, content and events."""

import pytest
from sqlalchemy import func, select

from connectors.wechat import wording
from desk.attachments.model import Attachment
from desk.conversations.brain import BrainReply
from desk.conversations.model import Conversation
from desk.privacy.vault import Vault
from desk.store.database import Database
from tests.connectors.wechat.looking import eventually, in_a_hurry, picture, recipient, said
from tests.connectors.wechat.simulator.people import Person
from tests.connectors.wechat.simulator.platform import Platform
from tests.connectors.wechat.simulator.sight import Way
from tests.desk.builders import on_sqlite
from tests.desk.conversations.scripted import ScriptedBrain


@on_sqlite
async def test_voice_nobody_recognised_is_answered_kindly_and_the_brain_is_left_alone(
    person: Person, brain: ScriptedBrain
) -> None:
    (shown,) = await person.speaks()
    assert shown.text == wording.VOICE
    assert brain.asked == []
    await person.speaks("我要投诉")
    assert brain.asked[-1].text == "我要投诉"


@on_sqlite
async def test_stickers_links_and_videos_are_answered_without_the_brain(
    person: Person, brain: ScriptedBrain
) -> None:
    await person.sends_sticker()
    await person.sends("link", Title="t", Description="d", Url="https://example.org")
    await person.sends("shortvideo", MediaId="m" * 20, ThumbMediaId="t" * 20)
    assert person.texts == [wording.NOT_READABLE, wording.LINK, wording.VIDEO]
    assert brain.asked == []


async def test_a_picture_is_fetched_kept_and_mentioned_to_the_brain(
    person: Person, brain: ScriptedBrain, database: Database
) -> None:
    brain.script = lambda question: (BrainReply(text=f"收到{len(question.attachments)}个文件"),)
    (shown,) = await person.sends_picture(picture())
    assert shown.text == "收到1个文件"
    async with database.read() as session:
        (kept,) = (await session.execute(select(Attachment))).scalars()
    assert (kept.media_type, brain.asked[0].attachments[0]["id"]) == ("image/jpeg", kept.id)


@in_a_hurry
async def test_a_picture_the_platform_cannot_give_now_is_asked_for_again_and_what_follows_waits(
    person: Person, platform: Platform, brain: ScriptedBrain
) -> None:
    brain.script = lambda question: (
        BrainReply(text="收到图片" if question.attachments else f"答：{question.text}"),
    )
    platform.fails("media/get", times=1, status=502)
    await person.sends_picture(picture())
    await person.says("这是小票")

    async def told() -> str:
        return "\n".join(person.texts).replace("\n\n", "\n")

    await eventually(told, "收到图片\n答：这是小票")


@on_sqlite
async def test_a_picture_that_is_gone_or_none_is_asked_for_again(
    person: Person, platform: Platform, brain: ScriptedBrain
) -> None:
    platform.fails("media/get", 40007)
    (shown,) = await person.sends_picture(picture())
    assert "再发一次" in shown.text
    (shown,) = await person.sends_picture(b"MZ not a picture at all")
    assert shown.way is Way.REPLY
    assert brain.asked == []


@on_sqlite
async def test_a_place_becomes_its_official_name(person: Person, brain: ScriptedBrain) -> None:
    await person.sends_place(43.88, 125.32, "吉林省长春市朝阳区")
    assert brain.asked[-1].payload == '/tell_place{"place": "吉林省长春市朝阳区"}'


@on_sqlite
async def test_reported_positions_and_opened_pages_say_nothing(
    person: Person, brain: ScriptedBrain, database: Database
) -> None:
    for _ in range(3):
        await person.does("LOCATION", Latitude=43.8, Longitude=125.3, Precision=30)
    await person.does("VIEW", EventKey="https://example.org", MenuId="1")
    await person.does("something_new", EventKey="x")
    assert (person.seen, brain.asked) == ([], [])
    async with database.read() as session:
        assert await session.scalar(select(func.count()).select_from(Conversation)) == 0


@on_sqlite
async def test_whoever_follows_is_greeted_and_a_menu_click_is_as_if_typed(
    person: Person, brain: ScriptedBrain
) -> None:
    (shown,) = await person.subscribes("shop-17")
    assert shown.text == wording.WELCOME
    await person.clicks("complain")
    assert brain.asked[-1].text == "我要投诉"


async def test_leaving_erases_what_was_said_and_coming_back_begins_anew(
    person: Person, brain: ScriptedBrain, database: Database, vault: Vault, platform: Platform
) -> None:
    await person.says("我叫王小丽")
    calls = len(platform.made("custom/send"))
    assert await person.unsubscribes() == []
    assert await recipient(database) is None
    assert {text for _, text in await said(database, vault)} == {None}
    first = brain.asked[0].conversation

    async def forgotten() -> list[str]:
        return brain.forgotten

    await eventually(forgotten, [first])
    await person.unsubscribes()  # the platform repeats its events
    await person.subscribes()
    await person.says("你好")
    assert brain.asked[-1].conversation != first
    assert len(platform.made("custom/send")) == calls


@on_sqlite
async def test_while_the_platforms_staff_talk_the_assistant_is_silent(
    person: Person, brain: ScriptedBrain
) -> None:
    await person.says("你好")
    await person.staff_take_over()
    person.with_staff = False  # a message still reaches us
    assert await person.says("还在吗") == []
    await person.staff_close()
    await person.says("谢谢")
    assert [question.text for question in brain.asked] == ["你好", "谢谢"]


@on_sqlite
async def test_no_log_names_a_person_or_a_secret(
    person: Person, platform: Platform, brain: ScriptedBrain, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    await person.subscribes()
    await person.says("我的电话13812345678")
    await person.sends_picture(picture())
    await person.unsubscribes()
    written = "\n".join(
        record.getMessage() for record in caplog.records if record.name.startswith(("desk", "connectors"))
    )
    for secret in (person.openid, "13812345678", platform.account.secret, platform.account.token):
        assert secret not in written
