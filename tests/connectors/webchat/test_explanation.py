"""Why a turn was answered so: a panel for staff, only where the server sends it."""

from typing import Any

from playwright.sync_api import Page, expect

from tests.connectors.webchat.browsing import Stub, replies, say

WHY: dict[str, Any] = {
    "intent": {"name": "ask", "confidence": 0.9312},
    "topic_ranking": [
        {"name": "ask/return_online_seven_days", "confidence": 0.712},
        {"name": "ask/fake_goods", "confidence": 0.06},
    ],
    "entities": [{"entity": "place", "value": "吉林省长春市"}],
    "policy": "NamedRulePolicy",
    "rule": "answer a question",
    "actions": ["action_answer"],
    "decided": {
        "message_id": "m1",
        "decision": "answer",
        "rule": "topic stands out: 0.71 ≥ 0.50, 0.65 ahead of the next",
        "topics": ["return_online_seven_days"],
        "place": "吉林省长春市",
        "context": None,
        "part": [1],
    },
}
FORM = {
    **WHY,
    "topic_ranking": [],
    "entities": [],
    "rule": None,
    "actions": ["complaint_form"],
    "decided": None,
}


def push(page: Page, stub: Stub, explanation: dict[str, Any] | None) -> None:
    """A conversation in which the assistant says something with this explanation."""
    say(page, "同意")
    expect(replies(page)).to_have_count(2)
    told = {"explanation": explanation} if explanation else {}
    stub.tell("push", {"sender": "bot", "text": "可以退。", **told})
    expect(replies(page)).to_have_count(3)


def test_the_panel_is_closed_and_tells_all_when_opened(page: Page, stub: Stub) -> None:
    push(page, stub, WHY)
    panel = page.locator(".why")
    expect(panel).to_have_count(1)
    expect(panel.locator("dl")).to_be_hidden()
    panel.locator("summary").click()
    shown = panel.locator("dl")
    for part in [
        "ask 93.1%",
        "ask/return_online_seven_days 71.2%",
        "ask/fake_goods 6.0%",
        "place = 吉林省长春市",
        "topic stands out: 0.71 ≥ 0.50, 0.65 ahead of the next",
        "answer a question",
        "action_answer",
    ]:
        expect(shown).to_contain_text(part)


def test_a_form_that_leads_shows_what_there_is(page: Page, stub: Stub) -> None:
    push(page, stub, FORM)
    page.locator(".why summary").click()
    expect(page.locator(".why dl")).to_contain_text("complaint_form")
    expect(page.locator(".why ol")).to_have_count(0)


def test_without_an_explanation_there_is_no_panel(page: Page, stub: Stub) -> None:
    push(page, stub, None)
    expect(page.locator(".why")).to_have_count(0)
