"""What replaces a function of Rasa answers as Rasa did."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from jsonschema import ValidationError, validate
from rasa.core.actions.action import ActionExtractSlots, RemoteAction
from rasa.core.actions.forms import FormAction
from rasa.shared.core import events
from rasa.shared.core.domain import ActionNotFoundException, Domain
from rasa.shared.core.slots import CategoricalSlot
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.utils.common import all_subclasses
from rasa.utils.endpoints import EndpointConfig

from bot import once
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


def test_slots_are_shared_until_one_is_set() -> None:
    slot = CategoricalSlot(
        "purchase", mappings=[{"type": "custom"}], values=["online", "shop"], initial_value="shop"
    )
    before = dict(vars(slot))
    first, second = (DialogueStateTracker.from_events("c-1", [], [slot]) for _ in range(2))
    assert first.slots["purchase"] is second.slots["purchase"] is slot
    first.update(events.SlotSet("purchase", "online"))
    third = first.copy()
    third.update(events.AllSlotsReset())
    values = [
        (held.slots["purchase"].value, held.slots["purchase"].has_been_set) for held in (first, second, third)
    ]
    assert values == [("online", True), ("shop", False), ("shop", False)]
    assert type(first.slots["purchase"]) is CategoricalSlot
    assert vars(slot) == before
    first.update(events.SlotSet("nonsense", 1))
    assert set(first.slots) == {"purchase"}


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


def test_nothing_is_extracted_only_where_actions_alone_set_slots() -> None:
    assert not once._set_by_actions_alone(DOMAIN)  # the form's slots are taken from texts
    shipped = Domain.load("domain.yml")
    assert once._set_by_actions_alone(shipped)
    tracker = DialogueStateTracker.from_events(
        "c-1", [events.UserUttered("好", {"name": "affirm"})], shipped.slots
    )
    action = ActionExtractSlots(None)
    for run in (once._extracted, once._extracted_by_rasa):
        assert asyncio.run(run(action, None, None, tracker, shipped)) == []


def test_an_action_is_made_once_for_a_domain_and_a_server() -> None:
    here, there = EndpointConfig("http://here"), EndpointConfig("http://there")
    domain = Domain.load("domain.yml")
    for name in ("action_listen", "action_answer", "utter_greet", "complaint_form"):
        made = once._action_of(name, domain, here)
        assert type(made) is type(once._made_action(name, domain, here))
        assert made.name() == name
        assert once._action_of(name, domain, here) is made
    assert once._action_of("action_answer", domain, there).action_endpoint is there
    with pytest.raises(ActionNotFoundException):
        once._action_of("action_nonsense", domain, here)
