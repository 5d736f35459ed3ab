"""Reviewers at work on one item."""

import pytest

from desk.review import service
from desk.review.errors import CorrectionRefused, ItemMoved, ItemNotFound, SecondMustBeAnother
from desk.review.model import ReviewItem
from desk.review.rules import Correction
from desk.review.states import ReviewState
from tests.desk.builders import NOBODY, audited, on_sqlite
from tests.desk.review.reviewing import LABELS, LI, WANG, ZHANG, Followed, answered, correction, explained


async def decide(
    followed: Followed, told: Correction, by: str = ZHANG, *, two_people: bool = False
) -> ReviewItem:
    item = await followed.item()
    async with followed.database.write() as session:
        return await service.decide(
            session,
            followed.vault,
            item.id,
            told,
            labels=LABELS,
            two_people=two_people,
            by=by,
            now=followed.clock(),
        )


@pytest.fixture
async def waiting(followed: Followed) -> Followed:
    await followed.turn("鞋能退吗", answered(explained()))
    return followed


async def test_one_word_settles_it_and_stands_in_the_audit_log_without_the_text(waiting: Followed) -> None:
    item = await decide(waiting, correction(note="她问的是退货"))
    assert (item.state, item.label) == (ReviewState.REVIEWED, "ask/seven_day_return")
    (entry,) = await audited(waiting.database)
    assert (entry.action, entry.actor) == ("review:decide", ZHANG)
    assert entry.detail == {
        "event": "decide", "state": "reviewed", "label": "ask/seven_day_return", "round": 1,
    }  # fmt: skip


async def test_what_was_reviewed_is_not_reviewed_again(waiting: Followed) -> None:
    await decide(waiting, correction())
    with pytest.raises(ItemMoved):
        await decide(waiting, correction(label="thanks"), LI)
    assert (await waiting.item()).label == "ask/seven_day_return"


@on_sqlite
async def test_a_correction_with_a_number_in_it_changes_nothing(waiting: Followed) -> None:
    with pytest.raises(CorrectionRefused):
        await decide(waiting, correction(wording="打13912345678退鞋", marks=[]))
    assert (await waiting.item()).state is ReviewState.OPEN


async def test_the_second_person_agrees_and_it_is_settled(waiting: Followed) -> None:
    first = await decide(waiting, correction(), two_people=True)
    assert (first.state, first.label) == (ReviewState.SECOND, None)
    second = await decide(waiting, correction(note="同意"), LI, two_people=True)
    assert (second.state, second.label) == (ReviewState.REVIEWED, "ask/seven_day_return")


async def test_nobody_checks_themselves(waiting: Followed) -> None:
    await decide(waiting, correction(), two_people=True)
    with pytest.raises(SecondMustBeAnother):
        await decide(waiting, correction(), two_people=True)
    assert (await waiting.item()).state is ReviewState.SECOND


@on_sqlite
async def test_disagreement_opens_it_again_with_both_views_to_be_seen(waiting: Followed) -> None:
    await decide(waiting, correction(), two_people=True)
    opened = await decide(waiting, correction(label="thanks", marks=[]), LI, two_people=True)
    assert (opened.state, opened.round) == (ReviewState.OPEN, 2)
    async with waiting.database.read() as session:
        views = await service.views_of(session, opened.id)
    assert [(view.reviewer, view.label) for view in views] == [
        (LI, "thanks"), (ZHANG, "ask/seven_day_return"),
    ]  # fmt: skip
    # A third begins afresh, and the first may now agree with them.
    await decide(waiting, correction(), WANG, two_people=True)
    assert (await decide(waiting, correction(), ZHANG, two_people=True)).state is ReviewState.REVIEWED


@on_sqlite
async def test_what_was_begun_with_two_people_is_ended_with_two(waiting: Followed) -> None:
    await decide(waiting, correction(), two_people=True)
    with pytest.raises(SecondMustBeAnother):
        await decide(waiting, correction(), two_people=False)


@on_sqlite
async def test_flagged_put_off_and_opened_again(waiting: Followed) -> None:
    item = await waiting.item()
    async with waiting.database.write() as session:
        flagged = await service.flag(session, waiting.vault, item.id, by=ZHANG, now=waiting.clock())
        assert flagged.state is ReviewState.FLAGGED
        later = await service.put_off(session, waiting.vault, item.id, by=ZHANG, now=waiting.clock())
        assert later.state is ReviewState.LATER
        opened = await service.reopen(session, waiting.vault, item.id, by=ZHANG, now=waiting.clock())
        assert opened.state is ReviewState.OPEN
    actions = [entry.action.value for entry in await audited(waiting.database)]
    assert actions == ["review:flag", "review:put_off", "review:reopen"]


@on_sqlite
@pytest.mark.parametrize("item_id", [NOBODY, "x", ""])
async def test_an_item_that_is_none_is_not_found(followed: Followed, item_id: str) -> None:
    async with followed.database.write() as session:
        with pytest.raises(ItemNotFound):
            await service.flag(session, followed.vault, item_id, by=ZHANG, now=followed.clock())
