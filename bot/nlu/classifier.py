"""The pipeline's decision: intent, topic, and what else it could be."""

from __future__ import annotations

import hashlib
import inspect
import json
import logging
from pathlib import Path
from typing import Any

import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.nlu.constants import (
    RESPONSE_SELECTOR_PREDICTION_KEY,
    RESPONSE_SELECTOR_PROPERTY_NAME,
    RESPONSE_SELECTOR_RANKING_KEY,
    RESPONSE_SELECTOR_RESPONSES_KEY,
    RESPONSE_SELECTOR_RETRIEVAL_INTENTS,
    RESPONSE_SELECTOR_UTTER_ACTION_KEY,
)
from rasa.nlu.featurizers.dense_featurizer.dense_featurizer import DenseFeaturizer
from rasa.shared.constants import DEFAULT_NLU_FALLBACK_INTENT_NAME
from rasa.shared.nlu.constants import (
    INTENT,
    INTENT_NAME_KEY,
    INTENT_RANKING_KEY,
    INTENT_RESPONSE_KEY,
    PREDICTED_CONFIDENCE_KEY,
    RESPONSE_IDENTIFIER_DELIMITER,
    TEXT,
)
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from rasa.shared.nlu.training_data.util import intent_response_key_to_template_key

from bot.nlu import topic_model
from bot.nlu.encoders import Array
from bot.nlu.normaliser import is_payload
from bot.nlu.normalising import has_words
from bot.nlu.topic_model import FitSettings, TopicModel

logger = logging.getLogger(__name__)

TOPIC_RANKING = "topic_ranking"
RANKING_LENGTH = 10

# One or two characters are a name, a number or a slip more often than a question.
SHORT_TEXT = 2  # in characters
SHORT_TEXT_CONFIDENCE = 0.3  # no topic is surer than this, unless the data has that very text


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class TopicClassifier(IntentClassifier, GraphComponent):
    """One classifier over the full labels of the data: ``ask/<topic>`` and the plain acts.

    It writes what two Rasa components would, an intent classifier and a response selector, so that ``rasa
    test`` and the policies find what they expect; both come from one set of probabilities, so a topic and
    "yes" compete with each other. In addition ``topic_ranking``: the ten likeliest full labels,
    ``[{"name": "ask/<topic>", "confidence": 0.83}, ...]``, probabilities calibrated on held-out examples.
    """

    @classmethod
    def required_components(cls) -> list[type]:
        """A sentence vector is needed."""
        return [DenseFeaturizer]

    @staticmethod
    def required_packages() -> list[str]:
        """Their versions are part of the fingerprint."""
        return ["sklearn", "scipy"]

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Settings and their defaults; see FitSettings."""
        return dict(vars(FitSettings()))

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str | None:
        """The model's code: Rasa's cache looks at this class only."""
        return hashlib.sha256(inspect.getsource(topic_model).encode("utf-8")).hexdigest()

    def __init__(
        self,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        model: TopicModel | None = None,
        short_texts: frozenset[str] = frozenset(),
    ) -> None:
        """``short_texts`` are the short examples of the data: known, whatever their length."""
        self._settings = FitSettings(**{key: config[key] for key in self.get_default_config()})
        self._model_storage = model_storage
        self._resource = resource
        self._model = model
        self._short_texts = short_texts

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> TopicClassifier:
        """An untrained classifier."""
        return cls(config, model_storage, resource)

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> TopicClassifier:
        """The trained classifier. Raises ValueError when the model has none."""
        with model_storage.read_from(resource) as directory:
            model = TopicModel.load(directory / "topic_model.npz")
            short_texts = frozenset(json.loads((directory / "short_texts.json").read_text("utf-8")))
        return cls(config, model_storage, resource, model, short_texts)

    def train(self, training_data: TrainingData) -> Resource:
        """Fit the model on all examples with words. Raises ValueError when there is only one intent."""
        found = [(message, _vector(message)) for message in training_data.intent_examples]
        examples = [(message, vector) for message, vector in found if vector is not None]
        texts = [message.get(TEXT) for message, _ in examples]
        vectors = np.stack([vector for _, vector in examples])
        labels = [message.get_full_intent() for message, _ in examples]
        self._model = topic_model.fit(texts, vectors, labels, self._settings)
        self._short_texts = frozenset(text for text in texts if _is_short(text))
        with self._model_storage.write_to(self._resource) as directory:
            self._persist(directory)
        logger.info("%d labels, temperature %.2f", len(self._model.labels), self._model.temperature)
        return self._resource

    def _persist(self, directory: Path) -> None:
        assert self._model is not None
        self._model.save(directory / "topic_model.npz")
        short_texts = json.dumps(sorted(self._short_texts), ensure_ascii=False)
        (directory / "short_texts.json").write_text(short_texts, "utf-8")

    def process(self, messages: list[Message]) -> list[Message]:
        """Add intent, rankings and topic to messages. A payload says its intent itself and is left alone."""
        for message in messages:
            if not is_payload(message.get(TEXT) or ""):
                for name, value in understanding(self._confidences(message)).items():
                    message.set(name, value, add_to_output=True)
        return messages

    def _confidences(self, message: Message) -> list[tuple[str, float]]:
        """Full labels and their probabilities, likeliest first; none for a text without words."""
        text, vector = message.get(TEXT) or "", _vector(message)
        known = text in self._short_texts
        if self._model is None or vector is None or not (known or has_words(text)):
            return []
        row = self._model.probabilities([text], vector[np.newaxis, :])[0]
        confidences = dict(zip(self._model.labels, row.tolist(), strict=True))
        if _is_short(text) and not known:
            confidences = _doubted(confidences)
        return sorted(confidences.items(), key=lambda item: -item[1])


def understanding(confidences: list[tuple[str, float]]) -> dict[str, Any]:
    """The properties of a message that follow from the probabilities of its labels, likeliest first.

    A retrieval intent (the part before the slash) is as likely as its topics together. Without labels
    nothing was understood, and the intent is Rasa's ``nlu_fallback``.
    """
    intents: dict[str, float] = {}
    topics: dict[str, list[tuple[str, float]]] = {}
    for label, confidence in confidences:
        intent, _, topic = label.partition(RESPONSE_IDENTIFIER_DELIMITER)
        intents[intent] = intents.get(intent, 0.0) + confidence
        if topic:
            topics.setdefault(intent, []).append((label, confidence))
    ranking = _ranking(sorted(intents.items(), key=lambda item: -item[1]), INTENT_NAME_KEY)
    if not ranking:  # the fallback intent is in every domain, so a rule can answer it
        ranking = [{INTENT_NAME_KEY: DEFAULT_NLU_FALLBACK_INTENT_NAME, PREDICTED_CONFIDENCE_KEY: 1.0}]
    properties: dict[str, Any] = {
        INTENT: dict(ranking[0]),
        INTENT_RANKING_KEY: ranking,
        TOPIC_RANKING: _ranking(confidences, INTENT_NAME_KEY),
    }
    if topics:
        properties[RESPONSE_SELECTOR_PROPERTY_NAME] = {
            RESPONSE_SELECTOR_RETRIEVAL_INTENTS: sorted(topics),
            **{intent: _selection(labels, intents[intent]) for intent, labels in topics.items()},
        }
    return properties


def _selection(labels: list[tuple[str, float]], together: float) -> dict[str, Any]:
    """What Rasa's ResponseSelector writes for one retrieval intent: likelihoods given that intent."""
    shares = [(label, confidence / together if together else 0.0) for label, confidence in labels]
    label, share = shares[0]
    return {
        RESPONSE_SELECTOR_PREDICTION_KEY: {
            # Texts are in the knowledge base, not in the domain; Rasa's fallback for that is the label.
            RESPONSE_SELECTOR_RESPONSES_KEY: [{TEXT: label}],
            PREDICTED_CONFIDENCE_KEY: round(share, 6),
            INTENT_RESPONSE_KEY: label,
            RESPONSE_SELECTOR_UTTER_ACTION_KEY: intent_response_key_to_template_key(label),
        },
        RESPONSE_SELECTOR_RANKING_KEY: _ranking(shares, INTENT_RESPONSE_KEY),
    }


def _ranking(pairs: list[tuple[str, float]], name: str) -> list[dict[str, Any]]:
    return [
        {name: label, PREDICTED_CONFIDENCE_KEY: round(confidence, 6)}
        for label, confidence in pairs[:RANKING_LENGTH]
    ]


def _doubted(confidences: dict[str, float]) -> dict[str, float]:
    """Topics scaled down until none is sure; acts ("好的") may be short."""
    topics = {label: value for label, value in confidences.items() if RESPONSE_IDENTIFIER_DELIMITER in label}
    highest = max(topics.values(), default=0.0)
    scale = min(1.0, SHORT_TEXT_CONFIDENCE / highest) if highest else 1.0
    return {**confidences, **{label: value * scale for label, value in topics.items()}}


def _is_short(text: str) -> bool:
    return sum(character.isalnum() for character in text) <= SHORT_TEXT


def _vector(message: Message) -> Array | None:
    """The message's sentence vectors, one after the other, or None."""
    _, sentence = message.get_dense_features(attribute=TEXT)
    return None if sentence is None else sentence.features[0]
