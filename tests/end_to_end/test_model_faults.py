"""A brain that is started on a damaged model: it says so and stops, everybody can see it, and people's messages wait."""

import json
import subprocess
from pathlib import Path

import requests

from operations.environment import ROOT
from operations.processes import DESK_PYTHON, Stack
from operations.webchat import WebChat
from tests.end_to_end.breaking import PATIENCE, eventually, said


def doctor(stack: Stack) -> dict[str, str]:
    """Grades by check."""
    told = subprocess.run(
        [DESK_PYTHON, "-m", "operations.doctor", "--json"],
        cwd=ROOT,
        env=dict(stack.env),
        capture_output=True,
        check=False,
    )
    return {one["check"]: one["grade"] for one in json.loads(told.stdout)["findings"]}


def test_a_brain_with_a_damaged_model_names_it_and_stops_and_messages_wait_for_the_right_one(
    battered: Stack, tmp_path: Path
) -> None:
    whole, damaged = battered.model, tmp_path / "brain.tar.gz"
    damaged.write_bytes(whole.read_bytes()[: 2**20])
    chat = WebChat(battered.url).open()
    battered.stop("brain")
    battered.model = damaged
    try:
        battered.start("brain")
        assert battered.running.pop("brain").wait(PATIENCE) == 1
        assert f"brain: the model at {damaged} is damaged" in battered.log("brain")
        assert chat.post({"text": "你好"}, wait=0).status_code == 202
        ready = requests.get(f"{battered.url}/readyz", timeout=10)
        assert (ready.status_code, ready.json()["checks"]["brain"]) == (200, False)
        assert doctor(battered)["brain"] == "broken"
    finally:
        battered.model = whole
        battered.start("brain")
        battered.wait("brain")
    eventually(lambda: said(chat, "bot"), lambda answers: len(answers) == 1)
    assert requests.get(f"{battered.url}/readyz", timeout=10).json()["checks"]["brain"] is True
    assert doctor(battered)["brain"] == "well"
