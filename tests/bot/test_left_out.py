"""A serving brain holds no TensorFlow, and a model that needs it is served with it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from bot.left_out import LeftOut, can_do_without, leave_out, need_no_tensorflow
from bot.serve import main

LOADED = """
import sys
from bot.left_out import TRAINING_ONLY, leave_out
leave_out()
leave_out()  # a second time changes nothing
import rasa.core.run
from rasa.core.agent import Agent
agent = Agent.load(sys.argv[1])
assert agent.is_ready()
assert "tensorflow" not in sys.modules
for module, names in TRAINING_ONLY.items():
    for name in names:
        try:
            getattr(sys.modules[module], name)()
        except Exception as error:
            assert type(error).__name__ == "LeftOut", error
        else:
            raise AssertionError(name)
print("served")
"""


def test_the_trained_model_is_loaded_without_tensorflow(model: Path) -> None:
    assert can_do_without(model)
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", LOADED, str(model)],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.stdout.strip().endswith("served"), done.stderr[-2000:]


def test_it_is_too_late_once_rasa_has_its_trainers() -> None:
    import rasa.utils.train_utils  # noqa: F401 - imports them

    with pytest.raises(LeftOut, match="already"):
        leave_out()


@pytest.mark.parametrize(
    "component",
    [
        "rasa.nlu.classifiers.diet_classifier.DIETClassifier",
        "rasa.core.policies.ted_policy.TEDPolicy",
        "rasa.nlu.selectors.response_selector.ResponseSelector",
        "somebody.elses.Component",
    ],
)
def test_a_model_with_a_component_that_is_not_known_to_do_without_is_served_whole(component: str) -> None:
    assert need_no_tensorflow(["bot.nlu.classifier.TopicClassifier"])
    assert not need_no_tensorflow(["bot.nlu.classifier.TopicClassifier", component])


@pytest.mark.parametrize("content", [b"", b"no archive", b"\x1f\x8b\x08\x00broken"])
def test_a_file_that_is_no_model_is_left_to_rasa_to_complain_about(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "brain.tar.gz"
    file.write_bytes(content)
    assert not can_do_without(file)


def test_without_a_model_the_brain_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(SystemExit, match="make train"):
        main(["--model", str(tmp_path / "none.tar.gz")])
