"""What Rasa works out anew at each turn and never changes: worked out once.

These replace functions of Rasa by others that answer the same (tests/bot/test_once.py holds them together). Each was
found with a sampling profiler in a turn of the whole brain; its share of the turn stands beside it.
"""

from __future__ import annotations

import dataclasses
import functools
from collections.abc import Mapping
from types import SimpleNamespace
from typing import Any

import rasa.core.actions.action
import rasa.core.actions.forms
import rasa.core.policies.rule_policy
import rasa.core.processor
from rasa.core.actions.action import Action, ActionExtractSlots, ActionRetrieveResponse, RemoteAction
from rasa.core.actions.forms import FormAction
from rasa.shared.core.constants import ACTION_VALIDATE_SLOT_MAPPINGS, DEFAULT_SLOT_NAMES, REQUESTED_SLOT
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import (
    ActionExecuted,
    ActionReverted,
    Event,
    FollowupAction,
    Restarted,
    SessionStarted,
    SlotSet,
    UserUtteranceReverted,
    UserUttered,
)
from rasa.shared.core.slots import Slot
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.utils.common import all_subclasses
from rasa.utils.endpoints import EndpointConfig

from bot.action_call import call_of


class NotAnAnswer(ValueError):
    """What the action server sent is no rasa-sdk answer. The message names where, and quotes nothing."""


@functools.cache
def _event_classes() -> dict[str, type[Event]]:
    classes: dict[str, type[Event]] = {}
    for event_class in all_subclasses(Event):
        classes.setdefault(event_class.type_name, event_class)
    return classes


def _resolve_by_type(type_name: str, default: type[Event] | None = None) -> type[Event] | None:
    """Event.resolve_by_type from a table. Rasa walks all subclasses of Event for every event it reads (5 %)."""
    found = _event_classes().get(type_name)
    return found if found is not None else _walked(type_name, default)


_walked = Event.resolve_by_type  # for names that the table does not know


def check_answer(answer: Any) -> None:
    """Raises NotAnAnswer for what no rasa-sdk would send.

    Rasa proves its own JSON schema valid at each call and then walks 23 alternatives for every event (8 %, half of a
    turn before the schema was kept). What an event must hold is checked again when it is made of the dictionary:
    an unknown kind and a missing part both end the turn there.
    """
    if not isinstance(answer, Mapping):
        raise NotAnAnswer("the answer is no object")
    for key in ("events", "responses"):
        found = answer.get(key, [])
        if not isinstance(found, list) or not all(isinstance(one, Mapping) for one in found):
            raise NotAnAnswer(f"{key} is no list of objects")
    for event in answer.get("events", []):
        if not isinstance(event.get("event"), str):
            raise NotAnAnswer("an event has no kind")


def _validate_action_result(_action: RemoteAction, result: Any) -> bool:
    check_answer(result)
    return True


def _shared(slot: Slot) -> Slot:
    """copy.copy of a slot: itself. Each of a turn's trackers would copy all slots (6 %) and set two or three; trackers
    share them, and a slot is copied when it is set."""
    return slot


def _own(slot: Slot) -> Slot:
    copied = slot.__class__.__new__(slot.__class__)
    copied.__dict__.update(slot.__dict__)
    return copied


def _set_slot(tracker: DialogueStateTracker, key: str, value: Any) -> None:
    """DialogueStateTracker._set_slot, on a slot of the tracker's own."""
    if key in tracker.slots:
        tracker.slots[key] = _own(tracker.slots[key])
    _set_by_rasa(tracker, key, value)


def _reset_slots(tracker: DialogueStateTracker) -> None:
    """DialogueStateTracker._reset_slots; what is as it was at first stays shared."""
    for name, slot in tracker.slots.items():
        if slot.has_been_set or slot.value is not slot.initial_value:
            tracker.slots[name] = own = _own(slot)
            own.reset()


_set_by_rasa = DialogueStateTracker._set_slot


def _copied_tracker(tracker: DialogueStateTracker) -> DialogueStateTracker:
    """DialogueStateTracker.copy without replaying every event: the state those led to is copied.

    Rasa does it for each action that runs, three times a turn and more (3 %). The same as the replay: a tracker's
    state changes by its events alone, save that a follow-up action is struck off when it is predicted, and that
    model and assistant, which the copy has not, stand in the events already.
    """
    settled = _settled_follow_up(tracker)
    if type(tracker) is not DialogueStateTracker or (tracker.followup_action is None and settled is None):
        return _replayed(tracker)
    copied: DialogueStateTracker = object.__new__(DialogueStateTracker)
    copied.__dict__.update(tracker.__dict__)
    copied.events = tracker.events.copy()
    copied.slots = dict(tracker.slots)  # shared, see _shared
    copied.active_loop = dataclasses.replace(tracker.active_loop) if tracker.active_loop else None
    if tracker.followup_action is None and isinstance(settled, FollowupAction):
        copied.followup_action = settled.action_name
    copied.sender_source = copied.model_id = copied.assistant_id = None
    return copied


_replayed = DialogueStateTracker.copy


# Events that say which action is to follow, or that none is, and those that begin a state anew.
_SETTLING = (FollowupAction, ActionExecuted, UserUttered)
_RESETTING = (Restarted, SessionStarted, UserUtteranceReverted, ActionReverted)


def _settled_follow_up(tracker: DialogueStateTracker) -> Event | None:
    """The event that settled which action was to follow; None where only a replay tells."""
    either = (*_SETTLING, *_RESETTING)
    latest = next((event for event in reversed(tracker.events) if isinstance(event, either)), None)
    return latest if isinstance(latest, _SETTLING) else None


def _temporary_tracker(
    form: FormAction, current: DialogueStateTracker, additional: list[Event], domain: Domain
) -> DialogueStateTracker:
    """FormAction._temporary_tracker from a copy, again without the replay (2 %). After a restart Rasa replays only what
    came since, so that is left to it."""
    if current.idx_after_latest_restart():
        return _replayed_in_form(form, current, additional, domain)
    asked = SlotSet(REQUESTED_SLOT, form.get_slot_to_fill(current))
    temporary = current.copy()
    for event in (asked, ActionExecuted(form.name()), *additional):
        temporary.update(event, domain)
    return temporary


_replayed_in_form = FormAction._temporary_tracker


def _is_empty(domain: Domain) -> bool:
    """Domain.is_empty, which Rasa asks of every message by writing out this domain and an empty one (2 %). A domain of
    a loaded model does not change."""
    known = domain.__dict__.get("_known_empty")
    if known is None:
        known = domain.__dict__["_known_empty"] = _compared_with_empty(domain)
    return bool(known)


_compared_with_empty = Domain.is_empty


async def _extracted(
    action: ActionExtractSlots, output_channel: Any, nlg: Any, tracker: DialogueStateTracker, domain: Domain
) -> list[Event]:
    """ActionExtractSlots.run, which looks at every slot of the domain in every turn (3 %): at none where only actions
    set them."""
    if _set_by_actions_alone(domain):
        return []
    events: list[Event] = await _extracted_by_rasa(action, output_channel, nlg, tracker, domain)
    return events


_extracted_by_rasa = ActionExtractSlots.run


def _set_by_actions_alone(domain: Domain) -> bool:
    """Whether no slot is taken from a message, or by an action of its own in every turn."""
    known = domain.__dict__.get("_known_set_by_actions")
    if known is None:
        own = [slot for slot in domain.slots if slot.name not in DEFAULT_SLOT_NAMES]
        known = ACTION_VALIDATE_SLOT_MAPPINGS not in domain.user_actions and all(
            mapping == {"type": "custom"} for slot in own for mapping in slot.mappings
        )
        domain.__dict__["_known_set_by_actions"] = known
    return bool(known)


def _action_of(name: str, domain: Domain, action_endpoint: EndpointConfig | None) -> Action:
    """action_for_name_or_text, which makes all of Rasa's own actions to find one (2 %). An action keeps nothing of a
    conversation, so one of a name is made for a domain and an action server; save the one that says retrieved
    responses, which keeps the last. Raises ActionNotFoundException."""
    known: dict[tuple[str, int], tuple[EndpointConfig | None, Action]]
    known = domain.__dict__.setdefault("_known_actions", {})
    key = (name, id(action_endpoint))
    if key not in known:
        made = _made_action(name, domain, action_endpoint)
        if isinstance(made, ActionRetrieveResponse):
            return made
        known[key] = (action_endpoint, made)  # the endpoint is kept, too, so that no other takes its id
    return known[key][1]


_made_action = rasa.core.actions.action.action_for_name_or_text


def _as_it_is(value: Any, _memo: Any = None) -> Any:
    return value


# Modules of Rasa that copy things to their depths for nothing but a line of debugging, written or not (3 %).
COPYING_FOR_LOGS = (rasa.core.processor, rasa.core.actions.forms, rasa.core.policies.rule_policy)


def install() -> None:
    """Put them in Rasa's place; a second time changes nothing."""
    Event.resolve_by_type = staticmethod(_resolve_by_type)
    RemoteAction._validate_action_result = _validate_action_result
    Slot.__copy__ = _shared
    DialogueStateTracker._set_slot = _set_slot
    DialogueStateTracker._reset_slots = _reset_slots
    DialogueStateTracker.copy = _copied_tracker
    FormAction._temporary_tracker = _temporary_tracker
    Domain.is_empty = _is_empty
    RemoteAction._action_call_format = call_of
    ActionExtractSlots.run = _extracted
    rasa.core.actions.action.action_for_name_or_text = _action_of
    for module in COPYING_FOR_LOGS:
        module.copy = SimpleNamespace(deepcopy=_as_it_is)
