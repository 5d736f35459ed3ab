"""`make shell`: `rasa shell`, with the action server and the case backend it needs beside it."""

import os
import subprocess
import sys
from pathlib import Path

from operations.environment import ROOT
from operations.processes import BRAIN_PYTHON, Stack, endpoints_file


def main() -> None:
    data = Path(os.environ.get("XIAOBAO_DATA", "var")).resolve()
    with Stack(data, names=("actions", "desk")) as stack:
        command = [str(BRAIN_PYTHON), "-m", "rasa", "shell", "--model", str(ROOT / "models" / "brain.tar.gz")]
        command += ["--endpoints", str(endpoints_file(data, stack.ports["actions"]))]
        sys.exit(subprocess.run(command, cwd=ROOT, env=stack.env, check=False).returncode)


if __name__ == "__main__":
    main()
