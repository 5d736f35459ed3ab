"""Tables that a spreadsheet opens: UTF-8 with its mark, and no cell that it would take for a formula."""

import csv
import io
from collections.abc import Iterable, Sequence

from sanic import HTTPResponse
from sanic.response import raw

BOM = "\ufeff"  # without it Excel reads the Chinese as GBK
# What makes a spreadsheet calculate, or hides in front of it (OWASP, CSV Injection).
STARTS_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
Cell = str | int | float | None


def harmless(cell: Cell) -> Cell:
    """A text that would be calculated gets an apostrophe in front; numbers stay numbers."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(STARTS_FORMULA) else cell


def csv_text(heading: Sequence[str], rows: Iterable[Sequence[Cell]]) -> str:
    """The table (RFC 4180, line ends included)."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(heading)
    writer.writerows([harmless(cell) for cell in row] for row in rows)
    return BOM + out.getvalue()


def csv_file(
    heading: Sequence[str],
    rows: Iterable[Sequence[Cell]],
    *,
    name: str,
    headers: dict[str, str] | None = None,
) -> HTTPResponse:
    """The table as a file to save. name: ASCII, without its ending."""
    return raw(
        csv_text(heading, rows).encode(),
        headers={"Content-Disposition": f'attachment; filename="{name}.csv"', **(headers or {})},
        content_type="text/csv; charset=utf-8",
    )
