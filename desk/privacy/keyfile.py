"""The file of secrets in the data folder, as far as keys are rotated in it: changed whole or not at all."""

import datetime as dt
import os
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path

from dotenv import dotenv_values

FILE = "xiaobao.env"


class NotInFile(LookupError):
    """The keys come from the environment, not from the file: whoever set them there must change them."""


def known(path: Path) -> dict[str, str]:
    """What the file says; empty without a file."""
    return {name: value for name, value in dotenv_values(path).items() if value}


def keys_in(path: Path) -> tuple[str, ...]:
    """The keys, newest first. Raises NotInFile."""
    keys = tuple(key.strip() for key in known(path).get("XIAOBAO_KEY", "").split(",") if key.strip())
    if not keys:
        raise NotInFile(path)
    return keys


def change(path: Path, values: Mapping[str, str], *, now: dt.datetime) -> Path:
    """Set these names in the file, keep its other lines, and return the copy of what it was before.

    Copy and file are readable by their owner alone. A crash leaves the old file or the new one.
    """
    backup = path.with_name(f"{path.name}.{now:%Y%m%dT%H%M%S%f}.bak")
    descriptor = os.open(backup, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as copy, path.open("rb") as file:
        shutil.copyfileobj(file, copy)
        copy.flush()
        os.fsync(copy.fileno())
    named = set(values)
    lines = [
        line
        for line in path.read_text("utf-8").splitlines()
        if line.partition("=")[0].removeprefix("export ").strip() not in named
    ]
    lines += [f"{name}={value}" for name, value in values.items()]
    handle, partial = tempfile.mkstemp(prefix=f"{path.name}.", dir=path.parent)  # mode 0600
    with os.fdopen(handle, "w", encoding="utf-8") as file_out:
        file_out.write("\n".join(lines) + "\n")
        file_out.flush()
        os.fsync(file_out.fileno())
    os.replace(partial, path)
    return backup
