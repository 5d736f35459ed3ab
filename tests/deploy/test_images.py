"""What an image holds is enough: the folder as the Containerfile copies it, and the real process started in it.

There is no container here, but the same files and nothing beside them, and a folder that nothing is written into.
"""

import os
import re
import shutil
import subprocess
import time
from collections.abc import Mapping
from pathlib import Path

import pytest

from operations.environment import environment
from operations.processes import BRAIN_PYTHON, DESK_PYTHON, free_port, is_ready

ROOT = Path(__file__).parents[2]
CONTAINERS = ROOT / "deploy" / "containers"
START = 300.0  # seconds


def image(name: str, folder: Path) -> Path:
    """The last stage's /app. What comes from other stages is taken from where it was built here."""
    last = (CONTAINERS / f"{name}.Containerfile").read_text("utf-8").split("\nFROM ")[-1]
    app = folder / "app"
    app.mkdir()
    for line in re.findall(r"^COPY (.+)$", last, re.MULTILINE):
        origin, _, rest = line.partition(" ") if line.startswith("--from=") else ("", "", line)
        *sources, target = rest.split()
        for source in sources:
            if source.startswith("/opt/"):
                continue  # the environment, which stays where it is
            here = ROOT / source.removeprefix("/src/").removeprefix("/app/")
            there = app / target
            if here.is_dir():
                leave_out = (
                    shutil.ignore_patterns("node_modules", "__pycache__", "dist") if not origin else None
                )
                shutil.copytree(here, there, ignore=leave_out, dirs_exist_ok=True)
            else:
                there = there / here.name if target.endswith("/") or len(sources) > 1 else there
                there.parent.mkdir(parents=True, exist_ok=True)
                if here.suffix == ".gz":
                    os.symlink(here.resolve(), there)
                else:
                    shutil.copyfile(here, there)
    return app


def files(folder: Path) -> set[Path]:
    return {path for path in folder.rglob("*") if path.is_file()}


def starts(name: str, command: list[str], app: Path, env: Mapping[str, str], port: int) -> None:
    """It becomes ready in this folder and leaves nothing in it."""
    before, log = files(app), app.parent / f"{name}.log"
    with log.open("wb") as out:
        process = subprocess.Popen(command, cwd=app, env=dict(env), stdout=out, stderr=out)
    try:
        deadline = time.monotonic() + START
        while not is_ready(name, port):
            assert process.poll() is None, log.read_text("utf-8", "replace")[-2000:]
            assert time.monotonic() < deadline, log.read_text("utf-8", "replace")[-2000:]
            time.sleep(0.3)
    finally:
        process.kill()  # how it stops is told elsewhere
        process.wait()
    assert files(app) == before, "the image's file system is read-only"


@pytest.fixture
def env(tmp_path: Path) -> dict[str, str]:
    ports = {name: free_port() for name in ("brain", "actions", "desk")}
    made = environment(tmp_path / "data", ports, {"PATH": os.environ["PATH"]})
    temporary = tmp_path / "tmp"
    temporary.mkdir()
    return made | {
        "PYTHONDONTWRITEBYTECODE": "1",
        "XIAOBAO_LOG_FORMAT": "json",
        "HOME": str(temporary),
        "MPLCONFIGDIR": str(temporary),
        "TMPDIR": str(temporary),
    }


def test_the_desk_s_image_migrates_and_serves_desk_and_actions(tmp_path: Path, env: dict[str, str]) -> None:
    if (
        not (ROOT / "connectors/webchat/page/dist").is_dir()
        or not (ROOT / "desk/console/assets/dist").is_dir()
    ):
        pytest.skip("the pages are not built here (make page)")
    app, python = image("desk", tmp_path), str(DESK_PYTHON)
    migrated = subprocess.run([python, "-m", "desk.store.migrate"], cwd=app, env=env, check=False)
    assert migrated.returncode == 0
    starts("desk", [python, "-m", "desk"], app, env, int(env["DESK_PORT"]))
    starts("actions", [python, "-m", "actions"], app, env, int(env["ACTIONS_PORT"]))


def test_the_brain_s_image_loads_its_model_and_calls_the_named_action_server(
    tmp_path: Path, env: dict[str, str]
) -> None:
    if not (ROOT / "models" / "brain.tar.gz").exists():
        pytest.skip("no model is trained here (make train)")
    app = image("brain", tmp_path)
    text = (CONTAINERS / "brain.Containerfile").read_text("utf-8")
    found = re.search(r'^CMD \["python", (.+?)\]$', text.replace("\\\n", ""), re.MULTILINE)
    assert found is not None
    command = [str(BRAIN_PYTHON), *re.findall(r'"([^"]+)"', found[1])]
    command[command.index("5005")], command[command.index("0.0.0.0")] = env["BRAIN_PORT"], "127.0.0.1"
    starts("brain", command, app, env, int(env["BRAIN_PORT"]))
    assert "${ACTIONS_URL}/webhook" in (app / "endpoints.yml").read_text("utf-8")
