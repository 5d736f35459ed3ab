"""The rule policy, telling which rule it followed."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from rasa.core.policies.policy import PolicyPrediction
from rasa.core.policies.rule_policy import (
    DEFAULT_RULES,
    LOOP_RULES,
    RULES,
    RULES_FOR_LOOP_UNHAPPY_PATH,
    RulePolicy,
)
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.shared.core.constants import SHOULD_NOT_BE_SET, USER
from rasa.shared.core.domain import Domain, State
from rasa.shared.core.generator import TrackerWithCachedStates
from rasa.shared.core.trackers import DialogueStateTracker, is_prev_action_listen_in_state
from rasa.shared.nlu.constants import INTENT

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

    def _find_action_from_rules(
        self, tracker: DialogueStateTracker, domain: Domain, use_text_for_last_user_input: bool
    ) -> tuple[str | None, str | None, bool]:
        """As RulePolicy, less the search by a message's text where it can find nothing or is not looked at.

        RulePolicy searches each time by the text first, replaying the conversation for it. No rule of ours is
        written of texts; and where a form goes on, that is decided whatever the search finds. Not while training, whose
        trackers are of a class of their own: rules are still being collected then.
        """
        is_live = type(tracker) is DialogueStateTracker
        if use_text_for_last_user_input and is_live and (self._needs_intents or self._form_goes_on(tracker)):
            return None, None, False
        found: tuple[str | None, str | None, bool] = super()._find_action_from_rules(
            tracker, domain, use_text_for_last_user_input
        )
        return found

    def _form_goes_on(self, tracker: DialogueStateTracker) -> bool:
        """Whether _predict will follow the form: it does unless one of Rasa's own acts (restart, back) was told."""
        return not self._find_action_from_default_actions(tracker)[0] and bool(
            self._find_action_from_loop_happy_path(tracker)[0]
        )

    @cached_property
    def _needs_intents(self) -> bool:
        """Whether every rule that speaks of a message wants a certain intent of it, which a text has not."""
        keys = [*self.lookup[RULES], *self.lookup[RULES_FOR_LOOP_UNHAPPY_PATH]]
        return all(_wants_intent(self._rule_key_to_state(key)[-1]) for key in keys)

    @staticmethod
    def format_tracker_states(states: list[dict[str, Any]]) -> str:
        """Nothing: RulePolicy writes out all states for a line of debugging, written or not."""
        return ""


def _wants_intent(latest: State) -> bool:
    """Whether a rule's last state cannot fit a message without an intent: it comes after listening, and names one, or
    it comes after another action."""
    if not is_prev_action_listen_in_state(latest):
        return True
    intent = latest.get(USER, {}).get(INTENT)
    return bool(intent) and intent != SHOULD_NOT_BE_SET
