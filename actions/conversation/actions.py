"""Hand-off and erasure: the desk does both, so the actions only ask for them and claim nothing."""

from typing import Any

from rasa_sdk import Action
from rasa_sdk.events import AllSlotsReset, EventType

from actions.say import Say, utter

HANDOFF_ASKED = Say(custom={"handoff": {"reason": "asked"}})


class RequestHandoff(Action):
    """The desk records it and says so; a sentence here could be untrue."""

    def name(self) -> str:
        return "action_handoff"

    async def run(self, dispatcher: Any, tracker: Any, domain: Any) -> list[EventType]:
        utter(dispatcher, [HANDOFF_ASKED])
        return []


class EraseData(Action):
    """After the person confirmed: the desk erases the conversation, this tracker is emptied."""

    def name(self) -> str:
        return "action_erase"

    async def run(self, dispatcher: Any, tracker: Any, domain: Any) -> list[EventType]:
        utter(dispatcher, [Say(custom={"erase": True})])
        return [AllSlotsReset()]
