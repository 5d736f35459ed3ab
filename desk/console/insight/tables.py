"""A table is shown as a chart, read as a table and saved as a file: one shape for all three. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from desk.console.insight.saying import say
from desk.insight.definitions import Unit
from desk.web.spreadsheets import Cell


class Chart(StrEnum):
    """How the script draws it; see src/insight/charts.ts."""

    STACK = "stack"  # columns over time, one on the other
    BARS = "bars"  # lying, one a row
    NONE = "none"


@dataclass(frozen=True)
class Column:
    """unit: None for words. drawn: a series of the chart."""

    title: str
    unit: Unit | None = None
    drawn: bool = False


@dataclass(frozen=True)
class Row:
    """cells: in the order of the columns. address: where a look at it leads."""

    cells: Sequence[str | float | None]
    address: str | None = None


@dataclass(frozen=True)
class Table:
    """name: of the file, ASCII. summary: the one sentence that says what can be seen."""

    name: str
    title: str
    columns: Sequence[Column]
    rows: Sequence[Row] = field(default_factory=list)
    chart: Chart = Chart.NONE
    summary: str = ""
    note: str = ""

    @property
    def is_empty(self) -> bool:
        """Whether no number in it is more than nothing."""
        return not any(isinstance(cell, (int, float)) and cell for row in self.rows for cell in row.cells)

    def said(self, row: Row) -> list[str]:
        """Its cells for people."""
        return [
            str(cell if cell is not None else "") if column.unit is None else say(column.unit, _number(cell))
            for column, cell in zip(self.columns, row.cells, strict=True)
        ]

    def saved(self) -> tuple[list[str], list[list[Cell]]]:
        """Heading and rows of the file: money in yuan, shares as 0.625, times in seconds."""
        heading = [_heading(column) for column in self.columns]
        return heading, [
            [_saved(column, cell) for column, cell in zip(self.columns, row.cells, strict=True)]
            for row in self.rows
        ]


def _number(cell: str | float | None) -> float | None:
    return None if cell is None or isinstance(cell, str) else cell


_UNITS = {Unit.FEN: "（元）", Unit.TENTHS: "（秒）", Unit.SECONDS: "（秒）", Unit.SHARE: "（比例）"}


def _heading(column: Column) -> str:
    return column.title + (_UNITS.get(column.unit, "") if column.unit else "")


def _saved(column: Column, cell: str | float | None) -> Cell:
    number = _number(cell)
    if column.unit is None or number is None:
        return cell
    match column.unit:
        case Unit.FEN:
            return round(number / 100, 2)
        case Unit.TENTHS:
            return round(number / 10, 1)
        case Unit.SHARE | Unit.STARS:
            return round(number, 4)
        case _:
            return number
