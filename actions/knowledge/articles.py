"""Which articles of which laws exist: data/law/articles.yml. An answer cites no other."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

ARTICLES = Path(__file__).parents[2] / "data" / "law" / "articles.yml"

Articles = Mapping[str, frozenset[int]]  # full official name → numbers of its articles


def load_articles(file: Path = ARTICLES) -> Articles:
    """Raises KeyError and TypeError for a file of another shape: it is the project's own."""
    rows: list[dict[str, Any]] = yaml.safe_load(file.read_text("utf-8"))
    return {
        row["law"]: frozenset(n for first, last in row["articles"] for n in range(first, last + 1))
        for row in rows
    }
