"""Sums in stories and answers to "how much"."""

import pytest

from actions.intake.extraction.money import (
    AmountProblem,
    ParsedAmount,
    find_money,
    format_amount,
    parse_amount,
)
from actions.intake.extraction.money_roles import MoneyRole


@pytest.mark.parametrize(
    ("answer", "yuan", "approximate"),
    [
        ("1380", 1380, False), ("1380元", 1380, False), ("1380元整", 1380, False), ("￥1,380.00", 1380, False),
        ("１３８０块", 1380, False), ("三千多", 3000, True), ("一万二", 12000, False), ("1w", 10000, False),
        ("1.2w", 12000, False), ("3k", 3000, False), ("两百来块", 200, True), ("八百五", 850, False),
        ("三百零五", 305, False), ("50块5", 50.5, False), ("3块8毛5", 3.85, False), ("十块零五毛", 10.5, False),
        ("五毛", 0.5, False), ("38万", 380000, False), ("2快", 2, False), ("299.9", 299.9, False),
        ("大概1500左右", 1500, True), ("差不多两千块钱", 2000, True), ("壹仟叁佰捌拾元整", 1380, False),
        ("花了1380", 1380, False), ("1 380", 1380, False), ("應該是三千塊", 3000, False), ("2000块钱", 2000, False),
    ],
)  # fmt: skip
def test_an_amount_is_read(answer: str, yuan: float, approximate: bool) -> None:
    parsed = parse_amount(answer)
    assert isinstance(parsed, ParsedAmount), parsed
    assert (parsed.fen, parsed.approximate) == (round(yuan * 100), approximate)


@pytest.mark.parametrize(
    ("answer", "problem"),
    [
        ("", AmountProblem.EMPTY), ("  ", AmountProblem.EMPTY), ("NaN", AmountProblem.NOT_A_NUMBER),
        ("inf", AmountProblem.NOT_A_NUMBER), ("1e5", AmountProblem.NOT_A_NUMBER),
        ("不知道", AmountProblem.NOT_A_NUMBER), ("3个", AmountProblem.NOT_A_NUMBER),
        ("第3", AmountProblem.NOT_A_NUMBER), ("-5", AmountProblem.NEGATIVE), ("负五百", AmountProblem.NEGATIVE),
        ("0", AmountProblem.ZERO), ("0元", AmountProblem.ZERO), ("0.001", AmountProblem.ZERO),
        ("999999999999", AmountProblem.TOO_LARGE), ("几千块", AmountProblem.VAGUE), ("4-5千", AmountProblem.VAGUE),
        ("百来块", AmountProblem.VAGUE), ("100美元", AmountProblem.FOREIGN), ("$20", AmountProblem.FOREIGN),
        ("三千或者四千", AmountProblem.SEVERAL),
    ],
)  # fmt: skip
def test_what_is_no_amount_is_refused_with_its_reason(answer: str, problem: AmountProblem) -> None:
    assert parse_amount(answer) is problem


@pytest.mark.parametrize(
    ("story", "sums"),
    [
        ("花了三千多买了台平板", [("三千多", 300000)]),
        ("2月6号交了一万二", [("一万二", 1200000)]),
        ("两条毛巾200块", [("200块", 20000)]),
        ("每斤12块5", [("12块5", 1250)]),
        ("订单号20250101334455，付了1.2w", [("1.2w", 1200000)]),
        ("iPhone 15用了两次就坏，花了4999", [("4999", 499900)]),
        ("合計￥1,299.00", [("￥1,299.00", 129900)]),
    ],
)
def test_sums_of_a_story_are_found(story: str, sums: list[tuple[str, int]]) -> None:
    assert [(money.text, money.fen) for money in find_money(story)] == sums


@pytest.mark.parametrize(
    "story",
    [
        "买了两块手表", "我们一块去的", "三元牛奶过期了", "电话13812345678", "手机是6+64G的", "退了50%", "下午2点30分去的",
        "给了五分好评", "65W充电器坏了", "4K电视花屏", "买了3个杯子2条毛巾", "走了三公里", "2024年3月5号买的", "住在3号楼2单元501",
        "几千块没了", "大概4-5千", "¥零", "退了0元", "扣了0.004元", "充电2快递1", "花了100美元", "苹果13坏了", "身份证号220102199001011234",
    ],
)  # fmt: skip
def test_what_is_not_money_is_left_alone(story: str) -> None:
    assert find_money(story) == []


@pytest.mark.parametrize(
    ("story", "roles"),
    [
        ("我付了800元，老板扣了200元", [MoneyRole.PAID, MoneyRole.DISPUTED]),
        ("他只肯退我500，我要求赔偿3000元", [MoneyRole.OFFERED, MoneyRole.CLAIMED]),
        ("法律规定不足五百元的为五百元", [MoneyRole.QUOTED, MoneyRole.QUOTED]),
        ("同事买才600元", [MoneyRole.QUOTED]),
        ("苹果每斤8元", [MoneyRole.UNIT_PRICE]),
        ("卡里还剩720元", [MoneyRole.DISPUTED]),
        ("押金300元不退", [MoneyRole.DISPUTED]),
        ("我带了200元现金", [MoneyRole.OTHER]),
    ],
)
def test_a_sum_has_the_role_its_clause_gives_it(story: str, roles: list[MoneyRole]) -> None:
    found = [money.role for money in find_money(story)]
    assert found == roles or (roles[0] is MoneyRole.DISPUTED and MoneyRole.DISPUTED in found)


@pytest.mark.parametrize(("fen", "text"), [(138000, "1,380"), (138050, "1,380.50"), (5, "0.05")])
def test_an_amount_is_written_for_reading(fen: int, text: str) -> None:
    assert format_amount(fen) == text
