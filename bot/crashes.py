"""How a turn fails, inside Rasa and towards the channel."""

from __future__ import annotations


class TurnFailed(Exception):
    """The turn crashed and left no trace. The message names where, and holds nothing a person wrote."""


class ActionsAway(TurnFailed):
    """The action server could not be reached: not the turn's fault, and the same message will pass later."""


class TurnCrash(BaseException):
    """Ends a turn from inside Rasa. A BaseException, because Rasa catches every Exception and carries on."""


class ActionsUnreachable(TurnCrash):
    """No answer of the action server: refused, broken off or timed out."""
