"""Cutting a conversation down to what the next turn needs.

A Rasa turn replays every event several times and posts all of them to the action server, so a conversation
must not grow for ever. A tracker is nothing but its events, so what is cut off is replaced by a short
*prelude*: events that lead to the very state the conversation had at the cut (slots, active loop and its
rejection, pause). After it come the last turns as they happened.

Why the policies cannot tell: a rule looks at the current turn only (``restrict_rules``), and the unhappy path
of a form at the action before it, so with ``KEEP_TURNS`` whole turns left nothing that a rule reads is gone.
The execution of an active form stays in the prelude because Rasa folds later executions of a form into the
first one (``DialogueStateTracker.applied_events``).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from rasa.shared.core.constants import ACTION_LISTEN_NAME, ACTION_SESSION_START_NAME
from rasa.shared.core.events import (
    ActionExecuted,
    ActionExecutionRejected,
    ActionReverted,
    ActiveLoop,
    ConversationPaused,
    Event,
    SessionStarted,
    SlotSet,
    UserUtteranceReverted,
    UserUttered,
)
from rasa.shared.core.slots import Slot
from rasa.shared.core.trackers import DialogueStateTracker

KEEP_TURNS = 6  # user messages left whole by a cut
CUT_ABOVE = 10  # user messages at which a cut is worth its price

# Of the rankings only the latest message's are ever read again; they are most of an event's weight.
LASTING_PARSE_DATA = ("text", "intent", "entities", "message_id", "metadata")

# Of a message's metadata, what only the turn itself needs: the lines of a photographed receipt, names and
# addresses among them, are parsed once and must not lie in the tracker for turns to come.
PASSING_METADATA = frozenset({"reading"})


def compact(tracker: DialogueStateTracker, slots: Sequence[Slot]) -> list[Event]:
    """The events to keep of ``tracker``, oldest first.

    ``slots`` are the domain's. Never loses state: a cut that would not lead to the same state is not made.
    """
    events = _latest_session(list(tracker.events))
    if _turns(events) > CUT_ABOVE:
        for cut in _cuts(events):
            shorter = _prelude(tracker.sender_id, events[:cut], slots) + events[cut:]
            if _same_state(tracker, shorter, slots):
                events = shorter
                break
    return _without_ballast(events, slots)


def _latest_session(events: list[Event]) -> list[Event]:
    """``events`` from the last session start on; it resets every state, so what lies before is history."""
    for index in range(len(events) - 1, 0, -1):
        before = events[index - 1]
        if isinstance(events[index], SessionStarted) and _is_action(before, ACTION_SESSION_START_NAME):
            return events[index - 1 :]
    return events


def _turns(events: Sequence[Event]) -> int:
    return sum(isinstance(event, UserUttered) for event in events)


def _cuts(events: Sequence[Event]) -> list[int]:
    """Indexes of user messages before which ``events`` may be cut, the shortest remainder first.

    At least KEEP_TURNS messages that were not taken back remain, nothing in the remainder takes back what
    lies before it, and the assistant was listening at the cut.
    """
    standing, deepest, cuts = 0, 0, []
    for index in range(len(events) - 1, 0, -1):
        if isinstance(events[index], UserUtteranceReverted):
            standing, deepest = standing - 1, deepest - 1
        elif isinstance(events[index], UserUttered):
            standing, deepest = standing + 1, min(0, deepest + 1)
            if standing >= KEEP_TURNS and deepest == 0 and _was_listening(events[:index]):
                cuts.append(index)
    return cuts


def _was_listening(past: Sequence[Event]) -> bool:
    latest = next((event for event in reversed(past) if isinstance(event, ActionExecuted)), None)
    return latest is not None and latest.action_name == ACTION_LISTEN_NAME


def _prelude(sender_id: str, past: list[Event], slots: Sequence[Slot]) -> list[Event]:
    """Events that lead to the state after ``past``, ending as the past does: listening."""
    state = DialogueStateTracker.from_events(sender_id, past, slots)
    prelude: list[Event] = [
        ActionExecuted(ACTION_SESSION_START_NAME),
        SessionStarted(),
        ActionExecuted(ACTION_LISTEN_NAME),
    ]
    loop = state.active_loop
    if loop is not None and loop.name:
        if loop.trigger_message:
            prelude.append(_message_of(loop.trigger_message))
        prelude += [ActionExecuted(loop.name), ActiveLoop(loop.name)]
    # A slot once set and emptied again differs from one never set (Rasa's rules see has_been_set).
    prelude += [SlotSet(slot.name, slot.value) for slot in state.slots.values() if slot.has_been_set]
    if loop is not None and loop.name and loop.rejected:
        prelude.append(ActionExecutionRejected(loop.name))
    if state.is_paused():
        prelude.append(ConversationPaused())
    prelude.append(ActionExecuted(ACTION_LISTEN_NAME))
    for event in prelude:
        event.timestamp = past[-1].timestamp
    return prelude


def _message_of(parse_data: dict[str, Any]) -> UserUttered:
    return UserUttered(
        parse_data.get("text"),
        parse_data.get("intent"),
        parse_data.get("entities"),
        {key: parse_data[key] for key in LASTING_PARSE_DATA if key in parse_data},
        message_id=parse_data.get("message_id"),
    )


def _same_state(tracker: DialogueStateTracker, events: list[Event], slots: Sequence[Slot]) -> bool:
    """Whether ``events`` replay to the state of ``tracker``."""
    other = DialogueStateTracker.from_events(tracker.sender_id, events, slots)
    return _state(other) == _state(tracker)


def _state(tracker: DialogueStateTracker) -> tuple[Any, ...]:
    loop = tracker.active_loop
    return (
        {name: (slot.value, slot.has_been_set) for name, slot in tracker.slots.items()},
        (loop.name, loop.is_interrupted, loop.rejected) if loop else None,
        tracker.latest_action,
        tracker.followup_action,
        tracker.is_paused(),
        tracker.latest_message,
    )


def _without_ballast(events: list[Event], slots: Sequence[Slot]) -> list[Event]:
    """``events`` less what no policy and no action reads again.

    Before the latest message: rankings of older messages, and older values of slots that have no influence
    on the conversation (a draft of a complaint is set anew in every turn, story and all). Values stay when
    something was taken back, since then an older value can become the current one.
    """
    latest = max((i for i, event in enumerate(events) if isinstance(event, UserUttered)), default=0)
    silent = {slot.name for slot in slots if not slot.has_features()}
    if any(isinstance(event, (UserUtteranceReverted, ActionReverted)) for event in events):
        silent = set()
    kept: list[Event] = []
    set_later: set[str] = set()
    for index in range(len(events) - 1, -1, -1):
        event = events[index]
        if isinstance(event, SlotSet) and event.key in silent:
            if index < latest and event.key in set_later:
                continue
            set_later.add(event.key)
        if isinstance(event, UserUttered) and (index < latest or _has_passing(event)):
            event = _slim(event) if index < latest else _without_passing(event)
        kept.append(event)
    return kept[::-1]


def _slim(message: UserUttered) -> UserUttered:
    lasting = {key: value for key, value in message.parse_data.items() if key in LASTING_PARSE_DATA}
    return _without_passing(message, lasting)


def _has_passing(message: UserUttered) -> bool:
    return bool(PASSING_METADATA & set(message.metadata or {}))


def _without_passing(message: UserUttered, parse_data: Mapping[str, Any] | None = None) -> UserUttered:
    parse_data = dict(message.parse_data if parse_data is None else parse_data)
    if "metadata" in parse_data:
        parse_data["metadata"] = _lasting(parse_data["metadata"])
    return UserUttered(
        message.text,
        message.intent,
        message.entities,
        parse_data,
        message.timestamp,
        message.input_channel,
        message.message_id,
        _lasting(message.metadata),
        message.use_text_for_featurization,
    )


def _lasting(metadata: Mapping[str, Any] | None) -> dict[str, Any]:
    return {key: value for key, value in (metadata or {}).items() if key not in PASSING_METADATA}


def _is_action(event: Event, name: str) -> bool:
    return isinstance(event, ActionExecuted) and event.action_name == name
