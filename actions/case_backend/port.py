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
RATINGS = range(1, 6)  # 1 very dissatisfied … 5 very satisfied

Filing = Mapping[str, Any]  # the body of POST /api/v1/cases; actions/intake/case_body.py makes it


@dataclass(frozen=True)
class CaseSummary:
    """A case as the person may know it; nothing personal but the name of the business they complained about.

    `state_label` and `next_step` are plain Chinese, said as they are. What may be done with a case the backend
    says in `is_open`, `awaits_material` and `may_be_rated`: nothing is decided by a label.
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
    received_again: bool = False  # in answer to a filing: this dispute stood there already, under this number


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

    async def close(self) -> None:
        """Let connections and threads go."""
