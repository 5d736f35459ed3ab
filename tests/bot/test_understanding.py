"""Readings of a message beyond its own: of its parts, and together with the question before it."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest
from rasa.core.agent import Agent
from rasa.core.channels.channel import UserMessage
from rasa.core.processor import MessageProcessor
from rasa.shared.core.events import ActiveLoop, SlotSet
from rasa.shared.core.slots import AnySlot
from rasa.shared.core.trackers import DialogueStateTracker

from bot.understanding import DISCUSSED, FOLLOW_UP_LENGTH, IN_CONTEXT, PARTS, understand


@pytest.fixture(scope="module")
def processor(model: Path) -> MessageProcessor:
    processor = Agent.load(str(model)).processor
    assert processor is not None
    return processor


def talk(discussed: Any) -> DialogueStateTracker:
    tracker = DialogueStateTracker("talk", [AnySlot(DISCUSSED, mappings=[], influence_conversation=False)])
    tracker.update(SlotSet(DISCUSSED, discussed))
    return tracker


def read(
    processor: MessageProcessor, text: str, tracker: DialogueStateTracker | None = None
) -> dict[str, Any]:
    return asyncio.run(understand(processor, text, tracker))


def test_each_part_is_read_as_a_message_of_its_own(processor: MessageProcessor) -> None:
    first, second = "网购的衣服能退吗？", "不退去哪投诉？"
    found = read(processor, first + second)
    assert [part["text"] for part in found[PARTS]] == [first, second]
    for part, text in zip(found[PARTS], (first, second), strict=True):
        alone = read(processor, text)
        assert part["topic_ranking"] == alone["topic_ranking"]
        assert part["intent"] == alone["intent"]


class Reads:
    """Stands in for a processor: what is told first decides, as the trained model may."""

    def __init__(self, act: str = "ask") -> None:
        self.act = act

    async def parse_message(self, message: UserMessage, tracker: Any = None) -> dict[str, Any]:
        heard = "tell_place" if message.text.startswith("我在长春") else self.act
        return {"intent": {"name": heard, "confidence": 0.8}, "topic_ranking": [], "text": message.text}


def test_where_somebody_is_must_not_be_all_that_is_heard() -> None:
    reads: Any = Reads()
    told = "我在长春，买的手机是翻新的怎么办"
    assert read(reads, told)["intent"]["name"] == "ask"
    assert read(reads, told)["text"] == told
    assert read(reads, "我在长春，你好")["intent"]["name"] == "tell_place"
    assert read(reads, "我在长春")["intent"]["name"] == "tell_place"


def test_one_question_has_no_parts(processor: MessageProcessor) -> None:
    assert PARTS not in read(processor, "网购的衣服能退吗？")


def test_a_short_message_is_read_with_the_question_before_it(processor: MessageProcessor) -> None:
    before, text = "网购的衣服不喜欢能退吗", "那运费呢"
    found = read(processor, text, talk({"topic": "return", "text": before, "at": "2026-11-22T00:00:00Z"}))
    assert found[IN_CONTEXT] == read(processor, f"{before}，{text}")["topic_ranking"]
    assert found["topic_ranking"] == read(processor, text)["topic_ranking"]


@pytest.mark.parametrize("discussed", [None, {}, "return", {"topic": "return"}])
def test_without_a_question_before_there_is_no_context(processor: MessageProcessor, discussed: Any) -> None:
    assert IN_CONTEXT not in read(processor, "那运费呢", talk(discussed))
    assert IN_CONTEXT not in read(processor, "那运费呢")


def test_in_a_form_nothing_goes_on_about_the_question_before(processor: MessageProcessor) -> None:
    tracker = talk({"topic": "return", "text": "能退吗"})
    assert IN_CONTEXT in read(processor, "那运费呢", tracker)
    tracker.update(ActiveLoop("complaint_form"))
    assert IN_CONTEXT not in read(processor, "那运费呢", tracker)


@pytest.mark.parametrize(("act", "carries"), [("ask", True), ("nlu_fallback", True), ("greet", False)])
def test_an_act_of_its_own_goes_on_about_nothing(act: str, carries: bool) -> None:
    reads: Any = Reads(act)
    assert (IN_CONTEXT in read(reads, "那运费呢", talk({"topic": "return", "text": "能退吗"}))) is carries


def test_a_long_message_says_itself_what_it_is_about(processor: MessageProcessor) -> None:
    tracker = talk({"topic": "return", "text": "能退吗"})
    assert IN_CONTEXT not in read(processor, "退" * (FOLLOW_UP_LENGTH + 1), tracker)


def test_typed_commands_in_parts_and_in_context_are_words(processor: MessageProcessor) -> None:
    found = read(processor, "能退吗？ /restart 怎么用？", talk({"topic": "return", "text": "/restart"}))
    assert found["intent"]["name"] != "restart"
    assert all(part["intent"]["name"] != "restart" for part in found[PARTS])
