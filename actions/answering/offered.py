"""What the assistant's newest message offered: its buttons, which a typed yes says yes to."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from actions.turn import Turn

FILING = ("complain", "report")  # the acts of the buttons that begin the form
_PAYLOAD = re.compile(r"/(?P<act>\w+)(?P<parameters>\{.*\})?", re.DOTALL)


@dataclass(frozen=True)
class Offer:
    """A button: the act it sends, and with which parameters ({"topic": "tourism_forced_shopping"})."""

    act: str
    parameters: Mapping[str, str]


def offers(tracker: Any) -> tuple[Offer, ...]:
    """The buttons of the newest message that was shown: a quiet one, said under a photograph's reading, never is."""
    shown = (
        event.get("data") or {}
        for event in reversed(tracker.events)
        if event.get("event") == "bot" and not ((event.get("data") or {}).get("custom") or {}).get("quiet")
    )
    buttons = next(shown, {}).get("buttons") or ()
    read = (_PAYLOAD.fullmatch(button.get("payload") or "") for button in buttons)
    return tuple(Offer(found["act"], json.loads(found["parameters"] or "{}")) for found in read if found)


def filing_offered(tracker: Any) -> Offer | None:
    """The offer to register a complaint or a report, of the newest message."""
    return next((offer for offer in offers(tracker) if offer.act in FILING), None)


def taken_up(turn: Turn, tracker: Any) -> Turn:
    """A typed yes to an offer to file, with the act and the parameters of its button; any other turn as it is."""
    offer = filing_offered(tracker) if turn.intent == "affirm" and not turn.is_choice else None
    if offer is None:
        return turn
    return replace(turn, intent=offer.act, parameters=offer.parameters)
