"""The form action of an update, and its questions."""

from typing import Any

from rasa_sdk import Action
from rasa_sdk.events import EventType, SlotSet

from actions.answering.explanation import explain
from actions.intake.places import PLACE
from actions.intake.slots import REQUESTED
from actions.progress.actions import TellProgress
from actions.say import utter
from actions.turn import Turn, read_turn
from actions.updates.flow import Updating
from actions.updates.questions import question
from actions.updates.step import Step
from actions.updates.update import (
    AGREEMENT,
    CASE,
    COMMENT,
    CONTACT,
    CONTENT,
    END,
    ENDING,
    FORM,
    RATING,
    REASON,
    UPDATE,
    WITHDRAWAL,
    question_of,
    read_update,
)


class ValidateCaseUpdateForm(Action):
    """Rasa calls it with every message while the form is active, and once when it starts.

    The next question is chosen here and handed to the form as `requested_slot`; None ends the form.
    """

    def __init__(self, updating: Updating, progress: TellProgress) -> None:
        self._updating, self._progress = updating, progress

    def name(self) -> str:
        return f"validate_{FORM}"

    async def run(self, dispatcher: Any, tracker: Any, domain: Any) -> list[EventType]:
        turn, update = read_turn(tracker), read_update(tracker.get_slot(UPDATE))
        asked = tracker.get_slot(REQUESTED)
        if asked:
            step = self._updating.take(turn, update, asked, place=tracker.get_slot(PLACE))
        else:
            step = Step(update, ask=question_of(update))
        utter(dispatcher, step.says)
        if step.tells_progress:
            utter(dispatcher, await self._progress.progress(turn.text, tracker.sender_id))
        return [*self._events(step, turn, tracker), explained(turn, asked, step)]

    @staticmethod
    def _events(step: Step, turn: Turn, tracker: Any) -> list[EventType]:
        # The update's slot is always set, which also tells Rasa that the form took the message.
        events = [
            SlotSet(UPDATE, step.update.to_slot()),
            SlotSet(END, step.end),
            SlotSet(REQUESTED, step.ask),
        ]
        if step.kept:
            at = turn.sent_at.isoformat()
            kept = [{"id": one, "at": at} for one in step.kept]
            events.append(SlotSet("loose_files", [*(tracker.get_slot("loose_files") or ()), *kept]))
        return events


def explained(turn: Turn, asked: str | None, step: Step) -> EventType:
    """What the form made of the message, for staff; never with what was said."""
    rule = (
        f"{step.update.kind.value}: asked {asked or 'nothing'}, asks {step.ask or 'nothing'}, ends {step.end}"
    )
    return explain(turn, "case_update", rule)


class _Ask(Action):
    """One of the questions."""

    slot: str

    def name(self) -> str:
        return f"action_ask_{FORM}_{self.slot}"

    async def run(self, dispatcher: Any, tracker: Any, domain: Any) -> list[EventType]:
        utter(dispatcher, [question(self.slot, read_update(tracker.get_slot(UPDATE)))])
        return []


class AskCase(_Ask):
    slot = CASE


class AskContent(_Ask):
    slot = CONTENT


class AskWithdrawal(_Ask):
    slot = WITHDRAWAL


class AskRating(_Ask):
    slot = RATING


class AskComment(_Ask):
    slot = COMMENT


class AskContact(_Ask):
    slot = CONTACT


class AskAgreement(_Ask):
    slot = AGREEMENT


class AskReason(_Ask):
    slot = REASON


class AskEnding(_Ask):
    slot = ENDING


QUESTIONS = (
    AskCase,
    AskContent,
    AskWithdrawal,
    AskRating,
    AskComment,
    AskContact,
    AskAgreement,
    AskReason,
    AskEnding,
)
