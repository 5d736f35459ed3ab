"""The actions that answer: a question, a chosen topic, and the ladder when nothing is understood."""

import re
from typing import Any

from rasa_sdk import Action
from rasa_sdk.events import EventType, FollowupAction, SlotSet

from actions import wording
from actions.answering.answerer import Answerer, filing_payload
from actions.answering.decision import Decided, Decision, decide, offers_filing
from actions.intake.slots import FORM
from actions.progress.case_numbers import find_case_no
from actions.say import Choice, Say, utter
from actions.turn import Turn, read_turn

LADDER = "action_fallback_ladder"
PROGRESS = "action_progress"
STORY_LENGTH = 14  # characters from which a question is kept as the story of a complaint
NONE_PAYLOAD = "/none_of_these"
FIRST_RUNG = {"out_of_scope_chat": "utter_out_of_scope_chat"}


def remembered(turn: Turn) -> list[EventType]:
    """Keep what was told, so that a complaint can start from it."""
    told = not turn.is_choice and len(turn.text) >= STORY_LENGTH
    return [SlotSet("last_story", {"text": turn.text, "at": turn.sent_at.isoformat()})] if told else []


class AnswerQuestion(Action):
    """Answers at once when one topic stands out, asks between close ones, and climbs the ladder otherwise."""

    def __init__(self, answerer: Answerer) -> None:
        self._answerer = answerer

    def name(self) -> str:
        return "action_answer"

    async def run(self, dispatcher: Any, tracker: Any, domain: Any) -> list[EventType]:
        turn = read_turn(tracker)
        decided = decide(turn, self._answerer.knowledge.entries)
        if decided.decision is Decision.FALLBACK:
            return [*remembered(turn), FollowupAction(LADDER)]
        if decided.decision is Decision.CLARIFY:
            utter(dispatcher, [clarification(self._answerer, decided)])
            return remembered(turn)
        topic = decided.topics[0]
        utter(
            dispatcher,
            [self._answerer.answer(topic, decided.confidence, place=tracker.get_slot("place") or turn.text)],
        )
        return remembered(turn)


class AnswerChosenTopic(Action):
    """A topic picked from buttons."""

    def __init__(self, answerer: Answerer) -> None:
        self._answerer = answerer

    def name(self) -> str:
        return "action_answer_chosen"

    async def run(self, dispatcher: Any, tracker: Any, domain: Any) -> list[EventType]:
        turn = read_turn(tracker)
        topic = turn.parameters.get("topic", "")
        if topic not in self._answerer.knowledge.entries:
            return [FollowupAction(LADDER)]
        utter(dispatcher, [self._answerer.answer(topic, 1.0, place=tracker.get_slot("place"))])
        return []


class ClimbFallbackLadder(Action):
    """First ask to say it differently, then offer the closest topics, then staff."""

    def __init__(self, answerer: Answerer) -> None:
        self._answerer = answerer

    def name(self) -> str:
        return LADDER

    async def run(self, dispatcher: Any, tracker: Any, domain: Any) -> list[EventType]:
        turn = read_turn(tracker)
        if find_case_no(turn.text):
            return [FollowupAction(PROGRESS)]
        decided = decide(turn, self._answerer.knowledge.entries)
        if decided.decision is Decision.CLARIFY:
            utter(dispatcher, [clarification(self._answerer, decided)])
            return remembered(turn)
        missed = misunderstood_before(tracker)
        choices = self._answerer.choices(tuple(label.topic or "" for label in turn.topics[:3]))
        if missed == 0 or (missed == 1 and not choices):
            utter(dispatcher, [Say(response=FIRST_RUNG.get(turn.intent, "utter_please_rephrase"))])
        elif missed == 1:
            none = Choice(wording.NONE_OF_THESE, NONE_PAYLOAD)
            utter(dispatcher, [Say(response="utter_closest_topics", choices=(*choices, none))])
        else:
            utter(dispatcher, [Say(response="utter_offer_staff")])
        return remembered(turn)


class Affirm(Action):
    """A bare yes: it starts the complaint that was just offered, and is simply acknowledged otherwise."""

    def name(self) -> str:
        return "action_affirm"

    async def run(self, dispatcher: Any, tracker: Any, domain: Any) -> list[EventType]:
        if offered_filing(tracker):
            return [FollowupAction(FORM)]
        utter(dispatcher, [Say(response="utter_what_next")])
        return []


def clarification(answerer: Answerer, decided: Decided) -> Say:
    """Choices between close topics, and filing where one of them is a dispute that may be registered."""
    filing = (
        (Choice(wording.OFFER_FILING, filing_payload()),)
        if offers_filing(decided, answerer.knowledge.entries)
        else ()
    )
    return Say(response="utter_which_topic", choices=(*answerer.choices(decided.topics), *filing))


def misunderstood_before(tracker: Any) -> int:
    """How many of the person's messages just before this one ended on the ladder, without a break."""
    count, climbed, seen_current = 0, False, False
    for event in reversed(tracker.events):
        if event.get("event") == "action" and event.get("name") == LADDER:
            climbed = True
        elif event.get("event") == "user":
            if not seen_current:
                seen_current, climbed = True, False
                continue
            if not climbed:
                return count
            count, climbed = count + 1, False
    return count


def offered_filing(tracker: Any) -> bool:
    """Whether the assistant's newest message offered to register a complaint."""
    said = next((event for event in reversed(tracker.events) if event.get("event") == "bot"), None)
    buttons = ((said or {}).get("data") or {}).get("buttons") or []
    return any(re.match(r"/complain\b", button.get("payload", "")) for button in buttons)
