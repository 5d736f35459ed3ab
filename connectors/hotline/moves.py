"""What each row of the dialogue's table does: from a call and what was heard to a step. Pure."""

import datetime as dt

from connectors.hotline import saying, wording
from connectors.hotline.booking import book, leave_message, type_number
from connectors.hotline.call import (
    Call,
    Collect,
    HandOff,
    KeepDraft,
    Stage,
    Step,
    Turn,
)
from connectors.hotline.contract import Action
from connectors.hotline.hearing import Heard, agreed
from connectors.hotline.numbers import read_typed
from connectors.hotline.steps import MOST_TYPED, MOST_UNCLEAR, act, aside, ask, speak

MOST_SILENT = 3
PATIENCE = dt.timedelta(seconds=25)  # so long a caller is asked to wait for one answer


def nothing(call: Call, _heard: Heard, *, now: dt.datetime) -> Step:
    """Go on listening."""
    return Step(call)


def again(call: Call, _heard: Heard, *, now: dt.datetime) -> Step:
    """What was said last, once more."""
    return Step(call, say=call.said or saying.line(wording.TELL_ME))


def greet(call: Call, _heard: Heard, *, now: dt.datetime) -> Step:
    """Who speaks. Whether the sound may be recorded is asked unless the switch did; the answer is awaited."""
    hello = saying.greeting(call)
    if call.record is None:
        question = saying.line(wording.ASK_RECORD)
        return Step(
            call.model_copy(update={"stage": Stage.CONSENT, "said": question}), say=(*hello, *question)
        )
    return speak(call, (*hello, *saying.what_i_do(call)), stage=Stage.LISTENING)


def turn(call: Call, heard: Heard, *, now: dt.datetime) -> Step:
    """The assistant is told what was said; whatever was asked in between counts as not answered: no."""
    changes: dict[str, object] = {}
    if call.stage in (Stage.NEW, Stage.CONSENT):
        changes["record"] = bool(call.record)
    if call.stage is Stage.SMS:
        changes |= {"sms": False, "held": ()}
    return ask(call, Turn(text=heard.text), now=now, **changes)


def decide_record(call: Call, heard: Heard, *, now: dt.datetime) -> Step:
    """1 or yes, 2 or no. Whoever begins to tell instead is not made to answer first."""
    choice = _yes_or_no(heard)
    if choice is None:
        return turn(call, heard, now=now) if heard.text else wrong_key(call, heard, now=now)
    answer = wording.RECORD_YES if choice else wording.RECORD_NO
    say = (*saying.line(answer), *saying.what_i_do(call))
    return speak(call, say, record=choice, stage=Stage.LISTENING, unclear=0, silent=0)


def decide_sms(call: Call, heard: Heard, *, now: dt.datetime) -> Step:
    """As with the recording; then comes what was held back for the question."""
    choice = _yes_or_no(heard)
    if choice is None:
        return turn(call, heard, now=now) if heard.text else wrong_key(call, heard, now=now)
    answer = saying.line(wording.SMS_YES if choice else wording.SMS_NO)
    held = call.held or saying.line(wording.NOTHING_TO_SAY)
    return speak(call, (*answer, *held), sms=choice, held=(), stage=Stage.LISTENING, unclear=0, silent=0)


def _yes_or_no(heard: Heard) -> bool | None:
    if heard.digits:
        return {"1": True, "2": False}.get(heard.digits)
    return agreed(heard.text)


def unclear(call: Call, heard: Heard, *, now: dt.datetime) -> Step:
    """Asked again; the second time by keys; the third time somebody else is to help."""
    count = call.unclear + 1
    if count >= MOST_UNCLEAR:
        return human(call, heard, now=now)
    if count == 1:
        return aside(call, saying.line(wording.SAY_AGAIN), unclear=count)
    keyed = call.choices or call.stage is not Stage.LISTENING
    if keyed:  # its keys are known: they are told again
        say = (*saying.line(wording.PRESS_KEYS), *call.said)
        return aside(call, say, unclear=count)
    say = (*saying.line(wording.PRESS_KEYS), *saying.line(wording.MENU))
    return speak(call, say, unclear=count, stage=Stage.MENU)


def wrong_key(call: Call, heard: Heard, *, now: dt.datetime) -> Step:
    """A key that opens nothing is no help either: three of them, and somebody else is asked."""
    if call.unclear + 1 >= MOST_UNCLEAR:
        return human(call, heard, now=now)
    say = (*saying.line(wording.NO_SUCH_KEY), *call.said)
    return aside(call, say, unclear=call.unclear + 1, silent=0, typed="")


def silent(call: Call, heard: Heard, *, now: dt.datetime) -> Step:
    """Asked whether they are there, then told that there is time, then goodbye; what was told stays."""
    count = call.silent + 1
    if count >= MOST_SILENT:
        say = saying.line(wording.GOODBYE_SILENT)
        return speak(call, say, Action.HANGUP, silent=count, stage=Stage.CLOSING)
    word = wording.STILL_THERE if count == 1 else wording.TAKE_YOUR_TIME
    return aside(call, (*saying.line(word), *call.said), silent=count)


def choose(call: Call, heard: Heard, *, now: dt.datetime) -> Step:
    """A key of the open choices; while a phone is typed, one of its figures."""
    if call.expects_phone:
        return type_phone(call, heard, now=now)
    key = int(heard.digits)
    if key > call.choices:
        return wrong_key(call, heard, now=now)
    return ask(call, Turn(choice=key - 1), now=now)


def figures(call: Call, heard: Heard, *, now: dt.datetime) -> Step:
    """Several figures: the phone that is asked for, or a number the caller would rather type than say."""
    if call.expects_phone:
        return type_phone(call, heard, now=now)
    if call.choices:
        return wrong_key(call, heard, now=now)
    return ask(call, Turn(text=heard.digits), now=now)


def type_phone(call: Call, heard: Heard, *, now: dt.datetime) -> Step:
    """Figures gather until # or until they are a phone: some switches send each key by itself."""
    typed = (call.typed + heard.digits)[: MOST_TYPED + 1]
    phone = read_typed(typed)
    if phone is not None:
        return ask(call, Turn(text=phone.removeprefix("+86")), now=now, typed="")
    if heard.ended or len(typed) > MOST_TYPED:
        return _phone_unreadable(call, heard, now=now)
    return Step(call.model_copy(update={"typed": typed, "silent": 0}))


def close_phone(call: Call, heard: Heard, *, now: dt.datetime) -> Step:
    """A # with nothing, or with the figures that came before it."""
    if not (call.expects_phone and call.typed):
        return nothing(call, heard, now=now)
    return type_phone(call, heard, now=now)


def _phone_unreadable(call: Call, heard: Heard, *, now: dt.datetime) -> Step:
    if call.unclear + 1 >= MOST_UNCLEAR:
        return human(call, heard, now=now)
    say = saying.line(wording.PHONE_UNREADABLE)
    return aside(call, say, typed="", unclear=call.unclear + 1, silent=0)


def collect(call: Call, heard: Heard, *, now: dt.datetime) -> Step:
    """Is the answer there? Whoever waited too long is helped by somebody else."""
    if call.asked_at is not None and now - call.asked_at >= PATIENCE:
        step = human(call, heard, now=now)
        return Step(step.call, step.effect, (*saying.line(wording.TOO_SLOW), *step.say), step.action)
    return act(call, Collect())


def menu_key(call: Call, heard: Heard, *, now: dt.datetime) -> Step:
    if heard.digits == "1":
        return speak(call, saying.line(wording.TELL_ME), stage=Stage.LISTENING, silent=0)
    if heard.digits == "2":
        return book(call, heard, now=now)
    return wrong_key(call, heard, now=now)


def human(call: Call, heard: Heard, *, now: dt.datetime) -> Step:
    """To an agent; to a call back where there is none; to a message where that is full, or not wanted either."""
    if call.nobody:
        return book(call, heard, now=now)
    say = saying.line(wording.TRANSFERRING, bargein=False)
    changed = call.model_copy(update={"stage": Stage.TRANSFERRED, "said": say})
    return Step(changed, HandOff(), say, Action.TRANSFER)


def zero(call: Call, heard: Heard, *, now: dt.datetime) -> Step:
    """A person, please. Only between the figures of a phone it is one of them, for switches that send each by itself."""
    if not call.typed:
        booking = call.stage in (Stage.NUMBER, Stage.SLOT)
        return leave_message(call) if booking and call.nobody else human(call, heard, now=now)
    return (type_number if call.stage is Stage.NUMBER else type_phone)(call, heard, now=now)


def transfer_failed(call: Call, heard: Heard, *, now: dt.datetime) -> Step:
    """The call came back: nobody took over."""
    failed = call.model_copy(update={"failed_transfers": call.failed_transfers + 1})
    step = book(failed, heard, now=now)
    return Step(
        step.call,
        step.effect or HandOff(failed=True),
        (*saying.line(wording.NOBODY_FREE), *step.say),
        step.action,
    )


def wipe_number(call: Call, heard: Heard, *, now: dt.datetime) -> Step:
    return again(call.model_copy(update={"typed": ""}), heard, now=now)


def stay_transferred(call: Call, _heard: Heard, *, now: dt.datetime) -> Step:
    """The switch asks again while it transfers: it is told the same."""
    return Step(call, action=Action.TRANSFER)


def stay_closed(call: Call, _heard: Heard, *, now: dt.datetime) -> Step:
    return Step(call, action=Action.HANGUP)


def end(call: Call, _heard: Heard, *, now: dt.datetime) -> Step:
    """The line is gone. A link to go on is sent only to somebody who agreed to it, and can be reached."""
    resume = call.draft and call.sms is True and call.reads_links
    changes = {"stage": Stage.ENDED, "said": (), "held": (), "slots": (), "typed": "", "choices": 0}
    return act(call, KeepDraft(resume=resume), **changes)
