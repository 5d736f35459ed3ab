"""The reference material beside the project (statutes, real messages). Never read at run time; tests that check
against it say so when it is not there."""

import json
from pathlib import Path
from typing import Any

from tests.requirements import absent

FOLDER = Path(__file__).parents[2] / "shared"


def document(name: str) -> Any:
    """A JSON file of the material; ends the test where it is absent (tests/requirements.py)."""
    path = FOLDER / name
    if not path.exists():
        absent("shared", f"the reference material is not beside the project: {name}")
    return json.loads(path.read_text("utf-8"))


def rows(name: str) -> list[dict[str, Any]]:
    """The lines of a JSONL file of the material; ends the test where it is absent (tests/requirements.py)."""
    path = FOLDER / name
    if not path.exists():
        absent("shared", f"the reference material is not beside the project: {name}")
    return [json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip()]
