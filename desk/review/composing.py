"""Corrections as a change of the training data: which sentences are new, which contradict it, and the diff. Pure."""

import difflib
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from desk.review.teaching import Source
from desk.review.training import REGRESSION, Files, bare, known_sentences, with_sentences


@dataclass(frozen=True)
class Sentence:
    """One sentence to learn. key: its source, once for ever; text: with its entities marked."""

    source: Source
    key: str
    label: str
    text: str

    @property
    def order(self) -> tuple[str, str, str]:
        return (self.label, bare(self.text), self.key)


@dataclass(frozen=True)
class SortedOut:
    """new: to be added; known: there already, as the same label; conflicting: there as another label."""

    new: tuple[Sentence, ...]
    known: tuple[Sentence, ...]
    conflicting: tuple[Sentence, ...]


def sort_out(files: Files, sentences: Iterable[Sentence]) -> SortedOut:
    """Whatever order they come in, the result is the same."""
    there = known_sentences(files)
    seen = dict(there)
    new: list[Sentence] = []
    known: list[Sentence] = []
    conflicting: list[Sentence] = []
    for sentence in sorted(sentences, key=lambda one: one.order):
        text = bare(sentence.text)
        is_new = text not in seen
        if seen.setdefault(text, sentence.label) != sentence.label:
            conflicting.append(sentence)
        else:
            (new if is_new else known).append(sentence)
    return SortedOut(tuple(new), tuple(known), tuple(conflicting))


def taught(files: Files, sentences: Sequence[Sentence]) -> dict[str, str]:
    """The files with these sentences, and the consumers' among them as regression messages."""
    wanted: dict[str, list[str]] = {}
    for sentence in sorted(sentences, key=lambda one: one.order):
        wanted.setdefault(sentence.label, []).append(sentence.text)
    changed = with_sentences(files, wanted)
    lines = "".join(f"{line}\n" for line in regression_lines(sentences))
    if lines:
        changed[REGRESSION] = changed.get(REGRESSION, "") + lines
    return changed


def regression_lines(sentences: Iterable[Sentence]) -> Iterator[str]:
    """What consumers wrote, and what it is: one JSON object a line."""
    for sentence in sorted(sentences, key=lambda one: one.order):
        if sentence.source is Source.REVIEW:
            yield json.dumps({"text": bare(sentence.text), "label": sentence.label}, ensure_ascii=False)


def unified(before: Files, after: Files) -> str:
    """The change as `git apply` takes it, files in order; empty when nothing changed."""
    return "".join(
        line
        for path in sorted(set(before) | set(after))
        if before.get(path) != after.get(path)
        for line in _one(path, before.get(path), after[path])
    )


def _one(path: str, before: str | None, after: str) -> Iterator[str]:
    yield f"diff --git a/{path} b/{path}\n"
    if before is None:
        yield "new file mode 100644\n"
    old = "/dev/null" if before is None else f"a/{path}"
    lines = difflib.unified_diff(
        (before or "").splitlines(keepends=True), after.splitlines(keepends=True), old, f"b/{path}"
    )
    for line in lines:
        yield line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n"
