"""What a check found."""

from dataclasses import dataclass
from enum import StrEnum


class Grade(StrEnum):
    WELL = "well"
    MIND = "mind"  # works today; somebody should see to it
    BROKEN = "broken"


EXIT_CODES = {Grade.WELL: 0, Grade.MIND: 1, Grade.BROKEN: 2}


@dataclass(frozen=True)
class Finding:
    """said: what is so; act: what to do about it, empty where all is well. Neither holds a secret or a person."""

    check: str
    grade: Grade
    said: str
    act: str = ""


def well(check: str, said: str) -> Finding:
    return Finding(check, Grade.WELL, said)


def mind(check: str, said: str, act: str) -> Finding:
    return Finding(check, Grade.MIND, said, act)


def broken(check: str, said: str, act: str) -> Finding:
    return Finding(check, Grade.BROKEN, said, act)


def worst(findings: list[Finding]) -> Grade:
    """The grade of the whole."""
    order = list(EXIT_CODES)
    return max((finding.grade for finding in findings), key=order.index, default=Grade.WELL)
