"""`make cross-validation`: five-fold, over the project's own training sentences.

Each fold is answered by a model that has not seen it: the featurizers and the classifier of config.yml, fitted
on the other four. Beside the score on real messages it shows how much easier one's own sentences are. Runs in
the brain's environment; prints one JSON object.
"""

from __future__ import annotations

import json
import logging
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np
import yaml
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.loading import load_data

from bot.nlu import topic_model
from bot.nlu.encoders import Array, shared_encoder
from bot.nlu.normalising import normalise
from bot.nlu.topic_model import FitSettings

FOLDS = 5
WORST = 15  # confusions shown
BINS = 10  # of the calibration error


def examples(folder: str) -> tuple[list[str], list[str]]:
    """Normalised sentences and their full labels."""
    found = [(normalise(m.get(TEXT)), m.get_full_intent()) for m in load_data(folder).intent_examples]
    kept = [(text, label) for text, label in dict.fromkeys(found) if text]
    return [text for text, _ in kept], [label for _, label in kept]


def configured(config: dict[str, Any]) -> tuple[list[str], FitSettings]:
    """The encoders and the classifier's settings of config.yml."""
    encoders = [c["encoder"] for c in config["pipeline"] if "encoder" in c]
    classifier = next(c for c in config["pipeline"] if c["name"].endswith("TopicClassifier"))
    return encoders, FitSettings(**{key: value for key, value in classifier.items() if key != "name"})


def out_of_fold(
    texts: list[str], vectors: Array, labels: list[str], settings: FitSettings
) -> tuple[Array, list[str]]:
    """Probabilities of every sentence by the model that has not seen it, and the names of the columns."""
    names = sorted(set(labels))
    column = {name: number for number, name in enumerate(names)}
    found = np.zeros((len(texts), len(names)), np.float32)
    fold = np.random.default_rng(0).permutation(len(texts)) % FOLDS
    for number in range(FOLDS):
        seen, unseen = np.flatnonzero(fold != number), np.flatnonzero(fold == number)
        model = topic_model.fit([texts[i] for i in seen], vectors[seen], [labels[i] for i in seen], settings)
        rows = model.probabilities([texts[i] for i in unseen], vectors[unseen])
        found[np.ix_(unseen, np.array([column[name] for name in model.labels]))] = rows
    return found, names


def calibration_error(sure: Array, right: Array) -> float:
    """Expected calibration error: how far confidence is from correctness, on average over ten bins."""
    place = np.minimum((sure * BINS).astype(int), BINS - 1)
    parts = [(place == b) for b in range(BINS) if (place == b).any()]
    return float(sum(part.mean() * abs(sure[part].mean() - right[part].mean()) for part in parts))


def report(probabilities: Array, names: list[str], labels: list[str]) -> dict[str, Any]:
    best = np.argsort(-probabilities, axis=1)[:, :3]
    ranked = [[names[i] for i in row] for row in best]
    right = np.array([label == row[0] for label, row in zip(labels, ranked, strict=True)])
    among = np.array([label in row for label, row in zip(labels, ranked, strict=True)])
    confused = Counter((label, row[0]) for label, row in zip(labels, ranked, strict=True) if label != row[0])
    return {
        "sentences": len(labels),
        "labels": len(names),
        "top1": round(float(right.mean()), 4),
        "top3": round(float(among.mean()), 4),
        "calibration_error": round(calibration_error(probabilities.max(axis=1), right), 4),
        "most_confused": [[*pair, count] for pair, count in confused.most_common(WORST)],
    }


def main() -> None:
    logging.disable(logging.WARNING)
    encoders, settings = configured(yaml.safe_load(Path("config.yml").read_text("utf-8")))
    texts, labels = examples("data/nlu")
    vectors = np.concatenate([shared_encoder(name).encode(texts) for name in encoders], axis=1)
    found, names = out_of_fold(texts, vectors, labels, settings)
    print(json.dumps(report(found, names, labels), ensure_ascii=False, indent=1))


if __name__ == "__main__":
    main()
