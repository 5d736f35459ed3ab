"""Reading the answer to one question of the intake: a value for the slot, or the code of what is wrong."""

import re
from collections.abc import Mapping
from typing import Any

from actions import wording
from actions.answering.places import bare
from actions.intake.answers import Parsed, Parser, Rejected, Taken, tapped_value
from actions.intake.commands import reads_as_question, strip_marks, yes_or_no
from actions.intake.extraction.addresses import AddressProblem, parse_address
from actions.intake.extraction.dates import PartialDate, parse_date
from actions.intake.extraction.demands import parse_demands
from actions.intake.extraction.money import ParsedAmount, parse_amount
from actions.intake.extraction.names import NameProblem, parse_name
from actions.intake.extraction.phones import PhoneProblem, parse_phone
from actions.intake.photo_answers import PHOTO_PARSERS
from actions.intake.places import place_of
from actions.intake.slots import PROPOSALS, Values
from actions.turn import Turn

SHORTEST_STORY = 6  # characters: 饭里有虫 is not yet a story, 饭里有虫不赔 is
LONGEST_SHORT_TEXT = 100  # characters of a shop's name, a product …


def date_value(date: PartialDate) -> dict[str, Any]:
    return {"iso": date.iso, "text": date.text, "approximate": date.approximate}


# Acts of a filed case that answer a question of a draft, too.
ACTS = {("reconciliation", "reconcile"): True, ("reconciliation", "end_reconciliation"): False}


def _yes_no(slot: str, *, explicit: bool = False) -> Parser:
    def parse(turn: Turn, values: Values) -> Parsed:
        if turn.is_choice:
            answer = {"yes": True, "no": False}.get(tapped_value(turn, slot) or "")
        else:
            answer = ACTS.get((slot, turn.intent), yes_or_no(turn, explicit=explicit))
        return Rejected("yes_no") if answer is None else Taken({slot: answer})

    return parse


def _one_of(slot: str, options: Mapping[str, str]) -> Parser:
    """A choice by button, or typed: the whole answer must match one option's pattern, and a question never does."""
    compiled = {code: re.compile(pattern) for code, pattern in options.items()}

    def parse(turn: Turn, values: Values) -> Parsed:
        if turn.is_choice:
            tapped = tapped_value(turn, slot)
            return Taken({slot: tapped}) if tapped in options else Rejected("choice")
        typed = strip_marks(turn.text)
        hits = [code for code, pattern in compiled.items() if pattern.fullmatch(typed)]
        return (
            Taken({slot: hits[0]})
            if len(hits) == 1 and not reads_as_question(turn.text)
            else Rejected("choice")
        )

    return parse


_CANCELS = re.compile(
    r"(?:是的?|好的?|对的?|确定|确认|嗯)?要?(?:取消|算了|不(?:登记|投诉|弄|填|办)了?)(?:吧|了|啊)?"
)
_GOES_ON = re.compile(r"(?:先)?(?:不|别)取消.{0,6}|(?:还是)?(?:继续|接着).{0,6}")


def _confirm_cancel(turn: Turn, values: Values) -> Parsed:
    """要取消这份投诉吗: here 算了 and 不投诉了 are a yes, 继续 and 不取消 a no."""
    word = "" if turn.is_choice else strip_marks(turn.text)
    if turn.intent == "resume" or _GOES_ON.fullmatch(word):
        return Taken({"confirm_cancel": False})
    if _CANCELS.fullmatch(word):
        return Taken({"confirm_cancel": True})
    return _yes_no("confirm_cancel")(turn, values)


def _consent(turn: Turn, values: Values) -> Parsed:
    parsed = _yes_no("consent", explicit=True)(turn, values)
    if isinstance(parsed, Rejected):
        return parsed
    return Taken({"consent": parsed.changes["consent"], "consent_at": turn.sent_at.isoformat()})


def _story(turn: Turn, values: Values) -> Parsed:
    text = turn.text.strip()
    if turn.is_choice or len(re.sub(r"\W", "", text)) < SHORTEST_STORY:
        return Rejected("story_too_short")
    return Taken({"story": text})


# What is said around a field without being one: acknowledgements, wishes, questions, bare numbers.
_NO_VALUE = re.compile(
    r"^(?:好的?|是的?|对的?|嗯+|行吧?|可以|(?:确认)?提交|不是|不对|不改了?|继续|同上|我?要?(?:投诉|举报).{0,6}|(?:转|找)?人工.{0,4}|[\d.,]+元?)$"
)


def is_value(text: str) -> bool:
    """Whether a short text can be the name of a shop or a thing, an address or a number of an order."""
    return not _NO_VALUE.match(strip_marks(text)) and not reads_as_question(text)


def _short_text(slot: str, shortest: int, *, digits: bool = False) -> Parser:
    def parse(turn: Turn, values: Values) -> Parsed:
        text = re.sub(r"\s+", " ", turn.text).strip(" 。.，,!！")
        if not is_value(text) and not (digits and text.isdigit()):
            return Rejected(f"{slot}_too_short")
        if turn.is_choice or len(re.sub(r"[\W_]", "", text)) < shortest:
            return Rejected(f"{slot}_too_short")
        return Taken({slot: text}) if len(text) <= LONGEST_SHORT_TEXT else Rejected("too_long")

    return parse


def _date(slot: str) -> Parser:
    def parse(turn: Turn, values: Values) -> Parsed:
        parsed = parse_date(turn.text, today=turn.today)
        return (
            Taken({slot: date_value(parsed)})
            if isinstance(parsed, PartialDate)
            else Rejected(f"date_{parsed.value}")
        )

    return parse


def _amount(turn: Turn, values: Values) -> Parsed:
    parsed = parse_amount(turn.text)
    if isinstance(parsed, ParsedAmount):
        return Taken({"amount": {"fen": parsed.fen, "approximate": parsed.approximate, "text": parsed.text}})
    return Rejected(f"amount_{parsed.value}")


def _demands(turn: Turn, values: Values) -> Parsed:
    if turn.is_choice:
        tapped = tapped_value(turn, "demands")
        known = tapped in wording.DEMAND_LABELS
        return Taken({"demands": [tapped], "demand_text": None}) if known else Rejected("choice")
    if reads_as_question(turn.text):
        return Rejected("demands_none")
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
    parsed = parse_phone(turn.text, region=place_of(values))
    return (
        Rejected(f"phone_{parsed.value}")
        if isinstance(parsed, PhoneProblem)
        else Taken({"phone": parsed.e164})
    )


def _region(turn: Turn, values: Values) -> Parsed:
    """A place by its official name where that is certain (沈阳 → 辽宁省沈阳市), else as it was said."""
    parsed = _short_text("region", 2)(turn, values)
    return (
        Taken({"region": bare(turn.text) or parsed.changes["region"]})
        if isinstance(parsed, Taken)
        else parsed
    )


def _address(turn: Turn, values: Values) -> Parsed:
    parsed = parse_address(turn.text)
    if isinstance(parsed, AddressProblem):
        return Rejected(f"address_{parsed.value}")
    return Taken({"address": parsed.text})


_I = r"(?:我|那|就|还是|那就|那还是|选|要|想|给我)*"
_END = r"(?:吧|了|啊|的)*"

PARSERS: Mapping[str, Parser] = {
    "consent": _consent,
    "route": _one_of(
        "route",
        {
            "leave": rf"(?:我?知道了|好的?|明白了)?(?:{_I}不(?:在这|在你们这)?登记|不用登记|不登记){_END}|我?知道了|明白了",
            "stay": rf".{{0,12}}(?:还是|就|继续|照样|仍|要).{{0,6}}(?<!不)登记{_END}|{_I}(?<!不)登记{_END}|继续",
        },
    ),
    "story": _story,
    "identity": _one_of(
        "identity",
        {
            "anonymous": rf"{_I}匿名(?:举报)?{_END}|不(?:想|要)?(?:实名|留名|留名字){_END}",
            "named": rf"{_I}(?:实名|留名)(?:举报)?{_END}|不(?:想|要|用)?匿名{_END}",
        },
    ),
    "merchant": _short_text("merchant", 2),
    "merchant_address": _short_text("merchant_address", 3),
    "platform": _short_text("platform", 2),
    "region": _region,
    "product": _short_text("product", 1),
    "purchase_date": _date("purchase_date"),
    "known_on": _date("known_on"),
    "amount": _amount,
    "demands": _demands,
    "name": _name,
    "phone": _phone,
    "address": _address,
    "order_no": _short_text("order_no", 4, digits=True),
    "purchase_channel": _one_of(
        "purchase_channel",
        {
            "shop": r".{0,4}(?:实体店|店里|门店|线下|商场|超市).{0,4}",
            "online": r".{0,4}(?:网上|网购|线上|直播|平台).{0,4}",
            "phone": r".{0,4}(?:电话|电视).{0,4}",
            "door": r".{0,4}(?:上门|推销).{0,4}",
            "other": r"其他|别的",
        },
    ),
    **PHOTO_PARSERS,
    "evidence": _one_of("evidence", {}),  # files come as attachments; words pass it over
    "mediation": _yes_no("mediation"),
    "reconciliation": _yes_no("reconciliation"),
    "publication": _yes_no("publication"),
    "also_report": _yes_no("also_report"),
    "confirm_cancel": _confirm_cancel,
    # Typed, only a plain yes submits: what hesitates, asks or negates must never file a named complaint.
    "submit_decision": _one_of(
        "submit_decision",
        {
            "submit": r"(?:是的?|对的?|好的?|行|嗯+|可以|没错|都对|正确|没问题|无误|确认无误|确认|就这样)?(?:确认)?提交(?:吧|了|啊)?"
            r"|(?:是的?|对的?|好的?|行|嗯+|可以|没错|都对|正确|没问题|无误|确认无误|确认|就这样)(?:吧|了|啊)?",
            "change": r"改一改|改一下|要改|我要改|修改",
            "more": r"(?:我要|我想|还要)?补充(?:选填项)?(?:一下)?",
            "cancel": r"取消|不提交了?|不登记了?",
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
        "reconciliation",
        "publication",
        "also_report",
        "confirm_cancel",
        "submit_decision",
        *PROPOSALS,
    ]
)


def parse_answer(slot: str, turn: Turn, values: Values) -> Parsed:
    """The answer to the question for `slot`."""
    if turn.is_choice and slot not in CHOSEN:
        return Rejected("choice")
    return PARSERS[slot](turn, values)
