"""Pipeline components that let everything between them see the normalised text."""

from __future__ import annotations

import hashlib
import inspect
from typing import Any

from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.shared.constants import INTENT_MESSAGE_PREFIX
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.nlu import normalising
from bot.nlu.stateless import StatelessComponent

TEXT_AS_TYPED = "text_as_typed"


def is_payload(text: str) -> bool:
    """Whether Rasa will take this text for an intent (its RegexMessageHandler looks after stripping)."""
    return text.strip().startswith(INTENT_MESSAGE_PREFIX)


# Registered as a featurizer: those run in training and in prediction, in the order of the pipeline, and
# there may be several (of tokenizers only one).
@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=False)
class TextNormaliser(StatelessComponent):
    """Replaces the text of a message by its normalised form. First in the pipeline; see ``TextAsTyped``."""

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str | None:
        """The rules: Rasa's cache looks at this class only, and a changed rule must train anew."""
        return hashlib.sha256(inspect.getsource(normalising).encode("utf-8")).hexdigest()

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Normalise all examples."""
        self.process(training_data.training_examples)
        return training_data

    def process(self, messages: list[Message]) -> list[Message]:
        """Normalise messages, and remember how they were typed. Payloads stay as they are."""
        for message in messages:
            text = message.get(TEXT)
            if text and not is_payload(text):
                message.set(TEXT_AS_TYPED, text)
                message.set(TEXT, normalising.normalise(text))
        return messages


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=False)
class TextAsTyped(StatelessComponent):
    """Gives a message its own text back. Last in the pipeline.

    The tracker, and with it the complaint, must hold what the person wrote. It also closes a hole: Rasa looks
    for payloads after the pipeline, and a normalised "／restart" would be one.
    """

    def process(self, messages: list[Message]) -> list[Message]:
        """Put the text back as typed."""
        for message in messages:
            if message.get(TEXT_AS_TYPED) is not None:
                message.set(TEXT, message.get(TEXT_AS_TYPED))
        return messages
