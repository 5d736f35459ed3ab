"""The action that begins an update: which case it may be about, or why there is none."""

import logging
import re
from collections.abc import Iterable
from typing import Any

from rasa_sdk import Action
from rasa_sdk.events import EventType, FollowupAction, SlotSet

from actions.answering.answerer import Answerer
from actions.answering.context import now_discussed
from actions.answering.explanation import explain
from actions.answering.names import LISTEN
from actions.case_backend.port import CaseBackend, CaseBackendError, CaseSummary
from actions.intake.case_body import conversation_of
from actions.intake.documents.actions import recent_pictures
from actions.progress.case_numbers import find_case_no
from actions.progress.showing import ADD, RATE, WITHDRAW
from actions.say import Say, utter
from actions.turn import Turn, read_turn
from actions.updates import reading
from actions.updates.update import FORM, UPDATE, Kind, Offered, Update

log = logging.getLogger("actions.updates")

BEGIN = "action_begin_case_update"
HOW_TO = "withdraw_or_amend_complaint"  # the topic that tells how it is done where nothing is filed with us
KINDS = {ADD: Kind.ADD, WITHDRAW: Kind.WITHDRAW, RATE: Kind.RATE}
# 「不投诉了」 may be meant for what is filed, 「停」 and 「退出」 are not.
SPEAKS_OF_A_CASE = re.compile(r"投诉|投了|举报|[告撤]|维权|案子|单子|那[件单]|编号")
BARRED = {
    Kind.ADD: "utter_not_now_add",
    Kind.WITHDRAW: "utter_not_now_withdraw",
    Kind.RATE: "utter_not_now_rate",
}


class BeginCaseUpdate(Action):
    """Looks up the cases of the conversation and hands on to the form; says why where that cannot be."""

    def __init__(self, backend: CaseBackend, answerer: Answerer) -> None:
        self._backend, self._answerer = backend, answerer

    def name(self) -> str:
        return BEGIN

    async def run(self, dispatcher: Any, tracker: Any, domain: Any) -> list[EventType]:
        turn = read_turn(tracker)
        kind = KINDS.get(turn.intent)
        if kind is None and (turn.is_choice or not SPEAKS_OF_A_CASE.search(turn.text)):
            return self._said(dispatcher, turn, Say(response="utter_nothing_to_cancel"), "speaks of no case")
        try:
            own = await self._backend.cases_of(conversation_of(tracker.sender_id))
        except CaseBackendError:
            return self._said(dispatcher, turn, Say(response="utter_cases_unavailable"), "backend away")
        if not own:
            return self._without_cases(dispatcher, turn, kind)
        return self._begin(dispatcher, tracker, turn, kind or Kind.WITHDRAW, own)

    def _begin(
        self, dispatcher: Any, tracker: Any, turn: Turn, kind: Kind, own: tuple[CaseSummary, ...]
    ) -> list[EventType]:
        wanted = turn.parameters.get("case_no") or find_case_no(turn.text)
        meant = [case for case in own if wanted in (None, case.case_no)]
        if not meant:
            return self._said(dispatcher, turn, Say(response="utter_case_not_here"), "number of no own case")
        fitting = [case for case in meant if kind.fits(case)]
        if not fitting:
            return self._said(dispatcher, turn, Say(response=BARRED[kind]), "no case in a fitting state")
        update = self._update(turn, kind, fitting, tracker)
        rule = f"{kind.value}: {len(fitting)} of {len(own)} cases fit"
        return [
            SlotSet(UPDATE, update.to_slot()),
            explain(turn, "case_update", rule),
            FollowupAction(FORM),
        ]

    @staticmethod
    def _update(turn: Turn, kind: Kind, fitting: Iterable[CaseSummary], tracker: Any) -> Update:
        # Who is waited for comes first.
        cases = sorted(fitting, key=lambda case: not case.awaits_material)
        offered = tuple(Offered(case.case_no, case.respondent, case.awaits_material) for case in cases)
        adds = kind is Kind.ADD
        loose = recent_pictures(None, tracker.get_slot("loose_files"), now=turn.sent_at)
        return Update(
            kind,
            run=turn.message_id,
            cases=offered,
            case_no=offered[0].case_no if len(offered) == 1 else None,
            text=reading.content_of_wish(turn.text) if adds and not turn.is_choice else "",
            files=tuple(loose.get("evidence", ())) if adds else (),
            rating=reading.rating(turn.parameters.get("value", "")) if kind is Kind.RATE else None,
        )

    def _without_cases(self, dispatcher: Any, turn: Turn, kind: Kind | None) -> list[EventType]:
        """Nothing is filed in this conversation: it may be elsewhere, so how it is done is told."""
        if kind is None:
            return self._said(dispatcher, turn, Say(response="utter_nothing_to_cancel"), "no case")
        if kind is Kind.RATE:
            return self._said(dispatcher, turn, Say(response="utter_nothing_to_rate"), "no case")
        entry = self._answerer.knowledge.entries[HOW_TO]
        told = self._said(dispatcher, turn, self._answerer.answer(HOW_TO, 1.0), "no case: told how")
        return [now_discussed(entry.topic, entry.question, turn), *told]

    @staticmethod
    def _said(dispatcher: Any, turn: Turn, say: Say, rule: str) -> list[EventType]:
        utter(dispatcher, [say])
        return [explain(turn, "case_update", rule), FollowupAction(LISTEN)]
