"""The sum that was paid. Prices of single articles, discounts, taxes and change are none."""

import re
from collections.abc import Sequence
from decimal import Decimal

from actions.intake.documents.labels import labelled
from actions.intake.documents.layout import Line, Row
from actions.intake.extraction.money import LIMIT_FEN, to_fen

SIGN = r"[¥￥Y半羊]"  # what recognisers make of ¥
SUM = re.compile(
    rf"(?:-\s?)?(?P<sign>{SIGN}\s?)?(?:-\s?)?(?P<yuan>\d{{1,3}}(?:,\d{{3}})+|\d{{1,9}}(?!\d))(?:\s?[.,]\s?(?P<part>\d{{1,2}})(?!\d))?"
)
MONEY = re.compile(
    rf"^-?\s?(?:{SIGN}\s?)?-?\s?(?:\d{{1,3}}(?:,\d{{3}})+|\d{{1,9}})(?:[.,]\d{{1,2}})?\s?(?:元|圆)?$"
)
INSIDE_A_NUMBER = re.compile(r"\d[\d.:/-]*$")  # 12:46, 2026-11: what goes on is no sum
NOT_A_SUM = re.compile(r"^\s?(?:[%‰件个份张人次号天年月日瓶盒袋升楼]|x\d)")

# Words that make a label something else: 优惠金额, 退款金额, 商品总价 before discounts.
OTHER = r"(?<!退款)(?<!优惠)(?<!节省)(?<!减免)(?<!抵扣)(?<!找零)(?<!可用)(?<!剩余)(?<!定金)(?<!商品)(?<!购买)"
PAID = re.compile(
    rf"{OTHER}(?:实付款?金?额?|实际支付金?额?|实际付款|实支付|付款金额|支付金额|已付款?金?额|已支付|交易金额|扣款金额|价税合计)"
)
DUE = re.compile(rf"{OTHER}(?:应付合计|应付款?金?额?|应收款?金?额?|本单合计|订单金额|订单总[价额]|需付款)")
TAKEN = re.compile(r"(?:实收款?金?额?|收款金额|在线支付)")
TOTAL = re.compile(
    rf"{OTHER}(?:合\s?计|总\s?计|总金额|总[额价]|共计|消费金额|金额合计|小写|TOTAL|Total|total)"
)
BARE = re.compile(r"(?<![一-龥])金额(?:\(AMOUNT\))?(?=\s?:)")  # of a card slip; over a column it has no colon
PRICE = re.compile(r"(?:零售价|售价|会员价|促销价|现价|特价|价格|标价)")
CHANGE = re.compile(r"找零|找回|找赎")
LABELS = (PAID, TAKEN, DUE, TOTAL, BARE, CHANGE)
WORDS_PAID = re.compile(
    r"(?:会费|学费|费用|价款|总价|金额)?(?:人民币)?\s?(?P<sum>\d[\d,]*(?:\.\d{1,2})?)\s?元整?(?!\s?/)"
)
NOT_PAID = re.compile(r"优惠|满\s?\d|减|退|罚|押金|红包|券|返|赔|单价|每")
SIGNED = re.compile(r"[¥￥]\s?\d")
LARGE = 1.5  # times the usual height: the sum that a payment page shows


def sums_in(text: str) -> list[int]:
    """Sums written in a value, in fen: those with a currency sign, else all.

    A minus is dropped; what is counted, percent, a time or part of a number is none."""
    found: list[tuple[bool, int]] = []
    for match in SUM.finditer(text):
        if NOT_A_SUM.match(text[match.end() :]):
            continue
        if not match["sign"] and INSIDE_A_NUMBER.search(text[: match.start()]):
            continue
        fen = to_fen(Decimal(match["yuan"].replace(",", "") + "." + (match["part"] or "0")))
        if 0 < fen <= LIMIT_FEN:
            found.append((bool(match["sign"]), fen))
    signed = [fen for has_sign, fen in found if has_sign]
    return signed or [fen for _has_sign, fen in found]


def paid_sum(rows: Sequence[Row], lines: Sequence[Line]) -> int | None:
    """The paid sum in fen; None where the page shows none that is labelled, large or alone."""
    last: dict[re.Pattern[str], int] = {}  # of each label the last one: subtotals come before totals
    for found in labelled(rows, LABELS):
        if found.is_below and not MONEY.match(found.value):
            continue  # the next row is about something else
        if values := sums_in(found.value):
            last[LABELS[found.rank]] = values[-1]
    due = last.get(DUE, last.get(TOTAL, last.get(BARE)))
    settled = _settled(last.get(PAID), last.get(TAKEN), due, last.get(CHANGE))
    return settled or _price(rows) or _largest(lines) or _only_signed(rows) or _in_words(rows)


def shows_two_sums(rows: Sequence[Row]) -> bool:
    """Whether a page says twice what was paid, and not the same: 实付款 ¥56 and 实付款 ¥88 are two orders."""
    paid: dict[str, set[int]] = {}
    for found in labelled(rows, (PAID,)):
        if values := [] if found.is_below and not MONEY.match(found.value) else sums_in(found.value):
            paid.setdefault(found.label[:2], set()).add(values[-1])
    return any(len(values) > 1 for values in paid.values())


def _settled(paid: int | None, taken: int | None, due: int | None, change: int | None) -> int | None:
    """What stayed with the shop: 实收 200.00 with 找零 47.30 is what was handed over, 152.70 was paid."""
    handed = paid if paid is not None else taken
    if handed is None or handed == due:
        return due
    if change and handed > change:
        return handed - change
    if due is not None and paid is None and handed > due:
        return due  # cash, and the change is not legible
    return handed


def _price(rows: Sequence[Row]) -> int | None:
    """The one price of a tag; none where a member's price stands beside the usual one."""
    prices = {value for found in labelled(rows, (PRICE,)) for value in sums_in(found.value)[:1]}
    return prices.pop() if len(prices) == 1 else None


def _largest(lines: Sequence[Line]) -> int | None:
    """A sum far larger than the other text, as payment pages show it."""
    heights = sorted(line.height for line in lines)
    usual = heights[len(heights) // 2] if heights else 0.0
    large = [line for line in lines if line.height > LARGE * usual and MONEY.match(line.text)]
    return sums_in(large[0].text)[0] if len(large) == 1 and sums_in(large[0].text) else None


def _only_signed(rows: Sequence[Row]) -> int | None:
    """The one sum of the page that has a currency sign."""
    signed = {fen for row in rows if SIGNED.search(row.text) for fen in sums_in(row.text)}
    return signed.pop() if len(signed) == 1 and not any(PRICE.search(row.text) for row in rows) else None


def _in_words(rows: Sequence[Row]) -> int | None:
    """2680元整 in a sentence, if it is the page's only sum."""
    prose = (row.text for row in rows if not NOT_PAID.search(row.text))
    found = {match["sum"] for text in prose for match in WORDS_PAID.finditer(text)}
    values = sums_in(found.pop()) if len(found) == 1 else []
    return values[0] if values else None
