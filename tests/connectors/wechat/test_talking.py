"""What people say and choose, and that it is answered once: section 7, entry, timing and order."""

import asyncio
import dataclasses

import httpx
import pytest
from sqlalchemy import func, select

from connectors.wechat.settings import Mode
from desk.conversations.brain import BrainReply
from desk.conversations.model import Message
from desk.store.database import Database
from tests.connectors.wechat.builders import account as invented
from tests.connectors.wechat.conftest import PATIENT
from tests.connectors.wechat.looking import YES_OR_NO
from tests.connectors.wechat.simulator.people import Person
from tests.connectors.wechat.simulator.platform import Platform
from tests.connectors.wechat.simulator.sight import Way
from tests.desk.builders import on_sqlite
from tests.desk.conversations.scripted import ScriptedBrain


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
