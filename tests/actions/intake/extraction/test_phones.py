"""Phone numbers: the digits are made up, their ranges are real."""

import pytest

from actions.intake.extraction.phones import (
    ParsedPhone,
    PhoneKind,
    PhoneProblem,
    area_code,
    own_phone,
    parse_phone,
)

MOBILE = "+8613800138000"


@pytest.mark.parametrize(
    "answer",
    [
        "13800138000", "138 0013 8000", "138-0013-8000", "+86 13800138000", "86-13800138000", "008613800138000",
        "１３８００１３８０００", "一三八零零一三八零零零", "幺三八零零幺三八零零零", "我的电话是13800138000", "手机：13800138000，谢谢",
    ],
)  # fmt: skip
def test_a_mobile_number_is_read_however_it_is_written(answer: str) -> None:
    assert parse_phone(answer) == ParsedPhone(MOBILE, None, PhoneKind.MOBILE)


@pytest.mark.parametrize(
    ("answer", "e164", "extension"),
    [
        ("0431-88776543", "+8643188776543", None), ("(0431)88776543", "+8643188776543", None),
        ("043188776543", "+8643188776543", None), ("０４３１－８８７７６５４３", "+8643188776543", None),
        ("010-62345678", "+861062345678", None), ("0431-88776543转8001", "+8643188776543", "8001"),
        ("0431-88776543-8001", "+8643188776543", "8001"), ("0431-88776543 分机12", "+8643188776543", "12"),
    ],
)  # fmt: skip
def test_a_landline_is_read_with_its_extension(answer: str, e164: str, extension: str | None) -> None:
    assert parse_phone(answer) == ParsedPhone(e164, extension, PhoneKind.LANDLINE)


def test_a_landline_without_area_code_takes_it_from_the_region() -> None:
    assert parse_phone("88776543") is PhoneProblem.AREA_CODE_NEEDED
    parsed = parse_phone("88776543", region="吉林省长春市南关区")
    assert isinstance(parsed, ParsedPhone)
    assert parsed.e164 == "+8643188776543"


@pytest.mark.parametrize(
    ("region", "code"),
    [
        ("吉林省长春市", "431"), ("吉林长春", "431"), ("吉林省吉林市船营区", "432"), ("北京市朝阳区", "10"), ("四平", "434"),
        ("西藏自治区拉萨市", "891"), ("不存在的地方", None), (None, None),
    ],
)  # fmt: skip
def test_the_area_code_is_that_of_the_prefecture(region: str | None, code: str | None) -> None:
    assert area_code(region) == code


def test_a_number_abroad_is_accepted_with_its_country_code() -> None:
    assert parse_phone("+852 5123 4567") == ParsedPhone("+85251234567", None, PhoneKind.ABROAD)


@pytest.mark.parametrize(
    ("answer", "problem"),
    [
        ("", PhoneProblem.EMPTY), ("没有", PhoneProblem.NOT_A_NUMBER), ("微信号abc123", PhoneProblem.NOT_A_NUMBER),
        ("1380013800", PhoneProblem.TOO_SHORT), ("8888", PhoneProblem.TOO_SHORT), ("138001380001", PhoneProblem.TOO_LONG),
        ("12345678901", PhoneProblem.NOT_ASSIGNED), ("12315", PhoneProblem.SERVICE_NUMBER),
        ("400-123-4567", PhoneProblem.SERVICE_NUMBER), ("95588", PhoneProblem.SERVICE_NUMBER),
        ("13800138000或13900139000", PhoneProblem.SEVERAL),
    ],
)  # fmt: skip
def test_what_cannot_be_called_is_refused_with_its_reason(answer: str, problem: PhoneProblem) -> None:
    assert parse_phone(answer) is problem


def test_the_persons_own_number_is_taken_from_a_story() -> None:
    found = own_phone("老板电话13900139000，我的电话是138 0013 8000")
    assert found is not None
    assert (found.value.e164, found.text) == (MOBILE, "138 0013 8000")


@pytest.mark.parametrize("story", ["商家电话13900139000", "订单13800138000123", "客服说打13900139000"])
def test_the_shops_number_is_not(story: str) -> None:
    assert own_phone(story) is None
