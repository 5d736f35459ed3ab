"""Reconciliations of the case backend in memory."""

import datetime as dt
import uuid
from dataclasses import dataclass, field

from actions.case_backend.port import (
    MAX_WORDS,
    Proposal,
    ProposalGone,
    Reconciliation,
    ReconciliationOver,
    Refused,
)

LABELS = {
    "offered": "等商家回复",
    "proposed": "商家已提方案",
    "declined": "方案未接受",
    "settled": "达成和解",
    "failed": "没有谈成",
}
OVER = frozenset({"settled", "failed"})


@dataclass
class Talk:
    """said: by message id; answers: what became of proposals, by id; reasons: of declining, in order."""

    enterprise: str
    due_on: dt.date
    state: str = "offered"
    shares_contact: bool = False
    proposals: list[Proposal] = field(default_factory=list)
    answers: dict[str, str] = field(default_factory=dict)
    said: dict[str, str] = field(default_factory=dict)
    reasons: list[str | None] = field(default_factory=list)

    def propose(self, terms: str, refund_fen: int) -> str:
        """A newer proposal takes the place of the one before. Its id."""
        self.proposals.append(Proposal(str(uuid.uuid4()), terms, refund_fen))
        self.state = "proposed"
        return self.proposals[-1].id

    def shown(self, case_no: str) -> Reconciliation:
        return Reconciliation(
            case_no,
            self.enterprise,
            LABELS[self.state],
            self.due_on,
            is_open=self.state not in OVER,
            is_settled=self.state == "settled",
            proposal=self.proposals[-1] if self.state == "proposed" else None,
            shares_contact=self.shares_contact,
        )


def say_once(talk: Talk, text: str, message_id: str) -> None:
    """Raises Refused for other words under the same id, or none, or too many; ReconciliationOver."""
    if not 0 < len(text) <= MAX_WORDS:
        raise Refused(422, "invalid_body", ({"pointer": "/text", "code": "length"},))
    if message_id in talk.said:
        if talk.said[message_id] != text:
            raise Refused(422, "message_id_reused")
        return
    if talk.state in OVER:
        raise ReconciliationOver("over")
    talk.said[message_id] = text


def answer_proposal(talk: Talk, proposal_id: str, answer: str) -> bool:
    """Whether the answer is new. Raises ProposalGone, ReconciliationOver."""
    if talk.answers.get(proposal_id) == answer:
        return False
    if all(proposal.id != proposal_id for proposal in talk.proposals):
        raise ProposalGone("proposal_not_found")
    if talk.state in OVER:
        raise ReconciliationOver("over")
    if talk.state != "proposed" or talk.proposals[-1].id != proposal_id:
        raise ProposalGone("proposal_not_open")
    talk.answers[proposal_id] = answer
    return True
