"""What may be offered to an enterprise, when, and how much of the consumer it sees. Pure.

Sources: 消费者权益保护法 第三十九条第一项 and 市场监督管理投诉举报处理办法 第十八条 (the parties are encouraged to
reconcile by themselves), 第六条 (online resolution is encouraged), 第十二条 (joint complaints), 第三十七条 (a
complainant's data goes to the respondent only as far as needed); 个人信息保护法 第六条 (no more than necessary).
The ten working days are told by the national platform's explanation and stand in desk.clocks.kinds.
"""

import datetime as dt
import re
from collections.abc import Iterable
from enum import StrEnum

from desk.cases.sealing import Parties, Person
from desk.cases.states import CaseKind, CaseState
from desk.clock import legal_day
from desk.privacy.masking import LANDLINE, LONG_NUMBER, PHONE, mask_address, mask_name

MAX_MESSAGES = 200  # of one reconciliation, both sides together: a talk, not a channel for bulk
SHOWN_DIGITS = 3

# Where somebody may have been hurt the authority looks first: evidence goes stale, and others may be in danger. No
# article forbids the parties to reconcile, so such a complaint is offered when the consumer chooses it, never by itself.
SAFETY_TOPICS = frozenset(
    {
        "product_liability_injury",
        "premises_safety_injury",
        "food_tenfold_damages",
        "expired_food",
        "school_canteen",
        "cosmetic_medicine",
        "drugs_cosmetics_devices",
        "special_equipment_safety",
        "hazardous_goods",
        "gas_cylinders",
        "product_recall",
    }
)


class Bar(StrEnum):
    """Why a case is not offered; the words are in wording.BARS."""

    NOT_A_COMPLAINT = "not_a_complaint"  # 第九条: a report is looked into
    NOT_SUBMITTED = "not_submitted"  # somebody handles it already, or it is over
    NOT_AGREED = "not_agreed"
    JOINT = "joint"  # 第十二条: a settlement needs the consent of everyone; that cannot be known here
    SAFETY = "safety"
    REPRESENTED = (
        "represented"  # whether an agent may settle stands in the letter of authority: people decide
    )
    NOT_ENROLLED = "not_enrolled"


def bar(
    *,
    kind: CaseKind,
    state: CaseState,
    agreed: bool | None,
    topic: str | None,
    parties: Parties | None,
    automatic: bool,
) -> Bar | None:
    """Why a case may not be offered to its enterprise; None if it may.

    state: before the offer; agreed: the consumer's consent, null not asked; automatic: nobody chose it.
    """
    found = {
        Bar.NOT_A_COMPLAINT: kind is not CaseKind.COMPLAINT,
        Bar.NOT_SUBMITTED: state is not CaseState.SUBMITTED,
        Bar.NOT_AGREED: agreed is not True,
        Bar.JOINT: parties is not None and bool(parties.joint),
        Bar.SAFETY: automatic and topic in SAFETY_TOPICS,
        Bar.REPRESENTED: automatic and parties is not None and parties.representative is not None,
    }
    return next((reason for reason, holds in found.items() if holds), None)


def in_time(due_on: dt.date, *, now: dt.datetime) -> bool:
    """Whether the enterprise may still speak: the whole of the last day counts, in China."""
    return legal_day(now) <= due_on


def _stars(digits: re.Match[str]) -> str:
    text = digits.group()
    return text[:SHOWN_DIGITS] + "*" * (len(text) - SHOWN_DIGITS)


def hide_phone(phone: str) -> str:
    """139********: unlike elsewhere not even the last four digits, for these and the number of the case open
    its status."""
    digits = re.sub(r"\D", "", phone).removeprefix("86")
    return digits[:SHOWN_DIGITS] + "*" * (len(digits) - SHOWN_DIGITS)


def hide(text: str, people: Iterable[Person]) -> str:
    """What the consumer wrote freely, as the enterprise sees it: no names and addresses of those who complain, no
    phones, no long numbers."""
    for person in people:
        text = text.replace(person.address, mask_address(person.address))
        text = text.replace(person.name, mask_name(person.name))
        text = hide_own_phone(text, person)
    for number in (LONG_NUMBER, PHONE, LANDLINE):
        text = number.sub(_stars, text)
    return text


def hide_own_phone(text: str, person: Person) -> str:
    """The person's phone starred, in whichever grouping; an order number of other digits stays whole."""
    national = re.sub(r"\D", "", person.phone).removeprefix("86")
    spaced = r"[\s-]*".join(national)
    return re.sub(rf"(?:\+?86[\s-]*)?{spaced}", hide_phone(person.phone), text)
