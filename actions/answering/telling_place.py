"""Where the person is: typed, tapped, or sent as a location. Kept, and used at once for what is under discussion."""

from typing import Any

from rasa_sdk import Action
from rasa_sdk.events import EventType, FollowupAction, SlotSet

from actions import wording
from actions.answering.answerer import Answerer
from actions.answering.context import now_discussed
from actions.answering.explanation import explain
from actions.answering.names import ANSWER, LISTEN, REMEMBER_PLACE
from actions.answering.places import bare, mentioned, of_address
from actions.answering.replies import ELSEWHERE
from actions.answering.situation import PLACE, read_situation
from actions.intake.commands import reads_as_question
from actions.knowledge.render import region_of
from actions.knowledge.schema import Entry
from actions.last_story import STORY_LENGTH
from actions.say import QUIET, Say, utter
from actions.turn import Turn
from actions.updates.meaning import statement_of
from actions.updates.update import BEGIN


class RememberPlace(Action):
    """Keeps the place; gives the local answer of the topic under discussion, or says that there is none.

    The desk sends `/tell_place{"place": "<an address line>"}` for a location message, and the same quietly for the place
    that the person's link named.
    """

    def __init__(self, answerer: Answerer) -> None:
        self._answerer = answerer

    def name(self) -> str:
        return REMEMBER_PLACE

    async def run(self, dispatcher: Any, tracker: Any, domain: Any) -> list[EventType]:
        entries = self._answerer.knowledge.entries
        situation = read_situation(tracker, entries)
        turn, discussed = situation.turn, situation.discussed
        if statement_of(turn):
            return [FollowupAction(BEGIN)]
        if says_more(turn):
            return [FollowupAction(ANSWER)]
        place = told(turn)
        if turn.quiet:
            utter(dispatcher, [QUIET])
            kept = [SlotSet(PLACE, place)] if place else []
            return [*kept, explain(turn, "place", "told by the desk", place=place), FollowupAction(LISTEN)]
        if place is None:
            asked_for_it = turn.parameters.get(PLACE) == ELSEWHERE
            utter(dispatcher, [Say(response="utter_ask_city" if asked_for_it else "utter_place_unknown")])
            unknown = explain(turn, "place", "no place that is known and certain", place=situation.place)
            return [unknown, FollowupAction(LISTEN)]
        entry = entries.get(discussed.answered or discussed.topic) if discussed else None
        utter(dispatcher, self._messages(place, entry, told=situation.told))
        going_on = (
            [now_discussed(discussed.topic, discussed.text, turn, answered=discussed.answered)]
            if discussed
            else []
        )
        return [SlotSet(PLACE, place), *going_on, explained(turn, place, entry), FollowupAction(LISTEN)]

    def _messages(self, place: str, entry: Entry | None, *, told: bool) -> tuple[Say, ...]:
        kept = wording.PLACE_KEPT.format(place=place)
        if entry is None or not entry.regions:
            return (Say(response="utter_place_kept", text=kept + wording.WHAT_NEXT),)
        if region_of(entry, place) is None:
            return (Say(text=kept + wording.NOTHING_LOCAL, choices=self._answerer.offers(entry, told=told)),)
        return (Say(text=kept), self._answerer.answer(entry.topic, 1.0, place=place, told=told))


def says_more(turn: Turn) -> bool:
    """Whether a message taken for a place asks or tells something, too."""
    if turn.is_choice or bare(turn.text):
        return False
    return reads_as_question(turn.text) or len(turn.text) >= STORY_LENGTH


def told(turn: Turn) -> str | None:
    """The place a message tells, as an official chain; None when it is unknown, or could be several."""
    if turn.is_choice:
        return of_address(turn.parameters.get(PLACE, ""))
    return bare(turn.text) or mentioned(turn.text)


def explained(turn: Turn, place: str, entry: Entry | None) -> EventType:
    """What was done with the place, for staff."""
    differs = entry is not None and region_of(entry, place) is not None
    rule = "local answer of what is under discussion" if differs else "kept"
    return explain(
        turn, "place", rule, topics=[entry.topic] if entry and differs else (), place=place,
        context=entry.topic if entry else None,
    )  # fmt: skip
