"""What the assistant has noted of the complaint, as staff read it and as a filing is begun with it: pure.

Slots are those of the intake (actions/intake/slots.py); dates and sums come as the intake keeps them.
"""

from collections.abc import Mapping
from typing import Any

from desk.console.inbox import wording
from desk.console.rendering import money
from desk.privacy.masking import mask_address, mask_name, mask_phone, mask_text

Slots = Mapping[str, Any]

RUN = "complaint_run"
KINDS = {"complaint": "complaint", "report": "report"}
MASKS = {"name": mask_name, "phone": mask_phone, "address": mask_address, "merchant_phone": mask_phone}
# Field of the form to slot, where both are plain text.
PLAIN = {
    "merchant": "merchant",
    "merchant_address": "merchant_address",
    "merchant_phone": "merchant_phone",
    "platform": "platform",
    "product": "product",
    "order_no": "order_no",
    "region": "region",
    "name": "name",
    "address": "address",
    "demand_text": "demand_text",
    "topic": "topic",
}


def lines_of(slots: Slots) -> list[tuple[str, str]]:
    """Label and value, in the order of the intake, people masked."""
    return [
        (label, _masked(name, _said(name, slots[name])))
        for name, label in wording.SLOTS.items()
        if slots.get(name) not in (None, "", [], {})
    ]


def _masked(name: str, text: str) -> str:
    return MASKS.get(name, mask_text)(text)


def _said(name: str, value: Any) -> str:
    match name, value:
        case (("purchase_date" | "known_on"), Mapping()):
            told = str(value.get("iso") or value.get("text") or "")
            return wording.ABOUT.format(value=told) if value.get("approximate") else told
        case "amount", Mapping():
            fen = value.get("fen")
            told = money(fen) if isinstance(fen, int) else str(value.get("text") or "")
            return wording.ABOUT.format(value=told) if value.get("approximate") else told
        case "demands", list():
            return "、".join(wording.DEMANDS.get(str(one), str(one)) for one in value)
        case "purchase_channel", _:
            return wording.PURCHASE_CHANNELS.get(str(value), str(value))
        case "evidence", list():
            return wording.FILES.format(count=len(value))
        case _:
            return str(value)


def fields_of(slots: Slots) -> dict[str, Any]:
    """The fields of the filing form, filled in; in clear."""
    filled: dict[str, Any] = {field: str(slots[slot]) for field, slot in PLAIN.items() if slots.get(slot)}
    date, amount = slots.get("purchase_date") or {}, slots.get("amount") or {}
    if isinstance(amount.get("fen"), int):
        filled["amount"] = f"{amount['fen'] / 100:.2f}".removesuffix(".00")
    if date.get("iso"):
        filled["purchased_on"] = str(date["iso"])
    if slots.get("story"):
        filled["problem"] = str(slots["story"])
    if slots.get("phone"):
        filled["phone"] = str(slots["phone"]).removeprefix("+86")
    filled["demands"] = [str(one) for one in slots.get("demands") or ()]
    kind = KINDS.get(str(slots.get("kind")), "complaint")
    filled["kind"] = "both" if kind == "complaint" and slots.get("also_report") else kind
    if slots.get("consent_at"):
        filled["consent_at"] = str(slots["consent_at"])
    filled["mediation"] = slots.get("mediation") is True  # never supposed
    filled["attachments"] = [str(one) for one in slots.get("evidence") or ()]
    if slots.get(RUN):
        filled["run"] = str(slots[RUN])
    return filled
