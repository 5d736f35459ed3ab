"""What every connector gets from the desk: nothing lost, nothing told twice, quotas kept, the late told later."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import httpx
import pytest
from sqlalchemy import select, update

from desk.channels.model import Recipient
from desk.channels.rules import Reach
from desk.conversations.brain import BrainReply
from desk.conversations.model import Conversation, Turn
from desk.conversations.rules import BrainFault
from desk.store.database import Database
from tests.connectors.example.conftest import HURRIED, Sender
from tests.desk.conversations.scripted import ScriptedBrain, reply
from tests.desk.webhooks.receiver import Receiver, Reply

in_a_hurry = pytest.mark.parametrize("wait", [HURRIED])


async def eventually(look: Callable[[], Awaitable[Any]], wanted: Any) -> None:
    async with asyncio.timeout(20):
        while await look() != wanted:
            await asyncio.sleep(0.05)


async def arrives(sender: Sender, *letters: str) -> None:
    async def pushed() -> list[str]:
        return sender.pushed

    await eventually(pushed, list(letters))


async def recipient(database: Database) -> Recipient:
    async with database.read() as session:
        return (await session.execute(select(Recipient))).scalar_one()


async def test_a_quick_answer_comes_back_with_the_request_and_is_not_sent_again(
    sender: Sender, database: Database
) -> None:
    assert await sender.sends("你好") == "答：你好"

    async def nothing_waits() -> bool:
        return (await recipient(database)).due_at is None

    await eventually(nothing_waits, True)
    assert sender.pushed == []


@in_a_hurry
async def test_a_late_answer_is_sent_when_it_is_there(sender: Sender, brain: ScriptedBrain) -> None:
    brain.free.clear()
    assert await sender.sends("你好") is None
    brain.free.set()
    await arrives(sender, "答：你好")


async def test_a_repeated_request_gets_the_same_answer_and_makes_no_second_turn(
    sender: Sender, brain: ScriptedBrain
) -> None:
    first = await sender.sends("你好", id="twice-0001")
    assert await sender.sends("你好", id="twice-0001") == first
    assert len(brain.asked) == 1


async def test_a_repeat_while_the_turn_runs_waits_for_the_same_answer(
    sender: Sender, brain: ScriptedBrain
) -> None:
    both = await asyncio.gather(sender.sends("你好", id="twice-0001"), sender.sends("你好", id="twice-0001"))
    assert both == ["答：你好", "答：你好"]
    assert len(brain.asked) == 1


async def test_an_answer_of_several_letters_begins_in_the_reply_and_goes_on_by_itself(
    sender: Sender, brain: ScriptedBrain
) -> None:
    brain.script = lambda _: (BrainReply(text="甲" * 40 + "乙" * 40), BrainReply(text="丙"))
    assert await sender.sends("你好") == "甲" * 40
    await arrives(sender, "乙" * 40, "丙")


async def test_what_the_quota_does_not_allow_waits_for_the_next_letter_of_the_person(
    sender: Sender, brain: ScriptedBrain, database: Database
) -> None:
    brain.script = lambda _: tuple(BrainReply(text=f"第{number}封") for number in range(1, 7))
    assert await sender.sends("你好") == "第1封"
    await arrives(sender, "第2封", "第3封", "第4封")

    async def held() -> Reach:
        return (await recipient(database)).reach

    await eventually(held, Reach.HELD)
    brain.script = lambda _: ()
    assert await sender.sends("还有吗") == "第5封"
    await arrives(sender, "第2封", "第3封", "第4封", "第6封")


@in_a_hurry
@pytest.mark.parametrize("status", [503, 500])
async def test_a_loft_that_is_out_of_reach_for_a_while_gets_it_later(
    sender: Sender, brain: ScriptedBrain, loft: Receiver, status: int
) -> None:
    loft.replies = [Reply(status), Reply(status)]
    brain.free.clear()
    assert await sender.sends("你好") is None
    brain.free.set()
    await arrives(sender, "答：你好", "答：你好", "答：你好")


@in_a_hurry
async def test_whoever_moved_away_is_told_nothing_until_they_write_again(
    sender: Sender, brain: ScriptedBrain, loft: Receiver, database: Database
) -> None:
    loft.replies = [Reply(410)]
    brain.free.clear()
    assert await sender.sends("你好") is None
    brain.free.set()
    await arrives(sender, "答：你好")

    async def reach() -> Reach:
        return (await recipient(database)).reach

    await eventually(reach, Reach.GONE)
    brain.free.clear()
    assert await sender.sends("又来了") is None
    brain.free.set()
    await arrives(sender, "答：你好", "答：又来了")


async def test_a_number_chooses_what_was_offered(sender: Sender, brain: ScriptedBrain) -> None:
    brain.script = lambda _: (reply("要投诉吗", ("要", "/affirm"), ("不要", "/deny")),)
    assert await sender.sends("你好") == "要投诉吗\n1. 要\n2. 不要"
    await sender.sends("第二个")
    assert brain.asked[-1].payload == "/deny"


async def test_while_staff_answer_the_brain_is_not_asked(
    sender: Sender, brain: ScriptedBrain, database: Database
) -> None:
    await sender.sends("你好")
    async with database.write() as session:
        await session.execute(update(Conversation).values(owner="staff"))
    assert await sender.sends("还在吗") is None
    assert [question.text for question in brain.asked] == ["你好"]


async def test_two_people_are_kept_apart(sender: Sender) -> None:
    assert await asyncio.gather(sender.sends("甲", ring="r-1"), sender.sends("乙", ring="r-2")) == [
        "答：甲",
        "答：乙",
    ]


@in_a_hurry
async def test_a_brain_that_is_away_is_waited_for(
    sender: Sender, brain: ScriptedBrain, database: Database
) -> None:
    away = True
    brain.script = lambda question: (
        BrainFault.UNREACHABLE if away else (BrainReply(text=f"答：{question.text}"),)
    )
    assert await sender.sends("你好") is None
    away = False
    await arrives(sender, "答：你好")
    async with database.read() as session:
        assert (await session.execute(select(Turn.state))).scalars().all() == ["done"]


async def test_an_unsigned_letter_is_refused(served: str) -> None:
    async with httpx.AsyncClient(base_url=served, trust_env=False) as client:
        refused = await client.post("/pigeons/letters", json={"id": "letter-1", "ring": "r", "text": "x"})
    assert refused.status_code == 401
