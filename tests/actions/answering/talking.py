"""Conversations with the answering actions, as rasa-sdk runs them: what was said, and the slots it left.

A message is given as the brain would hand it on (`typed`, `tap`); the real actions and the shipped knowledge
answer. Follow-up actions are run as Rasa runs them.
"""

import asyncio
import datetime as dt
from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.answering.names import ANSWER, LADDER, LISTEN, REMEMBER_PLACE
from actions.server import all_actions
from actions.settings import Settings
from tests.actions.builders import SENT_AT

ACTS = {
    "ask": ANSWER,
    "ask_more": ANSWER,
    "tell_place": REMEMBER_PLACE,
    "choose_topic": "action_answer_chosen",
    "affirm": "action_affirm",
    "nlu_fallback": LADDER,
    "out_of_scope_chat": LADDER,
    "photo_read": "action_note_photo",
}
MOST_ACTIONS = 4
NOTHING_LISTENS = Settings("http://127.0.0.1:9", "token")


def rows(**topics: float) -> list[dict[str, Any]]:
    """A ranking as the brain writes it."""
    best_first = sorted(topics.items(), key=lambda item: -item[1])
    return [{"name": f"ask/{name}", "confidence": p} for name, p in best_first]


def part(text: str, intent: str = "ask", confidence: float = 0.95, **topics: float) -> dict[str, Any]:
    """One question of a message, as the brain writes it."""
    return {
        "text": text,
        "intent": {"name": intent, "confidence": confidence},
        "topic_ranking": rows(**topics),
    }


class Talk:
    """One conversation. `heard` are the newest messages, `slots` what is remembered, `now` the time."""

    def __init__(self, **slots: Any) -> None:
        self.actions = {action.name(): action for action in all_actions(NOTHING_LISTENS)}
        self.slots: dict[str, Any] = slots
        self.events: list[dict[str, Any]] = []
        self.heard: list[dict[str, Any]] = []
        self.handed_to: str | None = None  # what is no action of ours: the form
        self.ended = False  # the last action said itself that the turn is over
        self.now = SENT_AT
        self._messages = 0
        self._quiet = False

    def type(
        self,
        text: str,
        intent: str = "ask",
        confidence: float = 0.95,
        *,
        parts: list[dict[str, Any]] | None = None,
        in_context: list[dict[str, Any]] | None = None,
        **topics: float,
    ) -> "Talk":
        message = {**part(text, intent, confidence, **topics)}
        if parts:
            message["parts"] = parts
        if in_context:
            message["in_context"] = in_context
        return self._take(message)

    def hear_quietly(self, intent: str, **parameters: str) -> "Talk":
        """What the desk tells without a word to the person."""
        self._quiet = True
        return self.tap(intent, **parameters)

    def tap(self, intent: str, **parameters: str) -> "Talk":
        entities = [{"entity": name, "value": value} for name, value in parameters.items()]
        return self._take(
            {"text": f"/{intent}", "intent": {"name": intent, "confidence": 1.0}, "entities": entities}
        )

    def later(self, **delta: float) -> "Talk":
        self.now += dt.timedelta(**delta)
        return self

    @property
    def texts(self) -> list[str]:
        return [message["text"] or message["response"] or "" for message in self.heard]

    @property
    def responses(self) -> list[str]:
        return [message["response"] for message in self.heard if message["response"]]

    @property
    def topics(self) -> list[str]:
        """The topics of the newest answers."""
        return [message["custom"]["answer"]["topic"] for message in self.heard if message["custom"]]

    @property
    def payloads(self) -> list[str]:
        """The buttons of the newest message: the page shows no others."""
        return [button["payload"] for button in self.heard[-1]["buttons"]]

    @property
    def explanation(self) -> dict[str, Any]:
        explanation: dict[str, Any] = self.slots["explanation"]
        return explanation

    def _take(self, message: dict[str, Any]) -> "Talk":
        self._messages += 1
        message |= {
            "message_id": f"m-{self._messages}",
            "metadata": {"sent_at": self.now.isoformat(), "channel": "webchat", "quiet": self._quiet},
        }
        self._quiet = False
        self.events.append({"event": "user", "text": message["text"], "parse_data": message})
        self.heard, self.handed_to, self.ended = [], None, False
        action: str | None = ACTS[message["intent"]["name"]]
        for _ in range(MOST_ACTIONS):
            if action is None:
                return self
            if action not in self.actions:
                self.handed_to = action
                return self
            action = self._run(action, message)
        raise AssertionError("actions hand the message on in circles")

    def _run(self, name: str, message: dict[str, Any]) -> str | None:
        tracker = Tracker("c-1", dict(self.slots), message, list(self.events), False, None, {}, name)
        dispatcher = CollectingDispatcher()
        events = asyncio.run(self.actions[name].run(dispatcher, tracker, {}))
        self.events.append({"event": "action", "name": name})
        for said in dispatcher.messages:
            self.heard.append(said)
            data = {"buttons": said["buttons"], "custom": said["custom"]}
            self.events.append({"event": "bot", "text": said["text"], "data": data})
        following = None
        for event in events:
            if event["event"] == "slot":
                self.slots[event["name"]] = event["value"]
            elif event["event"] == "followup" and event["name"] == LISTEN:
                self.ended = True
            elif event["event"] == "followup":
                following = event["name"]
        return following
