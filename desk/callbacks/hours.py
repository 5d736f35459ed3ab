"""When call-backs are made, as the operator says. Pure; the settings read it."""

import datetime as dt
import re
from dataclasses import dataclass

SPAN = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)-([01]?\d|2[0-4]):([0-5]\d)")
MOST_A_SLOT = 1000  # calls
MOST_AHEAD = 20  # working days
DAY_MINUTES = 24 * 60
Span = tuple[int, int]  # minutes of the day in China, from and to


@dataclass(frozen=True)
class Hours:
    """spans: when on a working day, in order and apart; slot: how long one time is; capacity: calls a slot; ahead: working days that
    are offered, today among them; notice: how long before it begins a slot can be taken last."""

    spans: tuple[Span, ...] = ((9 * 60, 12 * 60), (13 * 60 + 30, 17 * 60))
    slot: dt.timedelta = dt.timedelta(minutes=30)
    capacity: int = 4
    ahead: int = 3
    notice: dt.timedelta = dt.timedelta(minutes=30)


USUAL = Hours()


def read_spans(text: str) -> tuple[Span, ...]:
    """「9:00-12:00,13:30-17:00」. Raises ValueError for anything else, or for times that overlap or run backwards."""
    spans: list[Span] = []
    for part in text.split(","):
        found = SPAN.fullmatch(part.strip())
        if found is None:
            raise ValueError("opening hours look like 9:00-12:00,13:30-17:00")
        first, last = (int(found[i]) * 60 + int(found[i + 1]) for i in (1, 3))
        if not (spans[-1][1] if spans else 0) <= first < last <= DAY_MINUTES:
            raise ValueError("opening hours must be in order and apart")
        spans.append((first, last))
    return tuple(spans)
