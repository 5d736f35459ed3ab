"""The training sentences: enough of them, each once, and none taken from the messages the assistant is measured on."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
import yaml

from tests.shared_material import rows

NLU = Path(__file__).parents[2] / "data" / "nlu"
LEAST = 25  # sentences a topic
GRAM = 3  # characters
SHORTEST = 9  # characters; people ask "怎么退款" in the same words everywhere
ALIKE = 0.45  # share of common trigrams above which a sentence is a rewrite


class Example(NamedTuple):
    text: str
    intent: str
    file: str


def examples() -> Iterator[Example]:
    for path in sorted(NLU.rglob("*.yml")):
        loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
        for block in yaml.load(path.read_text("utf-8"), Loader=loader)["nlu"]:
            for line in block.get("examples", "").splitlines():
                if line.strip():
                    yield Example(line.strip().removeprefix("- ").strip(), block.get("intent", ""), path.name)


EXAMPLES = list(examples())


def trigrams(text: str) -> frozenset[str]:
    letters = "".join(character for character in text if character.isalnum())
    return frozenset(letters[i : i + GRAM] for i in range(len(letters) - GRAM + 1))


def test_every_topic_has_enough_sentences() -> None:
    counts = Counter(example.intent for example in EXAMPLES if example.intent.startswith("ask/"))
    assert {topic: count for topic, count in counts.items() if count < LEAST} == {}


def test_no_sentence_is_written_twice() -> None:
    counts = Counter(example.text for example in EXAMPLES if example.intent)
    assert [text for text, count in counts.items() if count > 1] == []


@pytest.mark.parametrize("file", ["eval/messages_dev.jsonl", "eval/narratives_dev.jsonl"])
def test_no_sentence_is_one_of_those_it_is_measured_on(file: str) -> None:
    """Neither copied nor lightly rewritten: by the overlap (Jaccard) of character trigrams."""
    measured = [(row["text"], trigrams(row["text"])) for row in rows(file)]
    taken = []
    for example in EXAMPLES:
        if len(example.text) < SHORTEST:
            continue
        mine = trigrams(example.text)
        for text, theirs in measured:
            common = len(mine & theirs)
            if common and common / len(mine | theirs) > ALIKE:
                taken.append((example.file, example.text, text))
    assert taken == []
