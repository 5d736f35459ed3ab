"""Answers to what a photograph showed, typed or tapped, and the phone of a shop as it is printed."""

import re
from collections.abc import Mapping
from enum import Enum

from actions.intake.answers import Parsed, Parser, Rejected, Taken, tapped_value
from actions.intake.commands import strip_marks, yes_or_no
from actions.intake.documents.numbers import PHONE
from actions.intake.documents.proposal import mark, was_shown
from actions.intake.slots import PHOTO_CONFLICT, PHOTO_PROPOSAL, Values
from actions.turn import Turn


def _merchant_phone(turn: Turn, values: Values) -> Parsed:
    """A shop's phone may be a service number, as printed."""
    match = PHONE.search(turn.text)
    return Taken({"merchant_phone": match[0]}) if match else Rejected("phone_not_a_number")


_FILL_IN = re.compile(
    r"(?:都?对|没错|是的?|好的?|可以|行)?(?:都|就)?(?:填上|填吧|填进去)(?:吧|了)?|(?:都|全)对[的了]?|(?:对|嗯|就?是)?是?这件事?的?"
)
_LEAVE_OUT = re.compile(
    r"(?:都|全|这些)?不对(?:不用)?|(?:不用|不要|别|不)(?:填|用|管)(?:了|它|这个)?|不是(?:这个|这家|这张|这件事?)的?|算了(?:吧)?"
)
_THE_PHOTO = re.compile(
    r"(?:用|按|以|照)?照片(?:上)?的?(?:为准|来|对|是对的)?|(?:用)?第二[个家项]的?|(?:后面|后)的?(?:那个)?"
)
_MY_WORD = re.compile(
    r"(?:用|按|以)?我(?:说|写|填)的(?:为准|来|对|是对的)?|(?:不改|别改|不用改)了?|算了吧?|(?:不用|别用|不要)照片(?:上)?的?|(?:不用|不要)了?|(?:用)?第一[个家项]的?|(?:前面|前)的?(?:那个)?"
)
# A yes to something else: 愿意 is meant for a mediation, 提交 for the summary.
_OTHER_YES = re.compile(r"愿意|同意|公示|公开|调解|举报|提交|^[要有]$")

_OF_ANOTHER = re.compile(
    r"(?:拍|发|传|照|选|弄)错|不是(?:这家|这张|这件|这次|那家|那次|我的|我们的)|(?:照片|图片?|这张|小票|单子)(?:也|都|上)?(?:的)?不(?:对|是|算)"
    r"|(?:是|成)(?:别的?|另一?|其他)的?(?:家|店|张|事|单|次)"
)
_NEITHER = re.compile(r"(?:两个|两家|俩|都|全)(?:都|也)?(?:不对|不是|错了?)")
_WAITS = re.compile(
    r"等(?:一?下|一?会儿?|等)|稍等|(?:看不|没看|看得不)太?(?:清|见|到|懂)|(?:我|再)(?:先|再)?看看"
)
_THE_PICTURE = re.compile(r"照片|相片|图片|截图|这图|小票|这张|那张|第[一二两三四1234][个张家项]")
LONGEST_REMARK = 40  # characters


class Remark(Enum):
    """What is said about the picture instead of answering."""

    OF_ANOTHER = "it is of something else"
    NEITHER = "neither value is right"
    WAITS = "a moment"
    SPEAKS_OF_IT = "it, in words that decide nothing"
    DECIDES = "yes, no, or one of the two values"


_REMARKS = {
    Remark.OF_ANOTHER: _OF_ANOTHER,
    Remark.NEITHER: _NEITHER,
    Remark.WAITS: _WAITS,
    Remark.SPEAKS_OF_IT: _THE_PICTURE,
}


def remark_on_photo(text: str) -> Remark | None:
    """What a message says about the picture; None of one that speaks of something else."""
    word = strip_marks(text)
    if len(word) > LONGEST_REMARK:
        return None
    is_decision = any(pattern.fullmatch(word) for pattern in (_FILL_IN, _LEAVE_OUT, _THE_PHOTO, _MY_WORD))
    if is_decision and not (_NEITHER.fullmatch(word) or _OF_ANOTHER.search(word)):
        return Remark.DECIDES
    return next((remark for remark, pattern in _REMARKS.items() if pattern.search(word)), None)


def _photo_proposal(turn: Turn, values: Values) -> Parsed:
    if turn.is_choice:
        return _marked_choice(turn, PHOTO_PROPOSAL, mark(values))
    word = strip_marks(turn.text)
    if not was_shown(values, turn.sent_at) or _OTHER_YES.search(word):
        return Rejected("photo")
    if _FILL_IN.fullmatch(word):
        return Taken({PHOTO_PROPOSAL: True})
    if _LEAVE_OUT.fullmatch(word):
        return Taken({PHOTO_PROPOSAL: False})
    answer = yes_or_no(turn)
    return Rejected("photo") if answer is None else Taken({PHOTO_PROPOSAL: answer})


def _photo_conflict(turn: Turn, values: Values) -> Parsed:
    """Only words that name one of the two decide; a bare yes to 用哪一个 says nothing."""
    if turn.is_choice:
        return _marked_choice(turn, PHOTO_CONFLICT, mark(values))
    word = strip_marks(turn.text)
    if not was_shown(values, turn.sent_at):
        return Rejected("photo")
    if _THE_PHOTO.fullmatch(word):
        return Taken({PHOTO_CONFLICT: True})
    return Taken({PHOTO_CONFLICT: False}) if _MY_WORD.fullmatch(word) else Rejected("photo")


def _marked_choice(turn: Turn, slot: str, of_now: str) -> Parsed:
    """yes or no to what is shown now; a button that showed something else decides nothing."""
    answer, _, of = (tapped_value(turn, slot) or "").partition(".")
    known = {"yes": True, "no": False}.get(answer)
    return Taken({slot: known}) if known is not None and of == of_now else Rejected("photo")


PHOTO_PARSERS: Mapping[str, Parser] = {
    "merchant_phone": _merchant_phone,
    PHOTO_PROPOSAL: _photo_proposal,
    PHOTO_CONFLICT: _photo_conflict,
}
