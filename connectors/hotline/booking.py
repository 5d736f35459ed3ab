"""The moves of a call back: on which number, when, and what is left when neither can be had. Pure."""

import datetime as dt

from connectors.hotline import saying, wording
from connectors.hotline.call import Book, Call, OfferSlots, Stage, Step
from connectors.hotline.contract import Action
from connectors.hotline.hearing import Heard, agreed, figures_in
from connectors.hotline.numbers import read_typed
from connectors.hotline.steps import MOST_TYPED, MOST_UNCLEAR, act, aside, speak


def book(call: Call, _heard: Heard, *, now: dt.datetime) -> Step:
    """On which number, and when? Not asked as far as the switch's own menu took it."""
    if call.no_slots:
        return leave_message(call)
    if call.number is not None and call.wanted is not None:
        wanted = Book(call.number, call.wanted)
        return act(call, wanted, stage=Stage.SLOT, wanted=None, unclear=0, silent=0)
    if call.number is not None:
        return act(call, OfferSlots(), stage=Stage.SLOT, unclear=0, silent=0)
    question = wording.ASK_NUMBER if call.caller is None else wording.ASK_NUMBER_KNOWN
    return speak(
        call,
        saying.line(question),
        stage=Stage.NUMBER,
        typed="",
        choices=0,
        expects_phone=False,
        unclear=0,
        silent=0,
    )


def leave_message(call: Call) -> Step:
    """The last way out. A switch that takes no messages is not said to take one."""
    if not call.can_voicemail:
        say = (*saying.line(wording.CALL_AGAIN), *saying.line(wording.GOODBYE))
        return speak(call, say, Action.HANGUP, stage=Stage.CLOSING)
    say = (*saying.line(wording.LEAVE_MESSAGE), *saying.line(wording.GOODBYE))
    return speak(call, say, Action.VOICEMAIL, stage=Stage.CLOSING)


def type_number(call: Call, heard: Heard, *, now: dt.datetime) -> Step:
    """The number for the call back, figure by figure or at once; # alone is the one they call from."""
    typed = (call.typed + heard.digits)[: MOST_TYPED + 1]
    number = call.caller if heard.ended and not typed else read_typed(typed)
    if number is not None:
        return act(call, OfferSlots(), number=number, typed="", stage=Stage.SLOT, unclear=0, silent=0)
    if not heard.ended and len(typed) <= MOST_TYPED:
        return aside(call, (), typed=typed, silent=0)
    if call.unclear + 1 >= MOST_UNCLEAR:
        return leave_message(call)
    say = saying.line(wording.PHONE_UNREADABLE)
    return aside(call, say, typed="", unclear=call.unclear + 1, silent=0)


def say_number(call: Call, heard: Heard, *, now: dt.datetime) -> Step:
    """Spoken figures, or yes to the number they call from."""
    if agreed(heard.text) and call.caller is not None:
        return type_number(call.model_copy(update={"typed": ""}), Heard(heard.signal, ended=True), now=now)
    spoken = Heard(heard.signal, digits=figures_in(heard.text), ended=True)
    return type_number(call.model_copy(update={"typed": ""}), spoken, now=now)


def pick(call: Call, heard: Heard, *, now: dt.datetime) -> Step:
    """One of the times that were offered."""
    key = int(heard.digits)
    if key > len(call.slots) or call.number is None:
        return keys_only(call, heard, now=now)
    return act(call, Book(call.number, call.slots[key - 1].start), unclear=0, silent=0)


def keys_only(call: Call, heard: Heard, *, now: dt.datetime) -> Step:
    """Times are chosen by key: a voice that names one may mean another. Never up: after three a message can be left."""
    if call.unclear + 1 >= MOST_UNCLEAR:
        return leave_message(call)
    say = (*saying.line(wording.KEYS_ONLY), *call.said)
    return aside(call, say, unclear=call.unclear + 1, silent=0)
