"""What was corrected in a case: what stood there before, what was put there. Pure reading; nothing here writes."""

import datetime as dt
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from desk.cases.amending import value_at
from desk.cases.changes import ChangeKind
from desk.cases.changing import CaseDesk
from desk.cases.model import Case, CaseChange
from desk.privacy.masking import mask_address, mask_name, mask_phone, mask_text

MASKS = {
    "/complainant/name": mask_name,
    "/complainant/phone": mask_phone,
    "/complainant/address": mask_address,
    "/respondent/contact": mask_name,
    "/respondent/phone": mask_phone,
}


@dataclass(frozen=True)
class Corrected:
    """One field: RFC 6901 pointer, and its values; both None where the case was erased since."""

    pointer: str
    before: Any
    after: Any


@dataclass(frozen=True)
class Correction:
    """One act of correcting. reason: in words, phones and long numbers starred."""

    at: dt.datetime
    actor: str
    reason: str | None
    fields: tuple[Corrected, ...]


def corrections(
    desk: CaseDesk, case: Case, changes: Sequence[CaseChange], *, personal: bool = False
) -> list[Correction]:
    """All corrections, the newest first. changes: the whole timeline, oldest first.

    Only what stood before is kept with a line; what came after is what the next correction of the field found, or what
    stands there now. personal: in clear, else masked. Raises SealBroken.
    """
    later: dict[str, Any] = {}
    found = []
    for change in reversed(changes):
        if change.what is not ChangeKind.AMENDED or change.before_sealed is None:
            continue
        before: dict[str, Any] = json.loads(desk.vault.open(change.before_sealed))
        fields = []
        for pointer, value in before.items():
            after = later[pointer] if pointer in later else value_at(desk, case, pointer)
            fields.append(
                Corrected(pointer, _shown(pointer, value, personal), _shown(pointer, after, personal))
            )
            later[pointer] = value
        reason = None if change.reason_sealed is None else mask_text(desk.vault.open(change.reason_sealed))
        found.append(Correction(change.at, change.actor, reason, tuple(fields)))
    return found


def _shown(pointer: str, value: Any, personal: bool) -> Any:
    if personal or not isinstance(value, str):
        return value
    return MASKS.get(pointer, mask_text)(value)
