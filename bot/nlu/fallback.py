"""Rasa's fallback classifier, in a pipeline whose classifier leaves payloads alone."""

from __future__ import annotations

from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.nlu.classifiers.fallback_classifier import FallbackClassifier
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message

from bot.nlu.normaliser import is_payload


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=False)
class Fallback(FallbackClassifier):
    """``nlu_fallback`` when no intent is likely. A payload has no intent yet at this place: Rasa's regex
    handler, which reads it, runs after the pipeline, and the original would fail on the missing key."""

    def process(self, messages: list[Message]) -> list[Message]:
        """Look at typed messages only."""
        super().process([message for message in messages if not is_payload(message.get(TEXT) or "")])
        return messages
