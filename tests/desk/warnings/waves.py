"""Invented series of complaints: by chance alone, in bunches, with a season, with a wave. Seeded."""

import itertools
import math
import random
from collections.abc import Callable, Sequence

from desk.warnings.rules import MIN_COUNT, REACH, WINDOW, judge, season, threshold

WEEKDAY = (1.2, 1.2, 1.2, 1.2, 1.2, 0.5, 0.5)  # times the mean: fewer complain at weekends
Season = Callable[[int], float]


def poisson(rng: random.Random, mean: float) -> int:
    """Knuth's; for means of a few."""
    limit, product, count = math.exp(-mean), rng.random(), 0
    while product > limit:
        product *= rng.random()
        count += 1
    return count


def daily(
    rng: random.Random, weekly: float, days: int, *, spread: float = 1.0, seasonal: Season | None = None
) -> list[int]:
    """Cases a day, the oldest first. weekly: their mean; spread: variance by mean, 1 is pure chance."""
    counts = []
    for day in range(days):
        mean = weekly / WINDOW * WEEKDAY[day % 7] * (1.0 if seasonal is None else seasonal(day))
        if spread > 1:
            mean = rng.gammavariate(mean / (spread - 1), spread - 1)
        counts.append(poisson(rng, mean))
    return counts


class Series:
    """Days that give their weeks at once."""

    def __init__(self, days: Sequence[int]) -> None:
        self._until = [0]
        for count in days:
            self._until.append(self._until[-1] + count)

    def weeks(self, last: int) -> list[int]:
        """Seven days each, the newest, which ends with day `last`, first."""
        number = min(REACH, (last + 1) // WINDOW)
        ends = [last + 1 - WINDOW * back for back in range(number + 1)]
        return [self._until[end] - self._until[start] for end, start in itertools.pairwise(ends)]

    def window(self, last: int) -> int:
        return self._until[last + 1] - self._until[last + 1 - WINDOW]


def warned(all_series: Sequence[Series], days: range) -> set[tuple[int, int]]:
    """Which series warn in which week when all are looked at every day, as the desk does."""
    number = len(all_series)
    found = set()
    for last in days:
        total = [sum(weeks) for weeks in zip(*(one.weeks(last) for one in all_series), strict=True)]
        of_all = season(total)
        judged = {}
        for at in range(number):
            if all_series[at].window(last) >= MIN_COUNT:
                judgement = judge(all_series[at].weeks(last), season_of_all=of_all)
                if judgement is not None and judgement.is_rise:
                    judged[at] = judgement.p_value
        limit = threshold(list(judged.values()), tests=number)
        found |= {(at, last // WINDOW) for at, p_value in judged.items() if p_value <= limit}
    return found
