"""Dashboard and alerts: every name in them is one that a process tells, and every alert leads to a runbook section."""

import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from prometheus_client import CollectorRegistry

from actions.watching import Calls, show_knowledge
from desk.metrics.measures import Metrics

ROOT = Path(__file__).parents[2]
MONITORING = ROOT / "deploy" / "monitoring"
RUNBOOK = ROOT / "docs" / "runbook.md"
NAME = re.compile(r"\b(?:xiaobao|process)_[a-z_]+\b")
# The brain writes its page by hand, in an environment of its own; tests/bot/test_watching.py reads it.
BRAIN = re.compile(r'(?:_head\(\s*|name = )"((?:xiaobao|process)_[a-z_]+)"')
SEVERITIES = {"page", "ticket"}


def told_by(registry: CollectorRegistry) -> Iterator[str]:
    for family in registry.collect():
        yield from {family.name, *(f"{family.name}{suffix}" for suffix in SUFFIXES[family.type])}


SUFFIXES: dict[str, tuple[str, ...]] = {
    "counter": ("_total",),
    "histogram": ("_bucket", "_sum", "_count"),
    "gauge": (),
}


@pytest.fixture(scope="module")
def told() -> set[str]:
    """Every series name that desk, actions and brain can show."""
    metrics, calls = Metrics(), Calls(["x"])
    for gauge in (metrics.redis_up, metrics.backup_age):
        metrics.shown(gauge, 1)
    show_knowledge(calls.registry, [])
    brain = set(BRAIN.findall((ROOT / "bot" / "watching.py").read_text("utf-8")))
    assert len(brain) == 5
    brain |= {
        f"{name}{suffix}"
        for name in brain
        for suffix in SUFFIXES["histogram"]
        if name.endswith("_turn_seconds")
    }
    return {*told_by(metrics.registry), *told_by(calls.registry), *brain}


def dashboard() -> dict[str, Any]:
    found: dict[str, Any] = json.loads((MONITORING / "dashboard.json").read_text("utf-8"))
    return found


def rules() -> list[dict[str, Any]]:
    groups = yaml.safe_load((MONITORING / "alerts.yml").read_text("utf-8"))["groups"]
    return [rule for group in groups for rule in group["rules"]]


def expressions() -> Iterator[tuple[str, str]]:
    for rule in rules():
        yield rule["alert"], rule["expr"]
    for panel in dashboard()["panels"]:
        for target in panel.get("targets", ()):
            yield panel["title"], target["expr"]


@pytest.mark.parametrize(("where", "expression"), list(expressions()))
def test_every_name_asked_for_is_told_by_a_process(where: str, expression: str, told: set[str]) -> None:
    assert set(NAME.findall(expression)) <= told, where


def test_a_name_that_nobody_tells_would_be_found(told: set[str]) -> None:
    assert "xiaobao_nothing_total" not in told
    assert {
        "xiaobao_turn_stage_seconds_bucket",
        "xiaobao_brain_turns_total",
        "xiaobao_backup_age_seconds",
    } <= told


def test_alerts_say_how_urgent_they_are_and_have_names_of_their_own() -> None:
    names = [rule["alert"] for rule in rules()]
    assert len(names) == len(set(names)) > 15
    for rule in rules():
        assert rule["labels"]["severity"] in SEVERITIES
        assert rule["annotations"]["summary"]


@pytest.mark.parametrize("rule", rules(), ids=lambda rule: str(rule["alert"]))
def test_every_alert_leads_to_a_section_with_symptom_check_and_act(rule: dict[str, Any]) -> None:
    path, _, anchor = rule["annotations"]["runbook_url"].partition("#")
    assert (ROOT / path) == RUNBOOK
    sections = re.split(r"^## ", RUNBOOK.read_text("utf-8"), flags=re.MULTILINE)
    own = [text for text in sections if text.partition("\n")[0].strip().lower() == anchor]
    assert len(own) == 1, anchor
    for part in ("**Symptom.**", "**Check.**", "**Act.**"):
        assert part in own[0]


def test_panels_do_not_overlap_and_know_their_source() -> None:
    taken: set[tuple[int, int]] = set()
    for panel in dashboard()["panels"]:
        place = panel["gridPos"]
        cells = {
            (x, y)
            for x in range(place["x"], place["x"] + place["w"])
            for y in range(place["y"], place["y"] + place["h"])
        }
        assert not cells & taken, panel["title"]
        assert place["x"] + place["w"] <= 24
        taken |= cells
        if panel["type"] != "row":
            assert panel["datasource"]["uid"] == "${source}"
            assert panel["targets"]


@pytest.mark.skipif(shutil.which("promtool") is None, reason="promtool is not installed")
def test_prometheus_itself_takes_the_rules_and_the_expressions(tmp_path: Path) -> None:
    asked = [{"record": f"panel:{n}", "expr": one} for n, (_, one) in enumerate(expressions())]
    (tmp_path / "panels.yml").write_text(
        yaml.safe_dump({"groups": [{"name": "panels", "rules": asked}]}), "utf-8"
    )
    for file in (MONITORING / "alerts.yml", tmp_path / "panels.yml"):
        checked = subprocess.run(
            ["promtool", "check", "rules", file], capture_output=True, text=True, check=False
        )
        assert checked.returncode == 0, checked.stdout + checked.stderr
