"""What photographs showed, held against what the person said: what may be filled in, and what differs.

Findings wait in one slot until the person has decided; nothing here overwrites anything, and no two pictures are
mixed: one is asked about at a time, the newest first. Shape of the slot:
{"pictures": [{"id", "fields": {slot: value} all that was read, "open": [slot, …] still to be decided on,
"is_ours": whether it is of this matter, None where nobody asked}, …] newest first, "passed": how often the person
talked about something else instead, "shown": {"mark": what was asked about last, "at": ISO time}}.
"""

import datetime as dt
import hashlib
import json
from collections.abc import Iterable, Mapping
from enum import Enum
from typing import Any

from actions.intake.documents.comparing import contradicts, is_other_shop, sharpens
from actions.intake.documents.document import FIELDS
from actions.intake.slots import FINDINGS, PHOTO_CONFLICT, PHOTO_PROPOSAL, Values, is_answered

PATIENCE = 2  # times a proposal may be talked past; then it is dropped, the picture stays evidence
MOST_PICTURES = 9  # as many as the desk keeps for one complaint
CORE = ("merchant", "amount", "purchase_date")
OF_ANOTHER = 2  # of these contradicted: it is probably a picture of another matter
OF_THE_SHOP = frozenset({"order_no", "merchant_phone"})  # worth nothing with another shop's name

Fields = Mapping[str, Any]
Picture = Mapping[str, Any]


class Stage(Enum):
    """What is asked about a picture, in this order; the value is the slot that is asked for."""

    MATTER = "matter"
    MERCHANT = "merchant"  # before what is printed beside its name
    FRESH = "fresh"
    DIFFERING = "differing"

    @property
    def slot(self) -> str:
        return PHOTO_PROPOSAL if self in (Stage.MATTER, Stage.FRESH) else PHOTO_CONFLICT


def noticed(pending: Mapping[str, Any] | None, picture_id: str, found: Fields) -> dict[str, Any]:
    """The findings with one more picture in front. One that shows nothing new changes nothing; what was decided
    on is not open again on a second picture that shows the same."""
    findings = dict(pending or {})
    known: list[Picture] = findings.get("pictures") or []
    if any(_holds(one["fields"], found) for one in known):
        return findings
    decided = {
        slot
        for one in known
        for slot, value in found.items()
        if one["is_ours"] is not False and slot not in one["open"] and one["fields"].get(slot) == value
    }
    covered = [one for one in known if _holds(found, one["fields"])]
    picture = {
        "id": picture_id,
        "fields": dict(found),
        "open": [slot for slot in found if slot not in decided],
        "is_ours": True if any(one["is_ours"] for one in covered) else None,
    }
    kept = [one for one in known if one not in covered]
    return {**findings, "pictures": [picture, *kept][:MOST_PICTURES], "passed": 0}


def current(values: Values) -> Picture | None:
    """The picture that is asked about: the newest that has something to decide on."""
    for one in _pictures(values):
        if one["is_ours"] is not False and (_fresh(one, values) or _differing(one, values)):
            return one
    return None


def stage(values: Values) -> Stage | None:
    """What is to be asked now; None when no picture has anything to ask."""
    one = current(values)
    if one is None:
        return None
    if one["is_ours"] is None and _is_doubtful(one, values):
        return Stage.MATTER
    if "merchant" in _differing(one, values):
        return Stage.MERCHANT
    return Stage.FRESH if _fresh(one, values) else Stage.DIFFERING


def fresh(values: Values) -> dict[str, Any]:
    """What is still open, or was said less exactly than the picture shows it."""
    one = current(values)
    return _fresh(one, values) if one else {}


def differing(values: Values) -> dict[str, Any]:
    """What the picture shows otherwise than the person said it."""
    one = current(values)
    return _differing(one, values) if one else {}


def shop_and_sum(values: Values) -> dict[str, Any]:
    """By these a person knows which picture is meant; without what they corrected themselves meanwhile."""
    one = current(values)
    if one is None:
        return {}
    is_whole = stage(values) is Stage.MATTER
    read = {slot: one["fields"].get(slot) for slot in ("merchant", "amount")}
    return {slot: value for slot, value in read.items() if value and (is_whole or slot in one["open"])}


def without(values: Values, *slots: str) -> dict[str, Any]:
    """The change that settles fields on every picture: the person has said them. None without findings."""
    return _with_pictures(values, (_closed(one, slots) for one in _pictures(values)))


def decided(values: Values, *slots: str) -> dict[str, Any]:
    """The change that settles fields of the current picture, and the same value on others."""
    now = current(values)
    if now is None:
        return {}
    after = []
    for one in _pictures(values):
        same = [slot for slot in slots if one is now or one["fields"].get(slot) == now["fields"].get(slot)]
        after.append(_closed(one, same))
    return _with_pictures(values, after)


def dropped(values: Values) -> dict[str, Any]:
    """The change that settles everything of the current picture."""
    return _changed(values, open=[])


def owned(values: Values, is_ours: bool) -> dict[str, Any]:
    """The change after the person said whether the current picture is of this matter."""
    return _changed(values, is_ours=is_ours)


def put_away(findings: Mapping[str, Any], picture_id: str) -> dict[str, Any]:
    """The findings with nothing open on one picture: it agrees with what was said."""
    after = [{**one, "open": []} if one["id"] == picture_id else one for one in findings["pictures"]]
    return {**findings, "pictures": after}


def talked_past(values: Values) -> dict[str, Any]:
    """The change after the person spoke of something else; at last every picture is only evidence."""
    passed = (values[FINDINGS].get("passed") or 0) + 1
    if passed < PATIENCE:
        return {FINDINGS: {**values[FINDINGS], "passed": passed}}
    return _with_pictures(values, ({**one, "open": []} for one in _pictures(values)))


def mark(values: Values) -> str:
    """Marks what is asked now: a yes to an older question agrees to nothing newer."""
    asked = stage(values)
    if asked is None:
        return ""
    parts = {
        Stage.MATTER: shop_and_sum(values),
        Stage.FRESH: {**shop_and_sum(values), **fresh(values)},
    }
    shown = parts[asked] if asked in parts else dict(list(differing(values).items())[:1])
    told = json.dumps([asked.value, shown], ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(told.encode()).hexdigest()[:12]


def shown_at(values: Values, at: dt.datetime) -> dict[str, Any]:
    """The change that notes when the question about the picture was first shown as it is asked now."""
    now = mark(values)
    if not now or (values[FINDINGS].get("shown") or {}).get("mark") == now:
        return {}
    return {FINDINGS: {**values[FINDINGS], "shown": {"mark": now, "at": at.isoformat()}}}


def was_shown(values: Values, sent_at: dt.datetime) -> bool:
    """Whether what is asked now had been shown when a message was sent."""
    shown = (values.get(FINDINGS) or {}).get("shown")
    return bool(shown and shown["mark"] == mark(values) and dt.datetime.fromisoformat(shown["at"]) <= sent_at)


def _pictures(values: Values) -> list[Picture]:
    return (values.get(FINDINGS) or {}).get("pictures") or []


def _with_pictures(values: Values, pictures: Iterable[Picture]) -> dict[str, Any]:
    if not values.get(FINDINGS):
        return {}
    return {FINDINGS: {**values[FINDINGS], "pictures": list(pictures), "passed": 0}}


def _changed(values: Values, **changes: Any) -> dict[str, Any]:
    now = current(values)
    return _with_pictures(values, ({**one, **changes} if one is now else one for one in _pictures(values)))


def _closed(one: Picture, slots: Iterable[str]) -> Picture:
    return {**one, "open": [slot for slot in one["open"] if slot not in set(slots)]}


def _holds(fields: Fields, part: Fields) -> bool:
    return all(fields.get(slot) == value for slot, value in part.items())


def _undecided(one: Picture, values: Values) -> dict[str, Any]:
    """In the order in which they are shown; of another shop than the one named, nothing that belongs to it."""
    hidden = OF_THE_SHOP if is_other_shop(values, one["fields"]) else frozenset()
    return {slot: one["fields"][slot] for slot in FIELDS if slot in one["open"] and slot not in hidden}


def _fresh(one: Picture, values: Values) -> dict[str, Any]:
    return {
        slot: shown
        for slot, shown in _undecided(one, values).items()
        if not is_answered(values, slot) or not values.get(slot) or sharpens(slot, values[slot], shown)
    }


def _differing(one: Picture, values: Values) -> dict[str, Any]:
    undecided = _undecided(one, values)
    return {slot: shown for slot, shown in undecided.items() if contradicts(values, slot, shown)}


def _is_doubtful(one: Picture, values: Values) -> bool:
    """Whether it may be of another matter: another shop, or two of the core fields otherwise than said."""
    against = [slot for slot in CORE if slot in _differing(one, values)]
    return is_other_shop(values, one["fields"]) or len(against) >= OF_ANOTHER
