"""What counts as telling a story."""

import datetime as dt

import pytest

from actions.intake.hearing import tells_a_story

TODAY = dt.date(2026, 11, 21)


@pytest.mark.parametrize(
    ("text", "tells"),
    [
        ("在超市买了手机", True),
        ("超市的手机保修期", False),  # the phone is only mentioned, nobody bought it
    ],
)
def test_a_thing_only_mentioned_is_no_part_of_a_story(text: str, tells: bool) -> None:
    assert tells_a_story(text, today=TODAY) is tells
