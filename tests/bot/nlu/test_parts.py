"""Taking a message apart that asks several things."""

import pytest

from bot.nlu.parts import LONGEST_ASKING, parts


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("能退吗？不退去哪投诉？", ["能退吗？", "不退去哪投诉？"]),
        ("押金不退怎么办，去哪里投诉，要什么材料", ["押金不退怎么办", "去哪里投诉", "要什么材料"]),
        ("网购的鞋想退 运费谁出 几天能到账", ["网购的鞋想退 运费谁出", "几天能到账"]),
        ("我买的锅糊底，能退吗，保修多久，发票丢了", ["我买的锅糊底，能退吗", "保修多久，发票丢了"]),
    ],
)
def test_each_question_keeps_the_statements_before_it(text: str, expected: list[str]) -> None:
    assert parts(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "",
        "你好",
        "快递丢了怎么赔",
        "手机才买几天就坏了，店里不管，怎么办？",
        "买了没几天屏幕就花了，老板说什么都不给换，能退吗",
        "健身卡能退吗，还是只能转让",
        "用了几个月就坏了，找谁",
        "我叫何如何，电话13800001111，住哪儿不方便说",
        "老板说没什么问题，我问他怎么办他也不理，我要投诉",
        "我买什么都被坑，在哪家都一样",
        "？？？",
        "怎么退" + "这个店" * LONGEST_ASKING + "哪里投诉",
        "怎么退？怎么换？怎么修？怎么赔？怎么投诉？",
    ],
)
def test_one_question_a_statement_or_a_story_stays_whole(text: str) -> None:
    assert parts(text) == []


def test_an_afterthought_is_no_second_question() -> None:
    assert parts("定金能退吗？怎么办？去哪投诉？") == ["定金能退吗？怎么办？", "去哪投诉？"]
