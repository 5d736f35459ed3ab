"""What replaces a function of Rasa answers as Rasa did."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from jsonschema import ValidationError, validate
from rasa.core.actions.action import RemoteAction
from rasa.core.actions.forms import FormAction
from rasa.shared.core import events
from rasa.shared.core.domain import Domain
from rasa.shared.core.slots import CategoricalSlot
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.utils.common import all_subclasses

from bot import once
from bot.action_server import SENT_TURNS, lean
from tests.bot.talks import DOMAIN, FORM, SEEDS, talk

WELL = [
    {},
    {"events": [], "responses": []},
    {
        "events": [{"event": "slot", "name": "topic", "value": None, "timestamp": None}],
        "responses": [{"text": "好"}],
    },
    {"events": [{"event": "followup", "name": "action_listen", "timestamp": None}]},
]
BROKEN: list[Any] = [
    [],
    "events",
    {"events": {}},
    {"events": ["slot"]},
    {"events": [{"name": "topic"}]},
    {"responses": "好"},
    {"responses": ["好"]},
]


def walked(name: str) -> type[events.Event] | None:
    """As Rasa does it: the first subclass of that name."""
    return next((found for found in all_subclasses(events.Event) if found.type_name == name), None)


@pytest.fixture(autouse=True)
def _installed() -> None:
    once.install()
    once.install()  # a second model loaded by the same process


def test_a_copied_slot_is_another_with_the_same_value() -> None:
    slot = CategoricalSlot("purchase", mappings=[{"type": "custom"}], values=["online", "shop"])
    slot.value = "shop"
    copied = copy.copy(slot)
    assert type(copied) is CategoricalSlot
    assert vars(copied) == vars(slot)
    copied.value = "online"
    assert (slot.value, copied.value) == ("shop", "online")


def test_every_kind_of_event_is_found_as_before() -> None:
    names = {found.type_name for found in all_subclasses(events.Event)}
    assert len(names) > 15
    for name in names:
        assert events.Event.resolve_by_type(name) is walked(name)


def test_an_unknown_kind_is_refused_as_before() -> None:
    with pytest.raises(ValueError, match="nonsense"):
        events.Event.resolve_by_type("nonsense")
    assert events.Event.resolve_by_type("topic") is None
    assert events.Event.resolve_by_type("nonsense", events.SlotSet) is events.SlotSet


@pytest.mark.parametrize("answer", WELL)
def test_what_rasas_schema_takes_is_taken(answer: dict[str, Any]) -> None:
    validate(answer, RemoteAction.action_response_format_spec())
    once.check_answer(answer)


@pytest.mark.parametrize("answer", BROKEN)
def test_what_rasas_schema_refuses_is_refused(answer: Any) -> None:
    with pytest.raises(ValidationError):
        validate(answer, RemoteAction.action_response_format_spec())
    with pytest.raises(once.NotAnAnswer):
        once.check_answer(answer)


def state(tracker: DialogueStateTracker) -> dict[str, Any]:
    """All that a tracker holds; its events and messages by identity, since equal ones are not always the same."""
    held = dict(vars(tracker))
    held["slots"] = {name: vars(slot) for name, slot in held["slots"].items()}
    held["latest_message"] = vars(held["latest_message"])
    held["latest_bot_utterance"] = vars(held["latest_bot_utterance"])
    for name in ("latest_message", "latest_bot_utterance"):
        held[name] = {key: value for key, value in held[name].items() if key != "timestamp"}
    held["events"] = [id(event) for event in held["events"]]
    return held


def test_a_copied_tracker_is_as_one_whose_events_were_replayed() -> None:
    for seed in SEEDS:
        tracker = talk(seed)
        tracker.model_id = "model"
        copied = tracker.copy()
        assert state(copied) == state(once._replayed(tracker)), seed


def test_a_copied_tracker_goes_its_own_way() -> None:
    tracker = talk(3)
    tracker.update(events.ActiveLoop(FORM))
    before = state(tracker)
    copied = tracker.copy()
    copied.update_with_events(
        [
            events.SlotSet("name", "李四"),
            events.ActionExecutionRejected(FORM),
            events.LoopInterrupted(True),
            events.FollowupAction("utter_greet"),
            events.UserUttered("好"),
        ],
        DOMAIN,
    )
    assert state(tracker) == before
    assert copied.get_slot("name") == "李四"


def test_a_form_sees_the_same_of_a_conversation_as_before() -> None:
    form = FormAction(FORM, None)
    for seed in SEEDS:
        tracker, added = talk(seed), [events.SlotSet("name", "李四")]
        seen = [
            made(form, tracker, added, DOMAIN) for made in (once._temporary_tracker, once._replayed_in_form)
        ]
        ours, theirs = map(state, seen)
        ours.pop("events")
        theirs.pop("events")
        assert ours == theirs, seed
        assert list(seen[0].events) == list(seen[1].events)


def test_a_domain_is_empty_as_before() -> None:
    assert not DOMAIN.is_empty()
    assert not DOMAIN.is_empty()
    assert Domain.empty().is_empty()


def called(turns: int) -> dict[str, Any]:
    told: list[dict[str, Any]] = [{"event": "action", "name": "action_session_start"}]
    for number in range(turns):
        told += [{"event": "user", "text": str(number)}, {"event": "bot", "text": str(number)}]
    tracker = {"sender_id": "c-1", "slots": {"topic": "x"}, "events": told}
    return {"next_action": "action_answer", "domain": {"intents": ["ask"]}, "tracker": tracker}


class TestLeanCalls:
    def test_the_domain_is_left_out_and_nothing_else_of_the_call(self) -> None:
        call = called(1)
        assert lean(call) == {key: value for key, value in call.items() if key != "domain"}

    def test_the_latest_messages_are_sent_with_what_was_said_to_them(self) -> None:
        sent = lean(called(9))["tracker"]
        assert [event["text"] for event in sent["events"] if event["event"] == "user"] == ["6", "7", "8"]
        assert sent["events"][0]["event"] == "user"
        assert sent["slots"] == {"topic": "x"}

    def test_what_rasa_handed_over_is_not_changed(self) -> None:
        call = called(9)
        before = len(call["tracker"]["events"])
        lean(call)
        assert len(call["tracker"]["events"]) == before > SENT_TURNS * 2
        assert "domain" in call
