"""A bare yes, which means what the newest message offered; a bare no, and what corrects nothing that is open."""

from typing import Any

from rasa_sdk import Action
from rasa_sdk.events import EventType, FollowupAction

from actions.answering.explanation import explain
from actions.answering.names import LISTEN, TELL_PLACE
from actions.answering.offered import filing_offered, offers
from actions.intake.slots import FORM
from actions.say import Say, utter
from actions.turn import Turn, read_turn
from actions.updates.meaning import answer_of, wish_of
from actions.updates.update import BEGIN


class Affirm(Action):
    """A bare yes: it starts the complaint that was just offered, and is simply acknowledged otherwise."""

    def name(self) -> str:
        return "action_affirm"

    async def run(self, dispatcher: Any, tracker: Any, domain: Any) -> list[EventType]:
        turn = read_turn(tracker)
        if answer_of(turn):
            return [explain(turn, "affirm", "it answers a notice"), FollowupAction(BEGIN)]
        if any(offer.act == TELL_PLACE for offer in offers(tracker)):  # it asked where: no yes answers that
            utter(dispatcher, [Say(response="utter_ask_city")])
            return [explain(turn, "affirm", "the newest message asked for the place")]
        if filing_offered(tracker):  # the form reads of which matter (`offered.taken_up`)
            return [explain(turn, "affirm", "the newest message offered to file"), FollowupAction(FORM)]
        if wish_of(turn):
            return [explain(turn, "affirm", "it agrees in so many words"), FollowupAction(BEGIN)]
        utter(dispatcher, [Say(response="utter_what_next")])
        return [explain(turn, "affirm", "nothing was offered")]


class _UnlessOfACase(Action):
    """Says its sentence, unless the message is about a filed case: it answers a notice, or says 不同意."""

    act: str
    response: str

    def name(self) -> str:
        return f"action_{self.act}"

    async def run(self, dispatcher: Any, tracker: Any, domain: Any) -> list[EventType]:
        turn: Turn = read_turn(tracker)
        if wish_of(turn):
            return [explain(turn, self.act, "it is about a filed case"), FollowupAction(BEGIN)]
        utter(dispatcher, [Say(response=self.response)])
        return [explain(turn, self.act, "nothing is open"), FollowupAction(LISTEN)]


class Deny(_UnlessOfACase):
    act, response = "deny", "utter_okay"


class Correct(_UnlessOfACase):
    act, response = "correct", "utter_nothing_to_correct"
