"""What the dialogue itself says can be said as it is written."""

import re

import pytest

from connectors.hotline import saying, wording
from connectors.hotline.contract import MOST_SAID, Reason

SAID_AS_WRITTEN = {
    name: value for name, value in vars(wording).items() if name.isupper() and isinstance(value, str)
} | {f"GREETINGS.{key}": value for key, value in wording.GREETINGS.items()}
FILLED = re.compile(r"\{\w+\}")


@pytest.mark.parametrize("name", SAID_AS_WRITTEN)
def test_a_line_has_figures_as_keys_only_and_no_marks(name: str) -> None:
    line = FILLED.sub("", SAID_AS_WRITTEN[name])
    assert all(sign.isalpha() or sign in "，。！？；、" for sign in re.sub(r"按\d", "", line)), line


@pytest.mark.parametrize("name", SAID_AS_WRITTEN)
def test_a_line_is_one_breath_a_sentence(name: str) -> None:
    assert all(len(item.text) <= MOST_SAID for item in saying.line(SAID_AS_WRITTEN[name]))
    for sentence in re.split(r"[。！？；]", SAID_AS_WRITTEN[name]):
        assert len(sentence) <= MOST_SAID // 2, "a listener keeps no more in mind"


def test_there_is_a_greeting_for_every_reason() -> None:
    assert set(wording.GREETINGS) == {reason.value for reason in Reason}


def test_a_machine_says_that_it_is_one() -> None:
    assert "不是真人" in wording.ASSISTANT
