"""The rule policy, telling which rule it followed."""

from __future__ import annotations

from typing import Any

from rasa.core.policies.policy import PolicyPrediction
from rasa.core.policies.rule_policy import DEFAULT_RULES, LOOP_RULES, RulePolicy
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.shared.core.domain import Domain
from rasa.shared.core.generator import TrackerWithCachedStates
from rasa.shared.core.trackers import DialogueStateTracker

RULE = "rule"  # key in the metadata of a predicted action
RULE_NAMES = (
    "rule_names"  # key in the model: what a prediction rests on → names of the rules, as in data/rules
)


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.POLICY_WITHOUT_END_TO_END_SUPPORT, is_trainable=True)
class NamedRulePolicy(RulePolicy):
    """Rasa's RulePolicy, deciding the same. Rasa knows its rules' names while it trains, and forgets them.

    Not a patch of RulePolicy: a policy may say something about an action it predicts (``action_metadata``), and
    Rasa keeps that with the action in the tracker.
    """

    def persist(self) -> None:
        """Store the model, and with it the names that training has collected. Called at the end of it."""
        sources: dict[str, list[tuple[str, str]]] = self._rules_sources
        self.lookup[RULE_NAMES] = {
            source: ", ".join(sorted({name for name, _ in found}))
            for source, found in sources.items()
            if not source.startswith(
                (DEFAULT_RULES, LOOP_RULES)
            )  # Rasa's own behaviour, no rule of data/rules
        }
        super().persist()

    def predict_action_probabilities(
        self,
        tracker: DialogueStateTracker | TrackerWithCachedStates,
        domain: Domain,
        rule_only_data: dict[str, Any] | None = None,
        **kwargs: Any,
    ) -> PolicyPrediction:
        """As RulePolicy; the prediction carries the rule's name. No rule, no name: the fallback is none."""
        prediction, source = self._predict(tracker, domain)
        name = self.lookup.get(RULE_NAMES, {}).get(source)
        if name:
            prediction.action_metadata = {RULE: name}
        return prediction
