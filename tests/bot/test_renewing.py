"""Another model while the brain answers."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
import requests

from bot.tracker_store import CompactTrackerStore
from tests.bot.brain import TOKEN, ActionServer, Brain, Desk


@pytest.fixture
def file(
    server: Brain, model: Path, actions: ActionServer, store: CompactTrackerStore, tmp_path: Path
) -> Path:
    """The model file that the brain was started with."""
    copy = tmp_path / "brain.tar.gz"
    shutil.copy(model, copy)
    server.load(copy, store, actions.url)
    return copy


def renew(server: Brain, token: str = TOKEN) -> requests.Response:
    headers = {"Authorization": f"Bearer {token}"}
    return requests.post(f"{server.url}/model", headers=headers, timeout=60)


def test_the_file_is_loaded_anew_and_a_conversation_goes_on(server: Brain, file: Path) -> None:
    desk, before = Desk(server.url, "c-renewed"), server.app.ctx.agent.processor
    first = desk.texts("你好")
    answer = renew(server)
    assert answer.status_code == 200
    assert answer.json()["before"] == answer.json()["model_id"]  # the same file
    assert server.app.ctx.agent.processor is not before
    assert desk.texts("你好") == first


def test_a_file_that_is_no_model_leaves_the_one_that_is_loaded(server: Brain, file: Path) -> None:
    file.write_bytes(b"no model")
    answer = renew(server)
    assert (answer.status_code, answer.json()["code"]) == (500, "model_unusable")
    assert Desk(server.url, "c-kept").texts("你好")


def test_a_stranger_renews_nothing(server: Brain, file: Path) -> None:
    before = server.app.ctx.agent.processor
    assert renew(server, "wrong").status_code == 401
    assert server.app.ctx.agent.processor is before
