"""What of Rasa a serving brain leaves out: the modules that only training and evaluation use, and TensorFlow with them.

Rasa imports its trainers wherever it runs. TensorFlow is 360 MB and nine of the fourteen seconds of a start, and a
model whose components are this project's own computes with numpy alone. So before Rasa is imported these few modules
are put in place by stand-ins that hold the imported names and refuse to be used. A model that has a component of Rasa's
trainable ones is not served without them: then nothing is left out.
"""

from __future__ import annotations

import json
import sys
import tarfile
import zlib
from collections.abc import Iterable
from pathlib import Path
from types import ModuleType
from typing import Any

# Module → the names that modules needed for serving import from it, and never use.
TRAINING_ONLY = {
    "rasa.utils.tensorflow.callback": ("RasaTrainingLogger", "RasaModelCheckpoint"),
    "rasa.utils.tensorflow.data_generator": ("RasaBatchDataGenerator", "RasaDataGenerator"),
    # Named in a model's training graph, which is read along with the other one.
    "rasa.graph_components.validators.default_recipe_validator": ("DefaultV1RecipeValidator",),
}
# Of what a model's graph runs, what is known to compute without TensorFlow.
WITHOUT_TENSORFLOW = (
    "bot.",
    "rasa.graph_components.",
    "rasa.nlu.classifiers.regex_message_handler.",
    "rasa.core.policies.ensemble.",
    "rasa.core.policies.rule_policy.",
)
METADATA = "metadata.json"


class LeftOut(RuntimeError):
    """Something that only training uses was used in a brain that serves."""


def leave_out() -> None:
    """Put the stand-ins in place. Raises LeftOut when Rasa has imported one of the modules already."""
    for module, names in TRAINING_ONLY.items():
        if module in sys.modules and not hasattr(sys.modules[module], "__left_out__"):
            raise LeftOut(f"{module} is imported already")
        stand_in = ModuleType(module, "Left out of a serving brain (bot.left_out).")
        stand_in.__dict__["__left_out__"] = True
        for name in names:
            setattr(stand_in, name, _refusing(module, name))
        sys.modules[module] = stand_in


def can_do_without(model: Path) -> bool:
    """Whether every component that a trained model runs is known to need no TensorFlow.

    False for a file that is no model: Rasa then says what is wrong with it.
    """
    try:
        with tarfile.open(model) as archive:
            file = archive.extractfile(METADATA)
            nodes = json.load(file)["predict_schema"]["nodes"] if file else {}
        return bool(nodes) and need_no_tensorflow(node["uses"] for node in nodes.values())
    except (OSError, EOFError, zlib.error, tarfile.TarError, KeyError, TypeError, ValueError):
        return False


def need_no_tensorflow(components: Iterable[str]) -> bool:
    """Whether all these component classes, by their dotted names, are known to need no TensorFlow."""
    return all(name.startswith(WITHOUT_TENSORFLOW) for name in components)


def _refusing(module: str, name: str) -> type:
    def refuse(_self: Any, *_args: Any, **_kwargs: Any) -> None:
        raise LeftOut(f"{module}.{name} is for training; start the brain with `rasa run` to have it")

    return type(name, (), {"__init__": refuse})
