"""Whole stories: what is taken, and that nothing else is."""

import datetime as dt
import io
import json
from contextlib import redirect_stdout
from pathlib import Path
from typing import Any

import pytest

from actions.intake.extraction import evaluate
from actions.intake.extraction.story import LONGEST_STORY, Story, read_story

TODAY = dt.date(2026, 11, 21)

STORIES: dict[str, tuple[str, dict[str, Any]]] = {
    "shoes": (
        "我上周在欧亚卖场三楼买了一双运动鞋，花了四百六，穿了两天就开胶了，去找他们，店员说穿过的不给退，我要求退货退款。",
        {"merchant": "欧亚卖场", "product": "运动鞋", "yuan": 460, "demands": ["return", "refund"], "problem": "穿了两天就开胶了"},
    ),
    "milk_powder": (
        "2025年8月12日在天猫安然母婴旗舰店下单了两罐奶粉，实付596元，收到后发现有一罐已经过期了，请帮我要求商家退一赔十",
        {
            "merchant": "安然母婴旗舰店", "platform": "天猫", "product": "奶粉", "yuan": 596, "date": "2025-08-12",
            "demands": ["multiple_damages"], "problem": "有一罐已经过期了",
        },
    ),
    "gym_gone": (
        "长春市二道区吉林大路的悦动健身俱乐部，我去年3月办的两年卡3680元，上个月突然关门了，电话也打不通，希望能把剩下的钱退给我",
        {
            "merchant": "悦动健身俱乐部", "region": "吉林省长春市二道区", "product": "两年卡", "yuan": 3680, "date": "2025-03",
            "demands": ["refund"], "problem": "突然关门了",
        },
    ),
    "bracelet": (
        "你好，我在抖音直播间买的和田玉手镯，主播说是天然的，花了1999，拿去鉴定是假的，要求三倍赔偿",
        {"platform": "抖音", "product": "和田玉手镯", "yuan": 1999, "demands": ["multiple_damages"], "problem": "拿去鉴定是假的"},
    ),
    "hairdresser": (
        "朝阳区重庆路的一家理发店，给我妈烫头收了1280，事先没说价格，太坑了，请市场监管局查处",
        {"region": "朝阳区重庆路", "product": "烫头", "yuan": 1280, "demands": ["punish"], "problem": "事先没说价格"},
    ),
    "pork": ("在超市买的猪肉回家一称少了二两，五斤多的肉，商家不承认", {"product": "猪肉", "problem": "在超市买的猪肉回家一称少了二两"}),
    "washing_machine": (
        "2024年11月11日我在京东买了一台洗衣机，商家是海信官方旗舰店，订单号298765432109，安装师傅收了我150块安装费",
        {
            "merchant": "海信官方旗舰店", "platform": "京东", "product": "洗衣机", "yuan": 150, "date": "2024-11-11",
            "order_no": "298765432109", "problem": "安装师傅收了我150块安装费",
        },
    ),
    "car": (
        "我于2023年6月18日在绿园区众泰4S店购买了一辆轿车，价格9.58万元，去修了四次都没修好，要求换车或者退车",
        {
            "merchant": "众泰4S店", "region": "吉林省长春市绿园区", "product": "轿车", "yuan": 95800, "date": "2023-06-18",
            "demands": ["exchange", "return"], "problem": "去修了四次都没修好",
        },
    ),
    "dumplings": (
        "我在德惠市大润发超市买了一袋速冻水饺19.8元，里面有虫",
        {"merchant": "大润发超市", "region": "吉林省长春市德惠市", "product": "速冻水饺", "yuan": 19.8, "problem": "里面有虫"},
    ),
    "medicine": ("在药店买的感冒药，生产日期被涂改过", {"product": "感冒药", "problem": "生产日期被涂改过"}),
    "game": ("孩子用我手机给游戏充值了5000多块钱，平台不给退", {"product": "游戏充值", "yuan": 5000, "demands": ["refund"], "problem": "孩子用我手机给游戏充值了5000多块钱"}),
    "wedding_photos": (
        "本人于2020年1月5日在G市星河影楼订了一套婚纱照，价格5999元，婚期推迟，要求退款遭拒",
        {
            "merchant": "星河影楼", "region": "G市", "product": "婚纱照", "yuan": 5999, "date": "2020-01-05", "demands": ["refund"],
            "problem": "要求退款遭拒",
        },
    ),
    "traditional": (
        "昨天在星光書店買了一本書，花了五十八塊，發現缺頁，要求退款",
        {"merchant": "星光書店", "product": "書", "yuan": 58, "date": "2026-11-20", "demands": ["refund"], "problem": "缺頁"},
    ),
    "greeting": ("你好，在吗", {}),
    "question": ("我想问一下七天无理由退货是什么意思", {}),
    "offer_only": ("店家说最多补偿我200元", {}),
}  # fmt: skip


def written(story: Story) -> dict[str, Any]:
    region = story.region.value if story.region else None
    taken: dict[str, Any] = {
        "merchant": story.merchant.value if story.merchant else None,
        "platform": story.platform.value if story.platform else None,
        "region": (region.official or region.text) if region else None,
        "product": story.product.value if story.product else None,
        "date": story.purchase_date.value.iso if story.purchase_date else None,
        "yuan": story.amount.value.fen / 100 if story.amount else None,
        "demands": [found.value.value for found in story.demands],
        "order_no": story.order_no.value if story.order_no else None,
        "problem": story.problem.value if story.problem else None,
    }
    return {name: value for name, value in taken.items() if value}


@pytest.mark.parametrize("name", STORIES)
def test_a_story_gives_these_fields_and_no_others(name: str) -> None:
    text, fields = STORIES[name]
    assert written(read_story(text, today=TODAY)) == fields


def test_a_described_merchant_is_given_only_where_none_is_named() -> None:
    assert read_story("在瑜伽馆买了次卡", today=TODAY).merchant_desc is not None
    assert read_story("在悦动瑜伽馆买了次卡", today=TODAY).merchant_desc is None


def test_what_lies_behind_the_longest_story_is_not_read() -> None:
    assert read_story("很" * LONGEST_STORY + "花了500元", today=TODAY).amount is None


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   ",
        "\n",
        "😀😀😀",
        "/restart",
        '/file{"amount":1}',
        "<script>",
        "'; DROP TABLE x;--",
        "\0\ud800",
    ],
)
def test_odd_texts_give_nothing(text: str) -> None:
    assert written(read_story(text, today=TODAY)) == {}


def test_the_evaluation_reads_ids_and_texts_only(tmp_path: Path) -> None:
    file = tmp_path / "stories.jsonl"
    text, _ = STORIES["milk_powder"]
    file.write_text(json.dumps({"id": "one", "text": text}) + "\n", encoding="utf-8")
    output = io.StringIO()
    with redirect_stdout(output):
        evaluate.main([str(file)])
    row = json.loads(output.getvalue())
    assert row["id"] == "one"
    assert row["slots"]["amount"] == 596
    assert row["slots"]["purchase_date"] == "2025-08-12"
    assert row["slots"]["merchant"] == "安然母婴旗舰店"
