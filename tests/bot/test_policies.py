"""The rule policy decides as Rasa's, which searches the rules more often."""

from __future__ import annotations

from pathlib import Path

import pytest
from rasa.core.agent import Agent
from rasa.core.policies.rule_policy import RulePolicy
from rasa.shared.core.domain import Domain

from bot.policies import NamedRulePolicy
from tests.bot.talks import SEEDS, talk


@pytest.fixture(scope="module")
def loaded(model: Path) -> tuple[NamedRulePolicy, Domain]:
    processor = Agent.load(str(model)).processor
    assert processor is not None
    nodes = processor.graph_runner._instantiated_nodes.values()
    policy = next(node._component for node in nodes if isinstance(node._component, NamedRulePolicy))
    return policy, processor.domain


def test_the_same_is_decided_for_the_same_reason(loaded: tuple[NamedRulePolicy, Domain]) -> None:
    policy, domain = loaded
    plain = RulePolicy.__new__(RulePolicy)
    plain.__dict__.update(policy.__dict__)
    assert policy._needs_intents
    decided = set()
    for seed in SEEDS:
        ours, source = policy._predict(talk(seed), domain)
        theirs, their_source = plain._predict(talk(seed), domain)
        ours.policy_name = theirs.policy_name
        assert (ours, source) == (theirs, their_source), seed
        decided.add(ours.max_confidence_index)
    assert len(decided) > 5


def test_rules_of_texts_are_searched(loaded: tuple[NamedRulePolicy, Domain]) -> None:
    policy, _ = loaded
    of_text = NamedRulePolicy.__new__(NamedRulePolicy)
    listening = '[{"prev_action": {"action_name": "action_listen"}, "user": {"text": "hello"}}]'
    of_text.__dict__.update(
        {**policy.__dict__, "lookup": {**policy.lookup, "rules": {listening: "utter_greet"}}}
    )
    of_text.__dict__.pop("_needs_intents", None)
    assert not of_text._needs_intents
