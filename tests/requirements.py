"""What some tests need that may not be there. They skip and say why; where it is required they fail.

`XIAOBAO_REQUIRE` lists what is required: `brain` (its environment and the trained model), `browser` (Chromium), `shared`
(the reference material beside the project). `make test` requires the first two; the material is not part of
the project, so only who has it can require it.
"""

import os
from typing import Literal, NoReturn, get_args

import pytest

Requirement = Literal["brain", "browser", "shared"]
KNOWN = frozenset[str](get_args(Requirement))


def required() -> frozenset[str]:
    """Raises ValueError for a name that is none: a slip must not make tests skip."""
    listed = frozenset(
        filter(None, (name.strip() for name in os.environ.get("XIAOBAO_REQUIRE", "").split(",")))
    )
    if unknown := listed - KNOWN:
        raise ValueError(f"XIAOBAO_REQUIRE knows {sorted(KNOWN)}, not {sorted(unknown)}")
    return listed


def absent(what: Requirement, reason: str) -> NoReturn:
    """End the test that needs it: failed where it is required, else skipped."""
    if what in required():
        pytest.fail(f"required, but {reason}", pytrace=False)
    pytest.skip(reason)
