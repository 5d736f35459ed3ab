"""When a rise is unusual. Pure; the method is explained and measured in docs/early-warning.md.

Each series (a business, a category, a prefecture, a business in a category) is judged by its own history:
how many came in the last seven days, how many were to be expected, and how likely so many or more would be if
nothing had changed. Of all series looked at on a day, Benjamini and Hochberg's rule says which stand out, so
that more series do not mean more false alarms.
"""

import math
import statistics
from collections.abc import Sequence
from dataclasses import dataclass

WINDOW = 7  # days; a whole week, so that Sundays do not matter
GUARD = 2  # weeks before the window that are not history: a wave may be running already
BASELINE = 26  # weeks of history
MIN_WEEKS = 4  # of history; with fewer nothing is judged
RECENT = 8  # weeks of it that show a trend
YEAR = 52  # weeks
REACH = YEAR + GUARD + BASELINE + 1  # weeks ever looked at

MIN_COUNT = 5  # fewer cases in a week are nobody's wave
MIN_RISE = 1.5  # times what was expected: less may be sure, but is not unusual enough to be told
FALSE_SHARE = 0.05  # of the warnings of a day that may be false: Benjamini and Hochberg's q

PRIOR_CASES, PRIOR_WEEKS = 0.5, 1.0  # what is expected of a series without history: one case in two weeks
OUTLIER = 2.58  # residual from which a past week counts for less: earlier waves must not hide this one
GROSS = 4.0  # residual from which it is no history at all, but a wave
MIN_SPREAD = 1.3  # complaints come a little in bunches, which half a year of small counts cannot show
ROUNDS = 3  # of finding the mean and weighing the weeks by it
MAX_SEASON = 3.0
SEASON_PRIOR = 6.0  # cases; a series with few follows the season of all series together


@dataclass(frozen=True)
class Judgement:
    """observed, expected: cases in the window; spread: variance by mean in its history, 1 is pure chance;
    season: what last year's same weeks multiplied the expectation by; p_value: see `upper_tail`."""

    observed: int
    expected: float
    spread: float
    season: float
    p_value: float

    @property
    def is_rise(self) -> bool:
        """Whether it is large enough to be told, however sure it may be."""
        return self.observed >= MIN_COUNT and self.observed >= MIN_RISE * self.expected


def judge(weeks: Sequence[int], *, season_of_all: float = 1.0) -> Judgement | None:
    """Judge the newest week; None while there is too little history to judge by.

    weeks: cases in stretches of seven days, the newest first, as far back as the desk took cases, zeros
    included; season_of_all: see `season`, of all series together.
    """
    past = weeks[1 + GUARD : 1 + GUARD + BASELINE]
    if len(past) < MIN_WEEKS:
        return None
    weights = [1.0] * len(past)
    mean = (PRIOR_CASES + sum(sorted(past)[: -(-len(past) * 4 // 5)])) / (PRIOR_WEEKS + len(past) * 4 / 5)
    spread = 1.0  # at first, so that the weeks of a wave do not vouch for each other
    for _ in range(ROUNDS):
        weights = [_weight(count, mean, spread) for count in past]
        mean = _mean(past, weights)
        spread = _spread(past, weights, mean)
    # A rise that goes on slowly is a trend: the newer weeks may raise what is expected, never lower it.
    trend = max(mean, _mean(past[:RECENT], weights[:RECENT], cases=mean * 2, weeks=2.0))
    factor = season(weeks, season_of_all)
    expected = trend * factor
    variance = spread * expected * (1 + 1 / (PRIOR_WEEKS + sum(weights)))
    return Judgement(
        observed=weeks[0],
        expected=expected,
        spread=spread,
        season=factor,
        p_value=upper_tail(weeks[0], expected, variance),
    )


def _mean(
    counts: Sequence[int], weights: Sequence[float], *, cases: float = PRIOR_CASES, weeks: float = PRIOR_WEEKS
) -> float:
    """The weighted mean, with so many cases in so many weeks known before."""
    total = sum(weight * count for weight, count in zip(weights, counts, strict=True))
    return (cases + total) / (weeks + sum(weights))


def _weight(count: int, mean: float, spread: float) -> float:
    """1 for a usual week; less the more it stands out above the mean (Farrington and others, 1996), 0 for a wave.

    The residual is Anscombe's, which is nearly normal for counts as small as these.
    """
    residual = 1.5 * (count ** (2 / 3) - mean ** (2 / 3)) / (mean ** (1 / 6) * math.sqrt(spread))
    if residual > GROSS:
        return 0.0
    return 1.0 if residual <= OUTLIER else (OUTLIER / residual) ** 2


def _spread(counts: Sequence[int], weights: Sequence[float], mean: float) -> float:
    """Variance by mean, by Pearson's residuals; never below MIN_SPREAD."""
    squares = sum(weight * (count - mean) ** 2 / mean for weight, count in zip(weights, counts, strict=True))
    return max(MIN_SPREAD, squares / max(1.0, sum(weights) - 1))


def season(weeks: Sequence[int], of_all: float = 1.0) -> float:
    """How much more came in these three weeks a year ago than in the half year before them.

    Never less than 1, so that a quiet season last year makes nobody louder; at most MAX_SEASON. Without two
    years of history it is that of all series, or 1.
    """
    before = weeks[YEAR + 1 + GUARD : YEAR + 1 + GUARD + BASELINE]
    if len(before) < RECENT:
        return min(MAX_SEASON, max(1.0, of_all))
    then, usual = sum(weeks[YEAR - 1 : YEAR + 2]), 3 * statistics.fmean(before)
    return min(MAX_SEASON, max(1.0, (then + SEASON_PRIOR * of_all) / (usual + SEASON_PRIOR)))


def upper_tail(observed: int, mean: float, variance: float) -> float:
    """The chance of `observed` or more: negative binomial with this mean and variance, Poisson when they agree.

    1 for anything not above the mean, where nobody asks. Worked examples: 10 with mean 2 and variance 2 have
    0.0000465; with variance 4, 0.0059.
    """
    if observed <= mean:
        return 1.0
    size = mean * mean / (variance - mean) if variance > mean * (1 + 1e-9) else math.inf
    total, count = 0.0, observed
    while True:
        term = math.exp(_log_chance(count, mean, size))
        total += term
        if term <= total * 1e-12:
            return min(1.0, total)
        count += 1


def _log_chance(count: int, mean: float, size: float) -> float:
    if math.isinf(size):
        return count * math.log(mean) - mean - math.lgamma(count + 1)
    choose = math.lgamma(count + size) - math.lgamma(count + 1) - math.lgamma(size)
    return choose + size * math.log(size / (size + mean)) + count * math.log(mean / (size + mean))


def threshold(p_values: Sequence[float], *, tests: int, share: float = FALSE_SHARE) -> float:
    """The largest p-value that stands out among `tests` series; 0 when none does (Benjamini, Hochberg 1995).

    p_values: those worth a look; the others, up to `tests`, count as 1.
    """
    found = 0.0
    for rank, p_value in enumerate(sorted(p_values), start=1):
        if p_value <= share * rank / max(tests, len(p_values)):
            found = p_value
    return found
