"""The form action of the intake: reads the tracker, takes one step, says and sets what the step tells."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from rasa_sdk import Action
from rasa_sdk.events import EventType, SlotSet

from actions import wording
from actions.answering.explanation import explain
from actions.answering.offered import taken_up
from actions.answering.places import mentioned
from actions.intake.amending import correction_choices
from actions.intake.card import summary, summary_card
from actions.intake.documents.actions import recent_pictures
from actions.intake.flow import ASIDE, Intake, route_question
from actions.intake.places import PLACE, REGION, place_changes
from actions.intake.proposing import conflict_question, proposal_question
from actions.intake.slots import (
    CLOSED_FILES,
    CORRECTION_FIELD,
    FORM,
    PHOTO_CONFLICT,
    PHOTO_PROPOSAL,
    REQUESTED,
    ROUTE,
    RUN_SLOTS,
    SUBMIT,
    Values,
)
from actions.intake.steps import Step
from actions.knowledge.store import Knowledge
from actions.last_story import LAST_STORY, recent_story
from actions.progress.actions import TellProgress
from actions.say import Say, utter
from actions.turn import Turn, read_turn
from actions.updates.meaning import answer_of, of_notice

# What the person told and sent before the complaint.
TOLD_BEFORE = (LAST_STORY, "seen_photo", "loose_files")


def values_of(tracker: Any) -> dict[str, Any]:
    """The slots of the complaint under way, and where the person is."""
    return {slot: tracker.get_slot(slot) for slot in (*RUN_SLOTS, PLACE, CLOSED_FILES)}


def apart(told_before: Values, story_at: str) -> tuple[Values, Values]:
    """What was sent since a story of another matter, and what stays with that story for its own complaint: the
    story itself, and what was sent up to then. story_at: ISO 8601."""
    since: dict[str, Any] = dict.fromkeys(TOLD_BEFORE)
    left: dict[str, Any] = {**since, LAST_STORY: told_before[LAST_STORY]}
    told_at = dt.datetime.fromisoformat(story_at)

    def is_newer(sent: Mapping[str, Any]) -> bool:
        return dt.datetime.fromisoformat(sent["at"]) > told_at

    seen, files = told_before["seen_photo"], told_before["loose_files"] or ()
    if seen:
        (since if is_newer(seen) else left)["seen_photo"] = seen
    since["loose_files"] = [file for file in files if is_newer(file)] or None
    left["loose_files"] = [file for file in files if not is_newer(file)] or None
    return since, left


def with_shops_region(step: Step, values: Values) -> Step:
    """The step with the places that follow from it. A region that was told and gives way to the shop's address is
    shown."""
    follows = place_changes(step.changes, values)
    says = step.says
    if values.get(REGION) and follows.get(REGION):
        label, region = wording.FIELD_LABELS[REGION], follows[REGION]
        says += (Say(text=wording.CORRECTED.format(label=label, value=region)),)
    return replace(step, changes={**step.changes, **follows}, says=says)


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
        left: Values = dict.fromkeys(TOLD_BEFORE)  # the complaint has taken it all
        asked = tracker.get_slot(REQUESTED)
        if values["complaint_run"] is None and of_notice(turn):
            step = Step(changes={SUBMIT: ASIDE})
        elif values["complaint_run"] is None:
            earlier = recent_story(tracker.get_slot(LAST_STORY), now=turn.sent_at)
            values[PLACE] = (not turn.is_choice and mentioned(turn.text)) or values[PLACE]
            begun = taken_up(turn, tracker)  # a typed yes begins what its button would have begun
            told_before: Values = {slot: tracker.get_slot(slot) for slot in TOLD_BEFORE}
            if earlier and not self._intake.is_of_this_matter(begun, earlier):
                told_before, left = apart(told_before, earlier.at)
                earlier = None
            brought = recent_pictures(told_before["seen_photo"], told_before["loose_files"], now=turn.sent_at)
            step = self._intake.begin(begun, values, earlier_story=earlier, brought=brought)
            step = replace(step, changes={PLACE: values[PLACE], **step.changes})
        elif not asked:
            step = self._intake.resume(values)
        elif answer_of(turn):  # the desk told of a proposal meanwhile: 「同意」 is no answer to our question
            step = Step(says=(Say(response="utter_not_taken_as_answer"),), ask=asked)
        else:
            step = self._intake.take(turn, values, asked)
        step = with_shops_region(step, values)
        utter(dispatcher, step.says)
        if step.tells_progress:
            utter(dispatcher, await self._progress.progress(turn.text, tracker.sender_id))
        if values["complaint_run"] is None and step.changes.get(SUBMIT) != ASIDE:
            step = replace(step, changes={**step.changes, **left})
        return [*self._events(step, turn.sent_at.isoformat()), explained(turn, asked, step)]

    @staticmethod
    def _events(step: Step, touched_at: str) -> list[EventType]:
        # touched_at always changes, which also tells Rasa that the form took the message.
        changes = {**step.changes, "touched_at": touched_at}
        if step.ask == SUBMIT:
            # Known before the turn that submits, so that a repeated submission files the very same body.
            changes["summarised_at"] = touched_at
        return [*(SlotSet(slot, value) for slot, value in changes.items()), SlotSet(REQUESTED, step.ask)]


def explained(turn: Turn, asked: str | None, step: Step) -> EventType:
    """What the form made of the message, for staff: which slots it filled, never with what."""
    filled = sorted(slot for slot, value in step.changes.items() if value is not None)
    rule = (
        f"asked {asked or 'nothing'}, filled {', '.join(filled) or 'nothing'}, asks {step.ask or 'nothing'}"
    )
    return explain(turn, "form", rule)


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
            custom={
                "expects": {"slot": SUBMIT, "kind": "choice", "card": summary_card(values_of(tracker))},
            },
        )


class AskCorrectionField(_Ask):
    slot = CORRECTION_FIELD

    def question(self, tracker: Any) -> Say:
        return Say(response="utter_which_field", choices=correction_choices(values_of(tracker)))


class AskPhotoProposal(_Ask):
    slot = PHOTO_PROPOSAL

    def question(self, tracker: Any) -> Say:
        return proposal_question(values_of(tracker))


class AskPhotoConflict(_Ask):
    slot = PHOTO_CONFLICT

    def question(self, tracker: Any) -> Say:
        return conflict_question(values_of(tracker))
