"""What happens when an update ends: it is sent, left, or the person turns to something else."""

import logging
from dataclasses import replace
from typing import Any

from rasa_sdk import Action
from rasa_sdk.events import EventType, FollowupAction, SlotSet

from actions import wording
from actions.case_backend.port import (
    CaseBackend,
    CaseSummary,
    CaseUnknown,
    NoReconciliation,
    NotNow,
    NotReconcilable,
    Origin,
    ProposalGone,
    ReconciliationOver,
    Refused,
    Unreachable,
)
from actions.intake import slots as intake
from actions.intake.case_body import conversation_of
from actions.intake.conclude import ERASING, MOST_CLOSED
from actions.intake.form import TOLD_BEFORE
from actions.say import Say, utter
from actions.turn import read_turn
from actions.updates import talk_ending
from actions.updates.beginning import BARRED
from actions.updates.meaning import wish_of
from actions.updates.update import (
    BEGIN,
    END,
    ERASED,
    FORM,
    OTHER,
    SEND,
    UPDATE,
    Kind,
    Update,
    read_update,
)

log = logging.getLogger("actions.updates")

LEFT_WORDS = {
    Kind.ADD: "utter_left_add",
    Kind.WITHDRAW: "utter_left_withdraw",
    Kind.RATE: "utter_left_rate",
    Kind.RECONCILE: "utter_left_reconcile",
    Kind.ACCEPT: "utter_left_accept",
    Kind.DECLINE: "utter_left_accept",
    Kind.STOP: "utter_left_end",
    Kind.TELL: "utter_left_tell",
}
DONE_WORDS = {Kind.ADD: wording.ADDED, Kind.WITHDRAW: wording.WITHDRAWN, Kind.RATE: wording.RATED}


class ConcludeCaseUpdate(Action):
    """Sends what was confirmed, exactly once, and says only what the backend has answered."""

    def __init__(self, backend: CaseBackend) -> None:
        self._backend = backend

    def name(self) -> str:
        return "action_conclude_case_update"

    async def run(self, dispatcher: Any, tracker: Any, domain: Any) -> list[EventType]:
        update, end = read_update(tracker.get_slot(UPDATE)), tracker.get_slot(END)
        if end == SEND:
            return await self._send(dispatcher, tracker, update)
        if end == OTHER:
            wanted = wish_of(read_turn(tracker))
            return [*cleared(), FollowupAction(BEGIN if wanted else intake.FORM)]
        if end == ERASED:
            utter(dispatcher, [ERASING])
            return [*cleared(), *(SlotSet(slot, None) for slot in TOLD_BEFORE)]
        utter(dispatcher, [Say(response=LEFT_WORDS[update.kind])])
        return cleared()

    async def _send(self, dispatcher: Any, tracker: Any, update: Update) -> list[EventType]:
        try:
            said = await self._carry_out(update, tracker)
        except Unreachable:
            is_rating = update.kind is Kind.RATE
            utter(dispatcher, [Say(response="utter_rating_away" if is_rating else "utter_update_away")])
            return cleared() if is_rating else again(update)
        except NotReconcilable as bar:
            utter(dispatcher, [talk_ending.not_reconcilable(bar)])
        except ProposalGone:
            utter(dispatcher, [Say(response="utter_proposal_gone")])
        except (ReconciliationOver, NoReconciliation):
            utter(dispatcher, [Say(response="utter_reconciliation_over")])
        except NotNow:
            utter(dispatcher, [Say(response=BARRED[update.kind])])
        except CaseUnknown:
            utter(dispatcher, [Say(response="utter_case_not_here")])
        except Refused as refusal:
            log.warning("update refused kind=%s %s", update.kind.value, refusal)
            utter(dispatcher, [Say(response="utter_update_refused")])
            has_words = update.kind in (Kind.ADD, Kind.TELL)
            return again(replace(update, text="", files=())) if has_words else cleared()
        else:
            utter(dispatcher, [said])
            return [*cleared(), *files_used(update, tracker)]
        return cleared()

    async def _carry_out(self, update: Update, tracker: Any) -> Say:
        """What the backend answered, in words."""
        assert update.case_no is not None
        origin = Origin(conversation_of(tracker.sender_id), read_turn(tracker).channel or "webchat")
        key = update.key(tracker.sender_id)
        match update.kind:
            case Kind.ADD:
                case = await self._backend.supplement(
                    update.case_no, origin, text=update.text or None, attachments=update.files, key=key
                )
            case Kind.WITHDRAW:
                case = await self._backend.withdraw(update.case_no, origin, key=key)
            case Kind.RATE:
                assert update.rating is not None
                case = await self._backend.rate(
                    update.case_no, origin, rating=update.rating, comment=update.comment, key=key
                )
            case _:
                talk = await talk_ending.carry_out(self._backend, update, origin, message_id=key)
                return talk_ending.done(update, talk)
        return done(update, case)


def done(update: Update, case: CaseSummary) -> Say:
    """What was carried out, and how the case stands now."""
    text = DONE_WORDS[update.kind].format(
        case_no=case.case_no, state=case.state_label, next_step=case.next_step
    )
    return Say(text=text, custom={"case": {"case_no": case.case_no, "status": case.state_label}})


def again(update: Update) -> list[EventType]:
    """Back to the open question; what was told stays."""
    slots = {UPDATE: update.to_slot(), END: None, intake.REQUESTED: None}
    return [*(SlotSet(slot, value) for slot, value in slots.items()), FollowupAction(FORM)]


def cleared() -> list[EventType]:
    return [SlotSet(UPDATE, None), SlotSet(END, None)]


def files_used(update: Update, tracker: Any) -> list[EventType]:
    """Files that went to the case belong to nothing else: no later complaint takes them, nor what stands on them."""
    if not update.files:
        return []
    closed = [*(tracker.get_slot(intake.CLOSED_FILES) or ()), *update.files][-MOST_CLOSED:]
    loose = [file for file in tracker.get_slot("loose_files") or () if file["id"] not in update.files]
    return [
        SlotSet(intake.CLOSED_FILES, closed),
        SlotSet("loose_files", loose or None),
        SlotSet("seen_photo", None),
    ]
