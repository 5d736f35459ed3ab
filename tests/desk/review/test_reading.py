"""The queue and one item as a reviewer sees them."""

from desk.review import service
from desk.review.following import note_verdict
from desk.review.reading import Pile, counts, next_in, queue, sheet
from tests.desk.builders import on_sqlite
from tests.desk.review.reviewing import LABELS, ZHANG, Followed, answered, correction, explained


async def rows(followed: Followed, pile: Pile = Pile.ALL) -> list[tuple[str | None, float]]:
    async with followed.database.read() as session:
        found, _more = await queue(session, followed.vault, pile)
    return [(row.text, row.item.confidence) for row in found]


async def test_dislikes_come_first_and_then_what_was_least_sure(followed: Followed) -> None:
    await followed.turn("第一句", answered(explained(confidence=0.5)))
    await followed.turn("第二句", answered(explained(confidence=0.3)))
    await followed.turn("第三句", answered(explained(confidence=0.95, decision="answer")))
    turn = (await followed.turns())[2]
    async with followed.database.write() as session:
        await note_verdict(session, followed.vault, turn.id, disliked=True, now=followed.clock())
    assert await rows(followed) == [("第三句", 0.95), ("第二句", 0.3), ("第一句", 0.5)]
    assert await rows(followed, Pile.DISLIKED) == [("第三句", 0.95)]
    async with followed.database.read() as session:
        found = await counts(session)
    assert (found[Pile.ALL], found[Pile.DISLIKED], found[Pile.UNSURE], found[Pile.REVIEWED]) == (3, 1, 2, 0)


@on_sqlite
async def test_a_list_stars_who_and_where(followed: Followed) -> None:
    await followed.turn("我叫王小丽，13912345678，卡退不退", answered(explained()))
    assert await rows(followed) == [("我叫王**，1******，卡退不退", 0.41)]


@on_sqlite
async def test_a_page_ends_and_says_that_there_is_more(followed: Followed) -> None:
    for number in range(3):
        await followed.turn(f"第{number}句", answered(explained(confidence=0.1 + number / 10)))
    async with followed.database.read() as session:
        first, more = await queue(session, followed.vault, Pile.ALL, size=2)
        second, no_more = await queue(session, followed.vault, Pile.ALL, page=1, size=2)
    assert ([row.text for row in first], more) == (["第0句", "第1句"], True)
    assert ([row.text for row in second], no_more) == (["第2句"], False)


async def test_an_item_shows_what_was_said_before_what_was_answered_and_why(followed: Followed) -> None:
    await followed.turn("你好", answered(explained("greet", 0.99, decision=None), text="您好"))
    await followed.turn("我叫王小丽，卡退不退", answered(explained()))
    async with followed.database.read() as session:
        found, _more = await queue(session, followed.vault, Pile.ALL)
        shown = await sheet(session, followed.vault, found[0].item.id)
    assert [(said.sender, said.text, said.is_asked, said.is_answer) for said in shown.said] == [
        ("user", "你好", False, False),
        ("bot", "您好", False, False),
        ("user", "我叫王**，卡退不退", True, False),
        ("bot", "可以退余款。", False, True),
    ]
    assert shown.explanation is not None
    assert shown.explanation["topic_ranking"][0]["confidence"] == 0.41
    assert (shown.proposal.label, shown.proposal.wording) == ("ask/prepaid_card_refund", "我叫某某，卡退不退")
    assert not shown.proposal.anonymous


@on_sqlite
async def test_the_second_person_begins_with_the_first_ones_words_and_looks_for_themselves(
    followed: Followed,
) -> None:
    await followed.turn("卡退不退", answered(explained()))
    item = await followed.item()
    async with followed.database.write() as session:
        await service.decide(
            session, followed.vault, item.id, correction(), labels=LABELS, two_people=True, by=ZHANG,
            now=followed.clock(),
        )  # fmt: skip
        shown = await sheet(session, followed.vault, item.id)
    assert shown.first is not None
    assert shown.proposal == correction(anonymous=False)


@on_sqlite
async def test_the_next_one_is_another_one(followed: Followed) -> None:
    await followed.turn("第一句", answered(explained(confidence=0.2)))
    await followed.turn("第二句", answered(explained(confidence=0.3)))
    first, second = await followed.items()
    async with followed.database.read() as session:
        assert await next_in(session, Pile.ALL) == first.id
        assert await next_in(session, Pile.ALL, after=first) == second.id
        assert await next_in(session, Pile.FLAGGED) is None
