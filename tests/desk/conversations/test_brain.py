"""What the brain's answers, and the lack of them, mean to the desk."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from desk.conversations.brain import BrainError, Question, RasaBrain
from desk.conversations.rules import BrainFault
from tests.desk.builders import NOW
from tests.services import free_port

QUESTION = Question(conversation="c-1.0", message_id="m-1", sent_at=NOW, channel="webchat", text="在吗")


def answer(content: bytes, status: int = 200) -> bytes:
    return b"HTTP/1.1 %d X\r\nContent-Length: %d\r\n\r\n%b" % (status, len(content), content)


@asynccontextmanager
async def brain_that(says: bytes | None, *, hears: list[bytes] | None = None) -> AsyncIterator[RasaBrain]:
    """A brain behind a server that answers so; None: that says nothing, ever; empty: that hangs up."""

    async def respond(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        if hears is not None:
            hears.append(head)
        if says is None:
            await reader.read()  # until the asker gives up
        else:
            writer.write(says)
        writer.close()

    async with await asyncio.start_server(respond, "127.0.0.1", 0) as server:
        brain = RasaBrain(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/", "token", 0.3)
        yield brain
        await brain.close()


async def fault_of(says: bytes | None) -> BrainFault:
    async with brain_that(says) as brain:
        with pytest.raises(BrainError) as raised:
            await brain.ask(QUESTION)
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
    assert await fault_of(answer(b'{"code": "x"}', status)) is fault


@pytest.mark.parametrize(
    ("says", "fault"),
    [(None, BrainFault.SLOW), (b"", BrainFault.UNREACHABLE), (b"nonsense\r\n\r\n", BrainFault.UNREACHABLE)],
)
async def test_each_broken_connection_is_its_fault(says: bytes | None, fault: BrainFault) -> None:
    assert await fault_of(says) is fault


async def test_a_connection_that_was_closed_while_it_lay_idle_costs_no_try() -> None:
    heard: list[bytes] = []

    async def respond(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answers the first question of a connection, and hangs up at the second."""
        for says in (answer(b'{"replies": []}'), b""):
            head = await reader.readuntil(b"\r\n\r\n")
            await reader.readexactly(int(head.lower().split(b"content-length: ")[1].split(b"\r\n")[0]))
            heard.append(head)
            writer.write(says)
        writer.close()

    async with await asyncio.start_server(respond, "127.0.0.1", 0) as server:
        brain = RasaBrain(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}", "token", 1.0)
        await brain.ask(QUESTION)
        await brain.ask(QUESTION)
        await brain.close()
    assert len(heard) == 3


async def test_a_brain_that_is_not_there_is_out_of_reach() -> None:
    brain = RasaBrain(f"http://127.0.0.1:{free_port()}", "token", 1.0)
    with pytest.raises(BrainError) as raised:
        await brain.ask(QUESTION)
    assert raised.value.fault is BrainFault.UNREACHABLE
    await brain.close()


async def test_it_says_who_asks_and_about_which_conversation() -> None:
    heard: list[bytes] = []
    async with brain_that(answer(b'{"replies": []}'), hears=heard) as brain:
        await brain.ask(QUESTION)
    lines = heard[0].decode().lower().split("\r\n")
    assert lines[0].startswith("post /webhooks/desk/turns ")
    assert {"authorization: bearer token", "x-conversation: c-1.0", "content-type: application/json"} <= set(
        lines
    )


async def test_an_answer_that_is_none_is_a_failed_turn() -> None:
    assert await fault_of(answer(b"hello")) is BrainFault.TURN_FAILED


async def test_it_recalls_what_was_told() -> None:
    told = json.dumps({"slots": {"merchant": "好运电器行"}}).encode()
    async with brain_that(answer(told)) as brain:
        assert await brain.recall("c-1.0") == {"merchant": "好运电器行"}


@pytest.mark.parametrize("body", [b"", b"[]", b'{"slots": []}', b'{"slots": null}'])
async def test_what_is_no_memory_is_a_fault(body: bytes) -> None:
    async with brain_that(answer(body)) as brain:
        with pytest.raises(BrainError):
            await brain.recall("c-1.0")
