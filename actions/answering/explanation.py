"""Which rule decided, in a slot for staff; consumers never see it.

The slot stays until the next explanation, so it names the message it belongs to: a reader shows it only with
that message.
"""

from collections.abc import Iterable

from rasa_sdk.events import EventType, SlotSet

from actions.turn import Turn

EXPLANATION = "explanation"


def explain(
    turn: Turn,
    decision: str,
    rule: str,
    *,
    topics: Iterable[str] = (),
    place: str | None = None,
    context: str | None = None,
    parts: Iterable[int] = (),
) -> EventType:
    """The event that sets the slot.

    Args:
        decision: a `Decision`, or `place`, `ladder`, `affirm` for the actions that take none.
        rule: a sentence with its numbers: topic stands out: 0.71 ≥ 0.65, 0.55 ahead of the next.
        topics: what was answered or offered, in order.
        place: the place whose answer was given, as an official chain.
        context: the topic under discussion, where the message was understood through it.
        parts: which of the message's questions were answered, from 1; none when it was answered whole.
    """
    value = {
        "message_id": turn.message_id,
        "decision": decision,
        "rule": rule,
        "topics": list(topics),
        "place": place,
        "context": context,
        "part": list(parts) or None,
    }
    return SlotSet(EXPLANATION, value)
