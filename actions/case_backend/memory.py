"""A case backend in this process: for tests, and for trying the assistant without a desk. Forgets when it ends."""

import datetime as dt
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from actions.case_backend.memory_talks import Talk, answer_proposal, say_once
from actions.case_backend.port import (
    KEY_REUSED,
    MAX_ADDITION,
    RATINGS,
    CaseSummary,
    CaseUnknown,
    Filing,
    NoReconciliation,
    NotNow,
    NotReconcilable,
    Origin,
    Reconciliation,
    ReconciliationOver,
    Refused,
    TooManyTries,
    Unreachable,
)

LABELS = {
    "submitted": "已登记",
    "needs_info": "待补正",
    "reconciling": "先行和解中",
    "accepted": "已受理",
    "rejected": "不予受理",
    "settled": "达成和解",
    "withdrawn": "已撤回",
}
NEXT_STEPS = {
    "submitted": "登记不等于受理，接下来由有权处理的部门审核。",
    "needs_info": "还需要您补充材料。",
    "reconciling": "正在请商家先与您协商。谈不成的，投诉会继续按程序处理。",
    "accepted": "承办部门会联系双方。",
    "rejected": "这件投诉不予受理，理由见通知。",
    "settled": "双方已达成一致。",
    "withdrawn": "已按您的意思撤回。需要时可以重新提交。",
}
ENDED = frozenset({"rejected", "settled", "withdrawn"})
RATEABLE = ENDED - {"withdrawn"}
MOST_TRIES = 5  # look-ups that miss, a conversation
UNPROCESSABLE = 422


@dataclass
class StoredCase:
    """A case with what was added. additions: (text, attachment ids); rating: (1 to 5, comment)."""

    case_no: str
    filing: Filing
    conversations: set[str]  # the one it was told in first, and those in which it was told again
    created_at: dt.datetime
    state: str = "submitted"
    linked: list[str] = field(default_factory=list)
    additions: list[tuple[str | None, tuple[str, ...]]] = field(default_factory=list)
    rating: tuple[int, str | None] | None = None
    talk: Talk | None = None

    def shown(self) -> CaseSummary:
        return CaseSummary(
            self.case_no,
            LABELS[self.state],
            self.created_at,
            NEXT_STEPS[self.state],
            linked=tuple(self.linked),
            respondent=self.filing["respondent"]["name"],
            is_open=self.state not in ENDED,
            awaits_material=self.state == "needs_info",
            may_be_rated=self.state in RATEABLE and self.rating is None,
            is_reconciling=self.state == "reconciling",
            may_reconcile=self.filing["kind"] == "complaint" and self.state == "submitted",
        )


class MemoryCaseBackend:
    """See port.CaseBackend. `away`: nobody answers, as if the line were cut."""

    def __init__(self, clock: Callable[[], dt.datetime] = lambda: dt.datetime.now(dt.UTC)) -> None:
        self.away = False
        self.enrolled: set[str] = set()  # names of enterprises that reconcile
        self.cases: dict[str, StoredCase] = {}
        self._clock = clock
        self._answers: dict[str, tuple[str, CaseSummary]] = {}  # by key: what was asked, what was answered
        self._tries: dict[str, int] = {}

    async def close(self) -> None:
        """Nothing is held."""

    def move(self, case_no: str, state: str) -> None:
        """What an officer does."""
        self.cases[case_no].state = state

    async def file_case(self, filing: Filing, *, key: str) -> CaseSummary:
        return self._once(key, ["file", filing], lambda: self._file(filing))

    def _file(self, filing: Filing) -> CaseSummary:
        again = self._same_dispute(filing)
        if again is not None:
            again.conversations.add(str(filing["conversation_id"]))
            again.additions.append((filing["problem"], tuple(filing["attachments"])))
            return replace(again.shown(), received_again=True)
        made = [self._new(filing) for _ in range(2 if filing["kind"] == "both" else 1)]
        for case in made:
            case.linked = [other.case_no for other in made if other is not case]
        return made[0].shown()

    def _new(self, filing: Filing) -> StoredCase:
        number = f"XB{len(self.cases) + 1:08d}"
        self.cases[number] = StoredCase(number, filing, {str(filing["conversation_id"])}, self._clock())
        return self.cases[number]

    def _same_dispute(self, filing: Filing) -> StoredCase | None:
        wanted = _dispute(filing)
        return next(
            (
                case
                for case in self.cases.values()
                if wanted is not None and case.state not in ENDED and _dispute(case.filing) == wanted
            ),
            None,
        )

    async def cases_of(self, conversation_id: str) -> tuple[CaseSummary, ...]:
        self._answer()
        own = [case for case in self.cases.values() if conversation_id in case.conversations]
        return tuple(case.shown() for case in reversed(own))

    async def look_up(self, case_no: str, phone_last4: str, *, conversation_id: str) -> CaseSummary | None:
        self._answer()
        if self._tries.get(conversation_id, 0) >= MOST_TRIES:
            raise TooManyTries
        case = self.cases.get(case_no)
        phone = ((case and case.filing["complainant"]) or {}).get("phone", "")
        if case is None or not phone.endswith(phone_last4):
            self._tries[conversation_id] = self._tries.get(conversation_id, 0) + 1
            return None
        return CaseSummary(case.case_no, LABELS[case.state], case.created_at, NEXT_STEPS[case.state])

    async def supplement(
        self, case_no: str, origin: Origin, *, text: str | None, attachments: tuple[str, ...], key: str
    ) -> CaseSummary:
        def add() -> CaseSummary:
            case = self._open(case_no, origin)
            if (not text and not attachments) or len(text or "") > MAX_ADDITION:
                raise Refused(UNPROCESSABLE, "invalid_body", ({"pointer": "/text", "code": "length"},))
            case.additions.append((text, attachments))
            case.state = "submitted" if case.state == "needs_info" else case.state
            return case.shown()

        return self._once(key, ["supplement", case_no, vars(origin), text, attachments], add)

    async def withdraw(self, case_no: str, origin: Origin, *, key: str) -> CaseSummary:
        def withdraw() -> CaseSummary:
            case = self._own(case_no, origin)
            if case.state != "withdrawn":
                self._open(case_no, origin).state = "withdrawn"
            return case.shown()

        return self._once(key, ["withdraw", case_no, vars(origin)], withdraw)

    async def rate(
        self, case_no: str, origin: Origin, *, rating: int, comment: str | None, key: str
    ) -> CaseSummary:
        def rate() -> CaseSummary:
            case = self._own(case_no, origin)
            if rating not in RATINGS:
                raise Refused(UNPROCESSABLE, "invalid_body", ({"pointer": "/rating", "code": "range"},))
            if not case.shown().may_be_rated:
                raise NotNow("not_rateable")
            case.rating = (rating, comment)
            return case.shown()

        return self._once(key, ["rate", case_no, vars(origin), rating, comment], rate)

    def propose(self, case_no: str, terms: str, refund_fen: int = 0) -> str:
        """What an enterprise does; the proposal's id."""
        talk = self.cases[case_no].talk
        assert talk is not None, "never offered"
        return talk.propose(terms, refund_fen)

    async def reconciliation(self, case_no: str, origin: Origin) -> Reconciliation:
        self._answer()
        return self._talk_of(case_no, origin)[1].shown(case_no)

    async def choose_reconciliation(
        self, case_no: str, origin: Origin, *, share_contact: bool | None
    ) -> Reconciliation:
        self._answer()
        case = self._own(case_no, origin)
        if case.state != "reconciling":
            name = case.filing["respondent"]["name"]
            if case.state != "submitted" or case.filing["kind"] != "complaint":
                raise NotReconcilable("not_submitted", "部门已经在处理，或者已经办结，不再发给商家")
            if name not in self.enrolled:
                raise NotReconcilable("not_enrolled", "这家商家没有入驻在线和解，投诉会直接按程序处理")
            case.talk, case.state = Talk(name, self._clock().date() + dt.timedelta(days=14)), "reconciling"
        assert case.talk is not None
        case.talk.shares_contact = case.talk.shares_contact if share_contact is None else share_contact
        return case.talk.shown(case_no)

    async def say(self, case_no: str, origin: Origin, *, text: str, message_id: str) -> Reconciliation:
        self._answer()
        talk = self._talk_of(case_no, origin)[1]
        say_once(talk, text, message_id)
        return talk.shown(case_no)

    async def accept(self, case_no: str, origin: Origin, *, proposal_id: str) -> Reconciliation:
        self._answer()
        case, talk = self._talk_of(case_no, origin)
        if answer_proposal(talk, proposal_id, "accepted"):
            talk.state = case.state = "settled"
        return talk.shown(case_no)

    async def decline(
        self, case_no: str, origin: Origin, *, proposal_id: str, reason: str | None
    ) -> Reconciliation:
        self._answer()
        talk = self._talk_of(case_no, origin)[1]
        if answer_proposal(talk, proposal_id, "declined"):
            talk.state = "declined"
            talk.reasons.append(reason)
        return talk.shown(case_no)

    async def end_reconciliation(self, case_no: str, origin: Origin, *, reason: str | None) -> Reconciliation:
        self._answer()
        case, talk = self._talk_of(case_no, origin)
        if talk.state == "settled":
            raise ReconciliationOver("settled")
        if talk.state != "failed":
            talk.state, case.state = "failed", "submitted"
        return talk.shown(case_no)

    def _talk_of(self, case_no: str, origin: Origin) -> tuple[StoredCase, Talk]:
        case = self._own(case_no, origin)
        if case.talk is None:
            raise NoReconciliation
        return case, case.talk

    def _answer(self) -> None:
        if self.away:
            raise Unreachable("away")

    def _once(self, key: str, asked: Any, carry_out: Callable[[], CaseSummary]) -> CaseSummary:
        self._answer()
        body = json.dumps(asked, sort_keys=True, default=dict)
        if key in self._answers:
            known, answer = self._answers[key]
            if known != body:
                raise Refused(UNPROCESSABLE, KEY_REUSED)
            return answer
        answer = carry_out()
        self._answers[key] = (body, answer)
        return answer

    def _own(self, case_no: str, origin: Origin) -> StoredCase:
        case = self.cases.get(case_no)
        if case is None or origin.conversation_id not in case.conversations:
            raise CaseUnknown
        return case

    def _open(self, case_no: str, origin: Origin) -> StoredCase:
        case = self._own(case_no, origin)
        if case.state in ENDED:
            raise NotNow("update_not_allowed")
        return case


def _dispute(filing: Mapping[str, Any]) -> tuple[Any, ...] | None:
    """Certainly the same dispute: the same phone, business and order number; None where one is missing."""
    phone = (filing["complainant"] or {}).get("phone")
    order_no = (filing["purchase"] or {}).get("order_no")
    return (filing["kind"], phone, filing["respondent"]["name"], order_no) if phone and order_no else None
