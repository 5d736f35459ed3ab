"""An update under way, as the slot `case_update` holds it, and the names of its form."""

import uuid
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from enum import Enum
from typing import Any

from actions.case_backend.port import CaseSummary

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
# How the form ends; the concluding action reads it.
SEND, LEFT, OTHER, ERASED = "send", "left", "other", "erased"

NAMESPACE = uuid.UUID("0d1c0d52-0a55-5f5e-8f53-61f4b2ad9c07")  # ours alone; changing it would send twice


class Kind(str, Enum):
    """The values are those of domain.yml's acts, without what they have in common."""

    ADD = "add"
    WITHDRAW = "withdraw"
    RATE = "rate"

    def fits(self, case: CaseSummary) -> bool:
        """Whether it can be done with a case now."""
        return case.may_be_rated if self is Kind.RATE else case.is_open


@dataclass(frozen=True)
class Offered:
    """A case to choose from."""

    case_no: str
    respondent: str | None = None
    awaits_material: bool = False


@dataclass(frozen=True)
class Update:
    """run: id of the message that began it; text and files: of a supplement; rating: 1 to 5."""

    kind: Kind
    run: str
    cases: tuple[Offered, ...]
    case_no: str | None = None
    text: str = ""
    files: tuple[str, ...] = ()
    rating: int | None = None
    comment: str | None = None

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
        cases=tuple(Offered(**case) for case in slot["cases"]),
        case_no=slot["case_no"],
        text=slot["text"],
        files=tuple(slot["files"]),
        rating=slot["rating"],
        comment=slot["comment"],
    )


def question_of(update: Update) -> str:
    """What is to be asked now."""
    if update.case_no is None:
        return CASE
    match update.kind:
        case Kind.ADD:
            return CONTENT
        case Kind.WITHDRAW:
            return WITHDRAWAL
        case Kind.RATE:
            return RATING if update.rating is None else COMMENT
