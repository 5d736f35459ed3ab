"""A whole story read once: every field it states, as found, and nothing it does not."""

import datetime as dt
import re
from dataclasses import dataclass, field

from actions.intake.extraction.dates import PartialDate
from actions.intake.extraction.demands import Demand, find_demands
from actions.intake.extraction.folding import fold
from actions.intake.extraction.found import Found, found_at
from actions.intake.extraction.known_dates import known_date
from actions.intake.extraction.money import Money, find_money
from actions.intake.extraction.money_roles import MoneyRole
from actions.intake.extraction.orders import order_number
from actions.intake.extraction.parties import described_merchant, merchants, platform, serving_platform
from actions.intake.extraction.phones import ParsedPhone, own_phone
from actions.intake.extraction.problems import problem
from actions.intake.extraction.products import product
from actions.intake.extraction.purchase_dates import purchase_date
from actions.intake.extraction.regions import Region, region_of
from actions.intake.extraction.words import tag

HIDDEN = re.compile(r"某|[xX×*]{2}")  # 杭州某4S店: the place is no part of a hidden name
LONGEST_STORY = 5_000  # characters; what is behind them is kept by the caller but not read
SURE_OF_AMOUNT, SURE_OF_PAYMENT = 0.6, 0.7


@dataclass(frozen=True)
class Story:
    """What was found; None or empty where the story does not say it.

    `merchant` is the main respondent's name and `merchants` all of them; `merchant_desc` the kind of
    business (超市) where none is named. `amount` is one of `sums`: the one paid, else the one in dispute.
    """

    merchant: Found[str] | None = None
    merchants: tuple[Found[str], ...] = ()
    merchant_desc: Found[str] | None = None
    platform: Found[str] | None = None
    region: Found[Region] | None = None
    product: Found[str] | None = None
    purchase_date: Found[PartialDate] | None = None
    known_on: Found[PartialDate] | None = None  # when they found out
    amount: Found[Money] | None = None
    sums: tuple[Money, ...] = ()
    demands: tuple[Found[Demand], ...] = field(default=())
    problem: Found[str] | None = None
    order_no: Found[str] | None = None
    phone: Found[ParsedPhone] | None = None


def main_amount(sums: list[Money]) -> Found[Money] | None:
    """The first sum paid, else the first in dispute; an offer, a claim or a price a piece is neither."""
    for role, sure in (
        (MoneyRole.PAID, SURE_OF_PAYMENT),
        (MoneyRole.DISPUTED, SURE_OF_AMOUNT),
        (MoneyRole.PAID, SURE_OF_AMOUNT),
    ):
        for money in sums:
            if money.role is role and money.confidence >= sure and money.fen > 0:
                return Found(money, money.text, money.start, money.end, money.confidence)
    return None


def read_story(text: str, *, today: dt.date) -> Story:
    """Everything the text states. Never raises on any text; reads the first `LONGEST_STORY` characters."""
    text = text[:LONGEST_STORY]
    folded = fold(text)
    if not folded.strip():
        return Story()
    words = tag(folded)
    named = merchants(text, folded, words)
    main = named[0] if named else serving_platform(text, folded)
    region = region_of(
        text, words, taken=range(main.start, main.end) if main and not HIDDEN.search(main.text) else None
    )
    known = tuple(found_at(folded, one.start, one.end, 1.0) for one in (region, main) if one)
    sums = find_money(text)
    return Story(
        merchant=main,
        merchants=tuple(named or ([main] if main else [])),
        merchant_desc=None if main else described_merchant(text, folded),
        platform=platform(text, folded),
        region=region,
        product=product(text, folded, words, frozenset(one.value for one in named)),
        purchase_date=purchase_date(text, today=today),
        known_on=known_date(text, today=today),
        amount=main_amount(sums),
        sums=tuple(sums),
        demands=tuple(find_demands(text)),
        problem=problem(text, folded, known),
        order_no=order_number(text),
        phone=own_phone(text),
    )
