"""How a step is made: said and remembered, said in between, done first, or told to the assistant. Pure."""

import datetime as dt
from typing import Protocol

from connectors.hotline.call import Call, Effect, Stage, Step, Turn
from connectors.hotline.contract import Action, Say
from connectors.hotline.hearing import Heard

MOST_UNCLEAR = 3  # the third time somebody else is to help
MOST_TYPED = 12  # figures of a landline with its area code


class Move(Protocol):
    """A row of the dialogue's table."""

    def __call__(self, call: Call, heard: Heard, /, *, now: dt.datetime) -> Step: ...


def speak(call: Call, say: tuple[Say, ...], action: Action = Action.LISTEN, **changes: object) -> Step:
    """Say it and go on as changed; it can be heard again with *."""
    changed = call.model_copy(update={**changes, **({"said": say} if say else {})})
    return Step(changed, say=say, action=action)


def aside(call: Call, say: tuple[Say, ...], **changes: object) -> Step:
    """Say it in between: * still repeats what was said before."""
    return Step(call.model_copy(update=changes), say=say)


def act(call: Call, effect: Effect, **changes: object) -> Step:
    """Do it first; what is said comes of its outcome."""
    return Step(call.model_copy(update=changes), effect=effect)


def ask(call: Call, effect: Turn, *, now: dt.datetime, **changes: object) -> Step:
    """The assistant is told something, and has the next word; until then every sign of the switch asks for it."""
    waiting = {"stage": Stage.WAITING, "asked_at": now, "asked_seq": call.last_seq, "unclear": 0, "silent": 0}
    return act(call, effect, **{**waiting, **changes})
