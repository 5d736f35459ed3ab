"""A photographed document read once: every field it shows."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from actions.intake.documents.days import purchase_day
from actions.intake.documents.layout import Line, rows_of
from actions.intake.documents.numbers import order_number, shop_phone
from actions.intake.documents.sellers import merchant, shows_two_shops
from actions.intake.documents.sums import paid_sum, shows_two_sums
from actions.intake.extraction.dates import format_date
from actions.intake.extraction.money import format_amount

FIELDS = ("merchant", "amount", "purchase_date", "order_no", "merchant_phone")
# One of these makes a page a document; a name with a phone is a signboard, a day alone anything.
TELLING = (frozenset({"amount"}), frozenset({"order_no"}), frozenset({"merchant", "purchase_date"}))


def read_document(lines: Sequence[Line], *, today: dt.date) -> dict[str, Any]:
    """Slot → value, as the intake keeps them, for the fields that the page shows.

    Never raises on any text. Of a page that is no document nothing is told, nor of one with two orders: the shop of the one with the
    sum of the other would be worse than nothing.
    """
    rows = rows_of(lines)
    if shows_two_shops(rows, lines) or shows_two_sums(rows):
        return {}
    fen, day = paid_sum(rows, lines), purchase_day(rows, today=today)
    found: dict[str, Any] = {
        "merchant": merchant(rows, lines),
        "amount": {"fen": fen, "approximate": False, "text": format_amount(fen)} if fen else None,
        "purchase_date": {"iso": day, "text": format_date(day), "approximate": False} if day else None,
        "order_no": order_number(rows),
        "merchant_phone": shop_phone(rows),
    }
    shown = {slot: value for slot, value in found.items() if value}
    return shown if any(telling <= set(shown) for telling in TELLING) else {}
