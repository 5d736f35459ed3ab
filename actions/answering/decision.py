"""What to do with a message, from the classifier's calibrated ranking alone. Pure.

Answered at once is a topic that stands out, or leads topics whose answers lead to each other; close ones are
offered as choices, and what resembles nothing is not guessed. The thresholds were tuned on the development
messages (docs/understanding.md).
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

    answer: float = 0.65  # the best topic alone
    margin: float = 0.30  # … and this far ahead of the second
    leader: float = 0.40  # or the best of related topics, whose answers lead to each other,
    family: float = 0.80  # … that are this likely together
    clarify: float = 0.30  # the best three together


@dataclass(frozen=True)
class Decided:
    """The decision, its topics best first (one for an answer, up to three to choose from), certainty, and
    `rule`: which rule decided, with its numbers, for staff."""

    decision: Decision
    topics: tuple[str, ...] = ()
    confidence: float = 0.0
    rule: str = ""


FILING_ACTS = frozenset({"complain", "report"})
# What asks about a topic: `ask_more` (「还有例外吗」「然后呢」) asks on about the one before.
ASKING_ACTS = frozenset({"ask", "ask_more"})
OUTSIDE_ACTS = frozenset({"out_of_scope_legal", "out_of_scope_chat"})
CHOICES = 3
UNDERSTOOD_ACT = 0.35  # below it an act is a guess


def decide(turn: Turn, entries: Mapping[str, Entry], thresholds: Thresholds = Thresholds()) -> Decided:
    """What this message calls for."""
    topics = tuple(label for label in turn.topics if label.topic in entries)
    if turn.intent in FILING_ACTS and turn.confidence >= UNDERSTOOD_ACT:
        return Decided(Decision.FILE, _names(topics[:CHOICES]), turn.confidence, _act_rule(turn, "≥"))
    if turn.intent not in ASKING_ACTS:
        return _decide_act(turn, topics, thresholds)
    return decide_topic(topics, entries, thresholds)


def _decide_act(turn: Turn, topics: tuple[Label, ...], thresholds: Thresholds) -> Decided:
    names = _names(topics[:CHOICES])
    if turn.intent in OUTSIDE_ACTS or turn.intent == "nlu_fallback":
        together, rule = _together(topics, thresholds)
        if together:
            return Decided(Decision.CLARIFY, names, topics[0].confidence, f"{turn.intent}, yet {rule}")
        return Decided(Decision.FALLBACK, names, turn.confidence, f"{turn.intent}, and {rule}")
    if turn.confidence < UNDERSTOOD_ACT:
        return Decided(Decision.FALLBACK, names, turn.confidence, _act_rule(turn, "<"))
    return Decided(Decision.CHITCHAT, (), turn.confidence, _act_rule(turn, "≥"))


def decide_topic(
    topics: tuple[Label, ...], entries: Mapping[str, Entry], thresholds: Thresholds = Thresholds()
) -> Decided:
    """The decision between topics alone; `topics` best first, each of them in `entries`."""
    if not topics:
        return Decided(Decision.FALLBACK, rule="no topic")
    best = topics[0]
    ahead = best.confidence - (topics[1].confidence if len(topics) > 1 else 0.0)
    if best.confidence >= thresholds.answer and ahead >= thresholds.margin:
        rule = f"topic stands out: {best.confidence:.2f} ≥ {thresholds.answer:.2f}, {ahead:.2f} ahead of the next"
        return _answer(best, entries, rule)
    family = _family(topics, entries)
    if best.confidence >= thresholds.leader and family >= thresholds.family:
        rule = f"leads related topics: {best.confidence:.2f} ≥ {thresholds.leader:.2f}, together {family:.2f} ≥ {thresholds.family:.2f}"
        return _answer(best, entries, rule)
    together, rule = _together(topics, thresholds)
    decision = Decision.CLARIFY if together else Decision.FALLBACK
    return Decided(decision, _names(topics[:CHOICES]), best.confidence, rule)


def _answer(best: Label, entries: Mapping[str, Entry], rule: str) -> Decided:
    redirects = entries[best.topic or ""].kind == "redirect"
    return Decided(
        Decision.REDIRECT if redirects else Decision.ANSWER, _names((best,)), best.confidence, rule
    )


def _family(topics: tuple[Label, ...], entries: Mapping[str, Entry]) -> float:
    """How likely the best topic and those of the next two that are related to it are together."""
    best = entries[topics[0].topic or ""]
    kin = (label for label in topics[1:CHOICES] if _related(best, entries[label.topic or ""]))
    return topics[0].confidence + sum(label.confidence for label in kin)


def _related(one: Entry, other: Entry) -> bool:
    return other.topic in one.related or one.topic in other.related


def _together(topics: tuple[Label, ...], thresholds: Thresholds) -> tuple[bool, str]:
    """Whether the best topics are likely enough together to be offered as choices, and how that is said."""
    likely = sum(label.confidence for label in topics[:CHOICES])
    enough = likely >= thresholds.clarify
    sign = "≥" if enough else "<"
    return enough, f"the best {CHOICES} topics together: {likely:.2f} {sign} {thresholds.clarify:.2f}"


def _act_rule(turn: Turn, sign: str) -> str:
    return f"act {turn.intent}: {turn.confidence:.2f} {sign} {UNDERSTOOD_ACT:.2f}"


def offers_filing(decided: Decided, entries: Mapping[str, Entry], *, told: bool) -> bool:
    """Whether registering a complaint is offered with this decision. told: a wrong was told (grievance.py)."""
    match decided.decision:
        case Decision.FILE:
            return True
        case Decision.ANSWER | Decision.REDIRECT | Decision.CLARIFY:
            return told and any(entries[topic].offer_filing for topic in decided.topics)
        case _:
            return False


def _names(labels: tuple[Label, ...]) -> tuple[str, ...]:
    return tuple(label.topic for label in labels if label.topic)
