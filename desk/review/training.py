"""The training data as text: which labels it has, which sentences, and where a further one goes. Pure but for `read`.

The files are edited as text, not dumped anew, so that the diff shows the added lines and nothing else.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

NLU = "data/nlu"
NEW_TOPICS = "data/nlu/topics/taught.yml"  # labels that no file has yet
REGRESSION = "data/regression/taught.jsonl"
HEAD = 'version: "3.1"\n\nnlu:\n'
ASK = "ask/"

_INTENT = re.compile(r"^(?P<indent> *)- intent: *(?P<label>[^\s#]+) *(?:#.*)?$")
_EXAMPLES = re.compile(r"^ +examples: *\|[-+]?\s*$")
_EXAMPLE = re.compile(r"^(?P<indent> +)- (?P<text>.*\S)\s*$")
_ANNOTATION = re.compile(r"\[([^\]]+)\](?:\([^)]*\)|\{[^}]*\})")

Files = Mapping[str, str]  # path from the project's folder → text


@dataclass(frozen=True)
class Block:
    """The examples of one label in one file. last: index of its last line; indent: before its dashes."""

    label: str
    file: str
    last: int
    indent: str
    texts: tuple[str, ...]


def read(root: Path) -> Files:
    """The NLU files and the regression messages below the project's folder."""
    paths = [*sorted((root / NLU).rglob("*.yml")), root / REGRESSION]
    return {path.relative_to(root).as_posix(): path.read_text("utf-8") for path in paths if path.is_file()}


def blocks(file: str, text: str) -> Iterator[Block]:
    """Every label's examples in a file, from the top."""
    label, indent, last, inside = "", "", -1, False
    texts: list[str] = []
    for number, line in enumerate([*text.splitlines(), "- intent: end"]):
        if found := _INTENT.match(line):
            if label and texts:
                yield Block(label, file, last, indent, tuple(texts))
            label, texts, inside = found["label"], [], False
        elif _EXAMPLES.match(line):
            inside = True
        elif inside and (example := _EXAMPLE.match(line)):
            indent, last = example["indent"], number
            texts.append(example["text"])


def blocks_of(files: Files) -> list[Block]:
    return [
        block
        for file, text in sorted(files.items())
        if file.endswith((".yml", ".yaml"))
        for block in blocks(file, text)
    ]


def labels_of(files: Files) -> frozenset[str]:
    """What the classifier can tell apart."""
    return frozenset(block.label for block in blocks_of(files))


def bare(annotated: str) -> str:
    """The sentence without the marks of its entities."""
    return _ANNOTATION.sub(r"\1", annotated)


def known_sentences(files: Files) -> dict[str, str]:
    """Sentence without marks → its label."""
    return {bare(text): block.label for block in blocks_of(files) for text in block.texts}


def with_sentences(files: Files, wanted: Mapping[str, Iterable[str]]) -> dict[str, str]:
    """The files with sentences added at the end of their label's examples, in the given order.

    wanted: label → sentences. A label that no file has gets a block at the end of NEW_TOPICS.
    """
    changed = dict(files)
    for label, sentences in sorted(wanted.items()):
        lines = list(sentences)
        # A label may stand in several files: where most of its sentences are is its home.
        homes = (block for block in blocks_of(changed) if block.label == label)
        place = max(homes, key=lambda block: len(block.texts), default=None)
        if not lines:
            continue
        if place is None:
            before = changed.get(NEW_TOPICS, HEAD)
            block = f"- intent: {label}\n  examples: |\n" + "".join(f"    - {line}\n" for line in lines)
            changed[NEW_TOPICS] = before + ("" if before.endswith(":\n") else "\n") + block
        else:
            rows = changed[place.file].splitlines(keepends=True)
            if not rows[place.last].endswith("\n"):
                rows[place.last] += "\n"
            rows[place.last + 1 : place.last + 1] = [f"{place.indent}- {line}\n" for line in lines]
            changed[place.file] = "".join(rows)
    return changed
