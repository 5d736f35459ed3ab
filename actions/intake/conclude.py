"""What happens when the form ends: the complaint is filed, or the person is told why not."""

import logging
from typing import Any

from rasa_sdk import Action
from rasa_sdk.events import EventType, FollowupAction, SlotSet

from actions import wording
from actions.answering.context import nothing_discussed, now_discussed
from actions.case_backend.port import (
    KEY_REUSED,
    CaseBackend,
    CaseBackendError,
    CaseSummary,
    Refused,
    Unreachable,
)
from actions.intake.case_body import case_body, conversation_of, idempotency_key
from actions.intake.flow import ASIDE, CANCELLED, DECLINED, ERASED, REDIRECTED, SUBMITTED
from actions.intake.form import TOLD_BEFORE, values_of
from actions.intake.places import place_of
from actions.intake.slots import CLOSED_FILES, FINDINGS, FORM, REQUESTED, RUN_SLOTS, SUBMIT, Values
from actions.knowledge.render import answer_card, answer_text
from actions.knowledge.store import Knowledge
from actions.last_story import story_kept
from actions.progress.showing import show_cases
from actions.say import Say, utter
from actions.turn import Turn, read_turn
from actions.updates.update import BEGIN

log = logging.getLogger("actions.intake")

MOST_CLOSED = 90  # files that are remembered as over, of the last ten complaints or more
ERASING = Say(custom={"erase": True})
ENDINGS = {CANCELLED: "utter_cancelled", DECLINED: "utter_consent_declined"}

# Which question a field error of the case API leads back to.
POINTERS = {
    "/complainant/name": "name",
    "/complainant/phone": "phone",
    "/complainant/address": "address",
    "/respondent/name": "merchant",
    "/respondent/address": "merchant_address",
    "/purchase/product": "product",
    "/purchase/purchased_on": "purchase_date",
    "/purchase/amount_fen": "amount",
    "/problem": "story",
}


class ConcludeComplaint(Action):
    """Files a submitted complaint exactly once, and says only what is so."""

    def __init__(self, backend: CaseBackend, knowledge: Knowledge) -> None:
        self._backend, self._knowledge = backend, knowledge

    def name(self) -> str:
        return "action_conclude_complaint"

    async def run(self, dispatcher: Any, tracker: Any, domain: Any) -> list[EventType]:
        turn, values = read_turn(tracker), values_of(tracker)
        decision = values[SUBMIT]
        if decision == ASIDE:
            return [SlotSet(SUBMIT, None), SlotSet("touched_at", None), FollowupAction(BEGIN)]
        if decision == SUBMITTED:
            return await self._file(dispatcher, tracker.sender_id, turn, values)
        if decision == REDIRECTED:
            utter(dispatcher, [self._redirection(values)])
            # … and may ask on about where they were sent.
            discussed = now_discussed(values["topic"], values["story"] or "", turn)
            # Its files are not closed: they may come back.
            open_files = kept_for_later(turn, values, tracker.get_slot("loose_files"))
            return [*cleared({**values, "evidence": None}), discussed, *open_files]
        utter(dispatcher, [ERASING if decision == ERASED else Say(response=ENDINGS[decision])])
        # Who has everything erased leaves no story of another matter behind either.
        left = [SlotSet(slot, None) for slot in TOLD_BEFORE] if decision == ERASED else []
        return [*cleared(values), *left]

    async def _file(
        self, dispatcher: Any, sender_id: str, turn: Turn, values: dict[str, Any]
    ) -> list[EventType]:
        key, body = idempotency_key(sender_id, values["complaint_run"]), case_body(values, turn, sender_id)
        try:
            case = await self._backend.file_case(body, key=key)
        except Unreachable:
            # The desk keeps the body in this turn's transaction and files it under the same key.
            log.warning("filing postponed run=%s", values["complaint_run"])
            filing = {"idempotency_key": key, "body": body}
            utter(dispatcher, [Say(response="utter_filing_postponed", custom={"filing": filing})])
            return cleared(values)
        except Refused as refusal:
            if refusal.code == KEY_REUSED and (known := await self._already_filed(sender_id)):
                utter(dispatcher, show_cases(known))
                return cleared(values)
            return self._ask_again(dispatcher, refusal)
        utter(dispatcher, [filed(case, anonymous=body["complainant"] is None)])
        return cleared(values)

    async def _already_filed(self, sender_id: str) -> tuple[CaseSummary, ...]:
        """The cases of this conversation: under a used key the complaint is there, whatever differs now."""
        try:
            return await self._backend.cases_of(conversation_of(sender_id))
        except CaseBackendError:
            return ()

    def _ask_again(self, dispatcher: Any, refusal: Refused) -> list[EventType]:
        """Back to the field that was refused; the draft stays whole."""
        pointers = [error.get("pointer", "") for error in refusal.errors]
        slot = next((POINTERS[p] for p in pointers if p in POINTERS), None)
        log.error("filing refused %s pointers=%s", refusal, pointers)
        utter(dispatcher, [Say(response="utter_filing_refused")])
        reset = [SlotSet(SUBMIT, None), *([SlotSet(slot, None)] if slot else [])]
        return [*reset, SlotSet(REQUESTED, None), FollowupAction(FORM)]

    def _redirection(self, values: dict[str, Any]) -> Say:
        entry = self._knowledge.entry(values["topic"])
        if entry is None:
            return Say(response="utter_cancelled")
        place = place_of(values)
        return Say(
            text=answer_text(entry, self._knowledge.authority_of(entry), place),
            custom={"answer": answer_card(entry, 1.0, place)},
        )


def kept_for_later(turn: Turn, values: Values, loose: Any) -> tuple[EventType, ...]:
    """Who was sent elsewhere and changes their mind need not tell it again, nor send it. loose: the files kept
    outside this complaint."""
    at = turn.sent_at.isoformat()
    files = [*(loose or ()), *({"id": one, "at": at} for one in values.get("evidence") or ())]
    # What was filled in from a picture is empty in the next complaint: all it shows is open again.
    pictures = (values.get(FINDINGS) or {}).get("pictures") or ()
    shown = [{**one, "open": list(one["fields"])} for one in pictures]
    story = values.get("story")
    return (
        *((story_kept(turn, story, values["topic"], 1.0),) if story else ()),
        SlotSet("loose_files", files or None),
        *((SlotSet("seen_photo", {"pictures": shown, "at": at}),) if shown else ()),
    )


def cleared(values: dict[str, Any]) -> list[EventType]:
    """All slots of the run emptied, so that the next complaint starts clean under a new key, and the topic too:
    what is asked next is about something else.

    Its files are remembered by id: what is read on one of them from now on concerns nobody any more."""
    files = [*(values.get(CLOSED_FILES) or ()), *(values.get("evidence") or ())]
    closed = SlotSet(CLOSED_FILES, files[-MOST_CLOSED:])
    return [*(SlotSet(slot, None) for slot in RUN_SLOTS), nothing_discussed(), closed]


def filed(case: CaseSummary, *, anonymous: bool) -> Say:
    """The number, what happens next by when, and how to ask. A dispute that stood there already keeps its number."""
    template = wording.FILED_ANONYMOUS if anonymous else wording.FILED
    if case.received_again:
        template = wording.RECEIVED_AGAIN
    text = template.format(case_no=case.case_no, next_step=case.next_step)
    if case.linked:
        text += "\n" + wording.LINKED.format(case_nos="、".join(case.linked))
    return Say(text=text, custom={"case": {"case_no": case.case_no, "status": case.state_label}})
