"""What an action sees of the turn: the person's message as NLU understood it, and when it was sent."""

import datetime as dt
from collections.abc import Iterable, Mapping
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
    taken_at: dt.datetime | None = None  # when the assistant took it up; None: when it was sent
    attachments: tuple[Mapping[str, str], ...] = ()
    notice: Mapping[str, str] = field(
        default_factory=dict
    )  # what the desk told just before: {"key", "case_no", …}
    quiet: bool = False  # told by the desk, to be remembered without a word
    reading: Mapping[str, Any] | None = None  # of a photograph, told by the desk: {"attachment_id", "lines"}
    parts: tuple[
        "Turn", ...
    ] = ()  # its questions in order, each read as a message of its own; two to four, or none
    in_context: tuple[
        Label, ...
    ] = ()  # ranking of "the question before, and this": a short message under a topic

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


def read_ranking(rows: Iterable[Mapping[str, Any]] | None) -> tuple[Label, ...]:
    """Labels of [{"name", "confidence"}, ...]; none for None."""
    return tuple(Label(row["name"], float(row["confidence"])) for row in rows or ())


def read_parts(rows: Iterable[Mapping[str, Any]] | None) -> tuple[Turn, ...]:
    """The questions of a message, from [{"text", "intent": {"name", "confidence"}, "topic_ranking"}, ...]."""
    return tuple(
        Turn(
            text=row["text"],
            intent=row["intent"].get("name") or "nlu_fallback",
            confidence=float(row["intent"].get("confidence") or 0.0),
            ranking=read_ranking(row.get("topic_ranking")),
        )
        for row in rows or ()
    )


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
        ranking=read_ranking(message.get("topic_ranking")),
        parts=read_parts(message.get("parts")),
        in_context=read_ranking(message.get("in_context")),
        parameters={e["entity"]: str(e["value"]) for e in message.get("entities") or ()},
        # What a person types has been through the classifier, a payload of the desk has not.
        is_choice=text.startswith("/") and "topic_ranking" not in message,
        message_id=message.get("message_id") or "",
        sent_at=dt.datetime.fromisoformat(sent_at) if sent_at else dt.datetime.now(dt.UTC),
        channel=metadata.get("channel") or "",
        taken_at=dt.datetime.now(dt.UTC),
        attachments=tuple(metadata.get("attachments") or ()),
        notice=metadata.get("notice") or {},
        quiet=bool(metadata.get("quiet")),
        reading=metadata.get("reading"),
    )
