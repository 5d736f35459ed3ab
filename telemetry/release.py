"""Which release a process is, so that a roll-out can be watched and a mixture found."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping

VERSION = "0.1.0"  # pyproject.toml's; a test keeps them alike
HEADER = "X-Xiaobao-Release"  # of health answers on internal addresses
TAG = re.compile(r"[A-Za-z0-9._+-]{1,64}")


def release(environ: Mapping[str, str] | None = None) -> str:
    """XIAOBAO_RELEASE, which a container image brings (its tag), else the version. A tag no header could carry is
    passed over."""
    tag = (os.environ if environ is None else environ).get("XIAOBAO_RELEASE", "").strip()
    return tag if TAG.fullmatch(tag) else VERSION
