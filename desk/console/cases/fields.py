"""Fields of the case forms: what people type to what rooms take, and errors back beside the fields."""

import datetime as dt
import re
import unicodedata
from decimal import Decimal, InvalidOperation

from sanic import Request

from desk.cases.model import Case
from desk.console.cases import wording
from desk.console.cases.errors import CaseChanged, wrong
from desk.console.forms import form_field
from desk.errors import DeskError

MOST_FEN = 10**12
_MONEY = re.compile(r"[0-9]{1,10}(?:\.[0-9]{1,2})?")


def optional(request: Request, name: str) -> str | None:
    """The field, or None when nothing was typed."""
    return form_field(request, name) or None


def typed_form(request: Request) -> dict[str, str]:
    """All that stood in a form, to be shown again."""
    form = request.form
    return {} if not form else {name: str(form.get(name) or "") for name in form}


def fen_of(typed: str, field: str) -> int | None:
    """「1,234.5」 and 「￥1234.50」 give 123450; nothing typed gives None. Raises InvalidBody."""
    flat = (
        unicodedata.normalize("NFKC", typed)
        .replace(",", "")
        .replace(" ", "")
        .removeprefix("¥")
        .removesuffix("元")
    )
    if not flat:
        return None
    if _MONEY.fullmatch(flat) is None:
        raise wrong(field, "money_format", wording.MONEY_FORMAT)
    try:
        fen = int(Decimal(flat) * 100)
    except InvalidOperation:  # pragma: no cover - the pattern lets only numbers through
        raise wrong(field, "money_format", wording.MONEY_FORMAT) from None
    return fen


def yuan_of(fen: int | None) -> str:
    """For the value of a field: 39900 gives 399.00."""
    return "" if fen is None else f"{fen // 100}.{fen % 100:02}"


def day_of(typed: str, field: str) -> dt.date | None:
    """Raises InvalidBody."""
    if not typed:
        return None
    try:
        return dt.date.fromisoformat(typed)
    except ValueError:
        raise wrong(field, "date_format", wording.DATE_FORMAT) from None


def expect_version(request: Request, case: Case) -> None:
    """Nobody acts on what they have not seen. Raises CaseChanged."""
    if form_field(request, "version", longest=20) != str(case.version):
        raise CaseChanged


def beside_fields(error: DeskError | None) -> dict[str, str]:
    """Name of a field to what is wrong with it: /recovered_fen stands beside `recovered`."""
    if error is None:
        return {}
    return {_field(one.pointer): one.detail for one in error.errors}


def _field(pointer: str) -> str:
    name = pointer.strip("/").replace("/", "_")
    return {
        "recovered_fen": "recovered",
        "purchase_amount_fen": "purchase_amount",
        "agency_id": "agency",
    }.get(name, name)
