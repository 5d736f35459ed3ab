"""A bare yes, which means what the newest message offered."""

import re
from typing import Any

from rasa_sdk import Action
from rasa_sdk.events import EventType, FollowupAction

from actions.answering.explanation import explain
from actions.intake.slots import FORM
from actions.say import Say, utter
from actions.turn import read_turn


class Affirm(Action):
    """A bare yes: it starts the complaint that was just offered, and is simply acknowledged otherwise."""

    def name(self) -> str:
        return "action_affirm"

    async def run(self, dispatcher: Any, tracker: Any, domain: Any) -> list[EventType]:
        turn = read_turn(tracker)
        if offered(tracker, "tell_place"):  # the newest message asked where: no yes answers that
            utter(dispatcher, [Say(response="utter_ask_city")])
            return [explain(turn, "affirm", "the newest message asked for the place")]
        if offered(tracker, "complain"):
            return [explain(turn, "affirm", "the newest message offered to file"), FollowupAction(FORM)]
        utter(dispatcher, [Say(response="utter_what_next")])
        return [explain(turn, "affirm", "nothing was offered")]


def offered(tracker: Any, act: str) -> bool:
    """Whether the assistant's newest message has a button for this act."""
    said = next((event for event in reversed(tracker.events) if event.get("event") == "bot"), None)
    buttons = ((said or {}).get("data") or {}).get("buttons") or []
    return any(re.match(rf"/{act}\b", button.get("payload", "")) for button in buttons)
