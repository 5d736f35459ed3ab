"""Text as WeChat shows it: numbered and tappable choices, sources, pieces within its byte limit (section 1.6).

Lengths are bytes of UTF-8, as the platform counts them: a Chinese character is three.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, dropwhile
from urllib.parse import quote

import regex

from connectors.wechat.wording import SOURCES

CHUNK = 1_900  # bytes a piece has at most …
HARD_LIMIT = 2_048  # … because beyond this the platform refuses it, and nobody says what it adds itself

SHORTEST = 64  # bytes; a limit below it would cut what people see as one character

# Links this module writes; they stay whole. Whoever writes text of their own cannot make one: see `plain`.
LINK = re.compile(r'<a href="[^"<>]*">[^<>]*</a>')
# An address cut in two leads nowhere.
WHOLE = re.compile(LINK.pattern + r"|https?://[!-;=?-~]+")
TAG = re.compile(r"<(?=\s*/?\s*[aA]\b)")
CLUSTER = regex.compile(r"\X")

# Where to cut, the best first: after a paragraph, a line, a sentence, a part of one.
BREAKS = ("\n\n", "\n", "。！？!?", "；;，,、：: ")


@dataclass(frozen=True)
class Choice:
    """One thing to choose. id: what the platform sends back when it is tapped, ASCII; title: at most 20 characters."""

    id: str
    title: str


def size(text: str) -> int:
    """Bytes of UTF-8."""
    return len(text.encode())


def plain(text: str) -> str:
    """`text` without live links: a name or a story with <a href=…> in it must not become one for somebody else."""
    return TAG.sub("＜", text)


def link(choice: Choice) -> str:
    """A title that, when tapped, is sent as the person's own message."""
    query = f"msgmenucontent={quote(choice.title, safe='')}&msgmenuid={quote(choice.id, safe='')}"
    # What would end the link early is left out of what is shown; what is sent keeps it.
    shown = re.sub(r"[<>]", "", choice.title)
    return f'<a href="weixin://bizmsgmenu?{query}">{shown}</a>'


def choice_lines(choices: Sequence[Choice], *, tappable: bool = True) -> str:
    """「1. …」 a line. The number is always there: not every client shows links, and people like to type it."""
    shown = [link(choice) if tappable else plain(choice.title) for choice in choices]
    return "\n".join(f"{number}. {title}" for number, title in enumerate(shown, 1))


def render(
    text: str, choices: Sequence[Choice] = (), sources: Sequence[str] = (), *, tappable: bool = True
) -> str:
    """One text for a reply: what is said, what it rests on, what can be chosen. tappable: choices as links."""
    parts = [plain(text).strip()]
    if sources:
        parts.append(SOURCES + "；".join(plain(source) for source in sources))
    if choices:
        parts.append(choice_lines(choices, tappable=tappable))
    return "\n\n".join(part for part in parts if part)


def _atoms(text: str, limit: int) -> Iterator[str]:
    """What is never cut: links, addresses, what people see as one character. Only what alone exceeds `limit` is."""
    position = 0
    for found in WHOLE.finditer(text):
        yield from _clusters(text[position : found.start()], limit)
        if size(found.group()) <= limit:
            yield found.group()
        else:  # a link that fits nowhere is better read than lost
            yield from _clusters(re.sub(r"<[^>]*>", "", found.group()), limit)
        position = found.end()
    yield from _clusters(text[position:], limit)


def _clusters(text: str, limit: int) -> Iterator[str]:
    """Grapheme clusters (UAX #29): an emoji with its skin, a family, a letter with its marks."""
    for found in CLUSTER.finditer(text):
        cluster = found.group()
        if size(cluster) <= limit:
            yield cluster
        else:
            yield from cluster


def _ends(atoms: Sequence[str], count: int, stops: str) -> bool:
    """Is there a break of this kind after so many atoms?"""
    if stops == "\n\n":
        return list(atoms[max(count - 2, 0) : count]) == ["\n", "\n"]
    return atoms[count - 1] in stops


def _cut(atoms: Sequence[str]) -> int:
    """How many of the atoms that fit make the piece: up to the best break in its second half, or all."""
    reached = list(accumulate(size(atom) for atom in atoms))
    half = bisect_right(reached, reached[-1] / 2)
    for stops in BREAKS:
        for count in range(len(atoms), half, -1):
            if _ends(atoms, count, stops):
                return count
    return len(atoms)


def split(text: str, limit: int = CHUNK) -> list[str]:
    """`text` in pieces of at most `limit` bytes, none blank; blanks around a cut are dropped, nothing else.

    limit: from SHORTEST to HARD_LIMIT. A piece ends at a paragraph, a line or a sentence where one ends in its second half.
    """
    if not SHORTEST <= limit <= HARD_LIMIT:
        raise ValueError(f"a limit from {SHORTEST} to {HARD_LIMIT} bytes, not {limit}")
    pieces: list[str] = []
    waiting: list[str] = []
    used = 0
    for atom in _atoms(text, limit):
        while used + size(atom) > limit:
            count = _cut(waiting)
            pieces.append("".join(waiting[:count]))
            waiting = list(dropwhile(str.isspace, waiting[count:]))
            used = sum(size(left) for left in waiting)
        if waiting or not atom.isspace():
            waiting.append(atom)
            used += size(atom)
    pieces.append("".join(waiting))
    return [piece.strip() for piece in pieces if piece.strip()]


def pack(parts: Sequence[str], limit: int = CHUNK) -> tuple[str, int]:
    """One message of as many of the leading parts as fit, and how many: at least one. parts: from `split`."""
    text, count = parts[0], 1
    while count < len(parts) and size(joined := f"{text}\n\n{parts[count]}") <= limit:
        text, count = joined, count + 1
    return text, count


def merge(texts: Sequence[str], limit: int = CHUNK) -> list[str]:
    """Several texts in as few messages as fit, in their order; a text is cut only where it does not fit alone.

    The first is the passive reply, which costs nothing of the quota; the rest goes by the API.
    """
    parts = [piece for text in texts for piece in split(text, limit)]
    messages: list[str] = []
    while parts:
        message, count = pack(parts, limit)
        messages.append(message)
        del parts[:count]
    return messages
