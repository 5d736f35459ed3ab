"""What the brain's answers, and the lack of them, mean to the desk."""

from collections.abc import Callable

import httpx
import pytest

from desk.conversations.brain import BrainError, Question, RasaBrain
from desk.conversations.rules import BrainFault
from tests.desk.builders import NOW

QUESTION = Question(conversation="c-1.0", message_id="m-1", sent_at=NOW, channel="webchat", text="在吗")


def brain_that(respond: Callable[[httpx.Request], httpx.Response]) -> RasaBrain:
    brain = RasaBrain("http://brain", "token", 1.0)
    brain._client = httpx.AsyncClient(base_url="http://brain", transport=httpx.MockTransport(respond))
    return brain


async def fault_of(respond: Callable[[httpx.Request], httpx.Response]) -> BrainFault:
    brain = brain_that(respond)
    with pytest.raises(BrainError) as raised:
        await brain.ask(QUESTION)
    await brain.close()
    return raised.value.fault


@pytest.mark.parametrize(
    ("status", "fault"),
    [
        (400, BrainFault.REFUSED),
        (401, BrainFault.UNREACHABLE),
        (409, BrainFault.BUSY),
        (500, BrainFault.TURN_FAILED),
        (503, BrainFault.UNREACHABLE),
        (418, BrainFault.UNREACHABLE),
    ],
)
async def test_each_status_is_its_fault(status: int, fault: BrainFault) -> None:
    assert await fault_of(lambda _: httpx.Response(status, json={"code": "x"})) is fault


@pytest.mark.parametrize(
    ("error", "fault"),
    [
        (httpx.ReadTimeout, BrainFault.SLOW),
        (httpx.ConnectTimeout, BrainFault.UNREACHABLE),
        (httpx.ConnectError, BrainFault.UNREACHABLE),
        (httpx.RemoteProtocolError, BrainFault.UNREACHABLE),
    ],
)
async def test_each_broken_connection_is_its_fault(
    error: type[httpx.TransportError], fault: BrainFault
) -> None:
    def fail(_: httpx.Request) -> httpx.Response:
        raise error("no")

    assert await fault_of(fail) is fault


async def test_an_answer_that_is_none_is_a_failed_turn() -> None:
    assert await fault_of(lambda _: httpx.Response(200, text="hello")) is BrainFault.TURN_FAILED


async def test_it_recalls_what_was_told() -> None:
    brain = brain_that(lambda _: httpx.Response(200, json={"slots": {"merchant": "好运电器行"}}))
    assert await brain.recall("c-1.0") == {"merchant": "好运电器行"}
    await brain.close()


@pytest.mark.parametrize("body", [b"", b"[]", b'{"slots": []}', b'{"slots": null}'])
async def test_what_is_no_memory_is_a_fault(body: bytes) -> None:
    brain = brain_that(lambda _: httpx.Response(200, content=body))
    with pytest.raises(BrainError):
        await brain.recall("c-1.0")
    await brain.close()
