"""Offering to register a complaint: to who tells of a wrong, not to who asks how the law is."""

import pytest

from actions.answering.grievance import CUES, cues_of, tells_grievance


@pytest.mark.parametrize(
    "text",
    [
        "投诉B市某健身房关门不退卡费",
        "举报菜场卖注水肉",
        "洗衣机才用半个月就漏水，商场推来推去不给修，咋办",
        "在网上定的沙发颜色完全不对，客服拉黑我了",
        "某某美容院欺骗老人买几万块钱的卡",
        "快递把我寄的花瓶弄碎了，只肯赔三十块",
        "我爸在公园被人拉去听课，买了八千块保健品，现在电话打不通",
    ],
)
def test_a_wrong_that_is_told_is_a_grievance(text: str) -> None:
    assert tells_grievance(text), cues_of(text)


@pytest.mark.parametrize(
    "text",
    [
        "七天无理由退货怎么算",
        "经营者拒不退还押金的，应当承担哪些责任？",
        "消费者能否要求平台提供卖家的真实信息？",
        "请问怎么取消自动续费",
        "定金和订金有什么区别",
        "想咨询一下买二手房的税怎么交",
        "我的超市卖了过期饼干，工商会罚多少",
        "昨天把钱转错账户了，银行能不能追回",
        "你好",
        "",
    ],
)
def test_a_question_about_the_rule_is_none(text: str) -> None:
    assert not tells_grievance(text), cues_of(text)


def test_each_class_of_cues_has_its_own_name() -> None:
    assert len({cue.name for cue in CUES}) == len(CUES)
