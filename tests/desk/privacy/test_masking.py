"""How personal data looks where it is not needed."""

import pytest

from desk.privacy.masking import mask_address, mask_name, mask_phone, mask_text


@pytest.mark.parametrize(
    ("phone", "masked"),
    [
        ("13912345678", "139****5678"),
        ("+8613912345678", "139****5678"),
        ("139 1234 5678", "139****5678"),
        ("0431-88315588", "0431****5588"),
        ("12345", "***45"),
    ],
)
def test_phone_keeps_its_ends(phone: str, masked: str) -> None:
    assert mask_phone(phone) == masked


@pytest.mark.parametrize("phone", ["+8643188315588", "+8602188315588", "+861088315588", "+864318831558"])
def test_landline_in_e164_hides_its_middle(phone: str) -> None:
    masked = mask_phone(phone)
    assert "****" in masked
    assert phone[-4:] in masked
    assert phone[3:] not in masked


@pytest.mark.parametrize(
    ("name", "masked"), [("张三", "张*"), ("欧阳明", "欧**"), ("阿不都热合曼", "阿**"), ("张", "张*")]
)
def test_name_keeps_its_first_character(name: str, masked: str) -> None:
    assert mask_name(name) == masked


@pytest.mark.parametrize(
    ("address", "masked"),
    [
        ("长春市朝阳区同志街100号", "长春市朝阳区****"),
        ("吉林省榆树市五棵树镇一村", "吉林省榆树市五棵树镇****"),
        ("同志街100号", "同志街****"),
        ("", "****"),
    ],
)
def test_address_ends_with_its_district(address: str, masked: str) -> None:
    assert mask_address(address) == masked


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("电话13912345678。", "电话139****5678。"),
        ("打+86 139-1234-5678", "打139****5678"),
        ("座机0431-88315588", "座机0431****5588"),
        ("座机+8643188315588", "座机+86431****5588"),
        ("卡号6222021234567890123", "卡号6222***********0123"),
        ("身份证22010219900101123X", "身份证2201**********123X"),
        ("一共39900元，2026年10月2日", "一共39900元，2026年10月2日"),
    ],
)
def test_numbers_in_text_are_starred(text: str, masked: str) -> None:
    assert mask_text(text) == masked
