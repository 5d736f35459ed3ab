"""The trained pipeline inside Rasa: what a parsed message holds, and that Rasa's tools read it."""

from __future__ import annotations

import asyncio
import io
import json
from pathlib import Path
from typing import Any

import pytest
from rasa.core.agent import Agent
from rasa.core.channels.channel import UserMessage
from rasa.core.processor import MessageProcessor
from rasa.nlu.test import run_evaluation

from bot import parse
from bot.nlu.classifier import SHORT_TEXT_CONFIDENCE, understanding


@pytest.fixture(scope="module")
def processor(model: Path) -> MessageProcessor:
    processor = Agent.load(str(model)).processor
    assert processor is not None
    return processor


def parsed(processor: MessageProcessor, text: str) -> dict[str, Any]:
    return asyncio.run(processor.parse_message(UserMessage(text)))


class TestUnderstanding:
    def test_intents_are_as_likely_as_their_topics_together(self) -> None:
        found = understanding([("thanks", 0.4), ("ask/fake", 0.35), ("ask/return", 0.25)])
        assert found["intent"] == {"name": "ask", "confidence": 0.6}
        assert found["intent_ranking"][1] == {"name": "thanks", "confidence": 0.4}
        assert [entry["name"] for entry in found["topic_ranking"]] == ["thanks", "ask/fake", "ask/return"]

    def test_the_response_selection_has_rasas_shape(self) -> None:
        found = understanding([("ask/fake", 0.6), ("thanks", 0.2), ("ask/return", 0.2)])["response_selector"]
        assert found["all_retrieval_intents"] == ["ask"]
        assert found["ask"]["response"] == {
            "responses": [{"text": "ask/fake"}],
            "confidence": 0.75,
            "intent_response_key": "ask/fake",
            "utter_action": "utter_ask/fake",
        }
        assert found["ask"]["ranking"][1] == {"intent_response_key": "ask/return", "confidence": 0.25}

    def test_nothing_understood_is_rasas_fallback_intent(self) -> None:
        found = understanding([])
        assert found["intent"] == {"name": "nlu_fallback", "confidence": 1.0}
        assert found["topic_ranking"] == []
        assert "response_selector" not in found

    def test_rankings_hold_ten(self) -> None:
        found = understanding([(f"ask/{number}", 1 / 30) for number in range(30)])
        assert len(found["topic_ranking"]) == len(found["response_selector"]["ask"]["ranking"]) == 10


class TestPipeline:
    @pytest.mark.parametrize(
        ("text", "label"),
        [
            ("買到假貨怎麼賠！！", "ask/fake_goods"),
            ("健身房關門了，卡裡的錢怎麼退？", "ask/prepaid_closed"),
            ("你好", "greet"),
            ("[抱拳]", "thanks"),
        ],
    )
    def test_a_message_is_understood_and_keeps_its_own_text(
        self, processor: MessageProcessor, text: str, label: str
    ) -> None:
        found = parsed(processor, text)
        assert found["text"] == text
        assert found["topic_ranking"][0]["name"] == label
        assert found["intent"]["name"] == label.split("/")[0]
        if "/" in label:
            assert found["intent"]["full_retrieval_intent_name"] == label

    @pytest.mark.parametrize("text", ["", "13800001111", "?!", "😡", "[流泪]", "1380.5", "  "])
    def test_a_text_without_words_has_no_topic(self, processor: MessageProcessor, text: str) -> None:
        found = parsed(processor, text)
        assert found["intent"]["name"] == "nlu_fallback"
        assert found["topic_ranking"] == []

    @pytest.mark.parametrize("text", ["王", "假", "退", "卡店", "酒?"])
    def test_a_very_short_text_has_no_sure_topic(self, processor: MessageProcessor, text: str) -> None:
        topics = [entry for entry in parsed(processor, text)["topic_ranking"] if "/" in entry["name"]]
        assert all(entry["confidence"] <= SHORT_TEXT_CONFIDENCE for entry in topics)

    def test_a_short_example_is_known(self, processor: MessageProcessor) -> None:
        assert parsed(processor, "好")["topic_ranking"][0]["name"] == "affirm"

    def test_a_payload_passes_untouched(self, processor: MessageProcessor) -> None:
        found = parsed(processor, '/choose_topic{"topic": "fake_goods"}')
        assert found["intent"] == {"name": "choose_topic", "confidence": 1.0}
        assert "topic_ranking" not in found

    @pytest.mark.parametrize("text", ["／restart", "\u200b/restart"])
    def test_normalising_makes_no_payload(self, processor: MessageProcessor, text: str) -> None:
        assert parsed(processor, text)["intent"]["name"] != "restart"

    def test_rasa_test_nlu_evaluates_intents_and_topics(
        self, processor: MessageProcessor, project: Path
    ) -> None:
        data, domain = project / "data" / "nlu.yml", project / "domain.yml"
        result = asyncio.run(
            run_evaluation(
                str(data), processor, disable_plotting=True, report_as_dict=True, domain_path=str(domain)
            )
        )
        assert result["intent_evaluation"]["accuracy"] > 0.95
        assert result["response_selection_evaluation"]["accuracy"] > 0.95
        assert "ask/fake_goods" in result["response_selection_evaluation"]["report"]


class TestParse:
    def test_lines_are_parsed_in_order(self, model: Path) -> None:
        lines = [
            {"id": "a", "text": "買到假貨怎麼賠"},
            {"id": "b", "text": "/restart"},
            {"id": "c", "text": "😡"},
        ]
        source, target = io.StringIO("\n".join(map(json.dumps, lines)) + "\n\n"), io.StringIO()
        parse.main(["--models", str(model)], source, target)
        results = [json.loads(line) for line in target.getvalue().splitlines()]
        assert [result["id"] for result in results] == ["a", "b", "c"]
        assert all(set(result) == {"id", "text", "intent", "topic_ranking"} for result in results)
        assert [result["text"] for result in results] == [line["text"] for line in lines]
        assert results[0]["topic_ranking"][0]["name"] == "ask/fake_goods"
        assert results[1]["intent"]["name"] != "restart"
        assert results[2]["topic_ranking"] == []
