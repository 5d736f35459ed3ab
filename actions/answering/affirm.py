"""A bare yes, which means what the newest message offered."""

from typing import Any

from rasa_sdk import Action
from rasa_sdk.events import EventType, FollowupAction

from actions.answering.explanation import explain
from actions.answering.names import TELL_PLACE
from actions.answering.offered import filing_offered, offers
from actions.intake.slots import FORM
from actions.say import Say, utter
from actions.turn import read_turn


class Affirm(Action):
    """A bare yes: it starts the complaint that was just offered, and is simply acknowledged otherwise."""

    def name(self) -> str:
        return "action_affirm"

    async def run(self, dispatcher: Any, tracker: Any, domain: Any) -> list[EventType]:
        turn = read_turn(tracker)
        if any(offer.act == TELL_PLACE for offer in offers(tracker)):  # it asked where: no yes answers that
            utter(dispatcher, [Say(response="utter_ask_city")])
            return [explain(turn, "affirm", "the newest message asked for the place")]
        if filing_offered(tracker):  # the form reads of which matter (`offered.taken_up`)
            return [explain(turn, "affirm", "the newest message offered to file"), FollowupAction(FORM)]
        utter(dispatcher, [Say(response="utter_what_next")])
        return [explain(turn, "affirm", "nothing was offered")]
