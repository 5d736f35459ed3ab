"""What Rasa works out anew at each turn and never changes: worked out once.

These replace functions of Rasa by others that answer the same (tests/bot/test_once.py holds them together). Each was
found with a sampling profiler in a turn of the whole brain; its share of the turn stands beside it.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping
from typing import Any

from rasa.core.actions.action import RemoteAction
from rasa.shared.core.events import Event
from rasa.shared.core.slots import Slot
from rasa.shared.utils.common import all_subclasses


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


def _copied(slot: Slot) -> Slot:
    """copy.copy of a slot. The general way by __reduce_ex__ is slow, and each of a turn's trackers copies all slots (6 %)."""
    copied = slot.__class__.__new__(slot.__class__)
    copied.__dict__.update(slot.__dict__)
    return copied


def install() -> None:
    """Put them in Rasa's place; a second time changes nothing."""
    Event.resolve_by_type = staticmethod(_resolve_by_type)
    RemoteAction._validate_action_result = _validate_action_result
    Slot.__copy__ = _copied
