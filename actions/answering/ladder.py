"""When nothing was understood: say it differently, then the closest topics, then staff."""

from collections.abc import Mapping
from typing import Any

from rasa_sdk import Action
from rasa_sdk.events import EventType, FollowupAction

from actions import wording
from actions.answering.answerer import Answerer
from actions.answering.answering import explained
from actions.answering.decision import Decision
from actions.answering.explanation import explain
from actions.answering.names import ANSWER, LADDER, LISTEN, REMEMBER_PLACE
from actions.answering.places import bare
from actions.answering.plan import plan
from actions.answering.replies import clarification
from actions.answering.situation import Situation, read_situation
from actions.progress.case_numbers import find_case_no
from actions.say import Choice, Say, utter
from actions.updates.meaning import of_notice
from actions.updates.update import BEGIN

PROGRESS = "action_progress"
PHOTO_READ = "photo_read"  # the act
NONE_PAYLOAD = "/none_of_these"
REPHRASE = "utter_please_rephrase"
FIRST_RUNG = {"out_of_scope_chat": "utter_out_of_scope_chat", "ask_more": "utter_about_what"}
# Actions that a message is handed on to when it was understood after all.
UNDERSTOOD = frozenset({ANSWER, REMEMBER_PLACE, PROGRESS, BEGIN})


class ClimbFallbackLadder(Action):
    """First ask to say it differently, then offer the closest topics, then staff."""

    def __init__(self, answerer: Answerer) -> None:
        self._answerer = answerer

    def name(self) -> str:
        return LADDER

    async def run(self, dispatcher: Any, tracker: Any, domain: Any) -> list[EventType]:
        entries = self._answerer.knowledge.entries
        situation = read_situation(tracker, entries)
        turn = situation.turn
        if of_notice(turn):
            return [FollowupAction(BEGIN)]
        if find_case_no(turn.text):
            return [FollowupAction(PROGRESS)]
        if bare(turn.text):
            return [FollowupAction(REMEMBER_PLACE)]
        found = plan(turn, entries, situation.discussed)
        if found.answers:  # alone it says nothing, but it asks on about what was answered before
            return [FollowupAction(ANSWER)]
        if found.decided.decision is Decision.CLARIFY:
            utter(dispatcher, [clarification(self._answerer, found.decided, told=situation.told)])
            return [*situation.remember, explained(situation, found), FollowupAction(LISTEN)]
        missed = misunderstood_before(tracker)
        utter(dispatcher, [self._rung(situation, missed)])
        rule = f"{found.decided.rule}; misunderstood before: {missed}"
        explanation = explain(turn, "fallback", rule, topics=found.decided.topics, place=situation.place)
        return [*situation.remember, explanation, FollowupAction(LISTEN)]

    def _rung(self, situation: Situation, missed: int) -> Say:
        turn = situation.turn
        choices = self._answerer.choices(tuple(label.topic or "" for label in turn.topics[:3]))
        first = FIRST_RUNG.get(turn.intent, REPHRASE)
        if missed == 0:
            return Say(response=first)
        if missed == 1 and not choices and first != REPHRASE:
            return Say(response=REPHRASE)  # nothing is close, but this was not said yet
        if missed == 1 and choices:
            none = Choice(wording.NONE_OF_THESE, NONE_PAYLOAD)
            return Say(response="utter_closest_topics", choices=(*choices, none))
        return Say(response="utter_offer_staff")


def _not_said(event: Mapping[str, Any]) -> bool:
    """What the desk tells of a photograph stands among the person's messages and is none."""
    intent = (event.get("parse_data") or {}).get("intent") or event.get("intent") or {}
    return intent.get("name") == PHOTO_READ


def misunderstood_before(tracker: Any) -> int:
    """How many of the person's messages just before this one ended on the ladder, without a break."""
    count, climbed, handed_on, seen_current = 0, False, False, False
    for event in reversed(tracker.events):
        if event.get("event") == "action" and event.get("name") == LADDER:
            climbed = not handed_on
        elif event.get("event") == "action" and event.get("name") in UNDERSTOOD:
            handed_on = not climbed  # after the ladder, so it was understood; before it, it was not
        elif event.get("event") == "user":
            if _not_said(event):
                climbed, handed_on = False, False
                continue
            if not seen_current:
                seen_current, climbed, handed_on = True, False, False
                continue
            if not climbed:
                return count
            count, climbed, handed_on = count + 1, False, False
    return count
