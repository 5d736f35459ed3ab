"""What the assistant files must be what the case API takes: its bodies held against our model."""

from typing import Any

import pytest

from actions.intake.case_body import case_body
from actions.turn import Turn
from desk.cases import rules
from desk.cases.schemas import CaseIn
from tests.desk.builders import NOW

TOLD: dict[str, Any] = {
    "kind": "complaint",
    "consent_at": NOW.isoformat(),
    "summarised_at": NOW.isoformat(),
    "story": "用了两次就不加热了，店里不给换。",
    "merchant": "好运电器行",
    "merchant_address": "长春市南关区大经路9号",
    "product": "电饭煲",
    "purchase_date": {"iso": "2026-10-02", "text": "国庆的时候"},
    "amount": {"fen": 39_900, "text": "三百九十九"},
    "demands": ["refund"],
    "demand_text": "退钱",
    "name": "欧阳明",
    "phone": "+8613912345678",
    "address": "长春市朝阳区同志街100号",
    "topic": "defective_goods",
    "region": "长春",
    "mediation": True,
    "also_report": False,
}
ANONYMOUS = {
    "kind": "report",
    "identity": "anonymous",
    "name": None,
    "phone": None,
    "address": None,
    "product": None,
}


@pytest.mark.parametrize(
    ("changes", "kind"),
    [
        ({}, "complaint"),
        ({"also_report": True}, "both"),
        ({"platform": "某平台", "merchant_address": None}, "complaint"),
        ({"purchase_date": None, "amount": None, "region": None, "topic": None}, "complaint"),
        ({"phone": "+85291234567"}, "complaint"),
        ({"merchant_phone": "0431-85668899", "reconciliation": True}, "complaint"),
        ({"known_on": {"iso": "2026-11", "text": "这个月"}}, "complaint"),
        ({**ANONYMOUS, "demands": None, "demand_text": None}, "report"),
    ],
)
def test_body_of_the_assistant_is_taken(changes: dict[str, Any], kind: str) -> None:
    turn = Turn(text="", intent="submit", sent_at=NOW, channel="webchat")
    filing = CaseIn.model_validate(case_body(TOLD | changes, turn, "0192f3a0-0000-7000-8000-000000000001.0"))
    assert filing.kind == kind
    assert rules.field_errors(filing, now=NOW) == ()
