"""The three case backends that must behave alike: in memory, the example of the documentation, and the desk."""

import itertools
import socket
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from functools import partial

import pytest
from sanic import Sanic

from actions.case_backend.http import HttpCaseBackend
from actions.case_backend.memory import MemoryCaseBackend
from actions.case_backend.port import CaseBackend
from operations.processes import Stack
from tests import enterprise, officer
from tests.actions.case_backend.example_backend import TOKEN, create_backend
from tests.actions.case_backend.example_talks import propose

_names = itertools.count(1)


@dataclass(frozen=True)
class Subject:
    """A backend, and what others do in it: an officer asks for material or ends the case with a settlement, an
    enterprise (known by its name) enrols, and proposes (case number, terms, refund in fen; gives the proposal's id)."""

    backend: CaseBackend
    ask_for_material: Callable[[str], Awaitable[None]]
    settle: Callable[[str], Awaitable[None]]
    enrol: Callable[[str], Awaitable[None]]
    propose: Callable[[str, str, int], Awaitable[str]]


@pytest.fixture(scope="session")
def desk_process(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """The desk alone, as `make run` starts it."""
    with Stack(tmp_path_factory.mktemp("case-backend"), names=("desk",)) as running:
        yield running


@asynccontextmanager
async def example() -> AsyncIterator[tuple[str, Sanic]]:  # type: ignore[type-arg]
    """The example backend on a loopback port, in this event loop."""
    Sanic.test_mode = True
    app = create_backend(f"example_backend_{next(_names)}")
    sock = socket.socket()
    sock.bind(("127.0.0.1", 0))
    server = await app.create_server(sock=sock, return_asyncio_server=True)
    assert server is not None
    await server.startup()
    yield f"http://127.0.0.1:{sock.getsockname()[1]}", app
    await server.close()
    for connection in server.connections:
        connection.close()


def in_memory() -> Subject:
    backend = MemoryCaseBackend()

    async def ask(case_no: str) -> None:
        backend.move(case_no, "needs_info")

    async def settle(case_no: str) -> None:
        backend.move(case_no, "settled")

    async def enrol(name: str) -> None:
        backend.enrolled.add(name)

    async def propose_(case_no: str, terms: str, refund_fen: int) -> str:
        return backend.propose(case_no, terms, refund_fen)

    return Subject(backend, ask, settle, enrol, propose_)


def over_http(url: str, app: Sanic) -> Subject:  # type: ignore[type-arg]
    async def ask(case_no: str) -> None:
        app.ctx.cases[case_no].update(state="needs_info")

    async def settle(case_no: str) -> None:
        case = app.ctx.cases[case_no]
        case.update(state="settled", closed_at=case["created_at"])

    async def enrol(name: str) -> None:
        app.ctx.enrolled.add(name)

    async def propose_(case_no: str, terms: str, refund_fen: int) -> str:
        return propose(app, case_no, terms, refund_fen)

    return Subject(HttpCaseBackend(url, TOKEN), ask, settle, enrol, propose_)


def of_desk(stack: Stack) -> Subject:
    return Subject(
        HttpCaseBackend(stack.url, stack.env["CASE_API_TOKEN"]),
        partial(officer.ask_for_material, stack),
        partial(officer.settle, stack),
        partial(enterprise.enrol, stack),
        partial(enterprise.propose, stack),
    )


@pytest.fixture(params=["memory", "example", "desk"])
def kind(request: pytest.FixtureRequest) -> str:
    """Each backend in turn."""
    name: str = request.param
    return name


@pytest.fixture
def desk_if_asked(kind: str, request: pytest.FixtureRequest) -> Stack | None:
    """The desk's process, where it is its turn."""
    return request.getfixturevalue("desk_process") if kind == "desk" else None


@pytest.fixture
async def subject(kind: str, desk_if_asked: Stack | None) -> AsyncIterator[Subject]:
    """The backend under test."""
    async with AsyncExitStack() as running:
        if desk_if_asked is not None:
            made = of_desk(desk_if_asked)
        elif kind == "example":
            made = over_http(*await running.enter_async_context(example()))
        else:
            made = in_memory()
        yield made
        await made.backend.close()
