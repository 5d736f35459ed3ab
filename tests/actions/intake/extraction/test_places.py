"""Regions in stories and contact addresses."""

import pytest

from actions.intake.extraction.addresses import AddressProblem, ParsedAddress, parse_address
from actions.intake.extraction.folding import fold
from actions.intake.extraction.regions import find_regions, region_of
from actions.intake.extraction.words import tag


@pytest.mark.parametrize(
    ("text", "span", "official"),
    [
        ("我在长春市朝阳区买的", "长春市朝阳区", "吉林省长春市朝阳区"),
        ("在长春南关区买了东西", "长春南关区", "吉林省长春市南关区"),
        ("吉林市船营区的店", "吉林市船营区", "吉林省吉林市船营区"),
        ("我在北京朝阳买的", "北京朝阳", "北京市朝阳区"),
        ("内蒙古呼和浩特市的店", "内蒙古呼和浩特市", "内蒙古自治区呼和浩特市"),
        ("东莞市虎门镇的厂", "东莞市虎门镇", "广东省东莞市"),
        ("农安县合隆镇陈家店村", "农安县合隆镇陈家店村", "吉林省长春市农安县"),
        ("我在广东云浮买的石材", "广东云浮", "广东省云浮市"),
        ("贵阳云岩的一家店", "贵阳云岩", "贵州省贵阳市云岩区"),
        ("唐山路北区的一家店", "唐山路北区", "河北省唐山市路北区"),
        ("咸阳市乾县的一家店", "咸阳市乾县", "陕西省咸阳市乾县"),
        ("朝阳区的一家店", "朝阳区", None),
        ("F市G2区的店", "F市G2区", None),
        ("XX市XX区的店", "XX市XX区", None),
    ],
)
def test_a_region_is_found_and_named_officially(text: str, span: str, official: str | None) -> None:
    found = find_regions(text, tag(fold(text)))
    assert [(region.text, region.official) for region in found] == [(span, official)]


@pytest.mark.parametrize(
    "text",
    [
        "去南京路逛街",
        "吃了碗重庆小面",
        "住中山路",
        "市场里买的",
        "社区门口",
        "买了北京烤鸭",
        "阿里云的服务器",
        "唐山路北侧",
    ],
)
def test_a_road_or_a_dish_is_no_region(text: str) -> None:
    assert find_regions(text, tag(fold(text))) == []


def test_home_is_not_where_it_happened() -> None:
    text = "我来自四平市，在长春市出差时买的"
    found = region_of(text, tag(fold(text)))
    assert found is not None
    assert found.text == "长春市"


@pytest.mark.parametrize(
    ("answer", "address", "region"),
    [
        ("长春市朝阳区人民大街1234号", "长春市朝阳区人民大街1234号", "吉林省长春市朝阳区"),
        ("我住在绿园区正阳街道", "绿园区正阳街道", "吉林省长春市绿园区"),
        ("地址是：上海市浦东新区张江路88号，谢谢", "上海市浦东新区张江路88号", "上海市浦东新区"),
        ("和平村三组", "和平村三组", None),
        ("幸福小区3栋2单元501", "幸福小区3栋2单元501", None),
    ],
)
def test_an_address_is_taken_without_its_frame(answer: str, address: str, region: str | None) -> None:
    parsed = parse_address(answer)
    assert isinstance(parsed, ParsedAddress), parsed
    assert (parsed.text, parsed.region.official if parsed.region else None) == (address, region)


@pytest.mark.parametrize(
    ("answer", "problem"),
    [
        ("", AddressProblem.EMPTY), ("长春市", AddressProblem.TOO_COARSE), ("朝阳区", AddressProblem.TOO_COARSE),
        ("吉林省长春市", AddressProblem.TOO_COARSE), ("家里", AddressProblem.TOO_SHORT), ("abc", AddressProblem.NOT_AN_ADDRESS),
        ("不想告诉你", AddressProblem.NOT_AN_ADDRESS), ("我想投诉一家店", AddressProblem.NOT_AN_ADDRESS),
        ("长春市" + "很" * 300 + "街", AddressProblem.TOO_LONG),
    ],
)  # fmt: skip
def test_what_reaches_nobody_is_refused_with_its_reason(answer: str, problem: AddressProblem) -> None:
    assert parse_address(answer) is problem
