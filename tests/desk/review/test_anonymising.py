"""What is taken out of a consumer's words before they go into training data. People and numbers are invented."""

import pytest

from desk.review.anonymising import Kind, certain, proposed_wording, starred


@pytest.mark.parametrize(
    ("text", "kind", "found"),
    [
        ("打我电话13912345678", Kind.PHONE, "13912345678"),
        ("电话 139-1234-5678 联系", Kind.PHONE, "139-1234-5678"),
        ("号码是１３９１２３４５６７８", Kind.PHONE, "１３９１２３４５６７８"),
        ("座机0431-88990011打不通", Kind.PHONE, "0431-88990011"),
        ("身份证220102199001011234", Kind.IDENTITY, "220102199001011234"),
        ("邮箱 wang.xl@example.com", Kind.EMAIL, "wang.xl@example.com"),
        ("加微信号：wxl_1990", Kind.ACCOUNT, "微信号：wxl_1990"),
        ("订单E2026100200001不发货", Kind.NUMBER, "E2026100200001"),
        ("卡号6222 0212 3456 7890 123", Kind.NUMBER, "6222 0212 3456 7890 123"),
        ("车牌吉A12345被刮了", Kind.PLATE, "吉A12345"),
    ],
)
def test_what_reaches_or_identifies_somebody_is_found(text: str, kind: Kind, found: str) -> None:
    (one,) = certain(text)
    assert (one.kind, text[one.start : one.end]) == (kind, found)


@pytest.mark.parametrize(
    "text",
    [
        "花了39900元",
        "2026年11月20日买的",
        "打12315没人接",
        "办了两年卡，去了12次",
        "用微信付的钱",
        "十一月买了3台",
    ],
)
def test_sums_dates_and_public_numbers_are_nobodys(text: str) -> None:
    assert certain(text) == ()


@pytest.mark.parametrize(
    ("text", "proposed"),
    [
        ("我叫王小丽，电话13912345678，健身卡不给退", "我叫某某，电话某电话，健身卡不给退"),
        ("住长春市朝阳区同志街100号3单元，快递不上门", "住长春市朝阳区某处，快递不上门"),
        ("王经理说不能退", "王经理说不能退"),
        ("健身卡\n  能退吗", "健身卡 能退吗"),
    ],
)
def test_the_wording_that_is_proposed_names_nobody(text: str, proposed: str) -> None:
    assert proposed_wording(text) == proposed


def test_a_list_shows_the_first_character_and_stars() -> None:
    assert starred("我叫王小丽，13912345678") == "我叫王**，1******"
