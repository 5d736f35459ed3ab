"""Files and readings outside a complaint, through the actions as Rasa calls them."""

import datetime as dt
from typing import Any

import pytest
from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.case_backend.memory import MemoryCaseBackend
from actions.intake.conclude import cleared
from actions.intake.documents.actions import MOST_FILES, KeepFile, NotePhoto, recent_pictures
from actions.intake.slots import FINDINGS
from tests.actions.builders import SENT_AT
from tests.actions.intake.documents.pages import RECEIPT, lines


def tracker(text: str, metadata: dict[str, Any], **slots: Any) -> Tracker:
    message = {
        "text": text,
        "intent": {"name": text.strip("/"), "confidence": 1.0},
        "entities": [],
        "message_id": "m-1",
        "metadata": {"sent_at": SENT_AT.isoformat(), "channel": "webchat", **metadata},
    }
    return Tracker("c-1.0", slots, message, [], False, None, {}, None)


async def run(action: Any, on: Tracker) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    """What was said, and the slots that were set."""
    dispatcher = CollectingDispatcher()
    events = await action.run(dispatcher, on, {})
    return dispatcher.messages, {event["name"]: event["value"] for event in events}


async def read(
    page: str, attachment: str = "photo-1", **slots: Any
) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    reading = {"attachment_id": attachment, "lines": lines(page)}
    return await run(NotePhoto(), tracker("/photo_read", {"reading": reading}, **slots))


async def test_a_receipt_is_told_kept_and_offered_for_registration() -> None:
    (said,), slots = await read(RECEIPT)
    assert "129.80元" in said["text"]
    assert [button["payload"] for button in said["buttons"]] == ["/complain"]
    assert slots["seen_photo"]["pictures"][0]["fields"]["merchant"] == "好又多超市"


@pytest.mark.parametrize("page", ["温馨提示\n小心地滑", "好又多超市", "2026年11月19日", ""])
async def test_a_picture_without_a_field_says_nothing_and_keeps_nothing(page: str) -> None:
    (said,), slots = await read(page)
    assert said["custom"] == {"quiet": True}
    assert slots == {}


async def test_a_picture_of_a_complaint_that_is_over_says_nothing() -> None:
    closed = {event["name"]: event["value"] for event in cleared({"evidence": ["photo-1"]})}["closed_files"]
    (said,), slots = await read(RECEIPT, closed_files=closed)
    assert said["custom"] == {"quiet": True}
    assert slots == {}


def test_files_of_earlier_complaints_stay_closed_when_another_one_ends() -> None:
    events = cleared({"evidence": ["photo-2"], "closed_files": ["photo-1"]})
    closed = {event["name"]: event["value"] for event in events}["closed_files"]
    assert closed == ["photo-1", "photo-2"]


async def test_a_second_picture_of_the_same_says_nothing_and_one_with_more_tells_all() -> None:
    _said, slots = await read("欢迎光临好又多超市\n合计   129.80")
    (again,), unchanged = await read("欢迎光临好又多超市\n合计   129.80", "photo-2", **slots)
    assert (again["custom"], unchanged) == ({"quiet": True}, {})
    (more,), added = await read(RECEIPT, "photo-3", **slots)
    assert "HYD2611080031" in more["text"]
    assert added["seen_photo"]["pictures"][0]["fields"]["order_no"] == "HYD2611080031"


async def test_two_pictures_of_different_shops_are_told_apart() -> None:
    _said, slots = await read(RECEIPT)
    other = "欢迎光临惠民超市\n合计   56.00"
    (said,), both = await read(other, "photo-2", **slots)
    assert "56元" in said["text"]
    assert "HYD2611080031" not in said["text"]
    assert [one["id"] for one in both["seen_photo"]["pictures"]] == ["photo-2", "photo-1"]


@pytest.mark.parametrize(
    ("media_type", "response"),
    [("image/jpeg", "utter_photo_without_form"), ("application/pdf", "utter_file_without_form")],
)
async def test_a_file_is_acknowledged_and_kept_for_the_complaint(media_type: str, response: str) -> None:
    sent = {"attachments": [{"id": "file-1", "name": "a", "media_type": media_type}]}
    (said,), slots = await run(KeepFile(MemoryCaseBackend()), tracker("/provide_evidence", sent))
    assert said["response"] == response
    assert [file["id"] for file in slots["loose_files"]] == ["file-1"]


async def test_only_the_newest_files_are_kept() -> None:
    before = [{"id": str(number), "at": SENT_AT.isoformat()} for number in range(MOST_FILES)]
    sent = {"attachments": [{"id": "new", "name": "a", "media_type": "image/png"}]}
    _said, slots = await run(
        KeepFile(MemoryCaseBackend()), tracker("/provide_evidence", sent, loose_files=before)
    )
    assert [file["id"] for file in slots["loose_files"]] == [*map(str, range(1, MOST_FILES)), "new"]


@pytest.mark.parametrize(("hours", "brings"), [(0, True), (24, True), (25, False)])
def test_what_was_sent_within_a_day_begins_the_complaint(hours: int, brings: bool) -> None:
    at = SENT_AT.isoformat()
    now = SENT_AT + dt.timedelta(hours=hours)
    fields = {"merchant": "好又多超市"}
    pictures = [{"id": "file-1", "fields": fields, "open": ["merchant"], "is_ours": None}]
    seen = {"pictures": pictures, "at": at}
    brought = recent_pictures(seen, [{"id": "file-1", "at": at}], now=now)
    wanted = {
        "evidence": ["file-1"],
        FINDINGS: {"pictures": pictures, "passed": 0},
    }
    assert brought == (wanted if brings else {})
    assert recent_pictures(None, None, now=now) == {}
