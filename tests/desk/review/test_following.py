"""Which turns come into review."""

import pytest

from desk.conversations.erasure import erase
from desk.conversations.service import lock_conversation
from desk.review.following import note_verdict
from desk.review.states import ReviewState
from tests.desk.builders import on_sqlite
from tests.desk.review.reviewing import Followed, answered, explained


async def test_an_unsure_turn_comes_into_review_with_what_was_understood(followed: Followed) -> None:
    await followed.turn("卡退不退", answered(explained(confidence=0.41)))
    item = await followed.item()
    assert (item.understood, item.confidence) == ("ask/prepaid_card_refund", 0.41)
    assert (item.unsure, item.misunderstood, item.disliked, item.handed_over) == (True, False, False, False)
    assert item.state is ReviewState.OPEN


@on_sqlite
@pytest.mark.parametrize(
    ("explanation", "unsure", "misunderstood"),
    [
        (explained(confidence=0.2, decision="fallback"), True, True),
        (explained(confidence=0.7, decision="clarify"), True, False),
        (explained("thanks", 0.5, decision=None, rule="thanks"), True, False),
    ],
    ids=["fallback", "asked back", "an act that is hardly sure"],
)
async def test_what_was_not_understood_or_not_surely_comes_in(
    followed: Followed, explanation: dict[str, object], unsure: bool, misunderstood: bool
) -> None:
    await followed.turn("嗯那个", answered(explanation))
    item = await followed.item()
    assert (item.unsure, item.misunderstood) == (unsure, misunderstood)


@on_sqlite
@pytest.mark.parametrize(
    "explanation",
    [
        explained(confidence=0.93, decision="answer"),
        explained(confidence=0.3, decision=None, rule=None),  # an answer to the form: a name, an address
        explained() | {"topic_ranking": []},  # a tapped choice
        None,
    ],
    ids=["sure", "in a form", "choice", "a brain that does not explain"],
)
async def test_what_was_sure_or_no_question_does_not(
    followed: Followed, explanation: dict[str, object] | None
) -> None:
    await followed.turn("王小丽", answered(explanation))
    assert await followed.items() == []


@on_sqlite
async def test_the_question_before_a_hand_off_is_marked_and_not_the_wish_for_staff(
    followed: Followed,
) -> None:
    await followed.turn("卡退不退", answered(explained(confidence=0.9, decision="answer")))
    wish = explained("handoff", 0.95, decision=None, rule="handoff")
    await followed.turn("转人工", answered(wish, handoff={"reason": "asked"}))
    item = await followed.item()
    assert (item.understood, item.handed_over, item.unsure) == ("ask/prepaid_card_refund", True, False)


@on_sqlite
async def test_a_hand_off_by_the_assistant_marks_that_turn_itself(followed: Followed) -> None:
    lost = explained(confidence=0.2, decision="fallback")
    await followed.turn("嗯那个", answered(lost, handoff={"reason": "misunderstood"}))
    item = await followed.item()
    assert (item.misunderstood, item.handed_over) == (True, True)


async def test_a_dislike_brings_a_sure_turn_in_and_taking_it_back_leaves_it_there(followed: Followed) -> None:
    await followed.turn("卡退不退", answered(explained(confidence=0.93, decision="answer")))
    (turn,) = await followed.turns()
    for disliked in (True, True, False):
        async with followed.database.write() as session:
            await note_verdict(session, followed.vault, turn.id, disliked=disliked, now=followed.clock())
        assert (await followed.item()).disliked is disliked


@on_sqlite
async def test_a_like_brings_nothing_in(followed: Followed) -> None:
    await followed.turn("卡退不退", answered(explained(confidence=0.93, decision="answer")))
    (turn,) = await followed.turns()
    async with followed.database.write() as session:
        await note_verdict(session, followed.vault, turn.id, disliked=False, now=followed.clock())
    assert await followed.items() == []


async def test_what_was_not_exported_goes_with_its_conversation(followed: Followed) -> None:
    await followed.turn("卡退不退", answered(explained()))
    async with followed.database.write() as session:
        conversation = await lock_conversation(session, followed.id)
        await erase(session, followed.vault, conversation, now=followed.clock())
    assert await followed.items() == []
