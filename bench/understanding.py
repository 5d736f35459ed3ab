"""`make bench-understanding`: pipelines side by side, on this project's own sentences.

Each is trained from scratch and asked on one core, in processes of its own; the labels are the same flat ones
for all (`ask/<topic>` as one intent). Accuracy is on the real messages in FILE (the scorer's first three
figures), where that is at hand. Times are CPU seconds, so that a busy machine shifts them little; ratios are to
the first pipeline, Rasa's own for Chinese. Writes results/understanding.json and prints a table.
"""

import argparse
import json
import os
import subprocess
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml

from actions.answering.evaluate import ACT_TOPICS, in_catalogue
from actions.knowledge.schema import Entry
from actions.knowledge.store import load_knowledge
from actions.settings import KNOWLEDGE
from operations.environment import ROOT
from operations.processes import BRAIN_PYTHON

RESULTS = ROOT / "results"
EXTRAS = ROOT / ".venvs" / "bench"
FLAT = "ask__"  # Rasa takes what stands before a slash for an intent, and the rest for a response


def flat_data(source: Path, folder: Path) -> Path:
    """The training sentences with every topic an intent of its own."""
    target = folder / "nlu"
    target.mkdir()
    for number, path in enumerate(sorted(source.rglob("*.yml"))):
        text = path.read_text("utf-8").replace("intent: ask/", f"intent: {FLAT}")
        (target / f"{number}.yml").write_text(text, "utf-8")
    return target


def child(folder: Path, *arguments: str, threads: int, stdin: str = "") -> dict[str, Any]:
    """One run of bench.brain.one_pipeline. Raises RuntimeError with what it printed."""
    env = {
        **os.environ,
        "PYTHONPATH": f"{ROOT}{os.pathsep}{EXTRAS}",
        "RASA_TELEMETRY_ENABLED": "false",
        "TF_CPP_MIN_LOG_LEVEL": "3",
        "PYTHONWARNINGS": "ignore",
        "TQDM_DISABLE": "1",
        "OMP_NUM_THREADS": str(threads),
        "TF_NUM_INTRAOP_THREADS": str(threads),
        "TF_NUM_INTEROP_THREADS": str(threads),
    }
    result = folder / f"{arguments[0]}.json"
    command = [str(BRAIN_PYTHON), "-m", "bench.brain.one_pipeline", str(result), *arguments]
    done = subprocess.run(
        command, cwd=ROOT, env=env, input=stdin, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise RuntimeError(f"{' '.join(arguments)} failed:\n{done.stderr[-2000:]}")
    found: dict[str, Any] = json.loads(result.read_text("utf-8"))
    return found


def catalogue_ranking(ranking: Iterable[Sequence[Any]], entries: Mapping[str, Entry]) -> Iterator[str]:
    """The catalogue's names of a ranking's labels, best first, each once."""
    seen = set()
    for label, _ in ranking:
        topic = label.removeprefix(FLAT)
        name = in_catalogue(topic, entries) if label.startswith(FLAT) else ACT_TOPICS.get(label)
        if name and name not in seen:
            seen.add(name)
            yield name


def accuracy(rows: Sequence[Mapping[str, Any]], rankings: Sequence[Any]) -> dict[str, float]:
    """Share of messages in scope whose first label, or one of the first three, is acceptable."""
    entries = load_knowledge(KNOWLEDGE).entries
    inside = [
        (row, list(catalogue_ranking(r, entries)))
        for row, r in zip(rows, rankings, strict=True)
        if row["scope"] == "in"
    ]
    fine = [({*row["best"], *row["ok"]}, names) for row, names in inside]
    return {
        "top1": sum(bool(names) and names[0] in good for good, names in fine) / len(fine),
        "top3": sum(bool(good & set(names[:3])) for good, names in fine) / len(fine),
    }


def measure(
    variant: Mapping[str, Any], data: Path, folder: Path, rows: Sequence[Mapping[str, Any]]
) -> dict[str, Any]:
    config = folder / "config.yml"
    config.write_text(
        yaml.safe_dump({"recipe": "default.v1", "language": "zh", "pipeline": variant["pipeline"]}), "utf-8"
    )
    trained = child(folder, "train", str(config), str(data), str(folder), threads=2)
    model = folder / "model.tar.gz"
    texts = "\n".join(json.dumps(row["text"]) for row in rows)
    parsed = child(folder, "parse", str(model), threads=1, stdin=texts)
    return {
        "name": variant["name"],
        **accuracy(rows, parsed.pop("rankings")),
        **trained,
        **parsed,
        "model_mb": model.stat().st_size / 2**20,
    }


def table(measured: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """Markdown, a row a pipeline."""
    yield "| pipeline | top-1 | top-3 | training, CPU s (wall) | one message, ms p50 / p95 | memory, MB | model, MB | training, message, memory to the first |"
    yield "|---|---|---|---|---|---|---|---|"
    first = measured[0]
    for row in measured:
        ratios = (row[key] / first[key] for key in ("train_cpu_s", "parse_ms_p50", "resident_mb"))
        yield (
            f"| {row['name']} | {row['top1']:.3f} | {row['top3']:.3f} | {row['train_cpu_s']:.0f} ({row['train_s']:.0f}) "
            f"| {row['parse_ms_p50']:.1f} / {row['parse_ms_p95']:.1f} | {row['resident_mb']:.0f} | {row['model_mb']:.1f} "
            f"| {', '.join(f'{ratio:.2f}' for ratio in ratios)} |"
        )


def main() -> None:
    parser = argparse.ArgumentParser(prog="make bench-understanding")
    parser.add_argument("file", type=Path, help="labelled messages (JSON lines: text, scope, best, ok)")
    parser.add_argument("--data", type=Path, default=ROOT / "data" / "nlu", help="training sentences")
    parser.add_argument("--epochs", type=int, help="of DIET, instead of Rasa's 100, where time is short")
    parser.add_argument("--only", default="", help="pipelines whose name holds this")
    arguments = parser.parse_args()
    rows = [json.loads(line) for line in arguments.file.read_text("utf-8").splitlines()]
    variants = yaml.safe_load((ROOT / "bench" / "pipelines.yml").read_text("utf-8"))
    for component in (c for variant in variants for c in variant["pipeline"] if "epochs" in c):
        component["epochs"] = arguments.epochs or component["epochs"]
    measured = []
    for variant in variants:
        if arguments.only in variant["name"]:
            with tempfile.TemporaryDirectory(prefix="xiaobao-bench-") as folder:
                measured.append(measure(variant, flat_data(arguments.data, Path(folder)), Path(folder), rows))
            print(list(table([measured[0], measured[-1]]))[-1], flush=True)
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / "understanding.json").write_text(json.dumps(measured, indent=1, ensure_ascii=False), "utf-8")
    print("\n".join(table(measured)))


if __name__ == "__main__":
    main()
