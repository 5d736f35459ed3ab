"""Showing the person what is known: what was heard in the story, one field, the summary before submitting."""

from collections.abc import Iterable
from typing import Any

from actions import wording
from actions.intake.extraction.dates import format_date
from actions.intake.extraction.money import format_amount
from actions.intake.places import REGION, supposed
from actions.intake.slots import CORRECTABLE, PASSABLE, Values, is_report

SUMMARY_SLOTS = (
    "merchant",
    "platform",
    "merchant_address",
    "merchant_phone",
    "region",
    "product",
    "purchase_date",
    "known_on",
    "amount",
    "demands",
    "name",
    "phone",
    "address",
    "order_no",
    "purchase_channel",
    "mediation",
    "reconciliation",
    "publication",
    "also_report",
)


def show_phone(e164: str) -> str:
    """13812345678 as people write it; a landline as 0431 88588315."""
    national = e164.removeprefix("+86")
    return national if national.startswith("1") or not e164.startswith("+86") else f"0{national}"


def show_date(value: dict[str, Any]) -> str:
    """Relative dates as absolute ones; the person's own words where no date can be told."""
    if not value.get("iso"):
        return str(value.get("text") or wording.UNKNOWN)
    date = format_date(value["iso"])
    return wording.ABOUT.format(amount=date) if value.get("approximate") else date


def show_amount(value: dict[str, Any]) -> str:
    amount = wording.YUAN.format(amount=format_amount(value["fen"]))
    return wording.ABOUT.format(amount=amount) if value.get("approximate") else amount


def show(slot: str, value: Any) -> str:
    """A slot's value as people read it."""
    match slot:
        case "purchase_date" | "known_on":
            return show_date(value)
        case "amount":
            return show_amount(value)
        case "demands":
            return "、".join(wording.DEMAND_LABELS.get(code, code) for code in value)
        case "phone":
            return show_phone(value)
        case "purchase_channel":
            return wording.CHANNEL_LABELS.get(value, str(value))
        case "evidence":
            return wording.EVIDENCE_COUNT.format(count=len(value))
        case "mediation" | "reconciliation" | "publication" | "also_report":
            return wording.STATE_LABELS[bool(value)]
        case _:
            return str(value)


def line(slot: str, value: Any) -> str:
    return wording.HEARD_LINE.format(label=wording.FIELD_LABELS[slot], value=show(slot, value))


def supposed_line(place: str) -> str:
    """The region that nobody told for this matter, marked as such."""
    return line("region", wording.REGION_SUPPOSED.format(place=place))


def heard(changes: Values, slots: Iterable[str], *, place: str | None = None) -> str | None:
    """「我听到的是…」 for the fields a story gave; None when it gave none.

    place: the region it will get though the story names none."""
    lines = [line(slot, changes[slot]) for slot in slots if changes.get(slot) not in (None, "", [])]
    if place:
        lines.append(supposed_line(place))
    return wording.HEARD.format(lines="\n".join(lines)) if lines else None


def summary_rows(values: Values) -> list[tuple[str, str]]:
    """Slot and text of what will be filed, in order. Fields passed over are shown as such, so that nobody is surprised."""
    passed = values.get("passed_over") or ()
    unlisted = values.get("demands") == ["other"] and values.get("demand_text")
    rows: list[tuple[str, str]] = []
    for slot in SUMMARY_SLOTS:
        if slot == "demands" and unlisted:
            rows.append((slot, str(values["demand_text"])))
        elif values.get(slot) not in (None, "", []):
            rows.append((slot, show(slot, values[slot])))
        elif slot == REGION and (place := supposed(values)):
            rows.append((slot, wording.REGION_SUPPOSED.format(place=place)))
        elif slot in passed and slot in PASSABLE and slot in ("merchant_address", "purchase_date", "amount"):
            rows.append((slot, wording.UNKNOWN))
    story = values["story"]
    shown = story if len(story) <= wording.STORY_SHOWN else story[: wording.STORY_SHOWN] + "……"
    rows.append(("story", shown.replace("\n", " ")))
    if values.get("evidence"):
        rows.append(("evidence", show("evidence", values["evidence"])))
    return rows


def summary_head(values: Values) -> str:
    both = values.get("also_report") and not is_report(values)
    return wording.SUMMARY_HEAD["both" if both else values.get("kind") or "complaint"]


def summary(values: Values) -> str:
    """The card that is confirmed, as text."""
    lines = (
        wording.HEARD_LINE.format(label=wording.FIELD_LABELS[slot], value=value)
        for slot, value in summary_rows(values)
    )
    return "\n".join([summary_head(values), *lines, wording.SUMMARY_FOOT])


def summary_card(values: Values) -> dict[str, Any]:
    """The same for channels that draw cards: title, rows {slot, label, value, editable}, note."""
    rows = [
        {
            "slot": slot,
            "label": wording.FIELD_LABELS[slot],
            "value": value,
            "editable": slot in CORRECTABLE,
        }
        for slot, value in summary_rows(values)
    ]
    return {"title": summary_head(values), "rows": rows, "note": wording.SUMMARY_FOOT}
