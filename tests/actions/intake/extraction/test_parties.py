"""Merchants by name, merchants as described, platforms."""

import pytest

from actions.intake.extraction.folding import fold
from actions.intake.extraction.parties import described_merchant, merchants, platform
from actions.intake.extraction.words import tag


def named(text: str) -> list[str]:
    folded = fold(text)
    return [found.text for found in merchants(text, folded, tag(folded))]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("我在欧亚超市买了牛奶", "欧亚超市"),
        ("在「小熊烘焙」买蛋糕", "小熊烘焙"),
        ("长春市好又多便利店卖过期面包", "好又多便利店"),
        ("在淘宝的优品旗舰店买了鞋", "优品旗舰店"),
        ("美团上订的如家酒店不给退", "如家酒店"),
        ("在新东方报了英语班", "新东方"),
        ("这家店叫做花满楼", "花满楼"),
        ("在老王家常菜馆吃饭", "老王家常菜馆"),
        ("B市晨光超市的秤不准，晨光超市不认", "晨光超市"),
    ],
)
def test_a_named_merchant_is_found(text: str, name: str) -> None:
    assert named(text)[:1] == [name]


@pytest.mark.parametrize(
    "text",
    [
        "在一家瑜伽馆买了次卡", "卖家不发货", "用微信支付了200", "我在京东买了手机", "市场监督管理局不管", "找了搬家公司",
        "在超市门口摔倒了", "大型超市卖过期食品", "我打了12315热线", "家里的美的空调不制冷",
    ],
)  # fmt: skip
def test_a_kind_a_platform_or_an_authority_is_no_name(text: str) -> None:
    assert named(text) == []


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("在一家瑜伽馆买了次卡", "瑜伽馆"),
        ("卖家不发货", "卖家"),
        ("找了搬家公司", "搬家公司"),
        ("天气不错", None),
    ],
)
def test_a_merchant_without_a_name_is_described(text: str, kind: str | None) -> None:
    found = described_merchant(text, fold(text))
    assert (found.text if found else None) == kind


@pytest.mark.parametrize(
    ("text", "usual"),
    [
        ("在淘宝网买的", "淘宝"), ("某宝买的", "淘宝"), ("pdd上买的", "拼多多"), ("抖音直播间买的", "抖音"), ("微信转账", None),
        ("支付宝付款", None), ("路边摊买的", None), ("在转转上买的", "转转"), ("去店里转转", None),
    ],
)  # fmt: skip
def test_a_platform_has_its_usual_name_and_a_payment_channel_is_none(text: str, usual: str | None) -> None:
    found = platform(text, fold(text))
    assert (found.value if found else None) == usual
