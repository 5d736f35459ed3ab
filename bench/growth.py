"""Long conversations: how much a turn costs late in one, beside early in the same one."""

import statistics
import time
from collections.abc import Callable

import requests

from bench.driving import SCRIPT, Talk, milliseconds

LENGTH, EARLY, LATE = 200, slice(2, 7), slice(195, 200)  # in turns: around turn 5, up to turn 200
# Questions only: a filed complaint is another conversation, and its turns differ in kind.
QUESTIONS = tuple(SCRIPT[1 + number % 2] for number in range(LENGTH))


def growth(begin: Callable[[], Talk], *, talks: int) -> tuple[float, float]:
    """Milliseconds (median) of turn 200 and of turn 5 of the same conversations, which take turns.

    A desk lets nobody send more than a message a second for long. That wait is kept, and not counted.
    """
    people = [begin() for _ in range(talks)]
    times: list[list[float]] = [[] for _ in people]
    for text in QUESTIONS:
        for person, took in zip(people, times, strict=True):
            took.append(_when_allowed(person, text))
    early = [took for one in times for took in one[EARLY]]
    late = [took for one in times for took in one[LATE]]
    return round(statistics.median(late), 1), round(statistics.median(early), 1)


def _when_allowed(person: Talk, text: str) -> float:
    while True:
        try:
            return milliseconds(lambda: person.say(text))
        except requests.HTTPError as refused:
            if refused.response.status_code != 429:
                raise
            time.sleep(int(refused.response.headers["Retry-After"]))
