"""Whether a message asks on about the topic under discussion. Pure.

The rules, in this order; the first that holds decides:

1. Nothing fresh is under discussion, or a choice was tapped: the message stands alone.
2. The message is an aspect and nothing else (「要多久」「那去哪里投诉」「需要什么材料」, `aspects.py`): it is about
   the topic under discussion, however sure the classifier is of it alone, for alone it has no subject. A message
   that names its matter (「快递丢了去哪投诉」) is no such aspect.
3. The message alone stands out by the thresholds of `decision.py`: a new question wins over the context. A message
   that hangs on and leads away from the topic before must be `SURE`, for such words say that they go on. Even then
   it gives way if the context is as sure of a third topic that is near (「那过期了呢」 of a card is no food); a
   redirection never does: who asks about the bank must be sent there.
4. Read together with the question before it (`in_context`). That question weighs most in the mixture, so the message
   must support the reading by itself, too (`near.py`):
   a. Another topic than the one before stands out, the words ask something or hang on, and the message alone leans to
      it (`LEANS`); or it is near, and the context is `SURE` or the message leans to the matter and names no other. It
      is answered. Any other topic the mixture of two texts has made up; what only leads needs as much as in b.
   b. The message hangs on, the topic before and its neighbours are likely enough together (`TOGETHER`), and most of
      what the message alone says (`ON_AND_ON`) goes on about them, while it names no matter elsewhere and not rather
      one neighbour: it is another case of the same matter. A neighbour is answered instead if it leads in context or the message leans to it, with at
      least a `SHARE` of the context.
   Near are topics of the same group and those an entry names as related.
5. The message hangs on and the context is near as in 4b, but alone it leans to other topics: it is asked which is
   meant, the topic before or those (`between`).
6. Otherwise the message stands alone, and what is asked back is decided by `decision.py`.

The certainty of 4b is that of the topic in context times the message's own support: how likely it goes on at all.

Greetings, thanks and the like never come here: they are acts of their own (`CARRYING`).
"""

from collections.abc import Mapping
from dataclasses import dataclass

from actions.answering.aspects import TABLE, Aspect, aspect_of, hangs_on, topic_for
from actions.answering.context import Discussed
from actions.answering.decision import (
    ASKING_ACTS,
    CHOICES,
    OUTSIDE_ACTS,
    Decided,
    Decision,
    Thresholds,
    decide,
    decide_topic,
)
from actions.answering.near import LEANS, is_near, leans_to_neighbour, named_elsewhere, near, own_support
from actions.intake.commands import reads_as_question
from actions.knowledge.schema import Entry
from actions.turn import Turn

CARRYING = ASKING_ACTS | OUTSIDE_ACTS | {"nlu_fallback"}
LONGEST = 30  # characters; the brain reads no longer message in context
SURE = 0.80  # probability from which a message that hangs on wins over the context; of the context, over the message
TOGETHER = 0.70  # probability in context of the topic before and its neighbours
SHARE = 0.25  # probability in context of a neighbour
ON_AND_ON = 0.50  # probability for the message alone that it asks on: by its act, or of the topics near
STANDING_OUT = (Decision.ANSWER, Decision.REDIRECT)


@dataclass(frozen=True)
class FollowUp:
    """topic: the one whose entry answers; aspect: what of it, None for its whole answer; confidence: 0 to 1."""

    topic: str
    aspect: Aspect | None
    confidence: float
    rule: str


def follow_up(turn: Turn, discussed: Discussed | None, entries: Mapping[str, Entry]) -> FollowUp | None:
    """How the message goes on about what is under discussion; None when it stands alone."""
    if discussed is None or not _may_carry(turn):
        return None
    if found := asked_aspect(turn.text, entries[discussed.topic]):
        return found
    if len(turn.text) > LONGEST:
        return None
    together = _in_context(turn, discussed, entries)
    if together is None or _wins_alone(turn, discussed, entries, together):
        return None
    return together


def between(turn: Turn, discussed: Discussed | None, entries: Mapping[str, Entry]) -> Decided | None:
    """Rule 5, for a message that is no follow-up: a choice of the topic under discussion and those the message
    leans to alone; None when there is no such choice."""
    if discussed is None or not _may_carry(turn) or len(turn.text) > LONGEST or not _hangs(turn):
        return None
    here = entries[discussed.topic]
    likely = sum(label.confidence for label in near(turn.in_context, here, entries))
    if likely < TOGETHER or _wins_alone(turn, discussed, entries):
        return None
    own = [
        label.topic
        for label in turn.topics
        if label.topic and label.topic in entries and label.topic != here.topic and label.confidence >= LEANS
    ][: CHOICES - 1]
    if not own:
        return None
    rule = f"hangs on what is near in context ({likely:.2f} ≥ {TOGETHER:.2f}), but alone leans to {own[0]}"
    return Decided(Decision.CLARIFY, (here.topic, *own), turn.probability(f"ask/{own[0]}"), rule)


def asked_aspect(text: str, entry: Entry) -> FollowUp | None:
    """The answer to a message that is nothing but an aspect of `entry`'s topic; None for any other message."""
    aspect = aspect_of(text)
    if aspect is None:
        return None
    rule = f"asks {aspect.value} of what is under discussion"
    topic = topic_for(aspect, entry)
    if topic is not None:
        return FollowUp(topic, None, 1.0, rule)
    return FollowUp(entry.topic, aspect, 1.0, rule) if TABLE[aspect].shows else None


def _may_carry(turn: Turn) -> bool:
    return not turn.is_choice and turn.intent in CARRYING


def _wins_alone(
    turn: Turn, discussed: Discussed, entries: Mapping[str, Entry], together: FollowUp | None = None
) -> bool:
    """Rule 3: whether the message stands out alone and is not understood through the context. together: what the
    context reads in it."""
    alone = decide(turn, entries)
    if alone.decision not in STANDING_OUT:
        return False
    if not _hangs(turn) or is_near(entries[discussed.topic], entries[alone.topics[0]]):
        return True
    if alone.confidence < SURE:
        return False
    third = together is not None and together.topic not in (discussed.topic, alone.topics[0])
    return alone.decision is Decision.REDIRECT or not (
        third and together is not None and together.confidence >= SURE
    )


def _in_context(turn: Turn, discussed: Discussed, entries: Mapping[str, Entry]) -> FollowUp | None:
    """Rule 4."""
    here = entries[discussed.topic]
    support, names = own_support(turn, here, entries), named_elsewhere(turn, here, entries)
    best = decide_topic(tuple(label for label in turn.in_context if label.topic in entries), entries)
    hangs = _hangs(turn)
    if best.decision in STANDING_OUT and best.topics[0] != here.topic:
        topic = best.topics[0]
        leans = turn.probability(f"ask/{topic}") >= LEANS
        carried = is_near(here, entries[topic]) and _is_carried(best.confidence, support, names)
        if (leans or carried) and (hangs or reads_as_question(turn.text)):
            return FollowUp(topic, None, best.confidence, f"with the question before it, {best.rule}")
    matter = near(turn.in_context, here, entries)
    likely = sum(label.confidence for label in matter)
    if not hangs or likely < TOGETHER or support < ON_AND_ON or names:
        return None
    rule = (
        f"hangs on, alone asks on {support:.2f} ≥ {ON_AND_ON:.2f}, "
        f"and with the question before it topics near that are {likely:.2f} ≥ {TOGETHER:.2f}"
    )
    other = next((label for label in matter if label.topic != here.topic), None)
    meant = other and (other is matter[0] or turn.probability(other.name) >= LEANS)
    if other and other.topic and meant and other.confidence >= SHARE:
        rule = f"{rule}; a neighbour: {other.confidence:.2f} ≥ {SHARE:.2f}"
        return FollowUp(other.topic, None, other.confidence * support, rule)
    if leans_to_neighbour(turn, here, entries):
        return None
    of_here = next((label.confidence for label in matter if label.topic == here.topic), 0.0)
    return FollowUp(here.topic, Aspect.OTHER_CASE, of_here * support, rule)


def _is_carried(confidence: float, support: float, names: Entry | None) -> bool:
    """Rule 4a, for a topic near: whether the message supports it enough. confidence: of the topic in context."""
    if names and (names.kind == "redirect" or confidence < SURE):
        return False
    return confidence >= SURE or support >= (LEANS if confidence >= Thresholds().answer else ON_AND_ON)


def _hangs(turn: Turn) -> bool:
    """Whether the message goes on by its words, or by an act that only asks on."""
    return hangs_on(turn.text) or (turn.intent == "ask_more" and turn.confidence >= ON_AND_ON)
