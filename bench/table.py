"""Figures beside their peer's: as Markdown to read and JSON to keep."""

import json
import os
import platform
from dataclasses import asdict, dataclass
from pathlib import Path

from operations.environment import ROOT

RESULTS = ROOT / "results"


@dataclass(frozen=True)
class Row:
    """One figure: ours, the peer's of the same run on the same machine, and their ratio.

    target: what the ratio should be, as a person reads it, empty where nothing was set; met: None where nothing was set.
    """

    what: str
    unit: str
    ours: float
    peer: float
    ratio: float
    peer_name: str
    target: str = ""
    met: bool | None = None


def at_most(
    what: str, unit: str, ours: float, peer: float, limit: float | None = None, *, peer_name: str = "starter"
) -> Row:
    """A figure of which less is better; limit: the most that the ratio may be."""
    ratio = round(ours / peer, 2)
    if limit is None:
        return Row(what, unit, ours, peer, ratio, peer_name)
    return Row(what, unit, ours, peer, ratio, peer_name, f"≤ {limit}", ratio <= limit)


def at_least(
    what: str, unit: str, ours: float, peer: float, limit: float | None = None, *, peer_name: str = "starter"
) -> Row:
    """A figure of which more is better; limit: the least that the ratio may be."""
    ratio = round(ours / peer, 2)
    if limit is None:
        return Row(what, unit, ours, peer, ratio, peer_name)
    return Row(what, unit, ours, peer, ratio, peer_name, f"≥ {limit}", ratio >= limit)


def line(row: Row) -> str:
    """One line of the table."""
    met = {None: "", True: "met", False: "**missed**"}[row.met]
    peer = f"{row.peer} ({row.peer_name})"
    return f"| {row.what} | {row.unit} | {row.ours} | {peer} | {row.ratio} | {row.target} | {met} |"


def markdown(rows: list[Row]) -> str:
    """The table."""
    head = ["| what | unit | ours | peer | ratio | target | |", "|---|---|---|---|---|---|---|"]
    return "\n".join([*head, *map(line, rows)])


def keep(rows: list[Row], file: Path) -> None:
    """Write them as JSON, with what they were measured on. Markdown goes beside it."""
    machine = {"cores": os.cpu_count(), "load": os.getloadavg(), "system": platform.platform()}
    file.parent.mkdir(exist_ok=True)
    content = {"machine": machine, "rows": [asdict(row) for row in rows]}
    file.write_text(json.dumps(content, indent=1, ensure_ascii=False), "utf-8")
    file.with_suffix(".md").write_text(markdown(rows) + "\n", "utf-8")
