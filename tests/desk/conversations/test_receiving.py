"""What is taken in together, what apart, and who answers: on a real database, the time passed in."""

import datetime as dt

import pytest
from sqlalchemy import select

from desk.conversations.incoming import Incoming, Merging
from desk.conversations.model import Conversation
from desk.conversations.owning import STAFF
from desk.conversations.receiving import Accepted, acknowledge, receive
from desk.conversations.service import lock_conversation
from tests.desk.builders import FakeClock, on_sqlite
from tests.desk.conversations.conversing import Conversing

BREATH = Merging(dt.timedelta(seconds=0.7), dt.timedelta(seconds=1.5), parts=3, chars=20)


async def hears(talk: Conversing, message: Incoming, *, merging: Merging | None = BREATH) -> Accepted:
    async with talk.database.write() as session:
        return await receive(session, talk.vault, talk.id, message, merging=merging, now=talk.clock())


async def questions(talk: Conversing, clock: FakeClock) -> list[str | None]:
    clock.advance(seconds=5)
    await talk.run()
    return [question.text for question in talk.brain.asked]


async def test_texts_of_one_breath_are_one_question(conversing: Conversing, clock: FakeClock) -> None:
    first = await hears(conversing, Incoming("message-1", text="手机"))
    clock.advance(seconds=0.4)
    second = await hears(conversing, Incoming("message-2", text="坏了"))
    assert first.turn_id == second.turn_id
    assert await questions(conversing, clock) == ["手机\n坏了"]


async def test_what_arrives_out_of_order_is_read_in_the_order_it_was_sent(
    conversing: Conversing, clock: FakeClock
) -> None:
    sent = clock()
    await hears(conversing, Incoming("message-2", text="坏了", sent_at=sent + dt.timedelta(seconds=1)))
    await hears(conversing, Incoming("message-1", text="手机", sent_at=sent))
    assert await questions(conversing, clock) == ["手机\n坏了"]


@on_sqlite
async def test_nobody_waits_longer_than_the_longest(conversing: Conversing, clock: FakeClock) -> None:
    await hears(conversing, Incoming("message-1", text="一"))
    clock.advance(seconds=1.6)
    second = await hears(conversing, Incoming("message-2", text="二"))
    assert second.turn is not None
    assert second.turn.message_id == second.message.id
    assert await questions(conversing, clock) == ["一", "二"]


@on_sqlite
@pytest.mark.parametrize(
    ("texts", "asked"),
    [
        (["一", "二", "三", "四"], ["一\n二\n三", "四"]),
        (["长" * 15, "短" * 10], ["长" * 15, "短" * 10]),
    ],
)
async def test_a_breath_has_an_end(
    conversing: Conversing, clock: FakeClock, texts: list[str], asked: list[str]
) -> None:
    for number, text in enumerate(texts):
        await hears(conversing, Incoming(f"message-{number}", text=text))
    assert await questions(conversing, clock) == asked


@on_sqlite
async def test_a_repeat_of_a_merged_text_adds_nothing(conversing: Conversing, clock: FakeClock) -> None:
    await hears(conversing, Incoming("message-1", text="手机"))
    second = await hears(conversing, Incoming("message-2", text="坏了"))
    again = await hears(conversing, Incoming("message-2", text="坏了"))
    assert (again.repeated, again.turn_id) == (True, second.turn_id)
    assert await questions(conversing, clock) == ["手机\n坏了"]


@on_sqlite
async def test_staffs_ownership_lapses_when_its_time_is_over(
    conversing: Conversing, clock: FakeClock
) -> None:
    async with conversing.database.write() as session:
        conversation = await lock_conversation(session, conversing.id)
        conversation.owner, conversation.owned_until = STAFF, clock() + dt.timedelta(minutes=30)
    assert (await hears(conversing, Incoming("message-1", text="在吗"))).turn is None
    clock.advance(seconds=1800)
    assert (await hears(conversing, Incoming("message-2", text="还在吗"))).turn is not None
    async with conversing.database.read() as session:
        assert await session.scalar(select(Conversation.owner)) == "assistant"


@on_sqlite
async def test_what_nobody_can_read_is_kept_and_answered_once(
    conversing: Conversing, clock: FakeClock
) -> None:
    for _ in range(2):
        async with conversing.database.write() as session:
            await acknowledge(
                session,
                conversing.vault,
                conversing.id,
                channel_message_id="voice-1",
                shown="［语音］",
                reply="请打字",
                now=clock(),
            )
    assert await conversing.transcript() == [("user", "［语音］"), ("system", "请打字")]
    assert await conversing.turns() == []
