"""Grouping questions by likeness, without a database."""

import numpy as np
import pytest

from desk.insight.clustering import Vectors, carried_over, groups, middle_first, vectors_of

PARCELS = ["快递把我的碗摔碎了谁赔", "快递把碗摔碎了怎么赔", "快递摔碎了我的碗，谁来赔"]
CARDS = ["健身房关门了卡里的钱能退吗", "健身房关门，卡里的钱怎么退"]


def plane(*degrees: float) -> Vectors:
    """Unit vectors at these angles."""
    turns = np.radians(degrees)
    return np.stack([np.cos(turns), np.sin(turns)], axis=1).astype(np.float32)


def test_what_is_alike_is_joined_and_what_is_not_stays_alone() -> None:
    assert groups(plane(0, 5, 90, 10, 95, 180), alike=0.9) == [[0, 1, 3], [2, 4], [5]]


def test_every_row_is_in_exactly_one_group() -> None:
    vectors = np.random.default_rng(7).normal(size=(200, 5)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    found = groups(vectors, alike=0.5)
    assert sorted(row for rows in found for row in rows) == list(range(200))
    assert 1 < len(found) < 200


def test_the_mean_likeness_decides_and_not_a_chain_of_neighbours() -> None:
    """Each is 20° from the next; with single linkage all nine would be one."""
    assert len(groups(plane(*range(0, 180, 20)), alike=0.9)) > 2


def test_it_finds_the_tree_of_joining_the_nearest_pair_again_and_again() -> None:
    vectors = np.random.default_rng(3).normal(size=(40, 4)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    for alike in (0.2, 0.5, 0.8):
        assert groups(vectors, alike=alike) == plainly(vectors, alike)


def plainly(vectors: Vectors, alike: float) -> list[list[int]]:
    """By the definition, in n³ steps."""
    found = [[row] for row in range(len(vectors))]
    likeness = vectors @ vectors.T
    while True:
        best, pair = alike, None
        for one in range(len(found)):
            for other in range(one + 1, len(found)):
                mean = float(likeness[np.ix_(found[one], found[other])].mean())
                if mean >= best:
                    best, pair = mean, (one, other)
        if pair is None:
            return sorted((sorted(rows) for rows in found), key=lambda rows: rows[0])
        found[pair[0]] += found.pop(pair[1])


def test_nothing_has_no_groups() -> None:
    assert groups(plane()) == []


def test_the_most_typical_comes_first() -> None:
    assert middle_first(plane(0, 30, 60))[0] == 1


def test_questions_that_are_written_alike_are_a_group_without_any_topic() -> None:
    texts = [*PARCELS, *CARDS, "天气真好"]
    assert groups(vectors_of(texts, [{}] * len(texts))) == [[0, 1, 2], [3, 4], [5]]


def test_the_likely_topics_bring_together_what_is_written_differently() -> None:
    texts = ["快递把碗摔碎了谁赔", "包裹里的东西烂了找谁"]
    for rankings, expected in (
        ([{"parcels": 0.5}, {"parcels": 0.4}], 1),
        ([{"parcels": 0.5}, {"refund": 0.4}], 2),
        ([{"parcels": 0.1}, {"parcels": 0.1}], 2),  # the assistant knew nothing
    ):
        assert len(groups(vectors_of(texts, rankings))) == expected


def test_empty_texts_are_like_nothing() -> None:
    vectors = vectors_of(["", "？！", "能退吗"], [{}, {}, {}])
    assert not np.isnan(vectors).any()
    assert len(groups(vectors)) == 3


@pytest.mark.parametrize(
    ("before", "now", "kept"),
    [
        ({"a": {1, 2, 3}}, [{1, 2, 3, 4}], {0: "a"}),
        ({"a": {1, 2, 3}}, [{4, 5, 6}], {}),
        ({"a": {1, 2, 3, 4}}, [{1, 2, 3}, {4, 5}], {0: "a"}),  # it was split: the larger part goes on
        ({"a": {1, 2}, "b": {3, 4, 5}}, [{1, 2, 3, 4, 5}], {0: "b"}),  # two were joined
        ({"a": set(range(10))}, [{1, 2}], {}),  # too little in common
    ],
)
def test_a_group_goes_on_as_the_one_it_has_most_in_common_with(
    before: dict[str, set[int]], now: list[set[int]], kept: dict[int, str]
) -> None:
    assert carried_over(before, now) == kept
