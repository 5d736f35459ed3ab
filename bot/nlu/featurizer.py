"""Sentence vectors as Rasa features."""

from __future__ import annotations

from typing import Any

import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.constants import FEATURIZER_CLASS_ALIAS
from rasa.nlu.featurizers.dense_featurizer.dense_featurizer import DenseFeaturizer
from rasa.shared.nlu.constants import FEATURE_TYPE_SENTENCE, TEXT
from rasa.shared.nlu.training_data.features import Features
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.nlu.encoders import Array, encoder_version, shared_encoder
from bot.nlu.normaliser import is_payload


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=False)
class SentenceEncoderFeaturizer(DenseFeaturizer, GraphComponent):
    """Adds the vector of a pretrained sentence encoder (``encoder``: a name in bot.nlu.encoders)."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Settings and their defaults."""
        return {**DenseFeaturizer.get_default_config(), "encoder": "universal-sentence-encoder"}

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> SentenceEncoderFeaturizer:
        """A featurizer with its encoder loaded, so that the first message does not wait for it."""
        featurizer = cls(execution_context.node_name, config)
        shared_encoder(config["encoder"]).encode([""])
        return featurizer

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str | None:
        """The encoder's version."""
        return encoder_version(config.get("encoder", cls.get_default_config()["encoder"]))

    @classmethod
    def validate_config(cls, config: dict[str, Any]) -> None:
        """An unknown encoder is noticed by ``create``."""

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Add vectors to all examples that have a text, encoded in one batch."""
        self.process([message for message in training_data.training_examples if message.get(TEXT)])
        return training_data

    def process(self, messages: list[Message]) -> list[Message]:
        """Add vectors to messages. Empty texts and payloads get none."""
        spoken = [message for message in messages if message.get(TEXT) and not is_payload(message.get(TEXT))]
        if spoken:
            encoder = shared_encoder(self._config["encoder"])
            vectors = encoder.encode([message.get(TEXT) for message in spoken])
            for message, vector in zip(spoken, vectors, strict=True):
                message.add_features(self._feature(vector))
        return messages

    def _feature(self, vector: Array) -> Features:
        alias = self._config[FEATURIZER_CLASS_ALIAS]
        return Features(vector[np.newaxis, :], FEATURE_TYPE_SENTENCE, TEXT, alias)
