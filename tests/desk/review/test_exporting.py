"""Batches: everything reviewed, once, and nothing of anybody."""

import asyncio
from typing import Any

import pytest
from sqlalchemy import select

from desk.conversations.erasure import erase
from desk.conversations.service import lock_conversation
from desk.review import exporting, service
from desk.review.errors import AlreadyExported, BatchNotFound, BatchSettled, NothingToExport
from desk.review.model import ReviewItem, ReviewView, TeachBatch, TeachSentence
from desk.review.states import ReviewState
from desk.review.teaching import BatchState
from desk.review.training import Files
from tests.desk.builders import audited, on_sqlite
from tests.desk.review.reviewing import LABELS, ZHANG, Followed, answered, correction, explained

FILES: Files = {
    "data/nlu/returns.yml": "nlu:\n- intent: ask/seven_day_return\n  examples: |\n    - 七天能退吗\n- intent: thanks\n  examples: |\n    - 谢谢\n"
}


async def reviewed(followed: Followed, **changes: Any) -> ReviewItem:
    await followed.turn("鞋能退吗", answered(explained()))
    item = (await followed.items())[-1]
    async with followed.database.write() as session:
        return await service.decide(
            session, followed.vault, item.id, correction(**changes), labels=LABELS, two_people=False,
            by=ZHANG, now=followed.clock(),
        )  # fmt: skip


async def export(followed: Followed, files: Files = FILES) -> exporting.Exported:
    async with followed.database.write() as session:
        return await exporting.export(session, followed.vault, files, by=ZHANG, now=followed.clock())


async def test_a_batch_holds_the_corrections_as_a_diff_and_is_written_down(followed: Followed) -> None:
    item = await reviewed(followed)
    made = await export(followed)
    assert made.batch is not None
    assert (made.batch.number, made.batch.state) == (1, BatchState.PENDING)
    assert "+    - 网上买的[鞋](product)想退" in made.batch.diff.splitlines()
    assert '+{"text": "网上买的鞋想退", "label": "ask/seven_day_return"}' in made.batch.diff.splitlines()
    assert [row.source_key for row in made.sentences] == [f"review:{item.id}"]
    last = (await audited(followed.database))[-1]
    assert (last.action, last.detail) == ("teach_batch:export", {"number": 1, "sentences": 1, "known": 0})


async def test_nothing_is_exported_twice(followed: Followed) -> None:
    await reviewed(followed)
    await export(followed)
    with pytest.raises(NothingToExport):
        await export(followed)


async def test_of_two_exports_at_once_one_is_made(followed: Followed) -> None:
    await reviewed(followed)
    done = await asyncio.gather(export(followed), export(followed), return_exceptions=True)
    assert sorted(isinstance(one, exporting.Exported) for one in done) == [False, True]
    async with followed.database.read() as session:
        assert len((await session.scalars(select(TeachSentence))).all()) == 1


@on_sqlite
async def test_what_was_exported_is_neither_changed_nor_opened_again(followed: Followed) -> None:
    item = await reviewed(followed)
    await export(followed)
    async with followed.database.write() as session:
        with pytest.raises(AlreadyExported):
            await service.reopen(session, followed.vault, item.id, by=ZHANG, now=followed.clock())


@on_sqlite
async def test_nothing_to_teach_is_reviewed_and_not_exported(followed: Followed) -> None:
    await reviewed(followed, label=None)
    with pytest.raises(NothingToExport):
        await export(followed)


@on_sqlite
async def test_a_second_batch_stands_on_the_first_that_waits(followed: Followed) -> None:
    await reviewed(followed)
    await export(followed)
    await reviewed(followed, wording="鞋想退掉", marks=[])
    second = await export(followed)
    assert second.batch is not None
    assert second.batch.number == 2
    assert (
        " " * 5 + "- 网上买的[鞋](product)想退" in second.batch.diff.splitlines()
    )  # context: not added again


@on_sqlite
async def test_what_the_data_say_otherwise_is_flagged_instead(followed: Followed) -> None:
    await reviewed(followed, wording="谢谢", marks=[])  # as a question about returns
    await reviewed(followed)
    made = await export(followed)
    assert (len(made.sentences), made.conflicting) == (1, 1)
    states = sorted(item.state.value for item in await followed.items())
    assert states == [ReviewState.FLAGGED, ReviewState.REVIEWED]


@on_sqlite
async def test_where_everything_contradicts_the_data_there_is_no_batch_and_the_flags_stay(
    followed: Followed,
) -> None:
    await reviewed(followed, wording="谢谢", marks=[])
    made = await export(followed)
    assert (made.batch, made.conflicting) == (None, 1)
    assert (await followed.item()).state is ReviewState.FLAGGED


@on_sqlite
async def test_what_the_data_have_already_is_settled_without_a_line(followed: Followed) -> None:
    await reviewed(followed, wording="七天能退吗", marks=[])
    made = await export(followed)
    assert made.batch is not None
    assert (made.known, made.batch.diff) == (1, "")
    assert (await followed.item()).batch_id == made.batch.id


@on_sqlite
async def test_a_dropped_batch_is_not_taught_and_a_taught_one_not_dropped(followed: Followed) -> None:
    await reviewed(followed)
    made = await export(followed)
    assert made.batch is not None
    async with followed.database.write() as session:
        for _again in range(2):
            dropped = await exporting.drop(session, followed.vault, 1, by=ZHANG, now=followed.clock())
            assert dropped.state is BatchState.DROPPED
        assert await exporting.sentences_of(session, BatchState.PENDING) == []
        with pytest.raises(BatchNotFound):
            await exporting.drop(session, followed.vault, 2, by=ZHANG, now=followed.clock())
        (await session.get_one(TeachBatch, made.batch.id)).state = BatchState.TAUGHT
        with pytest.raises(BatchSettled):
            await exporting.drop(session, followed.vault, 1, by=ZHANG, now=followed.clock())


async def test_an_exported_sentence_outlives_its_conversation_and_leads_to_nobody(followed: Followed) -> None:
    await reviewed(followed, note="她叫王小丽")
    await export(followed)
    async with followed.database.write() as session:
        conversation = await lock_conversation(session, followed.id)
        await erase(session, followed.vault, conversation, now=followed.clock())
    item = await followed.item()
    assert (item.turn_id, item.conversation_id, item.settled_by) == (None, None, None)
    async with followed.database.read() as session:
        assert (await session.scalars(select(ReviewView))).all() == []
        (kept,) = await session.scalars(select(TeachSentence))
    assert kept.text == "网上买的[鞋](product)想退"
