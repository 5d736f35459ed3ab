"""What to do with a message, from the classifier's calibrated ranking alone. Pure.

Two thresholds and a margin, tuned on the development messages (docs/understanding.md); a topic answered at
once is one that stands out, two close ones are offered as choices, and what resembles nothing is not guessed.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

from actions.knowledge.schema import Entry
from actions.turn import Label, Turn


class Decision(str, Enum):
    """The names the evaluation uses too."""

    ANSWER = "answer"
    CLARIFY = "clarify"
    REDIRECT = "redirect"
    FILE = "file"
    FALLBACK = "fallback"
    CHITCHAT = "chitchat"


@dataclass(frozen=True)
class Thresholds:
    """Probabilities, 0 to 1."""

    answer: float = 0.50  # the best topic alone
    margin: float = 0.30  # … and this far ahead of the second
    clarify: float = 0.30  # the best three together


@dataclass(frozen=True)
class Decided:
    """The decision, its topics best first (one for an answer, up to three to choose from), and certainty."""

    decision: Decision
    topics: tuple[str, ...] = ()
    confidence: float = 0.0


FILING_ACTS = frozenset({"complain", "report"})
OUTSIDE_ACTS = frozenset({"out_of_scope_legal", "out_of_scope_chat"})
CHOICES = 3
UNDERSTOOD_ACT = 0.35  # below it an act is a guess


def decide(turn: Turn, entries: Mapping[str, Entry], thresholds: Thresholds = Thresholds()) -> Decided:
    """What this message calls for."""
    topics = tuple(label for label in turn.topics if label.topic in entries)
    if turn.intent in FILING_ACTS and turn.confidence >= UNDERSTOOD_ACT:
        return Decided(Decision.FILE, _names(topics[:CHOICES]), turn.confidence)
    if turn.intent != "ask":
        return _decide_act(turn, topics, thresholds)
    return _decide_topic(topics, entries, thresholds)


def _decide_act(turn: Turn, topics: tuple[Label, ...], thresholds: Thresholds) -> Decided:
    if turn.intent in OUTSIDE_ACTS or turn.intent == "nlu_fallback":
        if sum(label.confidence for label in topics[:CHOICES]) >= thresholds.clarify:
            return Decided(Decision.CLARIFY, _names(topics[:CHOICES]), topics[0].confidence)
        return Decided(Decision.FALLBACK, _names(topics[:CHOICES]), turn.confidence)
    if turn.confidence < UNDERSTOOD_ACT:
        return Decided(Decision.FALLBACK, _names(topics[:CHOICES]), turn.confidence)
    return Decided(Decision.CHITCHAT, (), turn.confidence)


def _decide_topic(topics: tuple[Label, ...], entries: Mapping[str, Entry], thresholds: Thresholds) -> Decided:
    if not topics:
        return Decided(Decision.FALLBACK)
    best = topics[0]
    ahead = best.confidence - (topics[1].confidence if len(topics) > 1 else 0.0)
    if best.confidence >= thresholds.answer and ahead >= thresholds.margin:
        redirects = entries[best.topic or ""].kind == "redirect"
        return Decided(Decision.REDIRECT if redirects else Decision.ANSWER, _names((best,)), best.confidence)
    if sum(label.confidence for label in topics[:CHOICES]) >= thresholds.clarify:
        return Decided(Decision.CLARIFY, _names(topics[:CHOICES]), best.confidence)
    return Decided(Decision.FALLBACK, _names(topics[:CHOICES]), best.confidence)


def offers_filing(decided: Decided, entries: Mapping[str, Entry]) -> bool:
    """Whether registering a complaint is offered with this decision."""
    match decided.decision:
        case Decision.FILE:
            return True
        case Decision.ANSWER | Decision.REDIRECT:
            return entries[decided.topics[0]].offer_filing
        case Decision.CLARIFY:
            return any(entries[topic].offer_filing for topic in decided.topics)
        case _:
            return False


def _names(labels: tuple[Label, ...]) -> tuple[str, ...]:
    return tuple(label.topic for label in labels if label.topic)
