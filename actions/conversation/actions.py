"""Hand-off and erasure: the desk does both, so the actions only ask for them and claim nothing."""

from typing import Any

from rasa_sdk import Action
from rasa_sdk.events import AllSlotsReset, EventType

from actions.say import Say, utter
from actions.turn import read_turn

ASKED = "asked"
# What a button may say of why it was offered (domain.yml); the desk knows these, see desk.handoff.states.
REASONS = frozenset({ASKED, "misunderstood", "insult"})


def handoff(reason: str | None = None) -> Say:
    """Ask the desk for staff. reason: one of REASONS; anything else is a plain wish."""
    return Say(custom={"handoff": {"reason": reason if reason in REASONS else ASKED}})


class RequestHandoff(Action):
    """The desk records it and says so; a sentence here could be untrue."""

    def name(self) -> str:
        return "action_handoff"

    async def run(self, dispatcher: Any, tracker: Any, domain: Any) -> list[EventType]:
        utter(dispatcher, [handoff(read_turn(tracker).parameters.get("reason"))])
        return []


class EraseData(Action):
    """After the person confirmed: the desk erases the conversation, this tracker is emptied."""

    def name(self) -> str:
        return "action_erase"

    async def run(self, dispatcher: Any, tracker: Any, domain: Any) -> list[EventType]:
        utter(dispatcher, [Say(custom={"erase": True})])
        return [AllSlotsReset()]
