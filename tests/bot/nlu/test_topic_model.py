"""The model alone, on sentences small enough to see through."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from bot.nlu.encoders import shared_encoder
from bot.nlu.topic_model import TopicModel, fit

EXAMPLES = {
    "ask/fake": ["买到假货", "这是假酒", "卖假包", "手机是假的", "收到高仿表", "假鞋怎么赔"],
    "ask/return": ["想退货", "能退吗", "退货运费", "不给退", "七天退货", "拆封能退吗"],
    "thanks": ["谢谢", "多谢", "感谢你", "谢了", "非常感谢", "辛苦谢谢"],
}
LABELS = [label for label, texts in EXAMPLES.items() for _ in texts]
TEXTS = [text for texts in EXAMPLES.values() for text in texts]


@pytest.fixture(scope="module")
def vectors() -> np.ndarray:
    return shared_encoder("universal-sentence-encoder").encode(TEXTS)


@pytest.fixture(scope="module")
def model(vectors: np.ndarray) -> TopicModel:
    return fit(TEXTS, vectors, LABELS)


def test_probabilities_sum_to_one_and_find_the_label(model: TopicModel, vectors: np.ndarray) -> None:
    probabilities = model.probabilities(TEXTS, vectors)
    assert np.allclose(probabilities.sum(axis=1), 1.0, atol=1e-5)
    assert [model.labels[index] for index in probabilities.argmax(axis=1)] == LABELS


@pytest.mark.parametrize("text", ["", "😀", "能退吗", "想退货想退货  退退退 ABC", "谢谢" * 50])
def test_a_text_counts_as_by_the_vectorizer(model: TopicModel, vectors: np.ndarray, text: str) -> None:
    grams = model.vectorizer.transform([text])
    columns = grams.shape[1]
    scores = (grams @ model.weights[:columns])[0] + vectors[0] @ model.weights[columns:-1] + model.weights[-1]
    expected = np.exp(scores / model.temperature)
    assert np.allclose(model.probabilities([text], vectors[:1])[0], expected / expected.sum(), atol=1e-6)


def test_the_same_data_gives_the_same_model(model: TopicModel, vectors: np.ndarray) -> None:
    again = fit(TEXTS, vectors, LABELS)
    assert np.array_equal(again.weights, model.weights)
    assert again.temperature == model.temperature


def test_a_saved_model_says_the_same(model: TopicModel, vectors: np.ndarray, tmp_path: Path) -> None:
    model.save(tmp_path / "model.npz")
    loaded = TopicModel.load(tmp_path / "model.npz")
    assert loaded.labels == model.labels
    texts = ["假的", "没见过的字：龘", ""]
    new = shared_encoder("universal-sentence-encoder").encode(texts)
    assert np.allclose(loaded.probabilities(texts, new), model.probabilities(texts, new), atol=1e-5)


def test_frequent_labels_do_not_weigh_more(vectors: np.ndarray) -> None:
    """Thirty times the same example must not make its label likelier elsewhere."""
    texts, labels = [*TEXTS, *[TEXTS[-1]] * 30], [*LABELS, *[LABELS[-1]] * 30]
    model = fit(texts, np.concatenate([vectors, np.repeat(vectors[-1:], 30, axis=0)]), labels)
    found = model.probabilities(TEXTS[:12], vectors[:12]).argmax(axis=1)
    assert [model.labels[index] for index in found] == LABELS[:12]


def test_a_single_label_is_refused(vectors: np.ndarray) -> None:
    with pytest.raises(ValueError, match="two labels"):
        fit(TEXTS, vectors, ["thanks"] * len(TEXTS))
