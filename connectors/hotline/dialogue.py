"""A call as a table: what happens where it stands. Pure; the time is passed in.

    step = hear(call, request, now=…)         # an event of the switch
    step.effect is a Turn  → answered(…) with the assistant's reply, or thinking(…) when it is slow
                 Collect   → answered(…), or thinking(…) again
                 OfferSlots → offer_slots(…)
                 Book      → booked(…), or offer_slots(…, taken=True)
                 HandOff, KeepDraft, None → nothing more is to be told
    response_of(step, request) is what the switch is answered; a hang-up is answered 204, without a body.

Rules that hold everywhere: only a final result of the recogniser is heard; 0 leads to a person, to a call back or to a
message, never to nothing; a hang-up is final and harmless when repeated; no event in any stage is an error.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from connectors.hotline import booking, moves, saying, wording
from connectors.hotline.call import Call, Collect, Reply, SlotOffer, Stage, Step
from connectors.hotline.contract import (
    Action,
    CallbackBooked,
    Event,
    HotlineRequest,
    HotlineResponse,
    Say,
    Transfer,
)
from connectors.hotline.hearing import Heard, Signal
from connectors.hotline.hearing import hear as heard_of
from connectors.hotline.numbers import CallerKind, read_caller
from connectors.hotline.spoken import MOST_CHOICES
from connectors.hotline.steps import Move, speak

S, E = Stage, Signal

ANYWHERE: Mapping[Signal, Move] = {
    E.BEGIN: moves.again,  # the switch lost its place
    E.INTERIM: moves.nothing,
    E.SAID: moves.turn,
    E.UNCLEAR: moves.unclear,
    E.SILENT: moves.silent,
    E.PLAYED: moves.nothing,
    E.ZERO: moves.zero,
    E.STAR: moves.again,
    E.HASH: moves.nothing,
    E.KEY: moves.wrong_key,
    E.FIGURES: moves.wrong_key,
    E.CALLBACK: booking.book,
    E.HANGUP: moves.end,
}
# Where something else happens; everything not named is as above.
EXCEPT: Mapping[Stage, Mapping[Signal, Move]] = {
    # Whatever comes first, the caller hears who speaks; words that came first are answered.
    S.NEW: {
        signal: moves.greet
        for signal in Signal
        if signal not in (E.SAID, E.ZERO, E.CALLBACK, E.HANGUP, E.INTERIM)
    },
    S.CONSENT: {E.KEY: moves.decide_record, E.SAID: moves.decide_record},
    S.SMS: {E.KEY: moves.decide_sms, E.SAID: moves.decide_sms},
    S.LISTENING: {
        E.KEY: moves.choose,
        E.FIGURES: moves.figures,
        E.HASH: moves.close_phone,
        E.STAR: moves.wipe_number,
    },
    S.WAITING: {
        E.SILENT: moves.collect,
        E.PLAYED: moves.collect,
        E.UNCLEAR: moves.collect,
        E.KEY: moves.collect,
        E.FIGURES: moves.collect,
        E.HASH: moves.collect,
        E.BEGIN: moves.collect,
    },
    S.MENU: {E.KEY: moves.menu_key},
    S.NUMBER: {
        E.KEY: booking.type_number,
        E.FIGURES: booking.type_number,
        E.HASH: booking.type_number,
        E.SAID: booking.say_number,
        E.STAR: moves.wipe_number,
        E.UNCLEAR: booking.keys_only,
    },
    S.SLOT: {
        E.KEY: booking.pick,
        E.FIGURES: booking.keys_only,
        E.SAID: booking.keys_only,
        E.UNCLEAR: booking.keys_only,
    },
    S.TRANSFERRED: {
        **{signal: moves.stay_transferred for signal in Signal if signal is not E.HANGUP},
        E.BEGIN: moves.transfer_failed,
        E.CALLBACK: moves.transfer_failed,
    },
    S.CLOSING: {
        **{signal: moves.stay_closed for signal in Signal if signal is not E.HANGUP},
        E.ZERO: moves.human,
        E.CALLBACK: booking.book,
    },
    S.ENDED: dict.fromkeys(Signal, moves.stay_closed),
}
TABLE: Mapping[tuple[Stage, Signal], Move] = {
    (stage, signal): EXCEPT.get(stage, {}).get(signal, ANYWHERE[signal])
    for stage in Stage
    for signal in Signal
}
LOST_AFTER = dt.timedelta(minutes=10)  # far longer than three silences
# What is still heard when a later event was answered before: words, the wish for a person, the end. The rest spoke of
# a question that is not the one asked now.
LATE = frozenset({E.SAID, E.FIGURES, E.ZERO, E.CALLBACK, E.HANGUP})


def hear(call: Call, request: HotlineRequest, *, now: dt.datetime, area_code: str | None = None) -> Step:
    """What an event leads to. An event with a seq that is not the newest is late; a repeat of one that was answered is
    the caller's matter, who gives the same answer again."""
    heard = heard_of(request)
    late = request.seq <= call.last_seq
    call = _told(call, request, area_code=area_code, now=now)
    if late and heard.signal not in LATE and call.stage is not Stage.ENDED:
        return standing(call)
    return TABLE[call.stage, heard.signal](call, heard, now=now)


def _told(call: Call, request: HotlineRequest, *, area_code: str | None, now: dt.datetime) -> Call:
    """What the event tells beside what happened: who calls, why, how long they waited, what they agreed to."""
    told: dict[str, object] = {
        "last_seq": max(call.last_seq, request.seq),
        "began_at": call.began_at or now,
        "heard_at": now,
    }
    caller = read_caller(request.caller, hidden=request.caller_hidden, area_code=area_code)
    if caller.e164 is not None or request.caller_hidden:  # later events need not tell it again
        told |= {"caller": caller.e164, "mobile": caller.kind is CallerKind.MOBILE}
    for name in ("reason", "wait_s", "position", "queue"):
        value = getattr(request, name)
        if value is not None:
            told[name] = value
    if request.consent.record is not None:
        told["record"] = request.consent.record
    if request.consent.sms is not None:
        told["sms"] = request.consent.sms
    if request.event is Event.CALLBACK_REQUEST and request.callback is not None:
        wanted = read_caller(request.callback.number, area_code=area_code).e164
        told["number"] = wanted or call.number
        if request.callback.slot_from is not None:
            told["wanted"] = dt.datetime.fromtimestamp(request.callback.slot_from, dt.UTC)
    return call.model_copy(update=told)


def standing(call: Call) -> Step:
    """Nothing new: the switch goes on with what it is doing."""
    doing = {Stage.TRANSFERRED: Action.TRANSFER, Stage.CLOSING: Action.HANGUP, Stage.ENDED: Action.HANGUP}
    return Step(call, action=doing.get(call.stage, Action.LISTEN))


def lost(call: Call, *, now: dt.datetime) -> Step | None:
    """The end of a call of which nothing was heard for LOST_AFTER: some switches tell no hang-up, and any may miss one.
    None: it may go on."""
    if call.stage is Stage.ENDED or call.heard_at is None or now - call.heard_at < LOST_AFTER:
        return None
    return moves.end(call, Heard(Signal.HANGUP), now=now)


def answered(step: Step, told: Reply, *, now: dt.datetime) -> Step:
    """The assistant has answered the step's Turn. The first time it takes a complaint, whether a link may be sent is asked
    in between, once, and only of somebody whom a link would reach."""
    call = step.call.model_copy(update={"draft": told.draft, "asked_at": None, "typed": ""})
    say = (*step.say, *saying.reply(told))
    if told.handoff:
        return _behind(say, moves.human(call, Heard(Signal.ZERO), now=now))
    if told.over:
        return speak(call, (*say, *saying.line(wording.GOODBYE)), Action.HANGUP, stage=Stage.CLOSING)
    say = say or saying.line(wording.NOTHING_TO_SAY)
    listening: dict[str, Any] = {
        "choices": min(len(told.choices), MOST_CHOICES),
        "expects_phone": told.expects_phone,
    }
    if told.draft and call.sms is None and call.reads_links:
        question = saying.line(wording.ASK_SMS)
        return speak(call, question, stage=Stage.SMS, held=say, **listening)
    return speak(call, say, stage=Stage.LISTENING, **listening)


def thinking(step: Step, *, now: dt.datetime) -> Step:
    """The assistant needs longer than a caller waits in silence: something is said, and the answer comes with the next
    event."""
    call = step.call
    word = wording.STILL_BUSY if isinstance(step.effect, Collect) else wording.FILLER
    waiting = {"stage": Stage.WAITING, "asked_at": call.asked_at or now}
    return Step(call.model_copy(update=waiting), say=(*step.say, *saying.line(word)))


def offer_slots(step: Step, free: Sequence[SlotOffer], *, taken: bool = False) -> Step:
    """When we could call back, soonest first; none free: a message can be left.

    taken: the time that was chosen had just been booked by somebody else.
    """
    say = (*step.say, *saying.line(wording.SLOT_TAKEN)) if taken else step.say
    if not free:
        call = step.call.model_copy(update={"no_slots": True, "slots": ()})
        return _behind((*say, *saying.line(wording.NO_SLOTS)), booking.leave_message(call))
    offers = tuple(free[:MOST_CHOICES])
    return _behind(say, speak(step.call, saying.slots(step.call, offers), stage=Stage.SLOT, slots=offers))


def booked(step: Step, *, window: str, ticket: str) -> Step:
    """The call back stands; the call is over."""
    say = (*step.say, *saying.booked(window, ticket))
    return speak(step.call, say, Action.CALLBACK, stage=Stage.CLOSING)


def _behind(say: tuple[Say, ...], step: Step) -> Step:
    return Step(step.call, step.effect, (*say, *step.say), step.action)


def response_of(
    step: Step,
    request: HotlineRequest,
    *,
    queue: str = wording.HUMAN,
    case_id: str | None = None,
    summary: str | None = None,
    booked_as: CallbackBooked | None = None,
) -> HotlineResponse:
    """What the switch is answered. queue: where to transfer to if the event told none."""
    transfer = None
    if step.action is Action.TRANSFER:
        transfer = Transfer(queue=step.call.queue or queue, case_id=case_id, summary=summary)
    return HotlineResponse(
        call_id=request.call_id,
        seq=request.seq,
        say=step.say,
        expect=saying.expect(step.call) if step.action is Action.LISTEN else None,
        action=step.action,
        transfer=transfer,
        callback=booked_as,
        case_id=case_id,
    )
