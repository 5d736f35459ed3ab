"""Breaking processes of a stack in the middle of something, and waiting until it has caught up."""

import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import Enum
from typing import TypeVar

import requests

from operations.processes import Stack
from operations.webchat import WebChat

Found = TypeVar("Found")
PATIENCE = 60.0  # seconds until the system must have caught up
BEGUN = 0.012  # seconds after which a request has begun and has hardly ended


class Moment(Enum):
    """When a process is killed: while it does what it was asked, or just after, so that the caller may not know."""

    UNDER_WAY = "under way"
    DONE = "done"


def eventually(look: Callable[[], Found], wanted: Callable[[Found], bool]) -> Found:
    """What `look` sees, once it is as wanted."""
    deadline = time.monotonic() + PATIENCE
    while not wanted(found := look()):
        assert time.monotonic() < deadline, f"it never came to this; last seen: {found}"
        time.sleep(0.2)
    return found


def killed_during(stack: Stack, victim: str, call: Callable[[], object], *, moment: Moment) -> None:
    """Begin the call, kill the process, have it run again. What the call came to is nobody's to know."""

    def quietly() -> None:
        try:
            call()
        except requests.RequestException:
            return

    caller = threading.Thread(target=quietly)
    caller.start()
    if moment is Moment.UNDER_WAY:
        time.sleep(BEGUN)
    else:
        caller.join()
    stack.stop(victim, signal.SIGKILL)
    caller.join()
    stack.start(victim)
    stack.wait(victim)


@contextmanager
def halted(stack: Stack, name: str) -> Iterator[None]:
    """The process takes connections and answers nobody; afterwards it goes on where it was."""
    process = stack.running[name]
    process.send_signal(signal.SIGSTOP)
    try:
        yield
    finally:
        process.send_signal(signal.SIGCONT)


def again(chat: WebChat) -> WebChat:
    """The same person on a fresh connection: those of a killed desk are gone."""
    chat.session.close()
    return WebChat(chat.url, token=chat.token)


def said(chat: WebChat, sender: str) -> list[str]:
    """Texts of one side, oldest first."""
    return [one["text"] for one in chat.history() if one["from"] == sender]
