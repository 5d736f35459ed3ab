"""Order and parcel numbers, where the text calls them that."""

import re

from actions.intake.extraction.folding import fold
from actions.intake.extraction.found import Found

NUMBER = r"(?P<number>[A-Za-z]{0,4}\d[A-Za-z\d-]{6,30})"
ORDER = re.compile(
    rf"(?:订单(?:编号|号码?|尾号)?|单号|交易号|流水号|编号)\s?(?:是|为|:)?\s?{NUMBER}(?![A-Za-z\d])"
)


def order_number(text: str) -> Found[str] | None:
    """订单号 2023… in a story; the number alone is the value."""
    match = ORDER.search(fold(text))
    if not match:
        return None
    start, end = match.span("number")
    return Found(fold(text)[start:end], text[start:end], start, end, 0.95)
