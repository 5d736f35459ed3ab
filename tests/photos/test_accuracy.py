"""The rendered pictures, read by the real reader: a little below what was measured, so that a slip shows."""

import asyncio

import pytest

from tests.photos.evaluate import Score, measure
from tests.photos.fonts import NoChineseFont, font
from tests.photos.samples import FIELDS, SAMPLES


@pytest.fixture(scope="module")
def score() -> Score:
    try:
        font(20)
    except NoChineseFont as reason:
        pytest.skip(str(reason))
    return asyncio.run(measure(SAMPLES))


def test_there_are_thirty_pictures_and_each_is_drawn_the_same_twice() -> None:
    try:
        font(20)
    except NoChineseFont as reason:
        pytest.skip(str(reason))
    assert len(SAMPLES) == 30
    assert len({sample.name for sample in SAMPLES}) == 30
    assert all(sample.render().tobytes() == sample.render().tobytes() for sample in SAMPLES[::5])


@pytest.mark.parametrize("name", FIELDS)
def test_a_field_is_seldom_read_wrongly_and_mostly_read(score: Score, name: str) -> None:
    assert score.precision(name) >= 0.9, score.slips
    assert score.recall(name) >= 0.7, score.slips


def test_all_fields_together_are_read_as_measured(score: Score) -> None:
    assert score.precision() >= 0.95, score.slips
    assert score.recall() >= 0.88, score.slips
