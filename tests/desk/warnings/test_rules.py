"""The method on invented waves: what it finds, what it lets pass, how often it is wrong."""

import math
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk.warnings.rules import (
    BASELINE,
    FALSE_SHARE,
    GUARD,
    MAX_SEASON,
    MIN_COUNT,
    MIN_WEEKS,
    YEAR,
    judge,
    season,
    threshold,
    upper_tail,
)
from tests.desk.warnings.waves import Series, daily, warned

SERIES = 225  # looked at together, where a test judges only one
ALONE = FALSE_SHARE / SERIES  # the threshold of one that stands out alone
TRIALS = 150


def finds(weeks: list[int]) -> bool:
    judged = judge(weeks)
    return judged is not None and judged.is_rise and judged.p_value <= ALONE


def share_found(
    weekly: float, wave: int, *, running: int = 0, spread: float = 1.0, history: int = 400
) -> float:
    """How often a wave of so many more cases a week is found among 225 series, after `running` weeks of it."""
    rng, found = random.Random(12315), 0
    for _ in range(TRIALS):
        weeks = Series(daily(rng, weekly, history, spread=spread)).weeks(history - 1)
        for at in range(running + 1):
            weeks[at] += wave
        found += finds(weeks)
    return found / TRIALS


@pytest.mark.parametrize(
    ("weekly", "wave", "at_least"),
    [(0.2, 8, 0.95), (1, 10, 0.9), (2, 12, 0.85), (5, 20, 0.95), (20, 40, 0.98)],
)
def test_a_wave_of_known_size_is_found(weekly: float, wave: int, at_least: float) -> None:
    assert share_found(weekly, wave) >= at_least


@pytest.mark.parametrize("running", [2, 4, 8])
def test_a_wave_that_has_been_running_for_weeks_is_still_found(running: int) -> None:
    assert share_found(5, 20, running=running) >= 0.9


def test_a_wave_is_found_with_two_months_of_history() -> None:
    assert share_found(2, 15, history=60) >= 0.85


def test_bunches_make_it_more_careful() -> None:
    assert 0.5 <= share_found(5, 20, spread=1.5) <= share_found(5, 20)


def test_small_rises_and_small_numbers_are_let_pass() -> None:
    assert share_found(2, 2) <= 0.02
    assert not finds([MIN_COUNT - 1] + [0] * 60)
    assert not finds([280] + [200] * 60)  # surely more, but not half as many again


def false_alarms(*, spread: float, seed: int, businesses: int = 60, history: int = 400) -> int:
    rng, days = random.Random(seed), history + 365
    rates = [math.exp(rng.uniform(math.log(0.05), math.log(8))) for _ in range(businesses)]
    rates += [5, 10, 20, 40] * 5
    series = [Series(daily(rng, rate, days, spread=spread)) for rate in rates]
    return len(warned(series, range(history, days)))


def test_a_year_by_chance_alone_gives_hardly_a_false_alarm() -> None:
    """80 series, looked at on each of 365 days: 29 200 looks."""
    assert false_alarms(spread=1.0, seed=1) <= 3


def test_a_year_in_bunches_gives_few() -> None:
    """The same where complaints come in bunches, half as spread again as by chance."""
    assert false_alarms(spread=1.5, seed=2) <= 20


def test_a_season_that_comes_every_year_is_no_wave() -> None:
    def festival(day: int) -> float:
        return 3.0 if 700 <= day % 364 + 364 < 714 else 1.0

    rng, days = random.Random(3), 364 * 2
    series = [Series(daily(rng, rate, days, seasonal=festival)) for rate in [10.0] * 8 + [2.0] * 12]
    first, second = range(336, 350), range(700, 714)
    assert len(warned(series, first)) > 10  # the first time nobody could know
    assert len(warned(series, second)) <= 3


def test_a_slow_rise_of_everything_is_a_trend() -> None:
    rng, days = random.Random(4), 800
    growing = [
        Series(daily(rng, rate, days, seasonal=lambda day: 1 + day / 400)) for rate in [3.0] * 10 + [1.0] * 20
    ]
    assert len(warned(growing, range(700, 800))) <= 3


def test_an_earlier_wave_does_not_hide_this_one() -> None:
    quiet = [2, 1, 3, 2, 2, 1, 2, 3] * 7
    hidden = quiet.copy()
    hidden[12:15] = [30, 40, 25]
    assert finds([14, *quiet])
    assert finds([14, *hidden])


def test_without_history_nothing_is_judged_and_a_new_name_is() -> None:
    assert judge([50] + [0] * (GUARD + MIN_WEEKS - 1)) is None
    judged = judge([8] + [0] * (GUARD + MIN_WEEKS))
    assert judged is not None
    assert judged.p_value < 0.001
    assert finds([8] + [0] * (GUARD + BASELINE))


@pytest.mark.parametrize(
    ("observed", "mean", "variance", "chance"),
    [
        (10, 2.0, 2.0, 4.65e-5),
        (10, 2.0, 4.0, 5.86e-3),
        (1, 0.5, 0.5, 0.3935),
        (5, 5.0, 5.0, 1.0),
        (0, 0.5, 1.0, 1.0),
    ],
)
def test_the_chance_of_so_many_or_more(observed: int, mean: float, variance: float, chance: float) -> None:
    assert upper_tail(observed, mean, variance) == pytest.approx(chance, rel=0.05)


@given(st.floats(0.05, 300), st.floats(1.0, 5.0), st.integers(1, 1000))
def test_more_cases_are_never_likelier_and_the_chance_is_one(mean: float, spread: float, more: int) -> None:
    observed = int(mean) + more
    chance = upper_tail(observed, mean, mean * spread)
    assert 0 <= upper_tail(observed + 1, mean, mean * spread) <= chance <= 1


@given(st.lists(st.integers(0, 400), min_size=7, max_size=90))
def test_any_history_can_be_judged(weeks: list[int]) -> None:
    judged = judge(weeks)
    assert judged is not None
    assert judged.expected > 0
    assert 0 <= judged.p_value <= 1


def test_the_season_is_bounded_and_follows_all_series_when_there_is_little_of_ones_own() -> None:
    usual = [2] * 90
    assert season(usual) == pytest.approx(1.0)
    assert season(usual[:60], 2.0) == 2.0
    loud = usual.copy()
    loud[YEAR - 1 : YEAR + 2] = [90, 90, 90]
    assert season(loud) == MAX_SEASON
    quiet = usual.copy()
    quiet[YEAR - 1 : YEAR + 2] = [0, 0, 0]
    assert season(quiet) == 1.0


def test_the_more_series_the_smaller_the_chance_must_be() -> None:
    assert threshold([0.0004, 0.04], tests=100) == 0.0004
    assert threshold([0.0004, 0.04], tests=1000) == 0.0
    assert threshold([0.0005, 0.0009, 0.5], tests=100) == 0.0009
    assert threshold([], tests=10) == 0.0
