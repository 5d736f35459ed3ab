"""A stack whose model and training data are copies, so that a training may change them."""

import os
import shutil
import subprocess
import time
from pathlib import Path

import requests

from desk.clock import utc_now
from operations.environment import ROOT
from operations.processes import DESK_PYTHON, Stack
from operations.teach.working_copy import copy


def copied(folder: Path) -> Path:
    """The path of the copied model; the project's data lie in `folder`."""
    copy(ROOT, folder)
    model = folder / "models" / "brain.tar.gz"
    model.parent.mkdir()
    shutil.copy2(ROOT / "models" / "brain.tar.gz", model)
    return model


def command(stack: Stack, *arguments: str) -> str:
    """What a command of the operator's prints, run with the stack's environment; it must succeed."""
    done = subprocess.run(
        [str(DESK_PYTHON), "-m", *arguments],
        cwd=ROOT,
        env=dict(stack.env) | {"PATH": os.environ["PATH"]},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def best(stack: Stack, text: str) -> str:
    """What the running brain takes it for, asked as the desk asks."""
    body = {
        "conversation_id": f"asked-{time.monotonic_ns()}", "message_id": "m-1", "text": text, "payload": None,
        "metadata": {"sent_at": utc_now().isoformat(), "channel": "webchat", "attachments": []},
    }  # fmt: skip
    answer = requests.post(
        f"http://127.0.0.1:{stack.ports['brain']}/webhooks/desk/turns",
        json=body,
        headers={"Authorization": f"Bearer {stack.env['BRAIN_TOKEN']}"},
        timeout=60,
    )
    assert answer.status_code == 200, answer.text
    return str(answer.json()["explanation"]["topic_ranking"][0]["name"])
