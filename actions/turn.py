"""What an action sees of the turn: the person's message as NLU understood it, and when it was sent."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from zoneinfo import ZoneInfo

LEGAL_ZONE = ZoneInfo("Asia/Shanghai")

TOPIC_PREFIX = "ask/"


@dataclass(frozen=True)
class Label:
    """One candidate of the classifier: a dialogue act, or `ask/<topic>`."""

    name: str
    confidence: float

    @property
    def topic(self) -> str | None:
        """The catalogue topic, for a question; None for an act."""
        return self.name.removeprefix(TOPIC_PREFIX) if self.name.startswith(TOPIC_PREFIX) else None


@dataclass(frozen=True)
class Turn:
    """The person's newest message. `ranking` is best first, over topics and acts together."""

    text: str
    intent: str
    confidence: float = 1.0
    ranking: tuple[Label, ...] = ()
    parameters: Mapping[str, str] = field(default_factory=dict)  # of a tapped choice
    is_choice: bool = False  # tapped, not typed
    message_id: str = ""
    sent_at: dt.datetime = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
    channel: str = ""
    attachments: tuple[Mapping[str, str], ...] = ()

    @property
    def today(self) -> dt.date:
        """The legal day on which the message was sent: re-running a turn tomorrow changes nothing."""
        return self.sent_at.astimezone(LEGAL_ZONE).date()

    def probability(self, name: str) -> float:
        """How likely the classifier thinks this act or `ask/<topic>`."""
        return next((label.confidence for label in self.ranking if label.name == name), 0.0)

    @property
    def topics(self) -> tuple[Label, ...]:
        """The topics of the ranking, best first."""
        return tuple(label for label in self.ranking if label.topic)


def read_turn(tracker: Any) -> Turn:
    """The newest turn of a rasa-sdk Tracker."""
    message: Mapping[str, Any] = tracker.latest_message
    metadata: Mapping[str, Any] = message.get("metadata") or {}
    text = message.get("text") or ""
    intent: Mapping[str, Any] = message.get("intent") or {}
    sent_at = metadata.get("sent_at")
    return Turn(
        text=text,
        intent=intent.get("name") or "nlu_fallback",
        confidence=float(intent.get("confidence") or 0.0),
        ranking=tuple(Label(r["name"], float(r["confidence"])) for r in message.get("topic_ranking") or ()),
        parameters={e["entity"]: str(e["value"]) for e in message.get("entities") or ()},
        # What a person types has been through the classifier, a payload of the desk has not.
        is_choice=text.startswith("/") and "topic_ranking" not in message,
        message_id=message.get("message_id") or "",
        sent_at=dt.datetime.fromisoformat(sent_at) if sent_at else dt.datetime.now(dt.UTC),
        channel=metadata.get("channel") or "",
        attachments=tuple(metadata.get("attachments") or ()),
    )
