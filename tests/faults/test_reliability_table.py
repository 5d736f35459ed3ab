"""docs/reliability.md names a test for each fault: the table cannot lie, and forgets no test of faults."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
TABLE = (ROOT / "docs" / "reliability.md").read_text("utf-8")
PROOF = re.compile(r"`(tests/[\w/]+\.py)::(\w+)`")
ROW = re.compile(r"^\|(?! fault \||---)(.+)\|$", re.MULTILINE)
# Where every test is about something that goes wrong.
ABOUT_FAULTS = sorted(
    {*ROOT.glob("tests/faults/test_*.py"), *ROOT.glob("tests/**/test_*faults.py")} - {Path(__file__)}
)


@cache
def collected(path: Path) -> frozenset[str]:
    """Names of the tests that pytest collects from the file: functions, and methods of Test classes."""
    return frozenset(_tests(ast.parse(path.read_text("utf-8")).body)) if path.is_file() else frozenset()


def _tests(body: list[ast.stmt]) -> Iterator[str]:
    for node in body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name.startswith("test_"):
            yield node.name
        elif isinstance(node, ast.ClassDef) and node.name.startswith("Test"):
            yield from _tests(node.body)


def test_every_proof_is_a_test_that_exists() -> None:
    named = PROOF.findall(TABLE)
    assert [f"{path}::{name}" for path, name in named if name not in collected(ROOT / path)] == []
    assert all(Path(path).name.startswith("test_") for path, _ in named)


def test_every_row_says_what_is_seen_what_is_kept_and_which_test_shows_it() -> None:
    rows = [[cell.strip() for cell in row.split("|")] for row in ROW.findall(TABLE)]
    assert rows
    assert [cells for cells in rows if len(cells) != 4 or not all(cells)] == []
    assert [cells[0] for cells in rows if not PROOF.search(cells[3])] == []


def test_no_test_of_faults_is_left_out() -> None:
    named = {(ROOT / path, name) for path, name in PROOF.findall(TABLE)}
    left_out = [
        f"{path.relative_to(ROOT)}::{name}"
        for path in ABOUT_FAULTS
        for name in sorted(collected(path))
        if (path, name) not in named
    ]
    assert left_out == []
