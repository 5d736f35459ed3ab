"""What may be entered in the register of documents. Pure."""

import datetime as dt
import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum

from desk.documents.errors import EntryNotFitting
from desk.documents.kinds import DocumentKind
from desk.documents.register_wording import FIELD_ERRORS
from desk.errors import FieldError

MAX_NUMBER = 60  # characters
_BLANKS = re.compile(r"\s+")


class Party(StrEnum):
    """To whom a document goes."""

    COMPLAINANT = "complainant"
    RESPONDENT = "respondent"


class Means(StrEnum):
    """How: the decisions may be told by internet, telephone, text message, e-mail or letter."""

    IN_PERSON = "in_person"
    POST = "post"
    PHONE = "phone"
    SMS = "sms"
    EMAIL = "email"
    ONLINE = "online"


# Who is to be told by each: acceptance and refusal the complainant (第十五条), the end of mediation both parties
# (第二十三条), the agreement both, a copy each (第二十四条).
PARTIES: dict[DocumentKind, frozenset[Party]] = {
    DocumentKind.ACCEPTANCE: frozenset({Party.COMPLAINANT}),
    DocumentKind.REJECTION: frozenset({Party.COMPLAINANT}),
    DocumentKind.TERMINATION: frozenset(Party),
    DocumentKind.AGREEMENT: frozenset(Party),
}


@dataclass(frozen=True)
class Entry:
    """What staff enter of one document."""

    kind: DocumentKind
    number: str
    party: Party
    means: Means
    issued_on: dt.date
    delivered_on: dt.date | None = None
    scan_id: str | None = None


def document_number(typed: str) -> str:
    """As kept: without blanks. 「长南市监投 〔2026〕15号」 gives 长南市监投〔2026〕15号. Not NFKC: 〔〕 are its own brackets."""
    return _BLANKS.sub("", unicodedata.normalize("NFC", typed))


def check_entry(entry: Entry, *, decided_on: dt.date, today: dt.date) -> None:
    """decided_on: the day of the step of the case that the document tells of. Raises EntryNotFitting."""
    number = entry.number
    wrong = {
        ("/number", "length"): not 0 < len(number) <= MAX_NUMBER or not number.isprintable(),
        ("/party", "not_told"): entry.party not in PARTIES[entry.kind],
        ("/issued_on", "before_decision"): entry.issued_on < decided_on,
        ("/issued_on", "in_the_future"): entry.issued_on > today,
    } | _arrival(entry.delivered_on, issued_on=entry.issued_on, today=today)
    _refuse(wrong)


def check_arrival(delivered_on: dt.date, *, issued_on: dt.date, today: dt.date) -> None:
    """Raises EntryNotFitting."""
    _refuse(_arrival(delivered_on, issued_on=issued_on, today=today))


Findings = dict[tuple[str, str], bool]


def _arrival(delivered_on: dt.date | None, *, issued_on: dt.date, today: dt.date) -> Findings:
    return {
        ("/delivered_on", "before_issue"): delivered_on is not None and delivered_on < issued_on,
        ("/delivered_on", "in_the_future"): delivered_on is not None and delivered_on > today,
    }


def _refuse(wrong: Findings) -> None:
    errors = [
        FieldError(pointer, code, FIELD_ERRORS[code]) for (pointer, code), is_so in wrong.items() if is_so
    ]
    if errors:
        raise EntryNotFitting(errors=tuple(errors))
