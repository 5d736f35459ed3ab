"""Text made searchable without a dictionary: pairs of neighbouring characters. Pure.

Chinese is written without blanks, and names of shops and products stand in no dictionary, so words are not
looked for: every pair of neighbours is a token, and a search asks for all pairs of what was typed. What holds
all pairs need not hold them side by side, so candidates are compared with the flat text once more.
"""

import re
import unicodedata
from collections.abc import Iterable

_NOT_WORDS = re.compile(r"[\W_]+")
MAX_TERMS = 8  # of one search; more say nothing more


def flat(text: str) -> str:
    """As compared: width and case do not matter, nor does punctuation. 「iPhone 15（黑）」 gives iphone15黑."""
    return _NOT_WORDS.sub("", unicodedata.normalize("NFKC", text).casefold())


def searchable(fields: Iterable[str | None]) -> str:
    """The flat texts of some fields, a blank between them: no term reaches from one into the next."""
    return " ".join(part for part in map(flat, filter(None, fields)) if part)


def _token(characters: str) -> str:
    """ASCII, so that no database's own idea of letters, case or accents comes in. 「大米」 gives 0592707c73."""
    return "".join(f"{ord(character):05x}" for character in characters)


def tokens(text: str) -> str:
    """The tokens of a searchable text, blanks between them, each once.

    Pairs, and the last character of each field alone: so every character begins a token, and a search for one
    character is a search for a beginning. 「大米」 gives the tokens of 大米 and 米.
    """
    found = (_token(part[at : at + 2]) for part in text.split() for at in range(len(part)))
    return " ".join(dict.fromkeys(found))


def terms(typed: str) -> list[str]:
    """What a search asks for: the flat words of what was typed, all of which must be found."""
    return list(dict.fromkeys(filter(None, map(flat, typed.split()))))[:MAX_TERMS]


def wanted(term: str) -> tuple[tuple[str, bool], ...]:
    """The tokens that a text with this term holds, each with whether it is only a token's beginning."""
    if len(term) == 1:
        return ((_token(term), True),)
    pairs = dict.fromkeys(term[at : at + 2] for at in range(len(term) - 1))
    return tuple((_token(pair), False) for pair in pairs)
