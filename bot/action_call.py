"""What the action server is told of a conversation: what our actions read, and nothing that only Rasa's own would."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import rasa
from rasa.core.actions.action import RemoteAction
from rasa.nlu.constants import RESPONSE_SELECTOR_PROPERTY_NAME
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import (
    ActionExecuted,
    ActionExecutionRejected,
    BotUttered,
    DefinePrevUserUtteredFeaturization,
    Event,
    SlotSet,
    UserUttered,
)
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.nlu.constants import INTENT_RANKING_KEY

SENT_TURNS = 3  # the latest messages whose events an action gets
# Of the latest message's parse data, what no action looks at: topic_ranking holds the same labels with their likelihoods.
UNREAD = frozenset({INTENT_RANKING_KEY, RESPONSE_SELECTOR_PROPERTY_NAME})


def call_of(action: RemoteAction, tracker: DialogueStateTracker, _domain: Domain) -> dict[str, Any]:
    """The body of a call, in the shape of rasa-sdk's webhook. Stands for RemoteAction's own (bot.once).

    In the middle of a complaint Rasa's weighs 100 KB, 65 of them the domain (which it sends to all ``validate_`` actions
    whatever endpoints.yml says), and every event of the conversation whole. Our actions read the slots, the latest
    message, and of the events whose turn it was, what was offered and which action ran: 6 KB.
    """
    return {
        "next_action": action.name(),
        "sender_id": tracker.sender_id,
        "tracker": told(tracker),
        "version": rasa.__version__,
    }


def told(tracker: DialogueStateTracker) -> dict[str, Any]:
    """The conversation as rasa-sdk reads it; the events since the third last message, in brief."""
    loop = tracker.active_loop
    message = tracker._latest_message_data() or {}
    return {
        "sender_id": tracker.sender_id,
        "slots": tracker.current_slot_values(),
        "latest_message": {key: value for key, value in message.items() if key not in UNREAD},
        "followup_action": tracker.followup_action,
        "paused": tracker.is_paused(),
        "events": briefly(tracker.events),
        "active_loop": {"name": loop.name, "rejected": loop.rejected} if loop else {},
        "latest_action_name": tracker.latest_action_name,
    }


def briefly(events: Iterable[Event]) -> list[dict[str, Any]]:
    """What is told of the latest events; of most that they happened. Slots that were set stand among the slots."""
    sent: list[dict[str, Any]] = []
    turns = 0
    for event in reversed(tuple(events)):
        if not isinstance(event, (SlotSet, DefinePrevUserUtteredFeaturization)):
            tells = _TOLD.get(type(event))
            sent.append({"event": event.type_name, **(tells(event) if tells else {})})
        turns += isinstance(event, UserUttered)
        if turns == SENT_TURNS:
            break
    return sent[::-1]


def _message(event: Any) -> dict[str, Any]:
    return {"text": event.text, "parse_data": {"intent": event.intent}}


def _reply(event: Any) -> dict[str, Any]:
    return {"text": event.text, "data": {part: value for part, value in event.data.items() if value}}


def _action(event: Any) -> dict[str, Any]:
    return {"name": event.action_name}


_TOLD: dict[type[Event], Callable[[Any], dict[str, Any]]] = {
    UserUttered: _message,
    BotUttered: _reply,
    ActionExecuted: _action,
    ActionExecutionRejected: _action,
}
