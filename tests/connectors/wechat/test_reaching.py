"""Answers that come late, windows and quotas, refusals of the platform, accounts that may only answer: section 7, timing and API."""

import dataclasses
from functools import partial
from typing import Any

import pytest

from connectors.wechat import wording
from connectors.wechat.settings import Account
from desk.channels import intake
from desk.channels.rules import Reach
from desk.conversations.brain import BrainReply
from desk.conversations.rules import BrainFault
from desk.store.database import Database
from tests.connectors.wechat.builders import account as invented
from tests.connectors.wechat.conftest import PATIENT
from tests.connectors.wechat.looking import eventually, in_a_hurry, reach, recipient
from tests.connectors.wechat.simulator.people import Person
from tests.connectors.wechat.simulator.platform import Platform
from tests.connectors.wechat.simulator.sight import Way
from tests.desk.builders import on_sqlite
from tests.desk.conversations.scripted import ScriptedBrain


@in_a_hurry
async def test_a_late_answer_follows_by_the_api_labelled_as_made_by_ai(
    person: Person, brain: ScriptedBrain
) -> None:
    brain.free.clear()
    assert await person.says("你好") == []
    brain.free.set()
    (shown,) = await person.waits_for(1)
    assert (shown.way, shown.text, shown.labelled) == (Way.MESSAGE, "答：你好", True)


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
