"""Real Rasa for the brain's tests: a small assistant, trained once, and the real channel over HTTP.

Only the action server is a stand-in: what an action answers is what the test says.
"""

from __future__ import annotations

import logging
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

# Before Rasa is imported: it reads these then.
os.environ["RASA_TELEMETRY_ENABLED"] = "false"
os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
os.environ["SQLALCHEMY_SILENCE_UBER_WARNING"] = "1"

import pytest
import structlog
from cryptography.fernet import Fernet

from bot.settings import BrainSettings
from bot.tracker_store import CompactTrackerStore
from tests.bot.brain import ActionServer, Brain, Desk, train

structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))

ROOT = Path(__file__).parents[2]
PROJECT = Path(__file__).parent / "data" / "project"


@pytest.fixture(scope="session")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small assistant with this project's own config.yml."""
    folder = tmp_path_factory.mktemp("project") / "assistant"
    shutil.copytree(PROJECT, folder)
    shutil.copy(ROOT / "config.yml", folder)
    return folder


@pytest.fixture(scope="session")
def model(project: Path) -> Path:
    """The trained small assistant."""
    os.environ["RASA_CACHE_DIRECTORY"] = str(project / "cache")
    return train(project)


@pytest.fixture(scope="session")
def action_server() -> Iterator[ActionServer]:
    server = ActionServer()
    yield server
    server.stop()


@pytest.fixture
def actions(action_server: ActionServer) -> ActionServer:
    """The action server, with nothing said yet."""
    action_server.reset()
    return action_server


@pytest.fixture
def settings(tmp_path: Path) -> BrainSettings:
    """Settings with a database file and a key of this test alone."""
    environ = {"XIAOBAO_DATA": str(tmp_path), "XIAOBAO_KEY": Fernet.generate_key().decode("ascii")}
    return BrainSettings.from_env(environ)


@pytest.fixture
def store(settings: BrainSettings) -> Iterator[CompactTrackerStore]:
    store = CompactTrackerStore(settings=settings)
    yield store
    store.close()


@pytest.fixture(scope="session")
def server() -> Iterator[Brain]:
    """The channel on a real server, without an agent."""
    brain = Brain()
    yield brain
    brain.stop()


@pytest.fixture
def desk(server: Brain, model: Path, actions: ActionServer, store: CompactTrackerStore) -> Desk:
    """The desk, in front of a brain with the small assistant and an empty database."""
    server.load(model, store, actions.url)
    return Desk(server.url)
