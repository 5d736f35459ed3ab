"""Which answers are suggested: pure, on the knowledge that ships."""

import pytest

from desk.console.inbox.suggesting import grams, index_of, likeness, suggest
from desk.knowledge.shipped import shipped

ENTRIES = shipped().entries
INDEX = index_of(ENTRIES)


@pytest.mark.parametrize(
    ("said", "topic"),
    [
        ("健身房关门跑路了，卡里的钱怎么办", "prepaid_merchant_vanished"),
        ("办的预付卡不想用了能退款吗", "prepaid_card_refund"),
    ],
)
def test_words_alone_find_an_answer(said: str, topic: str) -> None:
    assert topic in [one.entry.topic for one in suggest(said, [], ENTRIES, INDEX)]


def test_what_the_assistant_thought_stands_first() -> None:
    found = suggest("不是这个意思", [("prepaid_card_refund", 0.8)], ENTRIES, INDEX)
    assert found[0].entry.topic == "prepaid_card_refund"


@pytest.mark.parametrize("said", ["", "？？", "在吗", "好的谢谢", "转人工"])
def test_what_says_nothing_suggests_nothing(said: str) -> None:
    assert suggest(said, [], ENTRIES, INDEX) == []


def test_one_word_is_enough_for_a_search_but_not_in_a_talk() -> None:
    assert suggest("定金", [], ENTRIES, INDEX, searched=True) != []
    assert suggest("定金", [], ENTRIES, INDEX) == []


def test_topics_that_are_gone_are_passed_over() -> None:
    assert suggest("", [("no_such_topic", 0.9)], ENTRIES, INDEX) == []


def test_pairs_of_characters() -> None:
    assert grams("退定金！KTV") == {"退定": 1, "定金": 1, "ktv": 1}
    assert grams("怎么") == {}


def test_likeness_lies_between_nothing_and_everything() -> None:
    assert all(0 < score <= 1 for score in likeness("预付卡退款", INDEX).values())
    assert likeness("预付卡", {}) == {}
