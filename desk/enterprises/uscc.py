"""Unified social credit codes of businesses (统一社会信用代码, GB 32100-2015). Pure."""

LENGTH = 18
CHARACTERS = "0123456789ABCDEFGHJKLMNPQRTUWXY"  # without I, O, S, V and Z, which look like others
BASE = len(CHARACTERS)  # 31, a prime: any one wrong character changes the check character
WEIGHTS = tuple(pow(3, place, BASE) for place in range(LENGTH - 1))


def check_character(first_17: str) -> str:
    """The eighteenth character: 91350100M000100Y4 gives 3. Raises ValueError for a character outside the set."""
    total = sum(
        CHARACTERS.index(character) * weight for character, weight in zip(first_17, WEIGHTS, strict=True)
    )
    return CHARACTERS[-total % BASE]


def is_uscc(text: str) -> bool:
    """Whether `text` is a code in its canonical form: 18 characters, upper case, with the right check character."""
    if len(text) != LENGTH or any(character not in CHARACTERS for character in text):
        return False
    return check_character(text[:-1]) == text[-1]
