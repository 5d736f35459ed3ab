"""What staff are told of a form turn: slots and questions, never what a person said."""

from actions.intake.form import explained
from actions.intake.steps import Step
from tests.actions.builders import said


def test_a_form_turn_names_slots_and_holds_no_values() -> None:
    step = Step(changes={"name": "王小丽", "phone": "+8613812345678", "amount": None}, ask="address")
    event = explained(said("王小丽，13812345678"), "name", step)
    assert event["name"] == "explanation"
    assert event["value"]["decision"] == "form"
    assert event["value"]["rule"] == "asked name, filled name, phone, asks address"
    assert not any(word in event["value"]["rule"] for word in ("王小丽", "138"))


def test_the_end_of_a_form_is_told_too() -> None:
    assert (
        explained(said("好"), None, Step()).get("value")["rule"]
        == "asked nothing, filled nothing, asks nothing"
    )
