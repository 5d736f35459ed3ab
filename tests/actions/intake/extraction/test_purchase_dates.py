"""Which date of a story is the purchase."""

import datetime as dt

import pytest

from actions.intake.extraction.purchase_dates import purchase_date

TODAY = dt.date(2026, 11, 21)


@pytest.mark.parametrize(
    ("story", "iso"),
    [
        ("2024年5月1日在商场买了冰箱，6月2日就坏了", "2024-05-01"),
        ("6月2日发现冰箱不制冷，是2024年5月1日买的", "2024-05-01"),
        ("购买日期：2024-5-1，2024-6-2送修", "2024-05-01"),
        ("昨天在店里吃饭结账多收了钱", "2026-11-20"),
        ("我2025年3月办的卡，今年8月店关门了", "2025-03"),
        ("本人于2025年2月3日给孩子报了钢琴班，4月10日申请退费", "2025-02-03"),
    ],
)
def test_the_date_beside_the_purchase_is_taken(story: str, iso: str) -> None:
    found = purchase_date(story, today=TODAY)
    assert found is not None
    assert found.value.iso == iso
    assert story[found.start : found.end] == found.text


@pytest.mark.parametrize(
    "story",
    [
        "2024年5月1日我去投诉，没有人理",
        "3月2日送去维修，3月9日又坏了",
        "朋友2024年5月1日买了一台",
        "价格一直没变",
    ],
)
def test_dates_of_other_events_are_not(story: str) -> None:
    assert purchase_date(story, today=TODAY) is None
