"""Every key that code uses exists in domain.yml, and every action of domain.yml exists in code."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from actions.intake import slots
from actions.intake.parsers import PARSERS
from actions.server import all_actions
from actions.settings import Settings
from actions.wording import FIELD_LABELS
from tests.actions.builders import shipped_knowledge

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def domain() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load((ROOT / "domain.yml").read_text("utf-8"))
    return loaded


def code() -> str:
    return "\n".join(path.read_text("utf-8") for path in (ROOT / "actions").rglob("*.py"))


def problem_codes() -> set[str]:
    """utter_problem_<slot>_<code> for every problem an answer's parser can report."""
    from actions.intake.extraction.addresses import AddressProblem
    from actions.intake.extraction.dates import DateProblem
    from actions.intake.extraction.money import AmountProblem
    from actions.intake.extraction.names import NameProblem
    from actions.intake.extraction.phones import PhoneProblem

    kinds: dict[str, Any] = {
        "address": AddressProblem, "date": DateProblem, "amount": AmountProblem, "name": NameProblem, "phone": PhoneProblem,
    }  # fmt: skip
    return {
        f"utter_problem_{kind}_{problem.value}" for kind, problems in kinds.items() for problem in problems
    }


def test_every_action_of_the_domain_is_served_and_the_other_way_round(domain: dict[str, Any]) -> None:
    served = {action.name() for action in all_actions(Settings("http://127.0.0.1:9", "token"))}
    assert served == set(domain["actions"])


def test_every_response_used_in_code_exists(domain: dict[str, Any]) -> None:
    used = set(re.findall(r'"(utter_[a-z0-9_]+)"', code())) | problem_codes()
    used |= {f"utter_problem_{code_}" for code_ in re.findall(r'Rejected\("([a-z_]+)"\)', code())}
    assert used - set(domain["responses"]) == set()


def test_every_response_is_used_somewhere(domain: dict[str, Any]) -> None:
    rules = "".join(path.read_text("utf-8") for path in (ROOT / "data" / "rules").glob("*.yml"))
    used = set(re.findall(r"utter_[a-z0-9_]+", code() + rules)) | problem_codes()
    unused = {key for key in domain["responses"] if key not in used}
    # Questions are found by the form through their name, problems through their code.
    assert {k for k in unused if not k.startswith(("utter_ask_complaint_form_", "utter_problem_"))} == set()


def test_every_question_can_be_asked(domain: dict[str, Any]) -> None:
    actions, responses = set(domain["actions"]), set(domain["responses"])
    for slot in {*PARSERS, slots.CORRECTION_FIELD, slots.PAUSED}:
        question = f"ask_{slots.FORM}_{slot}"
        assert f"utter_{question}" in responses or f"action_{question}" in actions, slot


def test_every_slot_of_a_complaint_is_in_the_domain(domain: dict[str, Any]) -> None:
    assert set(slots.RUN_SLOTS) - set(domain["slots"]) == set()


def test_every_correctable_field_has_a_parser_and_a_label() -> None:
    assert set(slots.CORRECTABLE) <= set(PARSERS)
    assert set(slots.CORRECTABLE) <= set(FIELD_LABELS)


def test_every_button_sends_an_intent_of_the_domain(domain: dict[str, Any]) -> None:
    intents = {next(iter(i)) if isinstance(i, dict) else i for i in domain["intents"]}
    payloads = [
        b["payload"]
        for variants in domain["responses"].values()
        for v in variants
        for b in v.get("buttons", ())
    ]
    assert payloads
    for payload in payloads:
        assert re.match(r"/([a-z_]+)", payload).group(1) in intents  # type: ignore[union-attr]


def test_every_related_topic_button_leads_somewhere() -> None:
    knowledge = shipped_knowledge()
    assert all(topic in knowledge.entries for entry in knowledge.entries.values() for topic in entry.related)


def test_no_sentence_says_that_an_authority_has_accepted_a_complaint(domain: dict[str, Any]) -> None:
    said = [v["text"] for variants in domain["responses"].values() for v in variants]
    assert not [text for text in said if "已受理" in text]
