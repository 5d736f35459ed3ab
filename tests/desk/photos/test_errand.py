"""From a picture that was sent to a turn that tells what stands on it; and what happens when that is not to be."""

from typing import Any

import pytest

from desk.conversations import wording
from desk.conversations.messages import unseal
from desk.conversations.readings import READING_PAYLOAD
from desk.conversations.rules import BrainFault, TurnState
from desk.outbox.service import DONE
from tests.desk.conversations.conversing import Conversing
from tests.desk.conversations.scripted import reply
from tests.desk.photos import children
from tests.desk.photos.darkroom import RECEIPT, Darkroom


async def shown(conversing: Conversing) -> list[tuple[str, str]]:
    return [(sender, text) for sender, text in await conversing.transcript() if text]


async def test_a_picture_is_answered_at_once_and_its_reading_is_a_later_turn(darkroom: Darkroom) -> None:
    attachment = await darkroom.send()
    await darkroom.conversing.run()
    assert [question.payload for question in darkroom.conversing.brain.asked] == ["/provide_evidence"]
    await darkroom.work()
    await darkroom.conversing.run()
    question = darkroom.conversing.brain.asked[-1]
    assert question.payload == READING_PAYLOAD
    assert question.attachments == ()
    (told,) = darkroom.told()
    assert (told["attachment_id"], told["lines"][0]["text"]) == (attachment, RECEIPT)
    assert question.body()["metadata"]["reading"] == told


async def test_what_was_read_is_sealed_and_emptied_once_it_was_told(darkroom: Darkroom) -> None:
    await darkroom.send()
    await darkroom.conversing.run()
    await darkroom.work()
    (message,) = await darkroom.readings()
    assert RECEIPT not in message.sealed_body
    assert unseal(darkroom.conversing.vault, message).reading
    await darkroom.conversing.run()
    (message,) = await darkroom.readings()
    assert unseal(darkroom.conversing.vault, message).reading is None
    assert darkroom.conversing.vault.open((await darkroom.item()).sealed_body) == "{}"


async def test_a_picture_is_read_once_however_often_it_is_mentioned(darkroom: Darkroom) -> None:
    await darkroom.send()
    await darkroom.work()
    errand = await darkroom.item()
    async with darkroom.conversing.database.write() as session:
        from desk.conversations.readings import add_reading

        again = await add_reading(
            session,
            darkroom.conversing.vault,
            conversation_id=darkroom.conversing.id,
            attachment_id=errand.key,
            lines=[],
            now=darkroom.conversing.clock(),
        )
    assert again is False
    assert len(await darkroom.readings()) == 1


@pytest.mark.parametrize("media_type", ["application/pdf"])
async def test_a_file_that_is_no_picture_is_kept_unread(darkroom: Darkroom, media_type: str) -> None:
    await darkroom.send(media_type=media_type)
    assert not await darkroom.worker.work_once()


@pytest.mark.parametrize(
    ("code", "bounds"),
    [(children.DIES, {}), (children.BABBLES, {}), (children.HANGS, {"picture": 0.3}), (children.NEVER_READY, {"start": 0.3})],
)  # fmt: skip
async def test_a_picture_that_cannot_be_read_is_tried_twice_and_nobody_is_bothered(
    darkroom: Darkroom, code: str, bounds: dict[str, Any]
) -> None:
    await darkroom.send()
    await darkroom.conversing.run()
    before = await shown(darkroom.conversing)
    darkroom.read_by(code, **bounds)
    await darkroom.work()
    item = await darkroom.item()
    assert (item.state, item.attempts) == (DONE, 2)
    await darkroom.conversing.run()
    assert await shown(darkroom.conversing) == before
    await darkroom.conversing.hear("你好", "message-after")
    await darkroom.conversing.run()
    assert (await shown(darkroom.conversing))[-1] == ("bot", "答：你好")


async def test_a_child_that_died_once_is_followed_by_a_reading(darkroom: Darkroom) -> None:
    await darkroom.send()
    darkroom.read_by(children.DIES)
    await darkroom.work(1)
    darkroom.read_by(children.ANSWERS)
    await darkroom.work()
    await darkroom.conversing.run()
    assert len(darkroom.told()) == 1


async def test_a_picture_on_which_nothing_is_readable_says_nothing(darkroom: Darkroom) -> None:
    await darkroom.send()
    darkroom.read_by(
        children.READY + "import sys\nsys.stdin.buffer.read(4)\n" + children.READY + "sys.stdin.read()"
    )
    await darkroom.work()
    assert await darkroom.readings() == []
    assert (await darkroom.item()).attempts == 1


async def test_a_picture_whose_file_is_gone_is_passed_over(darkroom: Darkroom) -> None:
    attachment = await darkroom.send()
    (darkroom.folder / attachment).unlink()
    await darkroom.work()
    assert ((await darkroom.item()).state, await darkroom.readings()) == (DONE, [])


async def test_a_reading_waits_for_what_the_person_said_before_it_and_holds_up_nothing_after(
    darkroom: Darkroom,
) -> None:
    await darkroom.send()
    await darkroom.conversing.hear("第一句", "message-1")
    await darkroom.work()
    await darkroom.conversing.hear("第二句", "message-2")
    darkroom.conversing.brain.delay = 0.02
    await darkroom.conversing.run()
    asked = [question.payload or question.text for question in darkroom.conversing.brain.asked]
    assert asked == ["/provide_evidence", "第一句", READING_PAYLOAD, "第二句"]
    assert darkroom.conversing.brain.overlaps == 0


async def test_a_reading_that_has_nothing_to_tell_leaves_no_message(darkroom: Darkroom) -> None:
    await darkroom.send()
    await darkroom.conversing.run()
    before = await shown(darkroom.conversing)
    await darkroom.work()
    darkroom.conversing.brain.script = lambda question: (reply(None, quiet=True), reply("您的电话？"))
    await darkroom.conversing.run()
    assert await shown(darkroom.conversing) == before


@pytest.mark.parametrize("fault", [BrainFault.REFUSED, BrainFault.UNREADABLE])
async def test_a_reading_that_the_brain_will_not_take_is_given_up_without_a_word(
    darkroom: Darkroom, fault: BrainFault
) -> None:
    await darkroom.send()
    await darkroom.conversing.run()
    await darkroom.work()
    darkroom.conversing.brain.script = lambda question: fault
    await darkroom.conversing.run()
    (message,) = await darkroom.readings()
    assert (await darkroom.turn_of(message)).state == TurnState.FAILED.value
    assert wording.GIVEN_UP not in [text for _sender, text in await shown(darkroom.conversing)]
    assert unseal(darkroom.conversing.vault, message).reading is None


async def test_a_reading_that_takes_long_asks_nobody_for_patience(darkroom: Darkroom) -> None:
    await darkroom.send()
    await darkroom.conversing.run()
    await darkroom.work()
    darkroom.conversing.brain.script = lambda question: BrainFault.UNREACHABLE
    for _ in range(3):
        darkroom.conversing.clock.advance(seconds=30)
        await darkroom.conversing.run()
    assert wording.WAITING not in [text for _sender, text in await shown(darkroom.conversing)]


async def test_a_picture_erased_before_it_was_read_is_not_read(darkroom: Darkroom) -> None:
    await darkroom.send()
    darkroom.conversing.brain.script = lambda question: (reply(None, erase=True),)
    await darkroom.conversing.hear("删除", "message-erase")
    await darkroom.conversing.run()
    await darkroom.work()
    assert await darkroom.readings() == []


async def test_an_erasure_takes_a_reading_that_was_not_yet_told(darkroom: Darkroom) -> None:
    await darkroom.send()
    await darkroom.conversing.run()
    await darkroom.conversing.hear("删除", "message-erase")
    await darkroom.work()  # the reading stands behind the wish to erase
    darkroom.conversing.brain.script = lambda question: (reply(None, erase=True),)
    await darkroom.conversing.run()
    (message,) = await darkroom.readings()
    assert unseal(darkroom.conversing.vault, message).reading is None
    assert (await darkroom.turn_of(message)).state == TurnState.DONE.value
    assert darkroom.told() == []


async def test_a_picture_sent_after_asking_for_erasure_is_read(darkroom: Darkroom) -> None:
    await darkroom.conversing.hear("删除", "message-erase")
    darkroom.conversing.clock.advance(seconds=1)
    await darkroom.send()
    await darkroom.work(1)
    darkroom.conversing.brain.script = lambda question: (
        (reply(None, erase=True),) if question.text == "删除" else (reply("好"),)
    )
    await darkroom.conversing.run()
    assert len(darkroom.told()) == 1


async def test_a_picture_filed_with_a_case_meanwhile_is_told_to_nobody(darkroom: Darkroom) -> None:
    await darkroom.send()
    await darkroom.file_with_a_case()
    await darkroom.work()
    assert await darkroom.readings() == []


async def test_a_reading_does_not_prolong_the_retention(darkroom: Darkroom) -> None:
    await darkroom.send()
    async with darkroom.conversing.database.read() as session:
        from desk.conversations.model import Conversation

        before = (await session.get_one(Conversation, darkroom.conversing.id)).last_activity_at
    darkroom.conversing.clock.advance(days=3)
    await darkroom.work()
    assert await darkroom.readings()
    async with darkroom.conversing.database.read() as session:
        assert (await session.get_one(Conversation, darkroom.conversing.id)).last_activity_at == before


async def test_a_choice_typed_right_after_a_quiet_reading_is_still_the_choice(darkroom: Darkroom) -> None:
    darkroom.conversing.brain.script = lambda question: (reply("对吗？", ("都对", "/affirm")),)
    await darkroom.send()
    await darkroom.conversing.run()
    await darkroom.work()
    darkroom.conversing.brain.script = lambda question: (reply(None, quiet=True),)
    await darkroom.conversing.run()
    await darkroom.conversing.hear("都对", "message-1")
    await darkroom.conversing.run()
    assert darkroom.conversing.brain.asked[-1].payload == "/affirm"
