"""When somebody found out what was wrong: only where the story says so, and on a day that can be told."""

import datetime as dt

import pytest

from actions.intake.extraction.known_dates import known_date

TODAY = dt.date(2026, 11, 20)


@pytest.mark.parametrize(
    ("story", "iso"),
    [
        ("去年5月买的手机，今年9月3号才发现是翻新机", "2026-09-03"),
        ("上周三我去修的时候发现发动机号对不上", "2026-11-11"),
        ("昨天发现卡里的钱没了", "2026-11-19"),
        ("2024年3月买的，2026年10月20日做检测时发现掺假", "2026-10-20"),
        ("我8月20号体检才得知保健品伤肝", "2026-08-20"),
    ],
)
def test_the_day_of_finding_out_is_read(story: str, iso: str) -> None:
    found = known_date(story, today=TODAY)
    assert found is not None
    assert found.value.iso == iso


@pytest.mark.parametrize(
    "story",
    [
        "上个月15号在欧亚商场买了件羽绒服花了1280，穿两次就钻绒",
        "买的玉镯三个月后送检才知道是假的",  # after which three months?
        "前几天发现",
        "商家昨天发现退款",  # somebody else found out
        "9月1日下单，9月5日收到",
        "",
    ],
)
def test_no_day_is_guessed(story: str) -> None:
    assert known_date(story, today=TODAY) is None
