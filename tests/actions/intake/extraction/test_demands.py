"""What is asked for, and what is not."""

import pytest

from actions.intake.extraction.demands import Demand, find_demands, parse_demands

D = Demand


@pytest.mark.parametrize(
    ("story", "demands"),
    [
        ("我要求退款", [D.REFUND]), ("能退吗", [D.REFUND]), ("这押金还能退我吗", [D.REFUND]), ("不要换货，要退款", [D.REFUND]),
        ("要求退货退款", [D.RETURN, D.REFUND]), ("要求退一赔三", [D.MULTIPLE_DAMAGES]), ("我想换一个新的", [D.EXCHANGE]),
        ("能给我开发票吗", [D.INVOICE]), ("希望商家道歉并赔偿损失", [D.APOLOGY, D.COMPENSATE]), ("请尽快发货", [D.DELIVER]),
        ("店家只同意换货，我要求退货", [D.RETURN]), ("我不接受维修，要求更换", [D.EXCHANGE]), ("少了两斤，要求补足", [D.MAKE_UP_QUANTITY]),
        ("给我一个说法", [D.EXPLAIN]), ("请有关部门严查", [D.PUNISH]), ("不需要赔偿，只要道歉", [D.APOLOGY]), ("包裹丢了怎么赔", [D.COMPENSATE]),
        ("押金不退", [D.REFUND]), ("请领导出面协调", [D.OTHER]),
    ],
)  # fmt: skip
def test_a_demand_is_heard(story: str, demands: list[Demand]) -> None:
    assert [found.value for found in find_demands(story)] == demands


@pytest.mark.parametrize(
    "story",
    [
        "商家已经退款了", "客服让我申请退货", "他说要赔偿我500", "退休金都花光了", "怎么办", "页面写着不满意可退", "《消费者手册》里写着退一赔三",
    ],
)  # fmt: skip
def test_what_was_done_said_by_the_shop_or_quoted_is_no_demand(story: str) -> None:
    assert find_demands(story) == []


@pytest.mark.parametrize(
    ("answer", "demands"),
    [
        ("退款", [D.REFUND]), ("退一赔三", [D.MULTIPLE_DAMAGES]), ("赔钱道歉", [D.COMPENSATE, D.APOLOGY]), ("退货退款", [D.RETURN, D.REFUND]),
        ("换货吧，不要退款", [D.EXCHANGE]), ("修好就行", [D.REPAIR]), ("随便", []),
    ],
)  # fmt: skip
def test_an_answer_needs_no_asking_words(answer: str, demands: list[Demand]) -> None:
    assert parse_demands(answer) == demands
