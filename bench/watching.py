"""What a process has used, as Linux tells it: processor time and memory."""

import os
import subprocess
import time
from collections.abc import Callable, Mapping
from pathlib import Path

TICK_MS = 1000 / os.sysconf("SC_CLK_TCK")

Process = subprocess.Popen[bytes]


def cpu_ms(process: Process) -> float:
    """Milliseconds of processor time of the process, its threads included, its children not."""
    fields = Path(f"/proc/{process.pid}/stat").read_text("ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) * TICK_MS


def memory_mb(process: Process) -> float:
    """Resident memory in MB."""
    for line in Path(f"/proc/{process.pid}/status").read_text("utf-8").splitlines():
        if line.startswith("VmRSS:"):
            return round(int(line.split()[1]) / 1024, 1)
    return 0.0


class Spent:
    """Processor time of some processes between two moments."""

    def __init__(self, processes: Mapping[str, Process]) -> None:
        self._processes = dict(processes)
        self._before = {name: cpu_ms(process) for name, process in self._processes.items()}

    def by_turn(self, turns: int) -> dict[str, float]:
        """Milliseconds a turn since then, by process."""
        return {
            name: round((cpu_ms(process) - self._before[name]) / turns, 2)
            for name, process in self._processes.items()
        }


def until(ready: Callable[[], bool], process: Process, *, timeout: float) -> float:
    """Seconds until `ready`. Raises RuntimeError when the process ends or the time is over."""
    begun = time.perf_counter()
    while time.perf_counter() - begun < timeout:
        if ready():
            return time.perf_counter() - begun
        if process.poll() is not None:
            break
        time.sleep(0.05)
    raise RuntimeError(f"process {process.pid} did not become ready")
