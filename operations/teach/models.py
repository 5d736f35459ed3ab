"""Model files: trained, asked, swapped, and the running brain told."""

import json
import os
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

import requests

from operations.environment import ROOT
from operations.processes import BRAIN_PYTHON
from operations.teach.report import Asked

PREVIOUS = ".previous"  # before the suffix of the model that was in use
QUIET = {
    "RASA_TELEMETRY_ENABLED": "false", "PYTHONWARNINGS": "ignore", "TF_CPP_MIN_LOG_LEVEL": "3", "TQDM_DISABLE": "1",
    "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
}  # fmt: skip
RELOAD_TIMEOUT = 120.0  # seconds; a model loads in some


class TrainingFailed(RuntimeError):
    """The message is the end of what the training said."""


def _brain(arguments: Sequence[str], told: str = "") -> str:
    """What a module of the brain's environment prints. Raises TrainingFailed."""
    done = subprocess.run(
        [str(BRAIN_PYTHON), "-m", *arguments],
        input=told,
        cwd=ROOT,
        env={**os.environ, **QUIET},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        raise TrainingFailed((done.stderr or done.stdout)[-2000:])
    return done.stdout


def train(data: Path, out: Path) -> Path:
    """A model of the data in this folder, written to `out`. Raises TrainingFailed."""
    folders = [str(data / "data" / name) for name in ("nlu", "rules", "stories")]
    sources = ["--domain", str(data / "domain.yml"), "--config", str(data / "config.yml"), "--data", *folders]
    named = ["--out", str(out.parent), "--fixed-model-name", out.name.removesuffix(".tar.gz")]
    _brain(["rasa", "train", "--skip-validation", *sources, *named])
    return out


def labels(model: Path, texts: Sequence[str]) -> list[str]:
    """The best label of each text. Raises TrainingFailed."""
    if not texts:
        return []
    lines = "".join(f"{json.dumps({'id': str(n), 'text': text})}\n" for n, text in enumerate(texts))
    rows = [json.loads(line) for line in _brain(["bot.parse", "--models", str(model)], lines).splitlines()]
    return [(row.get("topic_ranking") or [row["intent"]])[0]["name"] for row in rows]


def held_out(before: Path, after: Path) -> list[Asked]:
    """The held-out sentences of the project's own data under both trainings. Raises TrainingFailed."""
    found = _brain(["bench.brain.held_out", str(before / "data" / "nlu"), str(after / "data" / "nlu")])
    return [Asked(**json.loads(line)) for line in found.splitlines() if line.startswith("{")]


def previous_of(model: Path) -> Path:
    """models/brain.previous.tar.gz beside models/brain.tar.gz."""
    return model.with_name(model.name.replace(".tar.gz", f"{PREVIOUS}.tar.gz"))


def swap_in(candidate: Path, model: Path) -> None:
    """The candidate in the model's place; the model before is kept. Whoever reads finds one or the other, whole."""
    beside = model.with_name(f".{model.name}.new")
    shutil.copy2(candidate, beside)
    if model.exists():
        kept = previous_of(model).with_suffix(".copying")
        shutil.copy2(model, kept)
        kept.replace(previous_of(model))
    beside.replace(model)
    os.utime(model)  # newer than the data it was trained on: `make run` would train again otherwise


def swap_back(model: Path) -> None:
    """The model before in its place again. Raises FileNotFoundError."""
    previous_of(model).replace(model)
    os.utime(model)


def tell_brain(url: str, token: str) -> str:
    """Have the running brain load the file anew; what came of it, in plain words."""
    try:
        answer = requests.post(
            f"{url}/webhooks/desk/model",
            headers={"Authorization": f"Bearer {token}"},
            timeout=(2.0, RELOAD_TIMEOUT),
        )
    except requests.RequestException:
        return "no brain is running here; the next one that starts loads the model"
    if answer.status_code == 200:
        return f"the running brain answers with it ({answer.json()['model_id']})"
    return f"the running brain did not load it ({answer.status_code} {answer.text[:200]}) and goes on with the one before"
