"""The predictions that are scored are the decisions that answer people."""

from typing import Any

from actions.answering.evaluate import predict
from tests.actions.answering.talking import part, rows
from tests.actions.builders import shipped_knowledge

ENTRIES = shipped_knowledge().entries


def predicted(row: dict[str, Any]) -> dict[str, Any]:
    (prediction,) = predict([{"id": "1", **row}], ENTRIES)
    return prediction


def test_of_two_answers_the_first_is_scored() -> None:
    whole = part("能退吗？快递丢了找谁？", return_online_seven_days=0.4, parcel_lost_or_damaged=0.3)
    parts = [
        part("能退吗？", return_online_seven_days=0.9),
        part("快递丢了找谁？", parcel_lost_or_damaged=0.9),
    ]
    assert predicted(whole)["decision"] == "clarify"
    found = predicted({**whole, "parts": parts})
    assert (found["decision"], found["topic"]) == ("answer", "return_online_seven_days")


def test_a_message_without_parts_is_scored_as_a_whole() -> None:
    found = predicted(part("能退吗", return_online_seven_days=0.9, prepaid_card_refund=0.05))
    assert (found["decision"], found["topic"]) == ("answer", "return_online_seven_days")
    assert found["ranking"][0] == {"topic": "return_online_seven_days", "confidence": 0.9}


def test_a_wish_to_file_stays_one_whatever_its_parts() -> None:
    row = {"text": "我要投诉", "intent": {"name": "complain", "confidence": 0.9}, "topic_ranking": rows()}
    found = predicted({**row, "parts": [part("能退吗？", return_online_seven_days=0.9)] * 2})
    assert (found["decision"], found["topic"]) == ("file", "file_complaint")
