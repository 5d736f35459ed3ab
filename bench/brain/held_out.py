"""What further sentences do to those already known: one fold of the project's own sentences, held out twice.

``python -m bench.brain.held_out BEFORE AFTER``: two folders of NLU data. A fifth of the sentences that both have is kept from
both trainings and then asked of both. Prints one JSON object a sentence: text, label, before, after. Runs in the brain's
environment; no measured message takes part.
"""

from __future__ import annotations

import hashlib
import json
import logging
import sys
from pathlib import Path

import numpy as np
import yaml

from bench.brain.cross_validation import FOLDS, configured, examples
from bot.nlu import topic_model
from bot.nlu.encoders import shared_encoder

Labelled = dict[str, str]  # normalised sentence → label


def is_held(text: str) -> bool:
    """By the sentence itself, so that the fold stays the same however many sentences come."""
    return hashlib.sha256(text.encode()).digest()[0] % FOLDS == 0


def main(arguments: list[str] | None = None) -> None:
    logging.disable(logging.WARNING)
    before, after = (dict(zip(*examples(folder), strict=True)) for folder in arguments or sys.argv[1:])
    encoders, settings = configured(yaml.safe_load(Path("config.yml").read_text("utf-8")))
    every = list(before | after)
    vectors = np.concatenate([shared_encoder(name).encode(every) for name in encoders], axis=1)
    place = {text: number for number, text in enumerate(every)}
    held = [text for text, label in before.items() if is_held(text) and after.get(text) == label]

    def answered(known: Labelled) -> list[str]:
        seen = [text for text in known if text not in set_held]
        model = topic_model.fit(seen, vectors[[place[t] for t in seen]], [known[t] for t in seen], settings)
        rows = model.probabilities(held, vectors[[place[text] for text in held]])
        return [model.labels[column] for column in rows.argmax(axis=1)]

    set_held = frozenset(held)
    for text, one, other in zip(held, answered(before), answered(after), strict=True):
        row = {"text": text, "label": before[text], "before": one, "after": other}
        print(json.dumps(row, ensure_ascii=False))


if __name__ == "__main__":
    main()
