"""Printed labels and the value that belongs to each: 「订单编号：2026…」, or the label left and the value right."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from actions.intake.documents.layout import Row

MARKS = r"[\s:;.,*|]*"


@dataclass(frozen=True)
class Labelled:
    """What stands behind a label: up to the next label of its row, or the row below where nothing is left."""

    label: str
    value: str
    rank: int  # of its pattern: 0 is the one to trust most
    row: int
    is_below: bool = False  # the value stands in the row below


def labelled(rows: Sequence[Row], patterns: Sequence[re.Pattern[str]]) -> Iterator[Labelled]:
    """Every label, in reading order. Of two patterns at one place the earlier one counts."""
    for index, row in enumerate(rows):
        places = _places(row.text, patterns)
        ends = [*(start for start, _end, _rank in places), len(row.text)][1:]
        for (start, end, rank), limit in zip(places, ends, strict=True):
            value = re.sub(rf"^{MARKS}", "", row.text[end:limit]).strip()
            is_below = not value and limit == len(row.text) and index + 1 < len(rows)
            value = rows[index + 1].text if is_below else value
            yield Labelled(row.text[start:end], value, rank, index, is_below)


def _places(text: str, patterns: Sequence[re.Pattern[str]]) -> list[tuple[int, int, int]]:
    """(start, end, rank) of the labels in a row, from the left, none inside another."""
    places: list[tuple[int, int, int]] = []
    for rank, pattern in enumerate(patterns):
        for match in pattern.finditer(text):
            if not any(start <= match.start() < end for start, end, _rank in places):
                places.append((*match.span(), rank))
    return sorted(places)
