"""People on WeChat and the whole desk, the platform between them: section 7 of the protocol notes, by what people see."""

import asyncio
import dataclasses
import io
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any

import httpx
import pytest
from PIL import Image
from sqlalchemy import func, select

from connectors.wechat import wording
from connectors.wechat.settings import Account, Mode
from desk.attachments.model import Attachment
from desk.channels import intake
from desk.channels.model import Recipient
from desk.channels.rules import Reach
from desk.conversations.brain import BrainReply
from desk.conversations.messages import unseal
from desk.conversations.model import Conversation, Message
from desk.conversations.rules import BrainFault
from desk.privacy.vault import Vault
from desk.store.database import Database
from tests.connectors.wechat.builders import account as invented
from tests.connectors.wechat.conftest import HURRIED, PATIENT
from tests.connectors.wechat.simulator.people import Person
from tests.connectors.wechat.simulator.platform import Platform
from tests.connectors.wechat.simulator.sight import Way
from tests.desk.builders import on_sqlite
from tests.desk.conversations.scripted import ScriptedBrain, reply

in_a_hurry = pytest.mark.parametrize("numbers", [HURRIED])
YES_OR_NO = reply("要登记投诉吗？", ("要", "/affirm"), ("不要", "/deny"))


async def eventually(look: Callable[[], Awaitable[Any]], wanted: Any) -> None:
    async with asyncio.timeout(20):
        while (found := await look()) != wanted:
            await asyncio.sleep(0.05)
    assert found == wanted


async def recipient(database: Database) -> Recipient | None:
    async with database.read() as session:
        return (await session.execute(select(Recipient))).scalar_one_or_none()


async def reach(database: Database) -> Reach | None:
    known = await recipient(database)
    return known and known.reach


async def said(database: Database, vault: Vault) -> list[tuple[str, str | None]]:
    async with database.read() as session:
        found = await session.execute(select(Message).order_by(Message.position))
        return [(message.sender, unseal(vault, message).text) for message in found.scalars()]


def picture(colour: int = 0) -> bytes:
    drawn = io.BytesIO()
    Image.new("RGB", (40, 30), (colour, 100, 100)).save(drawn, "JPEG")
    return drawn.getvalue()


async def test_the_address_proves_to_be_the_accounts(platform: Platform) -> None:
    assert await platform.verify_url()


@on_sqlite
@pytest.mark.parametrize(
    "account", [invented(mode, numbers=PATIENT) for mode in Mode], ids=lambda a: a.mode.value
)
async def test_in_every_mode_a_quick_answer_is_the_passive_reply(person: Person) -> None:
    (shown,) = await person.says("你好")
    assert (shown.way, shown.text) == (Way.REPLY, "答：你好")


@on_sqlite
async def test_a_forged_message_is_refused_and_nothing_is_kept(
    platform: Platform, database: Database
) -> None:
    async with httpx.AsyncClient(trust_env=False) as client:
        query = {"signature": "0" * 40, "timestamp": "1", "nonce": "n"}
        refused = await client.post(platform.callback_url, params=query, content=b"<xml></xml>")
    assert refused.status_code == 403
    async with database.read() as session:
        assert await session.scalar(select(func.count()).select_from(Message)) == 0


@in_a_hurry
async def test_a_late_answer_follows_by_the_api_labelled_as_made_by_ai(
    person: Person, brain: ScriptedBrain
) -> None:
    brain.free.clear()
    assert await person.says("你好") == []
    brain.free.set()
    (shown,) = await person.waits_for(1)
    assert (shown.way, shown.text, shown.labelled) == (Way.MESSAGE, "答：你好", True)


@on_sqlite
async def test_a_message_delivered_twice_is_answered_once(
    person: Person, brain: ScriptedBrain, platform: Platform
) -> None:
    await person.says("你好", MsgId=42)
    await person.says("你好", MsgId=42)
    assert len(brain.asked) == 1
    first, again = person.seen  # both deliveries carry it: the first may have been lost
    assert (again.text, again.raw) == ("答：你好", first.raw)


@on_sqlite
async def test_deliveries_at_once_attach_to_the_turn_that_runs(person: Person, brain: ScriptedBrain) -> None:
    brain.delay = 0.3
    await asyncio.gather(person.says("你好", MsgId=42), person.says("你好", MsgId=42))
    assert len(brain.asked) == 1
    assert set(person.texts) == {"答：你好"}


@on_sqlite
@pytest.mark.parametrize("numbers", [dataclasses.replace(PATIENT, debounce=0.7, burst_longest=2.0)])
async def test_fragments_of_one_breath_are_one_question(person: Person, brain: ScriptedBrain) -> None:
    await asyncio.gather(person.says("我买的手机"), person.says("坏了"), person.says("商家不退"))
    assert [sorted((question.text or "").split("\n")) for question in brain.asked] == [
        ["商家不退", "坏了", "我买的手机"]
    ]
    assert len(person.seen) == 1


@on_sqlite
@pytest.mark.parametrize("numbers", [dataclasses.replace(PATIENT, debounce=0.7, burst_longest=2.0)])
async def test_a_chosen_number_is_not_merged(person: Person, brain: ScriptedBrain) -> None:
    brain.script = lambda _: (YES_OR_NO,)
    await person.says("你好")
    await asyncio.gather(person.says("1"), person.says("快点"))
    assert brain.asked[1].payload == "/affirm"
    assert brain.asked[2].text == "快点"


@on_sqlite
@pytest.mark.parametrize("typed", ["1", "１", "一", "①", "第一个", "要"])
async def test_a_choice_is_made_by_number_word_or_title(
    person: Person, brain: ScriptedBrain, typed: str
) -> None:
    brain.script = lambda _: (YES_OR_NO,)
    (shown,) = await person.says("你好")
    assert shown.text == "要登记投诉吗？\n\n1. 要\n2. 不要"
    await person.says(typed)
    assert brain.asked[-1].payload == "/affirm"


@on_sqlite
async def test_a_tap_on_an_older_list_still_means_that_list(person: Person, brain: ScriptedBrain) -> None:
    brain.script = lambda question: (YES_OR_NO,) if question.text == "你好" else (BrainReply(text="好的"),)
    await person.says("你好")
    await person.says("等一下")
    await person.taps("不要")
    assert brain.asked[-1].payload == "/deny"


@on_sqlite
async def test_whoever_types_a_command_reaches_no_intent(person: Person, brain: ScriptedBrain) -> None:
    await person.says("/restart")
    assert (brain.asked[-1].text, brain.asked[-1].payload) == ("/restart", None)


@on_sqlite
async def test_a_silent_turn_is_no_trouble(person: Person, brain: ScriptedBrain) -> None:
    brain.script = lambda _: ()
    assert await person.says("你好") == []
    assert person.texts == []


@in_a_hurry
async def test_a_crashing_turn_says_so_later_and_shows_no_trouble(
    person: Person, brain: ScriptedBrain
) -> None:
    brain.script = lambda _: BrainFault.REFUSED
    await person.says("你好")
    shown = await person.waits_for(1)
    assert shown[0].way is not Way.TROUBLE
    assert "没能处理好" in shown[0].text


@on_sqlite
async def test_what_exceeds_the_quota_waits_for_the_next_message(
    person: Person, brain: ScriptedBrain, database: Database, platform: Platform
) -> None:
    """One passive reply and five messages; each of these texts fills one."""
    written = [f"第{number}段" + "长" * 500 for number in range(1, 9)]
    brain.script = lambda _: tuple(BrainReply(text=text) for text in written)
    await person.says("你好")
    await eventually(partial(reach, database), Reach.HELD)
    assert person.texts == written[:6]
    brain.script = lambda _: ()
    await person.says("还有吗")
    assert await person.waits_for(8)
    assert person.texts == written
    assert len(platform.made("custom/send")) == 6  # and none of them was refused


@in_a_hurry
@pytest.mark.parametrize("code", [45015, 45047, 48001, 40033, 99999])
async def test_a_closed_window_holds_the_answer_until_the_next_message(
    person: Person, platform: Platform, brain: ScriptedBrain, database: Database, code: int
) -> None:
    platform.fails("custom/send", code)
    brain.free.clear()
    await person.says("你好")
    brain.free.set()

    await eventually(partial(reach, database), Reach.HELD)
    assert person.seen == []
    await person.says("在吗")

    async def both() -> bool:
        return "答：你好" in "".join(person.texts)

    await eventually(both, True)


@in_a_hurry
async def test_wrong_settings_keep_the_answer_for_the_next_message(
    person: Person, platform: Platform, brain: ScriptedBrain, database: Database
) -> None:
    platform.fails("custom/send", 40164)
    brain.free.clear()
    await person.says("你好")
    brain.free.set()

    async def code() -> str | None:
        known = await recipient(database)
        return known and known.error_code

    await eventually(code, "wechat_40164")
    await person.says("在吗")

    async def told() -> bool:
        return "答：你好" in "".join(person.texts)

    await eventually(told, True)


@in_a_hurry
@pytest.mark.parametrize("code", [40003, 43004, 43019])
async def test_whoever_cannot_be_reached_is_not_tried_again(
    person: Person, platform: Platform, brain: ScriptedBrain, database: Database, code: int
) -> None:
    platform.fails("custom/send", code)
    brain.free.clear()
    await person.says("你好")
    brain.free.set()

    await eventually(partial(reach, database), Reach.GONE)
    assert len(platform.made("custom/send")) == 1


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
@pytest.mark.parametrize("numbers", [dataclasses.replace(PATIENT, typing_after=0.1)])
async def test_whoever_waits_sees_that_somebody_is_typing(
    person: Person, brain: ScriptedBrain, platform: Platform
) -> None:
    brain.delay = 0.8
    await person.says("你好")
    assert platform.typings == [(person.openid, True)]


@on_sqlite
async def test_a_database_that_is_away_answers_nothing_and_the_next_delivery_is_stored(
    person: Person, brain: ScriptedBrain, app: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    original, failed = intake.open_conversation, []

    async def away(*args: Any, **more: Any) -> Any:
        if not failed:
            failed.append(1)
            raise OSError("disk full")
        return await original(*args, **more)

    monkeypatch.setattr(intake, "open_conversation", away)
    person._platform.second = 0.1  # the platform hangs up after half a second
    (shown,) = await person.says("你好")
    assert shown.text == "答：你好"


QUICK = dataclasses.replace(PATIENT, patience=4.0, hold_deadline=1.0)


@on_sqlite
@pytest.mark.parametrize("account", [invented(customer_service=False, numbers=QUICK)])
async def test_an_account_that_may_only_answer_holds_deliveries_and_hands_out_with_the_next_message(
    account: Account, person: Person, brain: ScriptedBrain, platform: Platform
) -> None:
    brain.free.clear()
    (shown,) = await person.says("退货要运费吗")
    assert len(person.deliveries[-1].attempts) == 3
    assert shown.text == wording.STILL_WORKING
    brain.free.set()
    (shown,) = await person.says("1")
    assert shown.text.endswith("答：退货要运费吗")  # after a word that it takes longer, if it took so long
    assert [question.text for question in brain.asked] == ["退货要运费吗"]
    assert platform.made("custom/send") == []


@on_sqlite
async def test_people_are_kept_apart_and_everyone_is_answered_in_order(
    platform: Platform, brain: ScriptedBrain
) -> None:
    async def talks(number: int) -> list[str]:
        somebody = platform.user(f"oUser{number:023d}")
        for text in ("甲", "乙", "丙"):
            await somebody.says(f"{number}{text}")
        return somebody.texts

    heard = await asyncio.gather(*(talks(number) for number in range(20)))
    for number, texts in enumerate(heard):
        assert "\n\n".join(texts).split("\n\n") == [f"答：{number}{text}" for text in ("甲", "乙", "丙")]
    assert brain.overlaps == 0


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
