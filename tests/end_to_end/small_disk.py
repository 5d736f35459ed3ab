"""A data folder whose disk can be filled up and emptied: a small file system, or a limit on what the process may write."""

import os
import resource
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Protocol

SIZE = 160 * 2**20  # bytes: more than the 64 MiB below which the desk is not ready


class SmallDisk(Protocol):
    """Where there may be no room."""

    folder: Path

    def fill(self, process: int) -> None:
        """From now on this process gets no byte more."""

    def make_room(self, process: int) -> None: ...


class MountedDisk:
    """A file system in memory: full is really full, for whoever writes."""

    def __init__(self, folder: Path) -> None:
        self.folder, self._ballast = folder, folder / "ballast"

    def fill(self, process: int) -> None:
        with self._ballast.open("wb", buffering=0) as ballast:
            for piece in (bytes(2**20), bytes(4096)):
                with suppress(OSError):  # no space left on device
                    while ballast.write(piece) == len(piece):
                        pass

    def make_room(self, process: int) -> None:
        self._ballast.unlink()


class LimitedProcess:
    """No file may grow beyond what it is: where nothing may be mounted. The process gets EFBIG in the place of ENOSPC."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def fill(self, process: int) -> None:
        resource.prlimit(process, resource.RLIMIT_FSIZE, (4096, resource.RLIM_INFINITY))

    def make_room(self, process: int) -> None:
        resource.prlimit(process, resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))


@contextmanager
def mounted(folder: Path) -> Iterator[MountedDisk | None]:
    """None where this machine lets nobody mount."""
    mount = ["mount", "-t", "tmpfs", "-o", f"size={SIZE}", "xiaobao-test", str(folder)]
    if os.geteuid() != 0 or subprocess.run(mount, capture_output=True, check=False).returncode != 0:
        yield None
        return
    try:
        yield MountedDisk(folder)
    finally:
        subprocess.run(["umount", str(folder)], check=True)
