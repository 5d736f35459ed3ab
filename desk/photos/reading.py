"""What was read on a photograph: lines with their places. It travels sealed or in memory, never in clear."""

import json
from dataclasses import asdict, dataclass

MOST_LINES = 300  # a receipt has 40, a long screenshot 200
MOST_CHARACTERS = 8_000
LONGEST_LINE = 200  # characters


@dataclass(frozen=True)
class Line:
    """One run of text. Places are parts of the page's width, so they mean the same at any resolution:
    the page is 1 wide and, say, 2.1 high."""

    text: str
    left: float
    top: float
    right: float
    bottom: float
    score: float  # how sure the recogniser is, 0 to 1


def bounded(lines: list[Line]) -> list[Line]:
    """The first lines from the top, within what a turn may carry."""
    kept, left = [], MOST_CHARACTERS
    for line in sorted(lines, key=lambda line: (line.top, line.left))[:MOST_LINES]:
        left -= len(line.text)
        if left < 0:
            break
        kept.append(line)
    return kept


def encode(lines: list[Line]) -> bytes:
    """One JSON line, as the child writes it."""
    return json.dumps([asdict(line) for line in lines], ensure_ascii=False).encode() + b"\n"


def encode_failure(code: str) -> bytes:
    """What stands in the place of the lines when reading failed."""
    return json.dumps({"failed": code}).encode() + b"\n"


class ReadingFailed(Exception):
    """No reading came of it: `code` says why (timeout, died, an error's type)."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def decode(content: bytes) -> list[Line]:
    """Raises ReadingFailed when the child says so, or when it says anything else than lines."""
    try:
        answer = json.loads(content)
        if isinstance(answer, dict):
            raise ReadingFailed(str(answer["failed"]))
        return [Line(**fields) for fields in answer]
    except (TypeError, KeyError, ValueError) as error:
        raise ReadingFailed("garbled") from error
