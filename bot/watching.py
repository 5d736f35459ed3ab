"""What an operator sees of the brain: a line and a count for each turn, and GET /webhooks/desk/metrics.

Prometheus's text format is written here rather than by its client: the brain's environment is held by Rasa, and a
package more in it for three families of numbers is not worth its lock.
"""

from __future__ import annotations

import logging
import os
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from sanic.response import HTTPResponse, text

logger = logging.getLogger(__name__)

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
BUCKETS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 20.0, 45.0)  # seconds; a turn ends at 45
ANSWERED, REPEATED = "answered", "repeated"
STATM = Path("/proc/self/statm")  # its second number: pages in memory


class Turns:
    """Counts of one brain. Outcomes are the channel's codes, so their set is fixed."""

    def __init__(self) -> None:
        self._started_at = time.time()
        self._outcomes: Counter[str] = Counter()
        self._within: Counter[float] = Counter()  # not cumulative; the page adds up
        self._seconds, self._count = 0.0, 0

    def ended(self, message_id: str, conversation_id: str, outcome: str, seconds: float) -> None:
        self._outcomes[outcome] += 1
        self._within[next((edge for edge in BUCKETS if seconds <= edge), float("inf"))] += 1
        self._seconds += seconds
        self._count += 1
        logger.info(
            "turn message=%s conversation=%s outcome=%s ms=%.0f",
            message_id,
            conversation_id,
            outcome,
            seconds * 1000,
        )

    def page(self, ready: bool) -> HTTPResponse:
        """What Prometheus reads."""
        return text("\n".join(self._lines(ready)) + "\n", content_type=CONTENT_TYPE)

    def _lines(self, ready: bool) -> Iterator[str]:
        yield from _head("xiaobao_brain_ready", "gauge", "1 when the model can answer, else 0")
        yield f"xiaobao_brain_ready {int(ready)}"
        yield from _head(
            "xiaobao_brain_turns_total", "counter", "Turns: answered, repeated, or the code of the refusal"
        )
        for outcome, count in sorted(self._outcomes.items()):
            yield f'xiaobao_brain_turns_total{{outcome="{outcome}"}} {count}'
        name = "xiaobao_brain_turn_seconds"
        yield from _head(name, "histogram", "From the request to the answer, the actions' share included")
        sofar = 0
        for edge in BUCKETS:
            sofar += self._within[edge]
            yield f'{name}_bucket{{le="{edge}"}} {sofar}'
        yield f'{name}_bucket{{le="+Inf"}} {self._count}'
        yield f"{name}_sum {self._seconds}"
        yield f"{name}_count {self._count}"
        yield from _head("process_start_time_seconds", "gauge", "When the brain's channel was made")
        yield f"process_start_time_seconds {self._started_at}"
        if STATM.exists():
            yield from _head("process_resident_memory_bytes", "gauge", "Memory of the process")
            yield f"process_resident_memory_bytes {int(STATM.read_text().split()[1]) * os.sysconf('SC_PAGE_SIZE')}"


def _head(name: str, kind: str, help_text: str) -> Iterator[str]:
    yield f"# HELP {name} {help_text}"
    yield f"# TYPE {name} {kind}"
