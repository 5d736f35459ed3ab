"""What photographs showed, held against what the person said: what may be filled in, and what differs.

Findings wait in one slot until the person has decided; nothing here overwrites anything. Shape of the slot:
{"fields": {slot: value} still to be asked about, "settled": {slot: value} decided on, "passed": how often the
person talked about something else instead}.
"""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from actions import wording
from actions.intake.documents.document import FIELDS
from actions.intake.extraction.merchant_names import noun_length
from actions.intake.slots import FINDINGS, Values, is_answered

PATIENCE = 2  # times a proposal may be talked past; then it is dropped, the picture stays evidence
NEAR = 0.2  # 三千多 and 3280 are one sum
SHARED = 2  # characters of two names without their nouns that make them one shop

Fields = Mapping[str, Any]


def merged(pending: Mapping[str, Any] | None, found: Fields) -> dict[str, Any]:
    """The pending findings with those of one more picture; what an earlier picture showed stays, and what was
    decided on is not asked about again when a second picture shows the same."""
    before = pending or {}
    settled: Fields = before.get("settled") or {}
    news = {slot: value for slot, value in found.items() if settled.get(slot) != value}
    return {"fields": {**news, **(before.get("fields") or {})}, "settled": settled, "passed": 0}


def found_fields(values: Values) -> dict[str, Any]:
    """The pending findings, in the order in which they are shown."""
    pending = (values.get(FINDINGS) or {}).get("fields") or {}
    return {slot: pending[slot] for slot in FIELDS if pending.get(slot)}


def fresh(values: Values) -> dict[str, Any]:
    """What is still open, or was said less exactly than the picture shows it."""
    return {
        slot: shown
        for slot, shown in found_fields(values).items()
        if not is_answered(values, slot) or not values.get(slot) or _sharpens(slot, values[slot], shown)
    }


def differing(values: Values) -> dict[str, Any]:
    """What the picture shows otherwise than the person said it."""
    settled = fresh(values)
    return {
        slot: shown
        for slot, shown in found_fields(values).items()
        if slot not in settled and not _is_same(slot, values[slot], shown)
    }


def without(values: Values, *slots: str) -> dict[str, Any]:
    """The change that settles fields: the person has decided on them. Nothing changes without findings."""
    if not values.get(FINDINGS):
        return {}
    fields = found_fields(values)
    decided = {slot: value for slot, value in fields.items() if slot in slots}
    left = {slot: value for slot, value in fields.items() if slot not in slots}
    settled = {**(values[FINDINGS].get("settled") or {}), **decided}
    return {FINDINGS: {**values[FINDINGS], "fields": left, "settled": settled}}


def dropped(values: Values) -> dict[str, Any]:
    """The change that settles everything found."""
    return without(values, *found_fields(values))


def talked_past(values: Values) -> dict[str, Any]:
    """The change after the person spoke of something else; at last the findings are dropped."""
    passed = values[FINDINGS]["passed"] + 1
    return {FINDINGS: {**values[FINDINGS], "passed": passed}} if passed < PATIENCE else dropped(values)


def digest(shown: Fields) -> str:
    """Marks a button with what was shown: a yes to an older proposal agrees to nothing newer."""
    return hashlib.sha256(json.dumps(shown, ensure_ascii=False, sort_keys=True).encode()).hexdigest()[:12]


def _sharpens(slot: str, said: Any, shown: Any) -> bool:
    match slot:
        case "amount":
            return bool(said["approximate"] and abs(said["fen"] - shown["fen"]) <= NEAR * shown["fen"])
        case "purchase_date":
            said_day, day = said.get("iso") or "", shown["iso"]
            return bool(said_day != day and day.startswith(said_day))
        case "merchant":
            return str(said).endswith(wording.MERCHANT_UNNAMED.format(described=""))
        case _:
            return False


def _is_same(slot: str, said: Any, shown: Any) -> bool:
    match slot:
        case "amount":
            return bool(said["fen"] == shown["fen"])
        case "purchase_date":
            return bool(said.get("iso") == shown["iso"])
        case "merchant":
            return _is_same_shop(str(said), str(shown))
        case "order_no":
            return str(said) in str(shown) or str(shown) in str(said)
        case _:
            return True  # a second phone of a shop is no contradiction


def _is_same_shop(said: str, shown: str) -> bool:
    """欧亚商场 and 长春欧亚集团 share more than a kind of business; in doubt the person's own word stays."""
    one, other = (name[: len(name) - noun_length(name)] or name for name in (said, shown))
    return any(one[at : at + SHARED] in other for at in range(max(1, len(one) - SHARED + 1)))
