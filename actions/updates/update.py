"""An update under way, as the slot `case_update` holds it, and the names of its form."""

import uuid
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from enum import Enum
from typing import Any

from actions.case_backend.port import CaseSummary, Proposal, Reconciliation

BEGIN = "action_begin_case_update"
FORM = "case_update_form"
UPDATE = "case_update"  # the slot
# The questions, and the slot whose filling ends the form.
CASE, CONTENT, WITHDRAWAL, RATING, COMMENT, END = (
    "update_case",
    "update_content",
    "update_withdrawal",
    "update_rating",
    "update_comment",
    "update_end",
)
CONTACT, AGREEMENT, REASON, ENDING = ("update_contact", "update_agreement", "update_reason", "update_ending")
# How the form ends; the concluding action reads it.
SEND, LEFT, OTHER, ERASED = "send", "left", "other", "erased"

NAMESPACE = uuid.UUID("0d1c0d52-0a55-5f5e-8f53-61f4b2ad9c07")  # ours alone; changing it would send twice


class Kind(str, Enum):
    """The values are those of domain.yml's acts, without what they have in common."""

    ADD = "add"
    WITHDRAW = "withdraw"
    RATE = "rate"
    # Of a reconciliation.
    RECONCILE = "reconcile"
    ACCEPT = "accept"
    DECLINE = "decline"
    STOP = "stop"
    TELL = "tell"

    @property
    def is_talk(self) -> bool:
        """Whether it is said in a reconciliation under way."""
        return self in (Kind.ACCEPT, Kind.DECLINE, Kind.STOP, Kind.TELL)

    @property
    def answers_proposal(self) -> bool:
        return self in (Kind.ACCEPT, Kind.DECLINE)

    def fits(self, case: CaseSummary) -> bool:
        """Whether it can be done with a case now."""
        if self is Kind.RATE:
            return case.may_be_rated
        if self is Kind.RECONCILE:
            return case.may_reconcile
        return case.is_reconciling if self.is_talk else case.is_open


@dataclass(frozen=True)
class Offered:
    """A case to choose from. enterprise, proposal: of its reconciliation, where it is about that."""

    case_no: str
    respondent: str | None = None
    awaits_material: bool = False
    enterprise: str | None = None
    proposal: Proposal | None = None

    @classmethod
    def of(cls, case: CaseSummary, talk: Reconciliation | None = None) -> "Offered":
        enterprise, proposal = (talk.enterprise, talk.proposal) if talk else (None, None)
        return cls(case.case_no, case.respondent, case.awaits_material, enterprise, proposal)


@dataclass(frozen=True)
class Update:
    """run: id of the message that began it; text and files: of a supplement, text of what is said to an enterprise;
    rating: 1 to 5; comment: beside a rating, or why a proposal is declined; share_contact: whether the enterprise
    sees the phone; suggested: the person did not ask for it, what they said may be meant for it."""

    kind: Kind
    run: str
    cases: tuple[Offered, ...]
    case_no: str | None = None
    text: str = ""
    files: tuple[str, ...] = ()
    rating: int | None = None
    comment: str | None = None
    share_contact: bool | None = None
    suggested: bool = False

    @property
    def case(self) -> Offered:
        """The chosen case."""
        return next(case for case in self.cases if case.case_no == self.case_no)

    @property
    def has_content(self) -> bool:
        return bool(self.text or self.files)

    def key(self, conversation: str) -> str:
        """The `Idempotency-Key`: sent again, the same content is carried out once; other content is another thing."""
        content = (self.run, self.kind.value, self.case_no, self.text, *self.files, self.rating, self.comment)
        return str(uuid.uuid5(NAMESPACE, "\n".join([conversation, *map(str, content)])))

    def to_slot(self) -> dict[str, Any]:
        return asdict(self) | {"kind": self.kind.value}


def read_update(slot: Mapping[str, Any]) -> Update:
    """The update of what `to_slot` made; JSON in between made lists of its tuples."""
    return Update(
        kind=Kind(slot["kind"]),
        run=slot["run"],
        cases=tuple(_offered(case) for case in slot["cases"]),
        case_no=slot["case_no"],
        text=slot["text"],
        files=tuple(slot["files"]),
        rating=slot["rating"],
        comment=slot["comment"],
        share_contact=slot.get("share_contact"),  # absent where an earlier version wrote the slot
        suggested=slot.get("suggested", False),
    )


def _offered(case: Mapping[str, Any]) -> Offered:
    proposal = case.get("proposal")
    return Offered(**{**case, "proposal": Proposal(**proposal) if proposal else None})


# The first question of each kind once the case is known.
FIRST_QUESTIONS = {
    Kind.ADD: CONTENT,
    Kind.TELL: CONTENT,
    Kind.WITHDRAW: WITHDRAWAL,
    Kind.RATE: RATING,
    Kind.RECONCILE: CONTACT,
    Kind.ACCEPT: AGREEMENT,
    Kind.DECLINE: REASON,
    Kind.STOP: ENDING,
}


def question_of(update: Update) -> str:
    """What is to be asked now."""
    if update.case_no is None:
        return CASE
    if update.kind is Kind.RATE and update.rating is not None:
        return COMMENT
    return FIRST_QUESTIONS[update.kind]
