"""`make trade-off FILE=messages.jsonl`: what each threshold buys and costs, on labelled messages.

An assistant that answers more is wrong more often. For each bar of `Thresholds.answer` and `.margin`: the share
of messages in scope that are answered, how many of those answers are wrong, and how many messages are helped
(answered rightly, or offered the right topic to choose). Below it, for each bar of the grievance cues, the
precision and recall of offering to register a complaint. Prints Markdown; the chart is Mermaid's.
"""

import argparse
import json
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from actions.answering import grievance
from actions.answering.decision import Decided, Decision, Thresholds, decide, offers_filing
from actions.answering.evaluate import read_row
from actions.knowledge.schema import Entry
from actions.knowledge.store import load_knowledge
from actions.settings import KNOWLEDGE
from actions.turn import Turn
from operations.environment import ROOT
from operations.processes import BRAIN_PYTHON

ANSWERS = (0.2, 0.3, 0.4, 0.5, 0.6, 0.65, 0.7, 0.8, 0.9)
MARGINS = (0.1, 0.2, 0.3, 0.4)
CLARIFIES = (0.2, 0.3, 0.4)
BARS = (0.2, 0.4, 0.6, 0.8, 1.0, 1.2, 1.4)
REPLIES = (Decision.ANSWER, Decision.REDIRECT)


@dataclass(frozen=True)
class Point:
    """Shares, 0 to 1: of messages in scope (`answered`, `helped`), of answers (`wrong`), of others (`declined`)."""

    answered: float
    wrong: float
    helped: float
    declined: float


def understood(file: Path) -> list[tuple[Mapping[str, Any], Turn]]:
    """Every labelled message with what the shipped model understands."""
    text = file.read_text("utf-8")
    done = subprocess.run(
        [str(BRAIN_PYTHON), "-m", "bot.parse"],
        cwd=ROOT,
        input=text,
        capture_output=True,
        text=True,
        check=True,
    )
    gold = [json.loads(line) for line in text.splitlines()]
    return [
        (row, read_row(json.loads(line))) for row, line in zip(gold, done.stdout.splitlines(), strict=True)
    ]


def point(
    rows: Sequence[tuple[Mapping[str, Any], Turn]], entries: Mapping[str, Entry], at: Thresholds
) -> Point:
    inside = [(row, decide(turn, entries, at)) for row, turn in rows if row["scope"] == "in"]
    outside = [decide(turn, entries, at) for row, turn in rows if row["scope"] == "out"]
    answers = [(row, decided) for row, decided in inside if decided.decision in REPLIES]
    wrong = sum(not _fine(row, decided.topics[:1], entries) for row, decided in answers)
    bad = sum(decided.decision in (Decision.ANSWER, Decision.FILE) for decided in outside)
    return Point(
        len(answers) / len(inside),
        wrong / max(len(answers), 1),
        sum(_helped(row, decided, entries) for row, decided in inside) / len(inside),
        1 - bad / max(len(outside), 1),
    )


def _fine(row: Mapping[str, Any], topics: Sequence[str], entries: Mapping[str, Entry]) -> bool:
    return any((entries[topic].catalogue or topic) in {*row["best"], *row["ok"]} for topic in topics)


def _helped(row: Mapping[str, Any], decided: Decided, entries: Mapping[str, Entry]) -> bool:
    match decided.decision:
        case Decision.ANSWER | Decision.REDIRECT:
            return _fine(row, decided.topics[:1], entries)
        case Decision.CLARIFY:
            return _fine(row, decided.topics, entries)
        case Decision.FILE:
            return row["act"] is not False
        case _:
            return False


def sweep(rows: Sequence[tuple[Mapping[str, Any], Turn]], entries: Mapping[str, Entry]) -> Iterator[str]:
    yield "| answer ≥ | margin | clarify ≥ | helped | answered | wrong when answered | out of scope declined |"
    yield "|---|---|---|---|---|---|---|"
    shipped = Thresholds()
    for answer in ANSWERS:
        for margin in MARGINS:
            for clarify in CLARIFIES:
                at = Thresholds(answer=answer, margin=margin, clarify=clarify)
                near = sum(a != b for a, b in zip(vars(at).values(), vars(shipped).values(), strict=True))
                if near <= 1:  # the shipped values, one changed at a time
                    bold = "**" if near == 0 else ""
                    figures = vars(point(rows, entries, at)).values()
                    answered, wrong, helped, declined = (f"{bold}{figure:.3f}{bold}" for figure in figures)
                    yield f"| {answer} | {margin} | {clarify} | {helped} | {answered} | {wrong} | {declined} |"


def chart(rows: Sequence[tuple[Mapping[str, Any], Turn]], entries: Mapping[str, Entry]) -> Iterator[str]:
    points = [point(rows, entries, replace(Thresholds(), answer=answer)) for answer in ANSWERS]
    yield "```mermaid\nxychart-beta"
    yield '  title "Wrong when answered (bars) and answered (line), % by answer threshold"'
    yield f"  x-axis [{', '.join(map(str, ANSWERS))}]"
    yield '  y-axis "%" 0 --> 100'
    yield f"  bar [{', '.join(f'{100 * p.wrong:.1f}' for p in points)}]"
    yield f"  line [{', '.join(f'{100 * p.answered:.1f}' for p in points)}]\n```"


def filing(rows: Sequence[tuple[Mapping[str, Any], Turn]], entries: Mapping[str, Entry]) -> Iterator[str]:
    yield "| grievance ≥ | offered, precision | recall |"
    yield "|---|---|---|"
    judged = [(row["act"], turn, decide(turn, entries)) for row, turn in rows if row["act"] is not None]
    for bar in BARS:
        offered = [
            (act, offers_filing(decided, entries, told=grievance.weight(turn.text) >= bar))
            for act, turn, decided in judged
        ]
        hits = sum(act and offer for act, offer in offered)
        precision, recall = hits / sum(offer for _, offer in offered), hits / sum(act for act, _ in offered)
        bold = "**" if bar == grievance.BAR else ""
        yield f"| {bold}{bar}{bold} | {precision:.3f} | {recall:.3f} |"


def main() -> None:
    parser = argparse.ArgumentParser(prog="make trade-off")
    parser.add_argument(
        "file", type=Path, help="labelled messages (JSON lines: id, text, scope, best, ok, act)"
    )
    rows = understood(parser.parse_args().file)
    entries = load_knowledge(KNOWLEDGE).entries
    print("\n".join([*sweep(rows, entries), "", *chart(rows, entries), "", *filing(rows, entries)]))


if __name__ == "__main__":
    main()
