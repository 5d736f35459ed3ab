"""Case numbers: short, said easily on the phone, without characters that look alike.

The alphabet keeps one of each look-alike group: no 0 1 I L O Q U, and digits instead of B, G, S and Z.
So what a person misreads or mistypes can be put right without asking.
"""

import secrets
import unicodedata

PREFIX = "XB"
ALPHABET = "23456789ACDEFHJKMNPRTVWXY"
LENGTH = 8  # 25^8 = 1.5e11 numbers, drawn at random so that none can be guessed from another
LOOK_ALIKES = str.maketrans("BGSZO0QIL1U", "8652DDD777V")
MAX_TYPED = 64  # characters of input worth looking at


def new_case_no() -> str:
    """A fresh number such as XB7K3M9TXA. Uniqueness is the table's business."""
    return PREFIX + "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))


def read_case_no(typed: str) -> str:
    """The number a person means: any case or width, spaced, without the prefix, with look-alikes put right.

    "xb 7k3m-9tx a" gives XB7K3M9TXA. What cannot be a number comes back upper-cased and matches no case.
    """
    written = unicodedata.normalize("NFKC", typed[:MAX_TYPED]).upper()
    written = "".join(character for character in written if character.isascii() and character.isalnum())
    if len(written) == len(PREFIX) + LENGTH and written[0] == "X" and written[1] in "B8":
        written = written[len(PREFIX) :]
    if len(written) != LENGTH:
        return written
    return PREFIX + written.translate(LOOK_ALIKES)
