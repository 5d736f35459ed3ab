"""The reader's side in the desk: one child process, one picture at a time, ended when it takes too long.

The child is started for the first picture and ended after some pictures or a quiet minute, so that the
gigabyte it may need is there only while photographs come.
"""

import asyncio
import contextlib
import os
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from desk.photos.child import LENGTH
from desk.photos.reading import Line, ReadingFailed, decode

ROOT = Path(__file__).parents[2]
COMMAND = (sys.executable, "-m", "desk.photos.child")
LONGEST_ANSWER = 2**20  # bytes
BURIAL = 5.0  # seconds for a killed child to be gone


@dataclass(frozen=True)
class Bounds:
    """What a child may take. Seconds, but for `pictures`."""

    # Both together stay below the outbox's lease, or another desk would read the same picture.
    start: float = 30.0  # until it has loaded its models: two seconds, more where all processors are busy
    picture: float = 25.0  # for one picture: a receipt takes about one second
    pictures: int = 20  # read by one child before the next one takes over
    idle: float = 60.0  # without a picture, then the child is ended


class PhotoReader:
    """Reads pictures one after another; safe to call from several tasks."""

    def __init__(self, command: Sequence[str] = COMMAND, bounds: Bounds | None = None) -> None:
        self._command, self._bounds = command, bounds or Bounds()
        self._turn = asyncio.Lock()
        self._child: Process | None = None
        self._read = 0
        self._leave: asyncio.TimerHandle | None = None
        self._burials: set[asyncio.Task[None]] = set()

    async def read(self, content: bytes) -> list[Line]:
        """The lines on a picture; none where nothing is readable. Raises ReadingFailed."""
        async with self._turn:
            if self._leave is not None:
                self._leave.cancel()
            try:
                child = await self._ready_child()
                lines = await self._ask(child, content)
            except BaseException as error:
                self._end()  # whatever it is doing, the next picture gets a fresh one
                if isinstance(error, TimeoutError):
                    raise ReadingFailed("timeout") from error
                if isinstance(error, (OSError, EOFError, ValueError)):
                    raise ReadingFailed("died") from error
                raise
            self._read += 1
            if self._read >= self._bounds.pictures:
                self._end()
            else:
                self._leave = asyncio.get_running_loop().call_later(self._bounds.idle, self._end)
            return lines

    async def close(self) -> None:
        """End the child and wait until it is gone."""
        self._end()
        await asyncio.gather(*self._burials, return_exceptions=True)

    @property
    def child(self) -> int | None:
        """The child's process id while there is one."""
        return self._child.pid if self._child is not None else None

    async def _ready_child(self) -> Process:
        if self._child is not None and self._child.returncode is None:
            return self._child
        self._end()
        self._read = 0
        # Without the desk's environment: the keys are in it.
        kept = {name: os.environ[name] for name in ("PATH", "LANG", "LD_LIBRARY_PATH") if name in os.environ}
        self._child = await asyncio.create_subprocess_exec(
            *self._command,
            stdin=PIPE,
            stdout=PIPE,
            stderr=DEVNULL,  # libraries write what they like there, perhaps of the picture
            cwd=ROOT,
            env=kept | {"PYTHONDONTWRITEBYTECODE": "1", "OMP_NUM_THREADS": "1"},
            limit=LONGEST_ANSWER,
        )
        async with asyncio.timeout(self._bounds.start):
            await _answer(self._child)  # an empty reading: it is ready
        return self._child

    async def _ask(self, child: Process, content: bytes) -> list[Line]:
        assert child.stdin is not None
        async with asyncio.timeout(self._bounds.picture):
            child.stdin.write(LENGTH.pack(len(content)) + content)
            await child.stdin.drain()
            return await _answer(child)

    def _end(self) -> None:
        if self._leave is not None:
            self._leave.cancel()
            self._leave = None
        child, self._child = self._child, None
        if child is not None:
            burial = asyncio.get_running_loop().create_task(_bury(child), name="photo-child")
            self._burials.add(burial)
            burial.add_done_callback(self._burials.discard)


async def _answer(child: Process) -> list[Line]:
    """Raises EOFError, ValueError (a line too long), ReadingFailed."""
    assert child.stdout is not None
    answer = await child.stdout.readline()
    if not answer.endswith(b"\n"):
        raise EOFError
    return decode(answer)


async def _bury(child: Process) -> None:
    """Kill at once, not kindly: it keeps nothing that could be lost."""
    with contextlib.suppress(ProcessLookupError):
        child.kill()
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(BURIAL):
            await child.wait()
