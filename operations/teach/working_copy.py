"""The training data beside the project's own: copied, changed by a diff, thrown away."""

import os
import shutil
import subprocess
from pathlib import Path

COPIED = ("domain.yml", "config.yml", "data/nlu", "data/rules", "data/stories", "data/regression")


class DiffRefused(RuntimeError):
    """The diff does not fit the data; the message is git's. Nothing was changed."""


def copy(project: Path, folder: Path) -> None:
    """What a training reads, into an empty folder."""
    for name in COPIED:
        source = project / name
        if source.is_dir():
            shutil.copytree(source, folder / name)
        elif source.is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(source, folder / name)


def apply(diff: str, folder: Path, *, back: bool = False) -> None:
    """All of it or nothing. Raises DiffRefused."""
    if not diff:
        return
    # A folder inside somebody's repository must be taken as it stands: git would look for the paths at its top.
    environment = os.environ | {"GIT_CEILING_DIRECTORIES": str(folder.resolve().parent)}
    command = ["git", "apply", "--whitespace=nowarn", *(["--reverse"] if back else []), "-"]
    try:
        done = subprocess.run(
            command, input=diff.encode(), cwd=folder, env=environment, capture_output=True, check=False
        )
    except FileNotFoundError as error:
        raise DiffRefused("git is not installed: it applies the diff") from error
    if done.returncode != 0:
        raise DiffRefused(done.stderr.decode("utf-8", "replace").strip())
