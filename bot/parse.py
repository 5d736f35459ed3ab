"""Understands lines of text with the trained model, for measuring: ``python -m bot.parse < in > out``.

In: ``{"id", "text"}`` a line. Out, in the same order: ``{"id", "text", "intent": {"name", "confidence"},
"topic_ranking": [{"name", "confidence"}, ...]}``, and ``parts`` where a message asks several things. The
newest model of ``--models`` is loaded once; no tracker, no policy, no action takes part.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import logging
import sys
from collections.abc import Iterable, Iterator
from typing import Any, TextIO

import structlog
from rasa.core.agent import Agent
from rasa.core.processor import MessageProcessor
from rasa.utils.log_utils import configure_structlog

from bot.nlu.classifier import TOPIC_RANKING
from bot.understanding import PARTS, understand

SHOWN = ("intent", TOPIC_RANKING, PARTS)


async def reading(processor: MessageProcessor, text: str) -> dict[str, Any]:
    """Intent, ranking and parts of one text, understood as the channel would."""
    parsed = await understand(processor, text)
    return {key: parsed[key] for key in SHOWN if key in parsed}


def parse_lines(processor: MessageProcessor, lines: Iterable[str]) -> Iterator[dict[str, Any]]:
    """Results for non-empty lines. Raises ValueError and KeyError for a line that is no such object."""
    for line in lines:
        if line.strip():
            row = json.loads(line)
            yield {"id": row["id"], "text": row["text"], **asyncio.run(reading(processor, row["text"]))}


def main(arguments: list[str] | None = None, source: TextIO = sys.stdin, target: TextIO = sys.stdout) -> None:
    """Command line. Raises ModelNotFound when there is no model."""
    parser = argparse.ArgumentParser(prog="python -m bot.parse", description=__doc__)
    parser.add_argument("--models", default="models", help="folder of models, or one model (default: models)")
    # Outside its command line Rasa logs every message, text and all, to standard output.
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
    configure_structlog(logging.WARNING)  # unconfigured, Rasa prints what it parsed on standard output
    processor = Agent.load(parser.parse_args(arguments).models).processor
    results = parse_lines(processor, source)
    target.writelines(json.dumps(result, ensure_ascii=False) + "\n" for result in results)


if __name__ == "__main__":
    main()
