"""Why a turn was answered as it was: what staff see with the debug flag, and may review later."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from rasa.shared.core.constants import ACTION_LISTEN_NAME
from rasa.shared.core.events import ActionExecuted, Event, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from bot.nlu.classifier import TOPIC_RANKING
from bot.policies import RULE

DECIDED_SLOT = "explanation"  # set by the answering actions, with the id of the message it explains
SHOWN_TOPICS = 5
DECIMALS = 4


def explain(tracker: DialogueStateTracker, message_id: str) -> dict[str, Any]:
    """What was understood of the tracker's latest message and what was done about it.

    ``{"intent": {"name", "confidence"}, "topic_ranking": [{"name", "confidence"}, ...], "entities": [{"entity",
    "value"}, ...], "policy", "rule", "actions": [names], "decided"}``. ``policy`` chose the first action;
    ``rule`` is the first of data/rules that led to one, None while a form or a fallback leads; ``decided`` is
    what the answering actions told of ``message_id``, or None. Entities are those of a tapped choice and may
    be personal: who keeps this seals it.
    """
    message = tracker.latest_message
    parsed: Mapping[str, Any] = message.parse_data if message else {}
    executed = _executed(tracker.events)
    return {
        "intent": _scored(parsed.get("intent") or {}),
        TOPIC_RANKING: [_scored(label) for label in (parsed.get(TOPIC_RANKING) or [])[:SHOWN_TOPICS]],
        "entities": [
            {"entity": entity["entity"], "value": entity["value"]} for entity in parsed.get("entities") or []
        ],
        "policy": next((event.policy for event in executed if event.policy), None),
        RULE: next((event.metadata[RULE] for event in executed if RULE in event.metadata), None),
        "actions": [event.action_name for event in executed],
        "decided": _decided(tracker, message_id),
    }


def _executed(events: Iterable[Event]) -> list[ActionExecuted]:
    """The actions run since the latest message, less the listening at the end."""
    executed: list[ActionExecuted] = []
    for event in events:
        if isinstance(event, UserUttered):
            executed = []
        elif isinstance(event, ActionExecuted) and event.action_name != ACTION_LISTEN_NAME:
            executed.append(event)
    return executed


def _scored(label: Mapping[str, Any]) -> dict[str, Any]:
    confidence = label.get("confidence")
    return {"name": label.get("name"), "confidence": round(confidence or 0.0, DECIMALS)}


def _decided(tracker: DialogueStateTracker, message_id: str) -> dict[str, Any] | None:
    """The actions' own account. One of an earlier message stays in the slot and explains nothing here."""
    slot = tracker.slots.get(DECIDED_SLOT)
    value = slot.value if slot else None
    if not isinstance(value, Mapping) or value.get("message_id") != message_id:
        return None
    return dict(value)
