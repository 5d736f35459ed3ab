"""Passwords: how they are kept, and which are refused.

Argon2id with the second recommended option of RFC 9106 (64 MiB, 3 passes, 4 lanes): about a tenth of a second. It runs
in threads of its own, two at a time, so that neither the event loop waits nor a flood of sign-ins takes the memory.
"""

import asyncio
import re
import secrets
from concurrent.futures import ThreadPoolExecutor
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from argon2.profiles import RFC_9106_LOW_MEMORY

SHORTEST, LONGEST = 12, 128  # characters
FEWEST_DIFFERENT = 6  # characters
FEWEST_OF_OWN = 6  # characters that remain when everything guessable is taken out
ONE_TIME_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"  # nothing that looks like something else
# What lists of leaked passwords are made of, here and in China; written down by us, no list of anybody's.
USUAL = [
    "password",
    "passwort",
    "admin",
    "administrator",
    "root",
    "qwerty",
    "welcome",
    "letmein",
    "iloveyou",
    "monkey",
    "dragon",
    "login",
    "master",
    "secret",
    "default",
    "changeme",
    "woaini",
    "mima",
    "zhongguo",
    "xiaobao",
    "12315",
    "5201314",
    "1314520",
    "xiaofei",
    "weiquan",
    "aini",
    "abc",
]
ROWS = (
    "abcdefghijklmnopqrstuvwxyz",
    "0123456789",
    "qwertyuiop",
    "asdfghjkl",
    "zxcvbnm",
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik",
)
LOOKALIKE = str.maketrans("@$01357!", "asoiests")


@cache
def _hasher() -> PasswordHasher:
    return PasswordHasher.from_parameters(RFC_9106_LOW_MEMORY)


@cache
def _threads() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(max_workers=2, thread_name_prefix="argon2")


@cache
def _nobodys() -> str:
    """Compared with where nobody has the name, so that the time taken does not tell it."""
    return _hasher().hash(secrets.token_urlsafe(16))


async def hash_password(password: str) -> str:
    """The encoded argon2id hash with its salt and parameters."""
    return await asyncio.get_running_loop().run_in_executor(_threads(), _hasher().hash, password)


async def is_password(password: str, kept: str | None) -> bool:
    """Whether `kept` was made of it; None (nobody, or no password) takes as long and is never right."""

    def compare() -> bool:
        try:
            return _hasher().verify(kept or _nobodys(), password) and kept is not None
        except (VerificationError, InvalidHashError):
            return False

    return await asyncio.get_running_loop().run_in_executor(_threads(), compare)


def is_outdated(kept: str) -> bool:
    """Whether it was hashed with weaker parameters than today's."""
    return _hasher().check_needs_rehash(kept)


def one_time_password() -> str:
    """Four groups of four, 79 random bits: to be read out over a telephone and changed at the first sign-in."""
    letters = [secrets.choice(ONE_TIME_ALPHABET) for _ in range(16)]
    return "-".join("".join(letters[i : i + 4]) for i in range(0, 16, 4))


def _without_rows(text: str) -> str:
    """Runs of three and more along an alphabet, the figures or a keyboard, either way, taken out."""
    for row in (*ROWS, *(row[::-1] for row in ROWS)):
        for length in range(len(row), 2, -1):
            for start in range(len(row) - length + 1):
                text = text.replace(row[start : start + length], "")
    return text


def _of_own(text: str) -> int:
    """How many characters remain when usual words, runs, years, repetitions and repeated pieces are taken out."""
    for word in USUAL:
        text = text.replace(word, "")
    text = re.sub(r"(?:19|20)\d\d", "", _without_rows(text))
    text = re.sub(r"(.{2,}?)\1+", r"\1", text)
    return len(re.sub(r"(.)\1{2,}", r"\1", text))


def password_problem(password: str, *, name: str) -> str | None:
    """A key of wording.FIELD_ERRORS, or None for a good one. Length counts, kinds of characters do not (NIST SP
    800-63B, 3.1.1.2).

    Worked examples: "Password2024!" → password_common; "123456789012" → password_common; "四个 不相干 的词 连起来" → None.
    """
    if len(password) < SHORTEST:
        return "password_short"
    if len(password) > LONGEST:
        return "password_long"
    folded = password.casefold()
    if len(name) > 2 and name.casefold() in folded:
        return "password_name"
    as_read = folded.translate(LOOKALIKE)
    if len(set(folded)) < FEWEST_DIFFERENT or min(_of_own(folded), _of_own(as_read)) < FEWEST_OF_OWN:
        return "password_common"
    return None
