"""What tells of a person."""

import pytest

from desk.publication.rules import Trace, may_be_a_person, personal_traces

NAMES, ADDRESSES = ["欧阳明"], ["长春市朝阳区同志街100号3单元"]


@pytest.mark.parametrize(
    ("text", "trace"),
    [
        ("电话13912345678", Trace.NUMBER),
        ("电话 139 1234 5678", Trace.NUMBER),
        ("电话１３９-1234-5678", Trace.NUMBER),
        ("座机0431-88771234", Trace.NUMBER),
        ("打一三九一二三四五六七八", Trace.NUMBER),
        ("证件22010219900101123X", Trace.NUMBER),
        ("订单E2026100200001", Trace.NUMBER),
        ("写信到 li.si@example.com", Trace.EMAIL),
        ("微信号：xiaoming_88", Trace.ACCOUNT),
        ("张先生买了电饭煲", Trace.PERSON),
        ("李某要求退款", Trace.PERSON),
        ("欧阳 明要求退款", Trace.NAME),
        ("送到同志街100号，没人收", Trace.ADDRESS),
        ("车牌吉A12345的车", Trace.PLATE),
    ],
)
def test_a_text_that_tells_of_a_person_is_found_out(text: str, trace: Trace) -> None:
    assert trace in personal_traces(text, names=NAMES, addresses=ADDRESSES)


@pytest.mark.parametrize(
    "text",
    [
        "消费者在门店购买电饭煲，花费399元，使用两次后不加热，商家已退款并道歉。",
        "2026年10月2日购买，2026-11-20 达成和解，退款 12800 元。",
        "该女士品牌的鞋开胶，商家同意换货。",
        "一位先生和这位女士都收到了退款。",
        "微信支付的订单已退回，长春市朝阳区的门店已停业。",
        "",
    ],
)
def test_a_text_about_the_matter_alone_is_let_through(text: str) -> None:
    assert personal_traces(text, names=NAMES, addresses=ADDRESSES) == []


@pytest.mark.parametrize(
    "name", ["王小丽", "王小丽（个体工商户）", "欧阳建国", "刘老板", "长春水果张师傅", "李 四", "拼多多"]
)
def test_a_name_that_may_be_a_persons_is_taken_for_one(name: str) -> None:
    assert may_be_a_person(name)


@pytest.mark.parametrize(
    "name",
    [
        "好运电器行",
        "晨光健身服务有限公司",
        "王小丽水果店",
        "老北京布鞋",
        "星河数码旗舰店",
        "如家酒店",
        "Xiaomi之家",
    ],
)
def test_a_business_is_named(name: str) -> None:
    assert not may_be_a_person(name)
