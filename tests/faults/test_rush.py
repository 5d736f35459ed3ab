"""More people write than can be answered: the queue has an end, and whoever stands behind it is told so and comes in later."""

import dataclasses
from collections.abc import AsyncIterator

import pytest

from desk.conversations.model import Conversation
from desk.conversations.owning import let_answer
from desk.crowd import Crowd, Crowded, crowd, wording
from desk.settings import Settings
from desk.store.database import Database
from tests.desk.builders import NOBODY, on_sqlite
from tests.desk.conversations.scripted import ScriptedBrain
from tests.eventually import eventually
from tests.faults.page import Page

MOST = 3


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return dataclasses.replace(settings, most_waiting=MOST)


@pytest.fixture(autouse=True)
def watchful(monkeypatch: pytest.MonkeyPatch) -> None:
    """The table is looked at whenever it may be full."""
    monkeypatch.setattr(crowd, "LOOK", 0.0)


@pytest.fixture
async def people(served: str, brain: ScriptedBrain) -> AsyncIterator[list[Page]]:
    """As many as may wait, each with a message that the brain thinks about; and one more."""
    brain.free.clear()
    opened = [await Page(served).begin() for _ in range(MOST + 1)]
    for number, one in enumerate(opened[:MOST]):
        assert (await one.post("在吗", f"message-{number:04}")).status_code == 202
    yield opened
    brain.free.set()
    for one in opened:
        await one.__aexit__(None, None, None)


async def test_who_comes_beyond_the_bound_is_told_how_many_wait_and_is_taken_when_there_is_room(
    people: list[Page], brain: ScriptedBrain
) -> None:
    *waiting, late = people
    refused = await late.post("商家不退款", "message-late")
    assert (refused.status_code, refused.json()["code"]) == (503, "crowded")
    assert refused.json()["detail"] == wording.crowded(MOST)
    assert crowd.SOON <= int(refused.headers["Retry-After"]) < crowd.SOON + crowd.SPREAD
    assert await late.history() == []
    brain.free.set()
    for one in waiting:
        await one.until(("user", "在吗"), ("bot", "答：在吗"))
    assert (await late.post("商家不退款", "message-late")).status_code == 202
    await late.until(("user", "商家不退款"), ("bot", "答：商家不退款"))


@on_sqlite
async def test_a_message_that_was_taken_is_never_told_that_it_was_not(people: list[Page]) -> None:
    repeated = await people[0].post("在吗", "message-0000")  # the page never saw the first answer
    assert repeated.status_code == 202
    assert await people[0].history() == [("user", "在吗")]


@on_sqlite
async def test_what_staff_answer_does_not_wait_for_the_assistant(
    people: list[Page], database: Database
) -> None:
    late = people[-1]
    async with database.write() as session:
        conversation = await session.get_one(Conversation, await late.conversation(database))
        let_answer(conversation, assistant=False)
    assert (await late.post("您好")).status_code == 202
    assert await late.history() == [("user", "您好")]


@on_sqlite
async def test_the_queue_never_holds_more_than_its_bound(people: list[Page], brain: ScriptedBrain) -> None:
    late = people[-1]
    statuses = [(await late.post(f"第{number}条")).status_code for number in range(20)]
    assert set(statuses) == {503}
    brain.free.set()

    async def taken() -> int:
        return (await late.post("还在吗")).status_code

    await eventually(taken, lambda status: status == 202)


@pytest.mark.parametrize(("count", "said"), [(3, "3"), (19, "19"), (20, "约20"), (507, "约500")])
def test_a_large_count_is_told_roughly(count: int, said: str) -> None:
    assert wording.about(count) == said


@on_sqlite
async def test_messages_on_their_way_into_the_table_count(database: Database) -> None:
    """The table is looked at again and again here, and holds none of them yet."""
    room = Crowd(database, 2)
    async with room.entering(NOBODY, "message-1"), room.entering(NOBODY, "message-2"):
        with pytest.raises(Crowded):
            async with room.entering(NOBODY, "message-3"):
                pytest.fail("it was let in")
    async with room.entering(NOBODY, "message-3"):
        """What did not come to be stored after all waits no more."""
