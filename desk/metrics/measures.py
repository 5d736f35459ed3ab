"""The measures of one app. A registry each, because tests make many apps in one process.

Labels come from fixed sets: whatever a caller chooses freely becomes `other`, so that nobody can blow up the
number of series, and no id, name or number of a person can become one.
"""

import datetime as dt

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, ProcessCollector

from telemetry.release import release

OTHER = "other"
# How complaints reach us, as filings say it. A client may write anything there.
CHANNELS = frozenset({"webchat", "wechat", "hotline", "counter", "letter", "12315", "12345", "api"})
LATENCY_BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)  # seconds
TURN_BUCKETS = (0.05, 0.1, 0.25, 0.5, 1.0, 2.0, 3.5, 5.0, 10.0, 20.0, 50.0)  # seconds; WeChat waits 5


class Metrics:
    """Every measure by its name; what they mean stands in their help texts."""

    def __init__(self) -> None:
        self.registry = registry = CollectorRegistry()
        ProcessCollector(registry=registry)
        self.requests = Counter(
            "xiaobao_http_requests",
            "Requests answered, by route template",
            ("route", "method", "status"),
            registry=registry,
        )
        self.latency = Histogram(
            "xiaobao_http_request_seconds",
            "From the arrival of the body to the head of the answer; of a stream, to its begin",
            ("route", "method"),
            buckets=LATENCY_BUCKETS,
            registry=registry,
        )
        self.filings = Counter(
            "xiaobao_filings",
            "Cases filed; outcome merged: of a dispute that was filed before",
            ("channel", "kind", "outcome"),
            registry=registry,
        )
        self.replays = Counter(
            "xiaobao_replays",
            "Requests answered again from their Idempotency-Key; of /api/v1/cases: filings",
            ("route",),
            registry=registry,
        )
        self.transitions = Counter(
            "xiaobao_case_transitions", "Steps of the state table", ("event",), registry=registry
        )
        self.turns = Counter(
            "xiaobao_turn_tries",
            "Tries to answer a message; outcome answered, or why not",
            ("outcome",),
            registry=registry,
        )
        self.turn_seconds = Histogram(
            "xiaobao_turn_seconds",
            "How long the brain took for an answer",
            buckets=TURN_BUCKETS,
            registry=registry,
        )
        self.stages = Histogram(
            "xiaobao_turn_stage_seconds",
            "A turn by stage: waited until it was taken up, brain, whole until its answer was stored",
            ("stage",),
            buckets=TURN_BUCKETS,
            registry=registry,
        )
        self.errands = Counter(
            "xiaobao_errand_tries",
            "Tries of errands (filings, notices, webhooks, text messages …); outcome done, later, dead or failed",
            ("kind", "outcome"),
            registry=registry,
        )
        self.refusals = Counter(
            "xiaobao_limiter_refusals", "Tries refused by a rate limit", ("limit",), registry=registry
        )
        self._shown: set[Gauge] = set()
        self._gauges()

    def stage(self, name: str, time: dt.timedelta) -> None:
        """A turn's stage ended; see desk.conversations.turns."""
        self.stages.labels(name).observe(max(time.total_seconds(), 0.0))

    def errand(self, kind: str, outcome: str) -> None:
        """A try of an errand ended; see desk.outbox.worker."""
        self.errands.labels(kind, outcome).inc()

    def shown(self, gauge: Gauge, value: float | None) -> None:
        """Set a gauge that has a series only while there is something to say."""
        if value is None:
            if gauge in self._shown:
                self.registry.unregister(gauge)
                self._shown.discard(gauge)
            return
        if gauge not in self._shown:
            self.registry.register(gauge)
            self._shown.add(gauge)
        gauge.set(value)

    def _gauges(self) -> None:
        """What is read from the database when somebody asks; see desk.metrics.gauges."""
        registry = self.registry
        self.gauges_read = Gauge(
            "xiaobao_gauges_read",
            "1 if the database answered for the gauges below, else 0 and they are old",
            registry=registry,
        )
        self.outbox_pending = Gauge(
            "xiaobao_outbox_pending", "Errands not done yet", ("kind",), registry=registry
        )
        self.outbox_oldest = Gauge(
            "xiaobao_outbox_oldest_seconds",
            "Age of the oldest errand not done yet",
            ("kind",),
            registry=registry,
        )
        self.outbox_dead = Gauge("xiaobao_outbox_dead", "Errands given up", ("kind",), registry=registry)
        self.turns_open = Gauge("xiaobao_turns_open", "Messages without an answer yet", registry=registry)
        self.turns_oldest = Gauge(
            "xiaobao_turns_oldest_seconds", "Age of the oldest message without an answer", registry=registry
        )
        self.clocks_overdue = Gauge(
            "xiaobao_clocks_overdue",
            "Running legal clocks whose last day is over",
            ("kind",),
            registry=registry,
        )
        self.webhooks_off = Gauge(
            "xiaobao_webhooks_switched_off",
            "Webhook endpoints that the desk itself switched off because nobody took what was sent",
            registry=registry,
        )
        self.brain_up = Gauge("xiaobao_brain_up", "1 if the brain says that it can answer", registry=registry)
        self.redis_up = Gauge(
            "xiaobao_redis_up", "1 if Redis answers; no series without REDIS_URL", (), registry=None
        )
        self.streams = Gauge("xiaobao_streams", "Open event streams of this desk", registry=registry)
        self.calendar_days = Gauge(
            "xiaobao_calendar_known_days",
            "Days ahead whose public holidays are announced; legal periods beyond are provisional (at most 400)",
            registry=registry,
        )
        self.disk_free = Gauge(
            "xiaobao_data_free_bytes", "Free space where the data folder lies", registry=registry
        )
        self.backup_age = Gauge(
            "xiaobao_backup_age_seconds",
            "Since the last backup that ended well; no series where none was ever made here",
            registry=None,
        )
        self.info = Gauge(
            "xiaobao_release", "1; the label says which release runs", ("release",), registry=registry
        )
        self.info.labels(release()).set(1)
        self.handoff_waiting = Gauge(
            "xiaobao_handoff_waiting", "Conversations that wait for staff within hours", registry=registry
        )
        self.handoff_longest = Gauge(
            "xiaobao_handoff_longest_seconds", "How long the first of them has waited", registry=registry
        )
        self.handoff_served = Gauge(
            "xiaobao_handoff_served", "Conversations that a staff member has", registry=registry
        )
        self.audit_seq = Gauge(
            "xiaobao_audit_head_seq",
            "Number of the last audit entry; must never go down",
            registry=registry,
        )


def channel_label(channel: str) -> str:
    """The channel if it is one of ours."""
    return channel if channel in CHANNELS else OTHER
