"""Conversations of every shape, drawn by a seed: what Rasa does over and over is compared with what replaces it."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

from rasa.shared.core.domain import Domain
from rasa.shared.core.events import (
    ActionExecuted,
    ActionExecutionRejected,
    ActiveLoop,
    BotUttered,
    ConversationPaused,
    ConversationResumed,
    DefinePrevUserUtteredFeaturization,
    Event,
    FollowupAction,
    LoopInterrupted,
    Restarted,
    SessionStarted,
    SlotSet,
    UserUtteranceReverted,
    UserUttered,
)
from rasa.shared.core.trackers import DialogueStateTracker

DOMAIN = Domain.load(str(Path(__file__).parent / "data" / "project" / "domain.yml"))
FORM = "complaint_form"
ACTS = ["greet", "ask", "complain", "thanks", "cancel", "choose_topic", "nlu_fallback", "deny", "restart"]
ACTIONS = [
    "utter_greet",
    "action_answer",
    "action_fallback_ladder",
    "utter_thanks",
    "action_deactivate_loop",
    FORM,
]


def _after_listening(chance: random.Random) -> Iterator[Event]:
    act = chance.choice(ACTS)
    yield ActionExecuted("action_listen")
    yield UserUttered(f"第{chance.random()}句", {"name": act, "confidence": 0.9}, message_id="m")
    if chance.random() < 0.7:
        yield DefinePrevUserUtteredFeaturization(False)


def _something(chance: random.Random) -> Event:
    return chance.choice(
        [
            ActionExecuted(chance.choice(ACTIONS)),
            ActionExecuted(FORM),
            ActiveLoop(FORM),
            ActiveLoop(None),
            ActionExecutionRejected(FORM),
            LoopInterrupted(chance.random() < 0.5),
            SlotSet("name", chance.choice(["王小丽", None])),
            SlotSet("requested_slot", chance.choice(["name", "amount", None])),
            SlotSet("filed", chance.random() < 0.5),
            BotUttered("您好"),
            FollowupAction(chance.choice(ACTIONS)),
        ]
    )


def _seldom(chance: random.Random) -> Event:
    return chance.choice(
        [UserUtteranceReverted(), Restarted(), SessionStarted(), ConversationPaused(), ConversationResumed()]
    )


def talk(seed: int) -> DialogueStateTracker:
    """A conversation of up to eight turns, at any point of its last one."""
    chance = random.Random(seed)
    events: list[Event] = [ActionExecuted("action_session_start"), SessionStarted()]
    for _ in range(chance.randint(1, 8)):
        events += _after_listening(chance)
        events += [_something(chance) for _ in range(chance.randint(0, 5))]
        if chance.random() < 0.1:
            events.append(_seldom(chance))
    tracker = DialogueStateTracker.from_events(
        "c-1", events[: len(events) - chance.randint(0, 3)], DOMAIN.slots
    )
    if chance.random() < 0.3:
        tracker.clear_followup_action()  # as Rasa does when it predicts it, which is no event
    return tracker


SEEDS = range(400)
