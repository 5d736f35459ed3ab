"""Slots of labelled stories, for the scorer: python -m actions.intake.extraction.evaluate FILE > slots.jsonl

Reads only `id` and `text` of each line and writes {"id", "slots"}; amounts in yuan, texts as written.
"""

import argparse
import datetime as dt
import json
import sys
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from actions.intake.extraction.money import FEN
from actions.intake.extraction.story import Story, read_story


def slots_of(story: Story) -> dict[str, Any]:
    """The story in the scorer's words."""

    def written(name: str) -> str | None:
        found = getattr(story, name)
        return found.text if found else None

    return {
        **{
            name: written(name)
            for name in ("merchant", "merchant_desc", "platform", "product", "region", "problem")
        },
        "purchase_date": story.purchase_date.value.iso if story.purchase_date else None,
        "amount": story.amount.value.fen / FEN if story.amount else None,
        "demands": [found.value.value for found in story.demands],
    }


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", type=Path)
    path: Path = parser.parse_args(arguments).file
    today = dt.datetime.now(ZoneInfo("Asia/Shanghai")).date()
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            slots = slots_of(read_story(row["text"], today=today))
            sys.stdout.write(json.dumps({"id": row["id"], "slots": slots}, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
