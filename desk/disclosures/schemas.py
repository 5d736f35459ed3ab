"""What a disclosure takes and gives. Field descriptions end up in /openapi.json."""

import re
import unicodedata
from enum import StrEnum
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints
from pydantic_core import PydanticCustomError

from desk.cases import examples
from desk.cases.schemas import CaseOut
from desk.disclosures.wording import FIELD_ERRORS

SHORTEST, LONGEST = 5, 200  # characters of a reason
BLANKS = re.compile(r"\s+")
REFUSED = frozenset({"Cc", "Cs"})  # control characters, lone surrogates


class Purpose(StrEnum):
    """What the data is needed for (个人信息保护法 第六条: a clear purpose, and no more than it needs)."""

    HANDLING = "handling"  # to decide on the case
    CONTACT = "contact"  # to reach a party
    IDENTITY = "identity"  # to check who complains
    TRANSFER = "transfer"  # to hand the case to another authority
    SUPERVISION = "supervision"  # to look into how it was handled
    LEGAL_REQUEST = "legal_request"  # a court or an authority asked for it


def _reason(text: str) -> str:
    """On one line, trimmed. Raises reason_length, control_character."""
    text = BLANKS.sub(" ", unicodedata.normalize("NFC", text)).strip()
    if any(unicodedata.category(character) in REFUSED for character in text):
        raise PydanticCustomError("control_character", FIELD_ERRORS["control_character"])
    if not SHORTEST <= len(text) <= LONGEST:
        raise PydanticCustomError("reason_length", FIELD_ERRORS["reason_length"])
    return text


class Strict(BaseModel):
    """Frozen, nothing unknown."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class DisclosureIn(Strict):
    """Why people of this case are to be shown."""

    purpose: Purpose
    reason: Annotated[
        str,
        StringConstraints(min_length=SHORTEST, max_length=4 * LONGEST),
        AfterValidator(_reason),
        Field(description=f"In words, {SHORTEST} to {LONGEST} characters; kept, sealed, in the audit log"),
    ]


class DisclosureOut(Strict):
    """The case with everything in clear."""

    audit_seq: Annotated[int, Field(description="Number of the entry that tells of this")]
    case: Annotated[
        CaseOut, Field(description="Complainant, story, representative and joint parties in clear")
    ]


DISCLOSURE_IN: dict[str, Any] = {"purpose": "contact", "reason": "联系投诉人补充购物凭证"}
DISCLOSURE_OUT: dict[str, Any] = {
    "audit_seq": 1207,
    "case": examples.CASE_OUT | {"complainant": examples.CASE_IN["complainant"]},
}
