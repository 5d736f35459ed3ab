"""What the desk is told when somebody wants staff, and why."""

import pytest

from actions.conversation.actions import ASKED, REASONS, handoff
from desk.handoff.asking import ASSISTANTS


@pytest.mark.parametrize("reason", sorted(REASONS))
def test_a_button_says_why_it_was_offered(reason: str) -> None:
    assert handoff(reason).custom == {"handoff": {"reason": reason}}


@pytest.mark.parametrize("reason", [None, "distress!", "我叫王小丽"])
def test_anything_else_is_a_plain_wish(reason: str | None) -> None:
    assert handoff(reason).custom == {"handoff": {"reason": ASKED}}


def test_the_desk_knows_every_reason() -> None:
    assert {reason.value for reason in ASSISTANTS} >= REASONS
