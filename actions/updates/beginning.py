"""The action that begins an update: which case it may be about, or why there is none."""

import logging
import re
from typing import Any

from rasa_sdk import Action
from rasa_sdk.events import EventType, FollowupAction, SlotSet

from actions.answering.answerer import Answerer
from actions.answering.context import now_discussed
from actions.answering.explanation import explain
from actions.answering.names import ANSWER, LISTEN
from actions.answering.telling_place import says_more
from actions.case_backend.port import CaseBackend, CaseBackendError, CaseSummary
from actions.case_backend.talks import open_talks
from actions.intake.case_body import conversation_of
from actions.intake.documents.actions import recent_pictures
from actions.last_story import keep_story
from actions.progress.case_numbers import find_case_no
from actions.progress.showing import Talks
from actions.say import Say, utter
from actions.turn import Turn, read_turn
from actions.updates import reading
from actions.updates.meaning import TALK_ACTS, Wish, wish_of
from actions.updates.update import BEGIN, FORM, UPDATE, Kind, Offered, Update

log = logging.getLogger("actions.updates")

HOW_TO = "withdraw_or_amend_complaint"  # the topic that tells how it is done where nothing is filed with us
RECONCILING = "online_dispute_resolution"
# 「不投诉了」 may be meant for what is filed, 「停」 and 「退出」 are not.
SPEAKS_OF_A_CASE = re.compile(r"投诉|投了|举报|[告撤]|维权|案子|单子|那[件单]|编号")
BARRED = {
    Kind.ADD: "utter_not_now_add",
    Kind.WITHDRAW: "utter_not_now_withdraw",
    Kind.RATE: "utter_not_now_rate",
    Kind.RECONCILE: "utter_not_now_reconcile",
    Kind.ACCEPT: "utter_no_proposal",
    Kind.DECLINE: "utter_no_proposal",
    Kind.STOP: "utter_not_reconciling",
    Kind.TELL: "utter_not_reconciling",
}
# What is said to a bare 「同意」 or 「不同意」 where no proposal waits for an answer.
OTHERWISE = {Kind.ACCEPT: "utter_what_next", Kind.DECLINE: "utter_okay"}


class BeginCaseUpdate(Action):
    """Looks up the cases of the conversation and hands on to the form; says why where that cannot be."""

    def __init__(self, backend: CaseBackend, answerer: Answerer) -> None:
        self._backend, self._answerer = backend, answerer

    def name(self) -> str:
        return BEGIN

    async def run(self, dispatcher: Any, tracker: Any, domain: Any) -> list[EventType]:
        turn = read_turn(tracker)
        wish = wish_of(turn)
        if wish is None and (turn.is_choice or not SPEAKS_OF_A_CASE.search(turn.text)):
            return self._said(dispatcher, turn, Say(response="utter_nothing_to_cancel"), "speaks of no case")
        conversation = conversation_of(tracker.sender_id)
        try:
            own = await self._backend.cases_of(conversation)
            talks = (
                await open_talks(self._backend, own, conversation)
                if wish is not None and wish.kind.is_talk
                else {}
            )
        except CaseBackendError:
            response = OTHERWISE[wish.kind] if wish and wish.tentative else "utter_cases_unavailable"
            return self._said(dispatcher, turn, Say(response=response), "backend away")
        if wish is not None and not any(_fits(wish.kind, case, talks) for case in own) and is_story(turn):
            return [explain(turn, "case_update", "no case it fits: a story"), FollowupAction(ANSWER)]
        if not own:
            return self._without_cases(dispatcher, turn, wish)
        return self._begin(dispatcher, tracker, turn, wish or Wish(Kind.WITHDRAW), own, talks)

    def _begin(
        self,
        dispatcher: Any,
        tracker: Any,
        turn: Turn,
        wish: Wish,
        own: tuple[CaseSummary, ...],
        talks: Talks,
    ) -> list[EventType]:
        wanted = wish.case_no or turn.parameters.get("case_no") or find_case_no(turn.text)
        meant = [case for case in own if wanted in (None, case.case_no)]
        if not meant:
            return self._said(dispatcher, turn, Say(response="utter_case_not_here"), "number of no own case")
        fitting = [case for case in meant if _fits(wish.kind, case, talks)]
        if not fitting:
            response = OTHERWISE[wish.kind] if wish.tentative else BARRED[wish.kind]
            return self._said(dispatcher, turn, Say(response=response), "no case in a fitting state")
        if wish.proposal and not any(_proposal_of(case, talks) == wish.proposal for case in fitting):
            return self._said(dispatcher, turn, Say(response="utter_proposal_gone"), "a newer proposal")
        update = self._update(turn, wish, fitting, talks, tracker)
        rule = f"{wish.kind.value}: {len(fitting)} of {len(own)} cases fit"
        # What may be meant otherwise is kept, for a complaint that may begin instead.
        story = keep_story(turn, self._answerer.knowledge.entries) if wish.suggested else ()
        return [
            *story,
            SlotSet(UPDATE, update.to_slot()),
            explain(turn, "case_update", rule),
            FollowupAction(FORM),
        ]

    @staticmethod
    def _update(turn: Turn, wish: Wish, fitting: list[CaseSummary], talks: Talks, tracker: Any) -> Update:
        # Who is waited for comes first.
        cases = sorted(fitting, key=lambda case: not case.awaits_material)
        offered = tuple(Offered.of(case, talks.get(case.case_no)) for case in cases)
        kind, adds = wish.kind, wish.kind is Kind.ADD
        loose = recent_pictures(None, tracker.get_slot("loose_files"), now=turn.sent_at)
        return Update(
            kind,
            run=turn.message_id,
            cases=offered,
            case_no=offered[0].case_no if len(offered) == 1 else None,
            text=_content(turn, wish),
            files=tuple(loose.get("evidence", ())) if adds else (),
            rating=reading.rating(turn.parameters.get("value", "")) if kind is Kind.RATE else None,
            suggested=wish.suggested,
        )

    def _without_cases(self, dispatcher: Any, turn: Turn, wish: Wish | None) -> list[EventType]:
        """Nothing is filed in this conversation: it may be elsewhere, so how it is done is told."""
        if wish is None:
            return self._said(dispatcher, turn, Say(response="utter_nothing_to_cancel"), "no case")
        if wish.tentative:
            return self._said(dispatcher, turn, Say(response=OTHERWISE[wish.kind]), "no case")
        if wish.kind is Kind.RATE:
            return self._said(dispatcher, turn, Say(response="utter_nothing_to_rate"), "no case")
        if wish.kind.is_talk:
            return self._said(dispatcher, turn, Say(response="utter_not_reconciling"), "no case")
        topic = RECONCILING if wish.kind is Kind.RECONCILE else HOW_TO
        entry = self._answerer.knowledge.entries[topic]
        told = self._said(dispatcher, turn, self._answerer.answer(topic, 1.0), "no case: told how")
        return [now_discussed(entry.topic, entry.question, turn), *told]

    @staticmethod
    def _said(dispatcher: Any, turn: Turn, say: Say, rule: str) -> list[EventType]:
        utter(dispatcher, [say])
        return [explain(turn, "case_update", rule), FollowupAction(LISTEN)]


def is_story(turn: Turn) -> bool:
    """Whether words that could be said in a reconciliation tell or ask something, where there is none."""
    return turn.intent in TALK_ACTS and says_more(turn)


def _fits(kind: Kind, case: CaseSummary, talks: Talks) -> bool:
    """Whether it can be done with a case now; an answer needs a proposal."""
    if not kind.fits(case):
        return False
    if kind.is_talk and case.case_no not in talks:
        return False
    return not kind.answers_proposal or _proposal_of(case, talks) is not None


def _proposal_of(case: CaseSummary, talks: Talks) -> str | None:
    talk = talks.get(case.case_no)
    return talk.proposal.id if talk and talk.proposal else None


def _content(turn: Turn, wish: Wish) -> str:
    """What the message tells already of what is to be added or said."""
    if turn.is_choice:
        return ""
    if wish.suggested:
        return turn.text.strip()
    if wish.kind is Kind.ADD and turn.intent == "add_to_case":
        return reading.content_of_wish(turn.text)
    return reading.words_of_wish(turn.text) if wish.kind is Kind.TELL else ""
