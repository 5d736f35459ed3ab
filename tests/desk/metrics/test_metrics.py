"""GET /metrics: counted without people in it, and not shown to everybody."""

import dataclasses
import datetime as dt
from typing import Any

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families
from sanic import Sanic

from desk.audit.actions import AuditAction
from desk.audit.service import record_audit
from desk.cases import reading
from desk.cases.changes import Actor
from desk.cases.states import CaseEvent, Role
from desk.cases.transitions import Transition, change_state
from desk.clocks.kinds import ClockKind
from desk.conversations.brain import BrainAnswer, BrainError, Question
from desk.conversations.rules import BrainFault
from desk.limits import InProcessLimiter, Limit
from desk.metrics.api import _is_near
from desk.metrics.gauges import FRESH
from desk.metrics.measures import Metrics
from desk.metrics.watching import WatchedBrain, WatchedLimiter
from desk.outbox.service import enqueue
from desk.privacy.vault import Vault
from desk.store.database import Database
from tests.desk.builders import NOW, FakeClock, file_case, new_key, on_sqlite

Samples = dict[str, float]


def parsed(text: str) -> Samples:
    """Each sample under its name and its labels: `name{a=b}`."""
    found = {}
    for family in text_string_to_metric_families(text):
        for sample in family.samples:
            labels = ",".join(f"{name}={value}" for name, value in sorted(sample.labels.items()))
            found[f"{sample.name}{{{labels}}}"] = sample.value
    return found


async def scraped(api: httpx.AsyncClient) -> Samples:
    answer = await api.get("/metrics")
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/plain; version=")
    return parsed(answer.text)


@on_sqlite
async def test_requests_are_counted_by_route_template(api: httpx.AsyncClient) -> None:
    for reference in ("one", "two"):
        await api.get(f"/api/v1/cases/{reference}")
    await api.post("/api/v1/cases:lookup", json={"case_no": "x", "phone_last4": "1234"})
    await api.get("/nothing/here")
    await api.get("/elsewhere")
    await api.delete("/api/v1/cases")
    samples = await scraped(api)
    requests = "xiaobao_http_requests_total"
    assert samples[f"{requests}{{method=GET,route=/api/v1/cases/{{reference}},status=404}}"] == 2
    assert samples[f"{requests}{{method=POST,route=/api/v1/cases:lookup,status=404}}"] == 1
    assert samples[f"{requests}{{method=GET,route=other,status=404}}"] == 2
    assert samples[f"{requests}{{method=DELETE,route=other,status=405}}"] == 1
    latency = "xiaobao_http_request_seconds_count"
    assert samples[f"{latency}{{method=GET,route=/api/v1/cases/{{reference}}}}"] == 2


async def test_filings_are_counted_once_committed(api: httpx.AsyncClient) -> None:
    key = new_key()
    await file_case(api, key, purchase__order_no="E1")
    await file_case(api, key, purchase__order_no="E1")  # replayed
    await file_case(api, purchase__order_no="E1")  # the same dispute again
    await file_case(api, kind="both", purchase__order_no="E2", channel="somewhere_new")
    await file_case(api, demands=[])  # refused
    samples = await scraped(api)
    filings = {name: value for name, value in samples.items() if name.startswith("xiaobao_filings_total")}
    assert filings == {
        "xiaobao_filings_total{channel=webchat,kind=complaint,outcome=new}": 1,
        "xiaobao_filings_total{channel=webchat,kind=complaint,outcome=merged}": 1,
        "xiaobao_filings_total{channel=other,kind=complaint,outcome=new}": 1,
        "xiaobao_filings_total{channel=other,kind=report,outcome=new}": 1,
    }
    assert samples["xiaobao_replays_total{route=/api/v1/cases}"] == 1


@on_sqlite
async def test_steps_are_counted_once_committed(
    api: httpx.AsyncClient, app: Sanic[Any, Any], database: Database
) -> None:
    case_id, desk = (await file_case(api)).json()["id"], app.ctx.desk
    officer = Actor(Role.OFFICER, "zhang")
    with pytest.raises(ZeroDivisionError):
        await _accept(database, desk, case_id, officer, fail=True)
    await _accept(database, desk, case_id, officer)
    samples = await scraped(api)
    assert samples["xiaobao_case_transitions_total{event=accept}"] == 1
    assert samples["xiaobao_audit_head_seq{}"] == 1


async def _accept(database: Database, desk: Any, case_id: str, actor: Actor, *, fail: bool = False) -> None:
    async with database.write() as session:
        case = await reading.find_case(session, case_id, lock=True)
        await change_state(session, desk.cases, case, Transition(CaseEvent.ACCEPT, actor), now=NOW)
        if fail:
            raise ZeroDivisionError


async def test_gauges_are_read_from_the_database_but_not_each_time(
    api: httpx.AsyncClient, database: Database, vault: Vault, clock: FakeClock
) -> None:
    await file_case(api)
    before = await scraped(api)
    assert before[f"xiaobao_clocks_overdue{{kind={ClockKind.DECIDE}}}"] == 0
    assert before["xiaobao_turns_open{}"] == 0
    async with database.write() as session:
        await enqueue(session, vault, kind="forget", key="1", body={}, conversation_id=None, now=NOW)
        await record_audit(
            session, vault, action=AuditAction.CASE_ERASE, actor="x:y", subject="case:1", now=NOW
        )
    assert (await scraped(api))["xiaobao_audit_head_seq{}"] == 0  # as of a moment ago
    clock.advance(days=30)
    after = await scraped(api)
    assert after[f"xiaobao_clocks_overdue{{kind={ClockKind.DECIDE}}}"] == 1
    assert after["xiaobao_audit_head_seq{}"] == 1
    assert dt.timedelta(seconds=15) > FRESH


def test_two_apps_count_apart() -> None:
    one, two = Metrics(), Metrics()
    one.transitions.labels("accept").inc()
    sample = "xiaobao_case_transitions_total", {"event": "accept"}
    assert one.registry.get_sample_value(*sample) == 1
    assert two.registry.get_sample_value(*sample) is None


async def test_refusals_of_limits_are_counted_by_name() -> None:
    metrics = Metrics()
    limiter, limit = WatchedLimiter(InProcessLimiter(), metrics), Limit("lookup-number", 1, dt.timedelta(1))
    for _ in range(3):
        await limiter.take(limit, "XB7K3M9TXA", now=NOW)
    value = metrics.registry.get_sample_value("xiaobao_limiter_refusals_total", {"limit": "lookup-number"})
    assert value == 2


class OneAnswer:
    """A brain that answers once and is gone."""

    def __init__(self) -> None:
        self.asked = 0

    async def ask(self, question: Question) -> BrainAnswer:
        self.asked += 1
        if self.asked > 1:
            raise BrainError(BrainFault.UNREACHABLE)
        return BrainAnswer(replies=())

    async def recall(self, conversation: str) -> dict[str, object]:
        return {}

    async def forget(self, conversation: str) -> None: ...

    async def close(self) -> None: ...


async def test_turns_are_counted_by_how_they_ended() -> None:
    metrics = Metrics()
    brain = WatchedBrain(OneAnswer(), metrics)
    question = Question("c", "m", NOW, "webchat", text="你好")
    await brain.ask(question)
    with pytest.raises(BrainError):
        await brain.ask(question)
    for outcome in ("answered", BrainFault.UNREACHABLE.value):
        assert metrics.registry.get_sample_value("xiaobao_turn_tries_total", {"outcome": outcome}) == 1
    assert metrics.registry.get_sample_value("xiaobao_turn_seconds_count") == 1


@on_sqlite
async def test_nothing_personal_and_no_id_is_a_label(api: httpx.AsyncClient) -> None:
    filed = (await file_case(api)).json()
    await api.get(f"/api/v1/cases/{filed['case_no']}")
    await api.get("/13912345678/欧阳明")
    text = (await api.get("/metrics")).text
    for planted in ("13912345678", "欧阳明", filed["case_no"], filed["id"], "c-1", "case-token"):
        assert planted not in text


@on_sqlite
@pytest.mark.parametrize("header", ["X-Forwarded-For", "Forwarded", "X-Real-IP", "Via"])
async def test_through_a_proxy_nothing_is_shown(api: httpx.AsyncClient, header: str) -> None:
    refused = await api.get("/metrics", headers={header: "203.0.113.9"})
    assert (refused.status_code, refused.json()["code"]) == (403, "metrics_not_public")


@pytest.mark.parametrize(
    ("peer", "near"),
    [
        ("127.0.0.1", True),
        ("::1", True),
        ("[::1]", True),
        ("10.2.3.4", True),
        ("192.168.1.1", True),
        ("::ffff:10.0.0.1", True),
        ("fe80::1%eth0", True),
        ("8.8.8.8", False),
        ("::ffff:8.8.8.8", False),
        ("2400:3200::1", False),
        ("", False),
        ("/run/desk.sock", False),
    ],
)
def test_only_the_own_machine_and_its_private_network_are_near(peer: str, near: bool) -> None:
    assert _is_near(peer) is near


@pytest.fixture
def with_token(app: Sanic[Any, Any]) -> None:
    desk = app.ctx.desk
    app.ctx.desk = dataclasses.replace(
        desk, settings=dataclasses.replace(desk.settings, metrics_token="metrics-token")
    )


@on_sqlite
@pytest.mark.usefixtures("with_token")
async def test_with_a_token_only_its_bearer_is_answered(api: httpx.AsyncClient) -> None:
    assert (await api.get("/metrics")).status_code == 401  # the assistant's
    far = {"Authorization": "Bearer metrics-token", "X-Forwarded-For": "203.0.113.9"}
    assert (await api.get("/metrics", headers=far)).status_code == 200
