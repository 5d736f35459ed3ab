"""The real three processes, as `make run` starts them, on free ports with a data folder of their own."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from bench.driving import BEHIND_PROXY
from operations.processes import Stack, free_port
from operations.webchat import WebChat
from tests.end_to_end.switch import Switch

MOST_WAITING = 20  # messages, in the battered stack


@pytest.fixture(scope="session")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """One stack for all tests that leave it as they found it."""
    with Stack(tmp_path_factory.mktemp("stack")) as running:
        yield running


@pytest.fixture(scope="module")
def fragile(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Stack, Switch]]:
    """A stack whose processes tests may kill, and whose case API hangs behind a switch."""
    switch = Switch(free_port())
    extra = {"DESK_URL": f"http://127.0.0.1:{switch.port}"}
    stack = Stack(tmp_path_factory.mktemp("fragile"), extra=extra)
    switch.target = stack.ports["desk"]
    with switch, stack as running:
        yield running, switch


@pytest.fixture(scope="session")
def case_api() -> Iterator[Switch]:
    """The way to the case API of the battered stack."""
    with Switch(free_port()) as switch:
        yield switch


@pytest.fixture(scope="session")
def battered(tmp_path_factory: pytest.TempPathFactory, case_api: Switch) -> Iterator[Stack]:
    """One stack for all modules whose tests kill, halt or flood its processes and see to it that they run again. Staff
    are always there, whatever the clock says; few messages may wait, so that few people are a rush."""
    extra = {
        **BEHIND_PROXY,
        "XIAOBAO_SERVICE_HOURS": "always",
        "XIAOBAO_MOST_WAITING": str(MOST_WAITING),
        "DESK_URL": f"http://127.0.0.1:{case_api.port}",
    }
    stack = Stack(tmp_path_factory.mktemp("battered"), extra=extra)
    case_api.target = stack.ports["desk"]
    with stack as running:
        yield running


@pytest.fixture
def chat(stack: Stack) -> WebChat:
    return WebChat(stack.url).open()


@pytest.fixture
def data(stack: Stack) -> Path:
    return stack.data
