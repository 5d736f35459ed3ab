"""The form action of the intake: reads the tracker, takes one step, says and sets what the step tells."""

import datetime as dt
from typing import Any

from rasa_sdk import Action
from rasa_sdk.events import EventType, SlotSet

from actions.intake.amending import correction_choices
from actions.intake.card import summary
from actions.intake.flow import Intake, route_question
from actions.intake.slots import CORRECTION_FIELD, FORM, REQUESTED, ROUTE, RUN_SLOTS, SUBMIT
from actions.intake.steps import Step
from actions.knowledge.store import Knowledge
from actions.progress.actions import TellProgress
from actions.say import Say, utter
from actions.turn import read_turn


def values_of(tracker: Any) -> dict[str, Any]:
    """The slots of the complaint under way."""
    return {slot: tracker.get_slot(slot) for slot in RUN_SLOTS}


STORY_STAYS = dt.timedelta(hours=24)  # what was told before that is another matter


def recent_story(kept: Any, *, now: dt.datetime) -> str | None:
    """The story told outside the form, if it was told lately: {"text", "at"}."""
    if not kept or now - dt.datetime.fromisoformat(kept["at"]) > STORY_STAYS:
        return None
    return str(kept["text"])


class ValidateComplaintForm(Action):
    """Rasa calls it with every message while the form is active, and once when it starts.

    The next question is chosen here and handed to the form as `requested_slot`; None ends the form.
    """

    def __init__(self, intake: Intake, progress: TellProgress) -> None:
        self._intake, self._progress = intake, progress

    def name(self) -> str:
        return f"validate_{FORM}"

    async def run(self, dispatcher: Any, tracker: Any, domain: Any) -> list[EventType]:
        turn, values = read_turn(tracker), values_of(tracker)
        asked = tracker.get_slot(REQUESTED)
        if values["complaint_run"] is None:
            earlier = recent_story(tracker.get_slot("last_story"), now=turn.sent_at)
            step = self._intake.begin(turn, values, earlier_story=earlier)
        elif not asked:
            step = self._intake.resume(values)
        else:
            step = self._intake.take(turn, values, asked)
        utter(dispatcher, step.says)
        if step.tells_progress:
            utter(dispatcher, await self._progress.progress(turn.text, tracker.sender_id))
        return self._events(step, turn.sent_at.isoformat())

    @staticmethod
    def _events(step: Step, touched_at: str) -> list[EventType]:
        # touched_at always changes, which also tells Rasa that the form took the message.
        changes = {**step.changes, "touched_at": touched_at, "last_story": None}
        if step.ask == SUBMIT:
            # Known before the turn that submits, so that a repeated submission files the very same body.
            changes["summarised_at"] = touched_at
        if step.changes.get("region"):
            changes["place"] = step.changes["region"]
        return [*(SlotSet(slot, value) for slot, value in changes.items()), SlotSet(REQUESTED, step.ask)]


class _Ask(Action):
    """A question whose text depends on what is known."""

    slot: str

    def name(self) -> str:
        return f"action_ask_{FORM}_{self.slot}"

    async def run(self, dispatcher: Any, tracker: Any, domain: Any) -> list[EventType]:
        utter(dispatcher, [self.question(tracker)])
        return []

    def question(self, tracker: Any) -> Say:
        raise NotImplementedError


class AskRoute(_Ask):
    slot = ROUTE

    def __init__(self, knowledge: Knowledge) -> None:
        self._knowledge = knowledge

    def question(self, tracker: Any) -> Say:
        return route_question(values_of(tracker), self._knowledge)


class AskSubmitDecision(_Ask):
    slot = SUBMIT

    def question(self, tracker: Any) -> Say:
        return Say(
            response="utter_summary_choices",
            text=summary(values_of(tracker)),
            custom={"expects": {"slot": SUBMIT, "kind": "choice"}},
        )


class AskCorrectionField(_Ask):
    slot = CORRECTION_FIELD

    def question(self, tracker: Any) -> Say:
        return Say(response="utter_which_field", choices=correction_choices(values_of(tracker)))
