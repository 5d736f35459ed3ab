"""What an operator sees of the action server: a line and a count for each call, and GET /metrics."""

import datetime as dt
import logging
import time
from collections.abc import Collection, Sequence
from typing import Any

from prometheus_client import (
    CONTENT_TYPE_LATEST,
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    ProcessCollector,
    generate_latest,
)
from sanic.response import raw

from actions.turn import LEGAL_ZONE
from telemetry.release import HEADER as RELEASE
from telemetry.release import release
from telemetry.trace import HEADER, begin

log = logging.getLogger("actions")

OTHER = "other"  # an action we do not have: its name is the caller's
REJECTED = 400  # rasa-sdk's word for ActionExecutionRejection: a form was not meant, nothing is wrong
BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 20.0)  # seconds; the brain waits 20
DONE, DECLINED, FAILED = "done", "rejected", "failed"


class Calls:
    """Counts and times of the calls of actions, in a registry of their own: tests make many servers."""

    def __init__(self, known: Collection[str]) -> None:
        self._known = frozenset(known)
        self.registry = registry = CollectorRegistry()
        ProcessCollector(registry=registry)
        self._calls = Counter(
            "xiaobao_action_calls",
            "Calls of actions; outcome done, rejected (a form that was not meant) or failed",
            ("action", "outcome"),
            registry=registry,
        )
        info = Gauge(
            "xiaobao_release", "1; the label says which release runs", ("release",), registry=registry
        )
        info.labels(release()).set(1)
        self._seconds = Histogram(
            "xiaobao_action_seconds",
            "How long an action took",
            ("action",),
            buckets=BUCKETS,
            registry=registry,
        )

    def ended(self, name: object, status: int, seconds: float) -> None:
        action = name if isinstance(name, str) and name in self._known else OTHER
        outcome = DONE if status < REJECTED else DECLINED if status == REJECTED else FAILED
        self._calls.labels(action, outcome).inc()
        self._seconds.labels(action).observe(seconds)
        level = logging.WARNING if outcome == FAILED else logging.INFO
        log.log(level, "action=%s outcome=%s ms=%.0f", action, outcome, seconds * 1000)


def show_knowledge(registry: CollectorRegistry, checked_on: Sequence[dt.date]) -> None:
    """Gauges of how long ago the published texts were checked. checked_on: a day for each text."""

    def oldest() -> float:
        today = dt.datetime.now(LEGAL_ZONE).date()
        return float(max((today - day).days for day in checked_on)) if checked_on else 0.0

    age = Gauge(
        "xiaobao_knowledge_oldest_days", "Days since the oldest published text was checked", registry=registry
    )
    age.set_function(oldest)
    texts = Gauge("xiaobao_knowledge_texts", "Published texts, regional ones counted too", registry=registry)
    texts.set(len(checked_on))


def install(app: Any, known: Collection[str], checked_on: Sequence[dt.date]) -> None:
    """Watch rasa-sdk's server. The address is internal, so /metrics asks for nothing."""
    calls = Calls(known)
    show_knowledge(calls.registry, checked_on)

    async def start(request: Any) -> None:
        begin(request.headers.get(HEADER))
        request.ctx.began = time.perf_counter()

    async def end(request: Any, response: Any) -> None:
        response.headers[RELEASE] = release()
        began = getattr(request.ctx, "began", None)
        if request.path == "/webhook" and request.method == "POST" and began is not None:
            calls.ended(_asked_for(request), response.status, time.perf_counter() - began)

    app.register_middleware(start, "request")
    app.register_middleware(end, "response")

    @app.get("/metrics")  # type: ignore[untyped-decorator]
    async def metrics(_request: Any) -> Any:
        return raw(generate_latest(calls.registry), content_type=CONTENT_TYPE_LATEST)


def _asked_for(request: Any) -> object:
    """The action's name; None where the body is none."""
    try:
        call = request.json
    except Exception:  # noqa: BLE001 - whatever Sanic raises for a body that is no JSON; it was answered already
        return None
    return call.get("next_action") if isinstance(call, dict) else None
