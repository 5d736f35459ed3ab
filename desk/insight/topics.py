"""Names of topics for people: the short ones of the published knowledge."""

from functools import cache
from pathlib import Path
from typing import Any

import yaml

KNOWLEDGE = Path(__file__).parents[2] / "data" / "knowledge"


@cache
def topic_names(folder: Path = KNOWLEDGE) -> dict[str, str]:
    """Topic → 假一赔三, in the order of the knowledge. Read once a process: it changes with a release."""
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    entries: list[dict[str, Any]] = []
    for path in sorted(folder.glob("*.yml")):
        entries += yaml.load(path.read_text("utf-8"), Loader=loader) or []  # noqa: S506 - builds plain data only
    return {str(entry["topic"]): str(entry["short"]) for entry in entries if "topic" in entry}
