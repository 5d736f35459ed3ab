"""What asks on about something already named, and what does not."""

import pytest

from actions.answering.aspects import TABLE, Aspect, Show, aspect_of, hangs_on, topic_for
from tests.actions.builders import shipped_knowledge

ENTRIES = shipped_knowledge().entries

ASKED = {
    Aspect.WHERE: ["那去哪里投诉", "找谁", "打哪个电话？", "向谁投诉", "找哪个部门", "可以去哪儿投诉呢", "不退的话我该找谁", "不退去哪投诉？", "电话多少"],
    Aspect.MONEY_BACK: ["要多久到账", "那钱几天能退回来", "退款要多久", "多长时间才能退给我"],
    Aspect.HOW_LONG: ["要多久", "那要多长时间呢", "大概几天", "什么时候能有结果", "一般要多久才有结果"],
    Aspect.EVIDENCE: ["需要什么材料", "要准备哪些证据", "要带什么", "证据呢", "还要什么手续"],
    Aspect.FREIGHT: ["那运费呢", "来回运费谁承担", "那邮费谁掏"],
    Aspect.AMOUNT: ["那能赔多少", "能赔多少钱", "怎么赔", "赔几倍"],
    Aspect.EXCEPTIONS: ["有什么例外吗", "哪些东西不能退", "有例外吗"],
    Aspect.LAW: ["有法律依据吗", "第几条", "哪条法律规定的", "法律依据是什么"],
    Aspect.REFUSED: ["他不认怎么办", "商家不理怎么办", "要是商家不同意怎么办", "那他要是不赔呢", "他们说不行怎么办"],
    Aspect.HOW: ["怎么弄", "那怎么办呢", "然后呢", "具体怎么操作", "下一步怎么走"],
    Aspect.DETAIL: ["详细说说", "具体点", "要注意什么"],
}  # fmt: skip


@pytest.mark.parametrize(
    ("text", "aspect"), [(text, aspect) for aspect, texts in ASKED.items() for text in texts]
)
def test_an_aspect_is_recognised_in_many_words(text: str, aspect: Aspect) -> None:
    assert aspect_of(text) is aspect


def test_every_aspect_of_the_table_is_asked_above() -> None:
    assert set(ASKED) == {aspect for aspect, row in TABLE.items() if row.words}
    assert set(TABLE) == set(Aspect)


@pytest.mark.parametrize(
    "text",
    ["你好", "谢谢", "好的", "快递丢了去哪投诉", "投诉要多久", "健身卡怎么退", "能退吗", "我要投诉", "我的投诉到哪了", "商家不退",
     "长春", "", "？？", "东西", "什么", "真的吗", "那拆封了呢"],
)  # fmt: skip
def test_a_message_with_a_matter_of_its_own_or_none_at_all_is_no_aspect(text: str) -> None:
    assert aspect_of(text) is None


@pytest.mark.parametrize(("text", "hangs"), [("那拆封了呢", True), ("如果是衣服", True), ("你好", False), ("手机坏了", False), ("那家店不发货", False)])  # fmt: skip
def test_words_that_tie_a_message_to_the_one_before(text: str, hangs: bool) -> None:
    assert hangs_on(text) is hangs


@pytest.mark.parametrize(
    ("topic", "aspect", "leads_to"),
    [
        ("return_online_seven_days", Aspect.FREIGHT, "return_shipping_cost"),
        ("return_online_seven_days", Aspect.HOW_LONG, "refund_deadline"),
        ("return_online_seven_days", Aspect.EXCEPTIONS, "return_seven_days_exceptions"),
        ("return_online_seven_days", Aspect.MONEY_BACK, "refund_deadline"),
        ("prepaid_card_refund", Aspect.MONEY_BACK, None),
        ("prepaid_card_refund", Aspect.HOW_LONG, "complaint_deadlines"),
        ("prepaid_card_refund", Aspect.EVIDENCE, "complaint_materials"),
        ("prepaid_card_refund", Aspect.WHERE, None),
        ("prepaid_card_refund", Aspect.FREIGHT, None),
        ("expired_food", Aspect.AMOUNT, "food_tenfold_damages"),
        ("parcel_lost_or_damaged", Aspect.WHERE, "parcel_complaint_channels"),
        ("tourism_forced_shopping", Aspect.WHERE, "tourism_complaint_channels"),
        ("redirect_finance", Aspect.HOW_LONG, None),  # another authority has other deadlines
        ("invoice_refused", Aspect.HOW_LONG, None),  # of the group of returns, yet a matter of the tax office
    ],
)
def test_an_aspect_leads_where_the_matter_belongs(topic: str, aspect: Aspect, leads_to: str | None) -> None:
    assert topic_for(aspect, ENTRIES[topic]) == leads_to


def test_the_table_speaks_of_nothing_that_the_catalogue_does_not_have() -> None:
    knowledge = shipped_knowledge()
    keys = set(ENTRIES) | set(knowledge.authorities) | {entry.group for entry in ENTRIES.values()}
    for row in TABLE.values():
        assert set(row.topics) <= keys
        assert set(row.topics.values()) <= set(ENTRIES)


def test_every_aspect_but_freight_has_an_answer_for_any_topic() -> None:
    assert {aspect for aspect, row in TABLE.items() if not row.shows} == {Aspect.FREIGHT}
    assert all(isinstance(show, Show) for row in TABLE.values() for show in row.shows)
