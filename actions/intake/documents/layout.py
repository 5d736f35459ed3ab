"""The lines of a photographed page in the order people read them: rows from the top, each from the left."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from actions.intake.extraction.folding import fold

MOST_LINES = 400
SURE = 0.9  # a line with figures that was read less surely is left out: one wrong digit is a wrong field


@dataclass(frozen=True)
class Line:
    """One run of text, folded (actions.intake.extraction.folding). Places are parts of the page's width."""

    text: str
    left: float
    top: float
    right: float
    bottom: float
    score: float  # how sure the recogniser was, 0 to 1

    @property
    def height(self) -> float:
        return self.bottom - self.top

    @property
    def middle(self) -> float:
        return (self.top + self.bottom) / 2


@dataclass(frozen=True)
class Row:
    """Lines side by side."""

    lines: tuple[Line, ...]

    @property
    def text(self) -> str:
        return " ".join(line.text for line in self.lines)


def lines_of(reading: Mapping[str, Any]) -> tuple[Line, ...]:
    """The lines of a turn's reading, as the desk sends them; what is no line, or a doubtful figure, is left out."""
    found = []
    for raw in list(reading.get("lines") or ())[:MOST_LINES]:
        try:
            places = [float(raw[name]) for name in ("left", "top", "right", "bottom", "score")]
            text = re.sub(r"\s+", " ", fold(str(raw["text"]))).strip()
        except (TypeError, KeyError, ValueError):
            continue
        line = Line(text, *places)
        if text and (line.score >= SURE or not re.search(r"\d", text)):
            found.append(line)
    return tuple(found)


def rows_of(lines: Iterable[Line]) -> tuple[Row, ...]:
    """Lines whose middles lie within half a line of each other stand in one row."""
    rows: list[list[Line]] = []
    for line in sorted(lines, key=lambda line: line.middle):
        last = rows[-1][0] if rows else None
        if last and abs(line.middle - last.middle) < min(line.height, last.height) / 2:
            rows[-1].append(line)
        else:
            rows.append([line])
    return tuple(Row(tuple(sorted(row, key=lambda line: line.left))) for row in rows)
