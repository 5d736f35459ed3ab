"""Which answers of the knowledge base to suggest for what the person said: pure.

Two signs are added: how likely the assistant found a topic when it read the message, and how much of the message's
wording stands in the entry (pairs of characters, the rarer the heavier, as in BM25). The second one knows messages that
staff answer, which no assistant has read.
"""

import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from actions.knowledge.schema import Entry

SHOWN = 3
FEWEST = 0.18  # of a suggestion's score, 0 to 2: below it hardly a word is common
TELLING = 6  # different pairs of characters that make a message worth comparing
K1, B = 1.2, 0.5  # BM25: how soon repetitions saturate, how much long entries are held back
_KEPT = re.compile(r"[\u4e00-\u9fff]+|[a-z0-9]{2,}")
# Said in every other message, and about nothing.
_EMPTY = frozenset(
    [
        "怎么",
        "什么",
        "可以",
        "不能",
        "能不",
        "请问",
        "一下",
        "这个",
        "那个",
        "他们",
        "我们",
        "你们",
        "您好",
        "你好",
        "现在",
        "如果",
        "但是",
        "就是",
        "没有",
        "还有",
    ]
)

Index = Mapping[str, Counter[str]]


@dataclass(frozen=True)
class Suggestion:
    """An entry worth suggesting. score: 0 to 2; by_topic: what the assistant thought of the topic, 0 to 1."""

    entry: Entry
    score: float
    by_topic: float


def grams(text: str) -> Counter[str]:
    """Pairs of neighbouring characters: 退定金 → 退定, 定金. Latin words as they are."""
    found: Counter[str] = Counter()
    for run in _KEPT.findall(text.lower()):
        pairs = [run] if run.isascii() or len(run) == 1 else [run[at : at + 2] for at in range(len(run) - 1)]
        found.update(pair for pair in pairs if pair not in _EMPTY)
    return found


def index_of(entries: Mapping[str, Entry]) -> Index:
    """Topic to the pairs of its entry; its question counts twice."""
    return {
        topic: grams(" ".join((entry.question, entry.question, entry.short, entry.answer, *entry.steps)))
        for topic, entry in entries.items()
    }


def likeness(text: str, index: Index) -> dict[str, float]:
    """Topic to how much of the text's wording stands in it, 0 to 1 of the best that the text could reach."""
    said = grams(text)
    if not said or not index:
        return {}
    lengths = {topic: sum(pairs.values()) for topic, pairs in index.items()}
    average = sum(lengths.values()) / len(lengths)
    having = {pair: sum(pair in pairs for pairs in index.values()) for pair in said}
    weight = {pair: math.log(1 + (len(index) - n + 0.5) / (n + 0.5)) for pair, n in having.items()}
    best = sum(weight.values()) * (K1 + 1)
    scores = {}
    for topic, pairs in index.items():
        held = K1 * (1 - B + B * lengths[topic] / average)
        scores[topic] = sum(
            weight[pair] * pairs[pair] * (K1 + 1) / (pairs[pair] + held) for pair in said if pair in pairs
        )
    return {topic: score / best for topic, score in scores.items() if score > 0}


def suggest(
    text: str,
    ranking: Sequence[tuple[str, float]],
    entries: Mapping[str, Entry],
    index: Index,
    *,
    searched: bool = False,
    limit: int = SHOWN,
) -> list[Suggestion]:
    """The best first; nothing rather than anything. ranking: topics as the assistant understood the message.

    searched: the text was typed to find something, so that one word is enough; said in a talk, one word tells little.
    """
    weight = 1.0 if searched else min(1.0, len(grams(text)) / TELLING)
    thought = dict(ranking)
    alike = {topic: weight * score for topic, score in likeness(text, index).items()}
    found = [
        Suggestion(entries[topic], thought.get(topic, 0.0) + alike.get(topic, 0.0), thought.get(topic, 0.0))
        for topic in thought.keys() | alike.keys()
        if topic in entries
    ]
    worth = [one for one in found if one.score >= FEWEST]
    return sorted(worth, key=lambda one: (-one.score, one.entry.topic))[:limit]
