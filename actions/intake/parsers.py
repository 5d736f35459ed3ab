"""Reading the answer to one question of the intake: a value for the slot, or the code of what is wrong."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from actions import wording
from actions.intake.commands import yes_or_no
from actions.intake.extraction.addresses import AddressProblem, parse_address
from actions.intake.extraction.dates import PartialDate, parse_date
from actions.intake.extraction.demands import parse_demands
from actions.intake.extraction.money import ParsedAmount, parse_amount
from actions.intake.extraction.names import NameProblem, parse_name
from actions.intake.extraction.phones import PhoneProblem, parse_phone
from actions.intake.slots import Values
from actions.turn import Turn

SHORTEST_STORY = 6  # characters: 饭里有虫 is not yet a story, 饭里有虫不赔 is
LONGEST_SHORT_TEXT = 100  # characters of a shop's name, a product …


@dataclass(frozen=True)
class Taken:
    """Slots to set."""

    changes: Mapping[str, Any]


@dataclass(frozen=True)
class Rejected:
    """Why the answer cannot be used: `utter_problem_<code>` in domain.yml says it kindly."""

    code: str


Parsed = Taken | Rejected
Parser = Callable[[Turn, Values], Parsed]


def date_value(date: PartialDate) -> dict[str, Any]:
    return {"iso": date.iso, "text": date.text, "approximate": date.approximate}


def _choice(turn: Turn, allowed: Mapping[str, Any]) -> Any:
    """The value of a tapped choice, or None."""
    return allowed.get(turn.parameters.get("value", "")) if turn.is_choice else None


def _yes_no(slot: str) -> Parser:
    def parse(turn: Turn, values: Values) -> Parsed:
        answer = _choice(turn, {"yes": True, "no": False})
        answer = yes_or_no(turn) if answer is None else answer
        return Rejected("yes_no") if answer is None else Taken({slot: answer})

    return parse


def _one_of(slot: str, options: Mapping[str, tuple[str, ...]]) -> Parser:
    """A choice by button, or by one of its words typed out; the first option that matches wins (不登记 before 登记)."""

    def parse(turn: Turn, values: Values) -> Parsed:
        tapped = turn.parameters.get("value") if turn.is_choice else None
        if tapped in options:
            return Taken({slot: tapped})
        typed = "" if turn.is_choice else turn.text
        hit = next((code for code, words in options.items() if any(word in typed for word in words)), None)
        return Taken({slot: hit}) if hit else Rejected("choice")

    return parse


def _consent(turn: Turn, values: Values) -> Parsed:
    parsed = _yes_no("consent")(turn, values)
    if isinstance(parsed, Rejected):
        return parsed
    return Taken({"consent": parsed.changes["consent"], "consent_at": turn.sent_at.isoformat()})


def _story(turn: Turn, values: Values) -> Parsed:
    text = turn.text.strip()
    if turn.is_choice or len(re.sub(r"\W", "", text)) < SHORTEST_STORY:
        return Rejected("story_too_short")
    return Taken({"story": text})


def _short_text(slot: str, shortest: int) -> Parser:
    def parse(turn: Turn, values: Values) -> Parsed:
        text = re.sub(r"\s+", " ", turn.text).strip(" 。.，,!！")
        if turn.is_choice or len(re.sub(r"[\W_]", "", text)) < shortest:
            return Rejected(f"{slot}_too_short")
        return Taken({slot: text}) if len(text) <= LONGEST_SHORT_TEXT else Rejected("too_long")

    return parse


def _date(turn: Turn, values: Values) -> Parsed:
    parsed = parse_date(turn.text, today=turn.today)
    return (
        Taken({"purchase_date": date_value(parsed)})
        if isinstance(parsed, PartialDate)
        else Rejected(f"date_{parsed.value}")
    )


def _amount(turn: Turn, values: Values) -> Parsed:
    parsed = parse_amount(turn.text)
    if isinstance(parsed, ParsedAmount):
        return Taken({"amount": {"fen": parsed.fen, "approximate": parsed.approximate, "text": parsed.text}})
    return Rejected(f"amount_{parsed.value}")


def _demands(turn: Turn, values: Values) -> Parsed:
    if turn.is_choice:
        tapped = turn.parameters.get("value")
        known = tapped in wording.DEMAND_LABELS
        return Taken({"demands": [tapped], "demand_text": None}) if known else Rejected("choice")
    codes = [code.value for code in parse_demands(turn.text)]
    text = turn.text.strip()
    if not codes and len(re.sub(r"\W", "", text)) < 2:
        return Rejected("demands_none")
    return Taken({"demands": codes or ["other"], "demand_text": text[:500]})


def _name(turn: Turn, values: Values) -> Parsed:
    parsed = parse_name(turn.text)
    return (
        Rejected(f"name_{parsed.value}") if isinstance(parsed, NameProblem) else Taken({"name": parsed.name})
    )


def _phone(turn: Turn, values: Values) -> Parsed:
    parsed = parse_phone(turn.text, region=values.get("region"))
    return (
        Rejected(f"phone_{parsed.value}")
        if isinstance(parsed, PhoneProblem)
        else Taken({"phone": parsed.e164})
    )


def _address(turn: Turn, values: Values) -> Parsed:
    parsed = parse_address(turn.text)
    if isinstance(parsed, AddressProblem):
        return Rejected(f"address_{parsed.value}")
    return Taken({"address": parsed.text})


PARSERS: Mapping[str, Parser] = {
    "consent": _consent,
    "route": _one_of("route", {"leave": ("不登记", "知道了", "不用"), "stay": ("登记", "继续")}),
    "story": _story,
    "identity": _one_of("identity", {"anonymous": ("匿名", "不留名"), "named": ("实名", "留名")}),
    "merchant": _short_text("merchant", 2),
    "merchant_address": _short_text("merchant_address", 3),
    "platform": _short_text("platform", 2),
    "product": _short_text("product", 1),
    "purchase_date": _date,
    "amount": _amount,
    "demands": _demands,
    "name": _name,
    "phone": _phone,
    "address": _address,
    "order_no": _short_text("order_no", 4),
    "purchase_channel": _one_of(
        "purchase_channel",
        {
            "shop": ("实体店", "店里", "门店", "线下"),
            "online": ("网上", "网购", "线上", "直播"),
            "phone": ("电话", "电视"),
            "door": ("上门", "推销"),
            "other": ("其他",),
        },
    ),
    "evidence": _one_of("evidence", {}),  # files come as attachments; words pass it over
    "mediation": _yes_no("mediation"),
    "publication": _yes_no("publication"),
    "also_report": _yes_no("also_report"),
    "confirm_cancel": _yes_no("confirm_cancel"),
    "submit_decision": _one_of(
        "submit_decision",
        {
            "cancel": ("取消", "不提交"),
            "change": ("修改", "改一"),
            "more": ("补充",),
            "submit": ("提交", "没问题", "确认"),
        },
    ),
}


# Questions that a tapped button can answer; a button of an older message answers nothing else.
CHOSEN = frozenset(
    [
        "consent",
        "route",
        "identity",
        "demands",
        "purchase_channel",
        "mediation",
        "publication",
        "also_report",
        "confirm_cancel",
        "submit_decision",
    ]
)


def parse_answer(slot: str, turn: Turn, values: Values) -> Parsed:
    """The answer to the question for `slot`."""
    if turn.is_choice and slot not in CHOSEN:
        return Rejected("choice")
    return PARSERS[slot](turn, values)
