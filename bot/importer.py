"""Reads the training data as Rasa does, and adds to the domain what Rasa expects of ``ask/<topic>``.

Rasa wants a response ``utter_ask/<topic>`` for every topic and warns once an example, thousands of times,
when there is none. The answers are in data/knowledge and ``action_answer`` gives them; the responses made here
name the topic only.
"""

from __future__ import annotations

from rasa.shared.core.domain import Domain
from rasa.shared.importers.rasa import RasaFileImporter
from rasa.shared.nlu.constants import INTENT, INTENT_RESPONSE_KEY
from rasa.shared.nlu.training_data.training_data import TrainingData
from rasa.shared.nlu.training_data.util import intent_response_key_to_template_key
from rasa.shared.utils.common import cached_method


class TopicImporter(RasaFileImporter):
    """Named in ``config.yml`` under ``importers``."""

    @cached_method
    def get_nlu_data(self, language: str | None = "zh") -> TrainingData:
        """The NLU data, read once: the domain needs it too."""
        return super().get_nlu_data(language)

    @cached_method
    def get_domain(self) -> Domain:
        """The domain of the files with a response for each topic."""
        examples = self.get_nlu_data().training_examples
        labels = sorted({message.get(INTENT_RESPONSE_KEY) for message in examples} - {None})
        responses = {
            intent_response_key_to_template_key(label): [{"custom": {"topic": label}}] for label in labels
        }
        for intent in sorted(
            {message.get(INTENT) for message in examples if message.get(INTENT_RESPONSE_KEY)}
        ):
            # The action Rasa adds for a retrieval intent; it says one of the responses above.
            responses[intent_response_key_to_template_key(intent)] = [{"custom": {"topic": None}}]
        return super().get_domain().merge(Domain.from_dict({"responses": responses}))
