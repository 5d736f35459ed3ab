"""What the assistant needs of a case backend. docs/case-backend.md tells the same for whoever builds one.

Every method may be called again with the same arguments after any failure: reading changes nothing, and what
changes something carries a `key`. Under one key the backend carries a thing out once and gives the same answer
again; the key of another request is refused.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

MAX_ADDITION = 2_000  # characters of one supplement
MAX_COMMENT = 500  # characters beside a rating
MAX_WORDS = 1_000  # characters of one message to an enterprise
MAX_REASON = 500  # characters of why a proposal is declined or a talk is ended
RATINGS = range(1, 6)  # 1 very dissatisfied … 5 very satisfied

Filing = Mapping[str, Any]  # the body of POST /api/v1/cases; actions/intake/case_body.py makes it


@dataclass(frozen=True)
class CaseSummary:
    """A case as the person may know it; nothing personal but the name of the business they complained about.

    `state_label` and `next_step` are plain Chinese, said as they are. What may be done with a case the backend
    says in `is_open`, `awaits_material`, `may_be_rated`, `is_reconciling` and `may_reconcile`: nothing is decided by
    a label.
    """

    case_no: str
    state_label: str  # 已登记
    created_at: dt.datetime  # when it was received, aware
    next_step: str  # what happens next, by when
    linked: tuple[str, ...] = ()  # numbers of the other cases of the same story: 投诉 and 举报
    respondent: str | None = None  # None where the asker need not be the one who filed it
    is_open: bool = False  # may be supplemented and withdrawn
    awaits_material: bool = False  # 待补正: the officer waits for the person
    may_be_rated: bool = False  # ended, and not rated yet
    is_reconciling: bool = False  # offered to its enterprise, and not ended yet: see Reconciliation
    may_reconcile: bool = False  # a complaint nobody handles yet: the person may choose to talk first
    received_again: bool = False  # in answer to a filing: this dispute stood there already, under this number


@dataclass(frozen=True)
class Proposal:
    """Terms an enterprise offers, in its own words."""

    id: str
    terms: str
    refund_fen: int  # what the consumer gets back; 0: no money


@dataclass(frozen=True)
class Reconciliation:
    """A complaint offered to its enterprise before anybody handles it, as the consumer sees it.

    `proposal`: the one that waits for an answer; None when none does.
    """

    case_no: str
    enterprise: str
    state_label: str  # 商家已提方案
    due_on: dt.date  # the last day, in China
    is_open: bool
    is_settled: bool  # both agreed: the complaint is over
    proposal: Proposal | None = None
    shares_contact: bool = False  # the enterprise sees the phone


@dataclass(frozen=True)
class Origin:
    """Whose wish it is: the desk's conversation the case was told in. Only its own cases can be changed."""

    conversation_id: str
    channel: str = "webchat"


class CaseBackendError(Exception):
    """What a backend answers instead."""


class Unreachable(CaseBackendError):
    """No usable answer. Whether it was carried out is unknown, so the same key is to be sent again."""


class TooManyTries(CaseBackendError):
    """Numbers were looked up too often from this conversation."""


class CaseUnknown(CaseBackendError):
    """No case of this conversation has that number."""


class NotNow(CaseBackendError):
    """The case's state does not allow it: an ended one takes no supplement, an open one no rating."""


class NoReconciliation(CaseBackendError):
    """The case was never offered to an enterprise."""


class ReconciliationOver(NotNow):
    """It has ended, whoever ended it."""


class ProposalGone(NotNow):
    """The proposal was answered otherwise, or a newer one took its place: nobody accepts what they did not read."""


class NotReconcilable(CaseBackendError):
    """The case cannot be offered to an enterprise. `code` says why; `why` says it in plain Chinese, said as it is."""

    def __init__(self, code: str, why: str) -> None:
        super().__init__(code)
        self.code, self.why = code, why


class Refused(CaseBackendError):
    """Refused for good. `code` says why, `errors` are field errors with `pointer` and `code`."""

    def __init__(self, status: int, code: str, errors: tuple[Mapping[str, str], ...] = ()) -> None:
        super().__init__(f"{status} {code}")
        self.status, self.code, self.errors = status, code, errors


KEY_REUSED = "idempotency_key_reused"  # Refused.code: under this key something else was carried out


class CaseBackend(Protocol):
    """Asynchronous: no method may hold up the event loop. Each raises Unreachable, and Refused, beside its own."""

    async def file_case(self, filing: Filing, *, key: str) -> CaseSummary:
        """File once. A dispute that is filed already is answered with its case, `received_again`."""

    async def cases_of(self, conversation_id: str) -> tuple[CaseSummary, ...]:
        """The cases told in a conversation, newest first. One that was merged into another is given as that one,
        once."""

    async def look_up(self, case_no: str, phone_last4: str, *, conversation_id: str) -> CaseSummary | None:
        """The case with this number, left with a phone that ends so; None where there is none, whatever was
        wrong. Tries are counted by conversation. Raises TooManyTries."""

    async def supplement(
        self, case_no: str, origin: Origin, *, text: str | None, attachments: tuple[str, ...], key: str
    ) -> CaseSummary:
        """Add what the person told (≤ MAX_ADDITION characters) and files by their ids. Raises CaseUnknown, NotNow."""

    async def withdraw(self, case_no: str, origin: Origin, *, key: str) -> CaseSummary:
        """Withdraw it; one withdrawn before stays so. Raises CaseUnknown, NotNow."""

    async def rate(
        self, case_no: str, origin: Origin, *, rating: int, comment: str | None, key: str
    ) -> CaseSummary:
        """Rate how an ended case was handled (RATINGS). Raises CaseUnknown, NotNow."""

    # Reconciliation. Repeating these changes nothing by their nature: no key, but the id of what is meant.

    async def reconciliation(self, case_no: str, origin: Origin) -> Reconciliation:
        """The newest one of a case. Raises CaseUnknown, NoReconciliation."""

    async def choose_reconciliation(
        self, case_no: str, origin: Origin, *, share_contact: bool | None
    ) -> Reconciliation:
        """Offer the case to its enterprise, or, while they talk, change whether it sees the phone (None: as it is).

        Raises CaseUnknown, NotNow, NotReconcilable."""

    async def say(self, case_no: str, origin: Origin, *, text: str, message_id: str) -> Reconciliation:
        """Say something to the enterprise (≤ MAX_WORDS characters), once under a message id, a UUID.

        Raises CaseUnknown, NoReconciliation, NotNow; Refused for other words under the same id."""

    async def accept(self, case_no: str, origin: Origin, *, proposal_id: str) -> Reconciliation:
        """Accept that very proposal, which settles the case for good.

        Raises CaseUnknown, NoReconciliation, ProposalGone, ReconciliationOver."""

    async def decline(
        self, case_no: str, origin: Origin, *, proposal_id: str, reason: str | None
    ) -> Reconciliation:
        """Decline that very proposal; the enterprise may propose again. reason: told to it (≤ MAX_REASON).

        Raises CaseUnknown, NoReconciliation, ProposalGone, ReconciliationOver."""

    async def end_reconciliation(self, case_no: str, origin: Origin, *, reason: str | None) -> Reconciliation:
        """Stop talking; the complaint goes on. reason: kept with the case (≤ MAX_REASON).

        Raises CaseUnknown, NoReconciliation, ReconciliationOver where they settled."""

    async def close(self) -> None:
        """Let connections and threads go."""
