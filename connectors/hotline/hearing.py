"""From an event of the switch to what the caller meant by it. Pure."""

import re
from dataclasses import dataclass, field
from enum import StrEnum

from connectors.hotline.contract import Event, HotlineRequest

SURE = 0.5  # confidence below which what was recognised is not taken for what was said
FIGURES = str.maketrans("零〇一二三四五六七八九幺两", "0012345678912")
NO_WORD = re.compile(r"[\s，。！？、,.!?]")
# What people answer to a question of yes or no, whole: 「不同意」 holds 「同意」, and a story may hold either.
YES = re.compile(
    r"(?:我)?(?:同意|愿意)|是的?|好[的啊吧]?|行[的吧]?|可以[的啊]?|没问题|嗯+|对[的啊]?|要[的吧]?|需要|发吧"
)
NO = re.compile(r"(?:我)?不(?:是|行|可以|同意|要|用了?|需要|必|愿意|好)?|算了|别发?了?")
SOFTENERS = "了呀啊吧哦"
HESITATION = re.compile(r"^(?:嗯|呃|额|啊|哦|哎|那个|这个|就是|那)+(?=.)")  # before the word that counts
# What a recogniser writes of the sounds people make while they think; 「这个月」 and 「那家店」 are words.
SOUNDS = re.compile(r"^(?:[嗯呃额哦哎]+|啊+(?=[，,、])|(?:那个|这个)(?=[嗯呃额，,、]))+[，,、]?(?=.)")


class Signal(StrEnum):
    """What an event says, apart from its content."""

    BEGIN = "begin"
    INTERIM = "interim"  # of a sentence that goes on
    SAID = "said"
    UNCLEAR = "unclear"
    SILENT = "silent"
    PLAYED = "played"
    ZERO = "zero"  # a person, please
    STAR = "star"  # again, please
    HASH = "hash"  # that was all, or nothing at all
    KEY = "key"  # one of 1 to 9
    FIGURES = "figures"  # several, or one with its #
    CALLBACK = "callback"
    HANGUP = "hangup"


@dataclass(frozen=True)
class Heard:
    """text: of SAID; digits: of ZERO, KEY and FIGURES, without marks; ended: # closed them."""

    signal: Signal
    text: str = field(default="", repr=False)
    digits: str = field(default="", repr=False)
    ended: bool = False


PLAIN = {
    Event.OVERFLOW: Signal.BEGIN,
    Event.START: Signal.BEGIN,
    Event.SILENCE: Signal.SILENT,
    Event.PLAYBACK_DONE: Signal.PLAYED,
    Event.CALLBACK_REQUEST: Signal.CALLBACK,
    Event.HANGUP: Signal.HANGUP,
}


def hear(request: HotlineRequest) -> Heard:
    """What the event means. An answer of a recogniser that tells no confidence is taken as sure."""
    if request.event in PLAIN:
        return Heard(PLAIN[request.event])
    if request.event is Event.DTMF:
        return _typed(request.digits or "")
    assert request.asr is not None  # the contract sees to it
    asr = request.asr
    if not asr.final:
        return Heard(Signal.INTERIM)
    if not any(sign.isalnum() for sign in asr.text):
        return Heard(Signal.UNCLEAR)  # marks, or what cannot be seen: nothing was said
    if asr.confidence is not None and asr.confidence < SURE:
        return Heard(Signal.UNCLEAR)
    return Heard(Signal.SAID, text=SOUNDS.sub("", asr.text.strip()))


def _typed(keys: str) -> Heard:
    """* anywhere wipes what stands before it, as on any keypad; # ends. The letters of old keypads mean nothing."""
    if "*" in keys:
        rest = keys.rpartition("*")[2]
        if not rest.strip("#ABCD"):
            return Heard(Signal.STAR)
        keys = rest
    ended, digits = "#" in keys, re.sub(r"[^0-9]", "", keys.partition("#")[0])
    match digits:
        case "":
            return Heard(Signal.HASH, ended=True)
        case "0":
            return Heard(Signal.ZERO, digits=digits, ended=ended)
        case _ if len(digits) == 1:
            return Heard(Signal.KEY, digits=digits, ended=ended)
    return Heard(Signal.FIGURES, digits=digits, ended=ended)


def agreed(text: str) -> bool | None:
    """Whether the caller said yes or no; None for anything else, however it goes on."""
    word = HESITATION.sub("", NO_WORD.sub("", text)).rstrip(SOFTENERS)
    if NO.fullmatch(word):
        return False
    return True if YES.fullmatch(word) else None


def figures_in(text: str) -> str:
    """The figures of a spoken number: 「幺三八 零零零零…」 and 「138…」 alike, without what stands around them."""
    return re.sub(r"[^0-9]", "", text.translate(FIGURES))
