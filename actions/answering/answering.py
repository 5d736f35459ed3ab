"""The actions that answer: a question, and a topic picked from buttons."""

from dataclasses import replace
from typing import Any

from rasa_sdk import Action
from rasa_sdk.events import EventType, FollowupAction

from actions.answering.answerer import Answerer
from actions.answering.context import now_discussed
from actions.answering.decision import Decided, Decision
from actions.answering.explanation import explain
from actions.answering.names import ANSWER, LADDER, LISTEN, REMEMBER_PLACE, TELL_PLACE
from actions.answering.places import bare
from actions.answering.plan import Answered, Plan, plan
from actions.answering.replies import differing, replies
from actions.answering.situation import Situation, read_situation
from actions.say import utter
from actions.updates.meaning import TALK_ACTS, statement_of
from actions.updates.update import BEGIN


class AnswerQuestion(Action):
    """Answers at once what stands out, asks between close topics, and climbs the ladder otherwise."""

    def __init__(self, answerer: Answerer) -> None:
        self._answerer = answerer

    def name(self) -> str:
        return ANSWER

    async def run(self, dispatcher: Any, tracker: Any, domain: Any) -> list[EventType]:
        entries = self._answerer.knowledge.entries
        situation = read_situation(tracker, entries)
        turn = situation.turn
        if statement_of(turn):
            return [FollowupAction(BEGIN)]
        if bare(turn.text):
            return [FollowupAction(REMEMBER_PLACE)]
        # A place and a question: the place is kept, the question answered. Words to a business that is not talked
        # with: a story.
        if turn.intent == TELL_PLACE or turn.intent in TALK_ACTS:
            turn = replace(turn, intent="ask")
        found = plan(turn, entries, situation.discussed)
        if not found.answers and found.decided.decision is not Decision.CLARIFY:
            return [*situation.remember, FollowupAction(LADDER)]
        utter(dispatcher, replies(self._answerer, found, place=situation.place, told=situation.told))
        discussed = self._discussed(situation, found)
        return [*situation.remember, *discussed, explained(situation, found), FollowupAction(LISTEN)]

    def _discussed(self, situation: Situation, found: Plan) -> list[EventType]:
        """The first answer's topic is under discussion now; a question about the one before leaves that; nothing
        new is while we ask back."""
        if found.decided.decision is Decision.CLARIFY:
            return []
        entries = self._answerer.knowledge.entries
        first, before = found.answers[0], situation.discussed
        told = differing(found, entries) or first.topic
        if first.text is None and before is not None:
            return [now_discussed(before.topic, before.text, situation.turn, answered=told)]
        question = first.text or entries[first.topic].question
        return [now_discussed(first.topic, question, situation.turn, answered=told)]


class AnswerChosenTopic(Action):
    """A topic picked from buttons."""

    def __init__(self, answerer: Answerer) -> None:
        self._answerer = answerer

    def name(self) -> str:
        return "action_answer_chosen"

    async def run(self, dispatcher: Any, tracker: Any, domain: Any) -> list[EventType]:
        situation = read_situation(tracker, self._answerer.knowledge.entries)
        entry = self._answerer.knowledge.entry(situation.turn.parameters.get("topic"))
        if entry is None:
            return [FollowupAction(LADDER)]
        decided = Decided(Decision.ANSWER, (entry.topic,), 1.0, "picked from buttons")
        found = Plan(decided, (Answered(entry.topic, 1.0, entry.question),))
        utter(dispatcher, replies(self._answerer, found, place=situation.place, told=situation.told))
        return [now_discussed(entry.topic, entry.question, situation.turn), explained(situation, found)]


def explained(situation: Situation, found: Plan) -> EventType:
    """Which rule decided, for staff."""
    return explain(
        situation.turn,
        found.decided.decision.value,
        found.decided.rule,
        topics=[answered.topic for answered in found.answers] or found.decided.topics,
        place=situation.place,
        context=found.context,
        parts=[answered.part for answered in found.answers if answered.part],
    )
