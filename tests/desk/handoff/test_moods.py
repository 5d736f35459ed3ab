"""Who is in distress, who insults the assistant, and who does neither."""

import pytest

from desk.handoff.moods import Mood, mood_of


@pytest.mark.parametrize(
    "text",
    [
        "我不想活了",
        "钱都被骗光了，活不下去了",
        "要不回来我就去跳楼",
        "真想死",
        "死了算了",
        "活着没意思",
        "我想自杀",
        "不如死了",
        "再不退钱我就喝农药自杀",
        "我已经写好遗书了",
        "孩子的学费都没了，我只能走绝路",
        "我要从楼上跳下去",
        "气死我了，我不想活了",
    ],
)
def test_words_of_distress_are_heard(text: str) -> None:
    assert mood_of(text) is Mood.DISTRESS


@pytest.mark.parametrize(
    "text",
    [
        "气死我了",
        "手机死机了",
        "老板想死啊，卖假货",
        "这家店是跳楼大甩卖买的",
        "买的鱼不到一天全死了",
        "我不会去跳楼的，你放心",
        "客服死活不退钱",
        "笑死，这也叫真皮",
        "我想退货",
        "不想活动一结束就涨价",
        "买的多肉活不了几天",
        "跳楼机受伤了谁赔",
    ],
)
def test_exaggerations_things_and_others_are_no_distress(text: str) -> None:
    assert mood_of(text) is not Mood.DISTRESS


@pytest.mark.parametrize(
    "text",
    [
        "你是智障吗",
        "傻逼",
        "垃圾机器人",
        "滚",
        "你有病吧",
        "小保你个废物",
        "你他妈听得懂人话吗",
        "什么垃圾玩意",
        "人工智障，白痴",
    ],
)
def test_insults_of_the_assistant_are_noticed(text: str) -> None:
    assert mood_of(text) is Mood.INSULT


@pytest.mark.parametrize(
    "text",
    [
        "这商家真是骗子",
        "老板骂我傻逼",
        "卖家就是个垃圾",
        "商家让我滚",
        "买到的都是垃圾",
        "客服说我有病，店家态度恶劣",
        "你能帮我处理垃圾分类的投诉吗",
        "我买的扫地机器人坏了",
        "你好",
        "他是个混蛋",
    ],
)
def test_anger_at_others_is_no_insult(text: str) -> None:
    assert mood_of(text) is not Mood.INSULT
