"""A wish said in so many words."""

import pytest
from rasa.shared.nlu.training_data.message import Message

from bot.nlu.wishes import ExplicitWish, wish_of


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("我要投诉", "complain"),
        ("我要投诉,在网上买的包收到是假货,卖家不退", "complain"),
        ("我想投诉一个理发店,办卡两千,关门了", "complain"),
        ("帮我投诉这家店", "complain"),
        ("麻烦给我投诉楼下那家超市卖过期牛奶", "complain"),
        ("我想举报一家饭店用地沟油", "report"),
        ("我要实名举报某某公司", "report"),
    ],
)
def test_a_wish_opens_the_matter(text: str, intent: str) -> None:
    assert wish_of(text) == intent


@pytest.mark.parametrize(
    "text",
    [
        "",
        "投诉某市某健身房不退卡",
        "我要投诉打什么电话",
        "我想投诉怎么弄",
        "我要投诉电话",
        "我想投诉可以吗",
        "我想投诉需要什么材料",
        "我要投诉的话要多久",
        "我投诉了半个月没人理",
        "我不想投诉了",
        "我要投诉进度",
        "邻居说他要投诉我",
        "怎么投诉淘宝卖家",
    ],
)
def test_a_question_about_complaints_is_no_wish(text: str) -> None:
    assert wish_of(text) is None


def test_the_intent_is_set_and_the_topics_stay() -> None:
    topics = [{"name": "ask/fraud", "confidence": 0.9}]
    ranking = [{"name": "ask", "confidence": 0.9}, {"name": "complain", "confidence": 0.1}]
    data = {
        "text": "我要投诉,包是假货",
        "intent": ranking[0],
        "intent_ranking": ranking,
        "topic_ranking": topics,
    }
    (message,) = ExplicitWish().process([Message(data=data)])
    assert message.get("intent") == {"name": "complain", "confidence": 1.0}
    assert [row["name"] for row in message.get("intent_ranking")] == ["complain", "ask"]
    assert message.get("topic_ranking") == topics


def test_payloads_and_other_words_are_left_alone() -> None:
    for text in ("/complain", "你好"):
        data = {"text": text, "intent": {"name": "greet", "confidence": 0.5}}
        assert ExplicitWish().process([Message(data=dict(data))])[0].get("intent") == data["intent"]
