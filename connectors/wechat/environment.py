"""The environment as `make run` gives it to the desk, for commands beside it."""

import os
from collections.abc import Mapping
from pathlib import Path

from desk.privacy.keyfile import FILE, known


def environment_of_folder(environ: Mapping[str, str] | None = None) -> dict[str, str]:
    """What the data folder's file says, under what the operator has set."""
    env = dict(os.environ if environ is None else environ)
    data = Path(env.get("XIAOBAO_DATA") or "var").resolve()
    return {**known(data / FILE), **{name: value for name, value in env.items() if value}}
