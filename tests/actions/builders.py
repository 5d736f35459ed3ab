"""Turns and knowledge for the tests of the actions; a test states only what matters."""

import datetime as dt
from functools import cache

from actions.knowledge.store import Knowledge, load_knowledge
from actions.settings import KNOWLEDGE
from actions.turn import Label, Turn

SENT_AT = dt.datetime(2026, 11, 20, 3, 0, tzinfo=dt.UTC)  # a Friday, 11:00 in China


@cache
def shipped_knowledge() -> Knowledge:
    return load_knowledge(KNOWLEDGE)


def ranked(**topics: float) -> tuple[Label, ...]:
    """A ranking, best first, of topics given as topic=probability."""
    return tuple(Label(f"ask/{name}", p) for name, p in sorted(topics.items(), key=lambda item: -item[1]))


def said(text: str, intent: str = "nlu_fallback", confidence: float = 0.9, **topics: float) -> Turn:
    """A typed message; topics are given as topic=probability."""
    return Turn(
        text=text,
        intent=intent,
        confidence=confidence,
        ranking=ranked(**topics),
        message_id=f"m-{text[:20]}",
        sent_at=SENT_AT,
    )


def tapped(intent: str, **parameters: str) -> Turn:
    """A tapped choice."""
    return Turn(
        text=f"/{intent}",
        intent=intent,
        parameters=parameters,
        is_choice=True,
        message_id="tap",
        sent_at=SENT_AT,
    )
