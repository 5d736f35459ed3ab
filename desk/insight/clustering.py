"""Grouping questions that mean much the same. Pure.

A question is what it is written with, and what the assistant took it for: the characters and pairs of characters in it,
those few questions hold counting most (TF-IDF), beside the likely topics of the assistant's ranking, which rests on
sentence vectors. Alone, the former takes 「怎么退」 and 「怎么办」 for much the same, and the latter has nothing to say of
what resembles no topic.

Agglomerative clustering with average linkage: two groups are joined while the mean likeness of their questions is at
least ALIKE. No number of groups has to be guessed, and a question like no other stays alone. The chain of nearest
neighbours (Benzécri 1982; Murtagh 1983) finds the same tree as joining the nearest pair again and again, with n² steps
instead of n³.
"""

import math
from collections import Counter
from collections.abc import Hashable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt

Vectors = npt.NDArray[np.float32]  # (questions, dimension); the product of two rows is how alike they are
ALIKE = 0.2  # mean likeness; see docs/insight.md for what it was chosen by
WORDING = 0.5  # how much the characters count, the rest being the topics
MOST = 3000  # questions at once: a table of 36 MB
SMALLEST = 3  # questions that make a group
PEOPLE = 2  # … of at least so many people
SAME = 0.3  # share of common questions from which on a group is the one of yesterday

Key = TypeVar("Key", bound=Hashable)


def vectors_of(texts: Sequence[str], rankings: Sequence[Mapping[str, float]]) -> Vectors:
    """One row a question. rankings: likely topics with their probabilities; empty where nothing is known.

    The product of two rows is how alike they are, 0 to 1: WORDING parts the cosine of what they are written with, the
    rest the affinity of their rankings (Bhattacharyya), which is little where the assistant was sure of nothing. A
    question without a ranking is what it is written with, and nothing else.
    """
    written = _columns([_scaled(row) for row in _tfidf([_grams(text) for text in texts])])
    meant = _columns([{topic: math.sqrt(p) for topic, p in ranking.items()} for ranking in rankings])
    parts = np.array([[WORDING if ranking else 1.0] for ranking in rankings], dtype=np.float32)
    return np.hstack([written * np.sqrt(parts), meant * np.sqrt(1 - parts)]).astype(np.float32)


def _grams(text: str) -> Counter[str]:
    bare = "".join(character for character in text.lower() if character.isalnum())
    return Counter([*bare, *(bare[at : at + 2] for at in range(len(bare) - 1))])


def _tfidf(documents: Sequence[Counter[str]]) -> list[dict[str, float]]:
    held = Counter(gram for document in documents for gram in document)
    return [
        {gram: (1 + math.log(n)) * math.log(1 + len(documents) / held[gram]) for gram, n in document.items()}
        for document in documents
    ]


def _scaled(row: Mapping[str, float]) -> dict[str, float]:
    length = math.sqrt(sum(value * value for value in row.values()))
    return {name: value / length for name, value in row.items()} if length else {}


def _columns(rows: Sequence[Mapping[str, float]]) -> Vectors:
    """A table with a column for each name that more than one row has: the others meet nothing."""
    held = Counter(name for row in rows for name in row)
    names = {name: column for column, name in enumerate(name for name, many in held.items() if many > 1)}
    table = np.zeros((len(rows), len(names)), dtype=np.float32)
    for number, row in enumerate(rows):
        for name in row.keys() & names.keys():
            table[number, names[name]] = row[name]
    return table


def groups(vectors: Vectors, *, alike: float = ALIKE) -> list[list[int]]:
    """Row numbers of the groups, in ascending order; groups by their first row. Every row is in exactly one."""
    count = len(vectors)
    if count == 0:
        return []
    likeness = (vectors @ vectors.T).astype(np.float32)
    np.fill_diagonal(likeness, -np.inf)
    members: dict[int, list[int]] = {row: [row] for row in range(count)}
    chain: list[int] = []
    alive = np.ones(count, dtype=bool)
    while alive.any():
        if not chain:
            chain.append(int(np.argmax(alive)))
        top = chain[-1]
        nearest = int(np.argmax(likeness[top]))
        best = likeness[top, nearest]
        if best < alike:  # nothing is like it: it stays as it is, and is out of the way of the others
            _take_out(likeness, alive, top)
            chain.pop()
            continue
        if len(chain) > 1 and likeness[top, chain[-2]] >= best:
            other = chain[-2]
            del chain[-2:]
            _join(likeness, members, top, other)
            _take_out(likeness, alive, other)
        else:
            chain.append(nearest)
    return sorted((sorted(rows) for rows in members.values()), key=lambda rows: rows[0])


def _take_out(likeness: npt.NDArray[Any], alive: npt.NDArray[np.bool_], row: int) -> None:
    alive[row] = False
    likeness[row, :] = -np.inf
    likeness[:, row] = -np.inf


def _join(likeness: npt.NDArray[Any], members: dict[int, list[int]], into: int, other: int) -> None:
    """Average linkage (Lance and Williams): the mean over all pairs."""
    here, there = len(members[into]), len(members[other])
    mean = (likeness[into] * here + likeness[other] * there) / (here + there)
    mean[into] = -np.inf
    likeness[into, :] = mean
    likeness[:, into] = mean
    members[into] += members.pop(other)


def middle_first(vectors: Vectors) -> list[int]:
    """Row numbers by their likeness to the mean of all, the most typical first."""
    centre = vectors.mean(axis=0)
    return [int(row) for row in np.argsort(-(vectors @ centre), kind="stable")]


def carried_over(before: Mapping[str, AbstractSet[Key]], now: Sequence[AbstractSet[Key]]) -> dict[int, str]:
    """Index in `now` → id of the group of before that it continues, so that links and trends survive the night: the pair
    with most in common (Jaccard) first, each at most once, none below SAME."""
    pairs = [
        (len(old & new) / len(old | new), group_id, index)
        for index, new in enumerate(now)
        for group_id, old in before.items()
        if old & new
    ]
    kept: dict[int, str] = {}
    for common, group_id, index in sorted(pairs, key=lambda pair: (-pair[0], pair[1], pair[2])):
        if common >= SAME and index not in kept and group_id not in kept.values():
            kept[index] = group_id
    return kept
