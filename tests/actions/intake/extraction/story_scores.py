"""How well a reader fills the fields of labelled stories: F1 for each field.

Names must nearly match (character overlap 0.8), things and places mostly (0.6), the trouble by half (0.5);
sums must be equal, a date may be as exact as the label or less; one demand in common is enough. A field the
label leaves open (a vague sum, a date without a year, a merchant only described) is not counted.
"""

import json
from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

Slots = dict[str, Any]
Verdict = tuple[bool, bool, bool]  # wanted, given, right
TEXT_BARS = {"product": 0.6, "region": 0.6, "problem": 0.5}


def stories(file: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]


def overlap(one: str, other: str) -> float:
    """Character F1 of two texts, 0 to 1."""
    common = sum((Counter(one) & Counter(other)).values())
    return 2 * common / (len(one) + len(other)) if one and other else 0.0


def _merchant(gold: Slots, given: str | None) -> Verdict | None:
    names = [*(gold["merchant"] or []), *([gold["platform"]] if gold["platform"] else [])]
    if given and not gold["merchant"] and overlap(given, gold["merchant_desc"] or "") >= 0.6:
        return None
    right = given is not None and any(overlap(given, name) >= 0.8 for name in names)
    return bool(gold["merchant"]), given is not None, right


def _amount(gold: Slots, given: float | None) -> Verdict | None:
    sums = [one["yuan"] for one in gold["amount"] or [] if one["yuan"] is not None]
    if gold["amount"] and not sums:
        return None
    return bool(sums), given is not None, given is not None and any(abs(given - one) < 0.01 for one in sums)


def _date(gold: Slots, given: str | None) -> Verdict | None:
    iso = (gold["purchase_date"] or {}).get("iso")
    if gold["purchase_date"] and not iso:
        return None
    right = bool(iso and given and (given.startswith(iso) or iso.startswith(given)))
    return bool(iso), given is not None, right


def _demands(gold: Slots, given: list[str]) -> Verdict | None:
    wanted, told = set(gold["demand"]) - {"other"}, set(given) - {"other"}
    return bool(wanted), bool(told), bool(wanted & told)


def _verdicts(gold: Slots, given: Slots) -> Iterable[tuple[str, Verdict | None]]:
    yield "merchant", _merchant(gold, given["merchant"])
    yield "amount", _amount(gold, given["amount"])
    yield "purchase_date", _date(gold, given["purchase_date"])
    yield "demands", _demands(gold, given["demands"])
    for field, bar in TEXT_BARS.items():
        want, said = gold[field], given[field]
        yield field, (bool(want), bool(said), bool(want and said and overlap(want, said) >= bar))


def f1_by_field(rows: list[dict[str, Any]], read: Callable[[str], Slots]) -> dict[str, float]:
    """Field -> F1 over all rows; `read` gives the slots of a text."""
    counts: dict[str, list[int]] = {}
    for row in rows:
        for field, verdict in _verdicts(row["gold"], read(row["text"])):
            count = counts.setdefault(field, [0, 0, 0])
            for index, flag in enumerate(verdict or ()):
                count[index] += flag
    return {
        field: 2 * right / (wanted + given) if wanted + given else 0.0
        for field, (wanted, given, right) in counts.items()
    }
