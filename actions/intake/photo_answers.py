"""Answers to what a photograph showed, typed or tapped, and the phone of a shop as it is printed."""

import re
from collections.abc import Mapping

from actions.intake.answers import Parsed, Parser, Rejected, Taken, tapped_value
from actions.intake.commands import strip_marks, yes_or_no
from actions.intake.documents.numbers import PHONE
from actions.intake.documents.proposal import differing, digest, fresh
from actions.intake.slots import PHOTO_CONFLICT, PHOTO_PROPOSAL, Values
from actions.turn import Turn


def _merchant_phone(turn: Turn, values: Values) -> Parsed:
    """A shop's phone may be a service number, as printed."""
    match = PHONE.search(turn.text)
    return Taken({"merchant_phone": match[0]}) if match else Rejected("phone_not_a_number")


_FILL_IN = re.compile(
    r"(?:都?对|没错|是的?|好的?|可以|行)?(?:都|就)?(?:填上|填吧|填进去)(?:吧|了)?|(?:都|全)对[的了]?"
)
_LEAVE_OUT = re.compile(
    r"(?:都|全|这些)?不对(?:不用)?|(?:不用|不要|别|不)(?:填|用|管)(?:了|它|这个)?|不是(?:这个|这家|这张)"
)
_THE_PHOTO = re.compile(r"(?:用|按|以|照)?照片(?:上)?的?(?:为准|来|对|是对的)?")
_MY_WORD = re.compile(r"(?:用|按|以)?我(?:说|写|填)的(?:为准|来|对|是对的)?|(?:不改|别改|不用改)了?")


def _photo_proposal(turn: Turn, values: Values) -> Parsed:
    if turn.is_choice:
        return _marked_choice(turn, PHOTO_PROPOSAL, digest(fresh(values)))
    word = strip_marks(turn.text)
    if _FILL_IN.fullmatch(word):
        return Taken({PHOTO_PROPOSAL: True})
    if _LEAVE_OUT.fullmatch(word):
        return Taken({PHOTO_PROPOSAL: False})
    answer = yes_or_no(turn)
    return Rejected("photo") if answer is None else Taken({PHOTO_PROPOSAL: answer})


def _photo_conflict(turn: Turn, values: Values) -> Parsed:
    """Only words that name one of the two decide; a bare yes to 用哪个 says nothing."""
    if turn.is_choice:
        first = dict(list(differing(values).items())[:1])
        return _marked_choice(turn, PHOTO_CONFLICT, digest(first))
    word = strip_marks(turn.text)
    if _THE_PHOTO.fullmatch(word):
        return Taken({PHOTO_CONFLICT: True})
    return Taken({PHOTO_CONFLICT: False}) if _MY_WORD.fullmatch(word) else Rejected("photo")


def _marked_choice(turn: Turn, slot: str, mark: str) -> Parsed:
    """yes or no to what is shown now; a button that showed something else decides nothing."""
    answer, _, of = (tapped_value(turn, slot) or "").partition(".")
    known = {"yes": True, "no": False}.get(answer)
    return Taken({slot: known}) if known is not None and of == mark else Rejected("photo")


PHOTO_PARSERS: Mapping[str, Parser] = {
    "merchant_phone": _merchant_phone,
    PHOTO_PROPOSAL: _photo_proposal,
    PHOTO_CONFLICT: _photo_conflict,
}
