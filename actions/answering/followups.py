"""Whether a message asks on about the topic under discussion. Pure.

The rules, in this order; the first that holds decides:

1. Nothing fresh is under discussion, or a choice was tapped: the message stands alone.
2. The message is an aspect and nothing else (「要多久」「那去哪里投诉」「需要什么材料」, `aspects.py`): it is about
   the topic under discussion, however sure the classifier is of it alone, for alone it has no subject. A message
   that names its matter (「快递丢了去哪投诉」) is no such aspect.
3. The message alone stands out by the thresholds of `decision.py`: a new question wins over the context. Only a
   message that hangs on (「那过期了呢」) must do more, for such words say that they go on: it must be `SURE`, and if
   the context reads another topic near the one before, it must itself be near.
4. Read together with the question before it (`in_context`):
   a. A topic stands out, the words ask something or hang on, and it is near the topic before or the message alone
      leans to it (`LEANS`): it is answered. Any other topic the mixture of two texts has made up.
   b. The message hangs on, and the topic before and its neighbours are likely enough together (`TOGETHER`): it is
      another case of the same matter. The question before weighs most in the mixture, so a neighbour needs only a
      `SHARE` of it to be answered instead (「那生鲜呢」: what cannot be returned).
   Near are topics of the same group and those an entry names as related.
5. Otherwise the message stands alone, and what is asked back is decided by `decision.py`.

Greetings, thanks and the like never come here: they are acts of their own (`CARRYING`).
"""

from collections.abc import Mapping
from dataclasses import dataclass

from actions.answering.aspects import TABLE, Aspect, aspect_of, hangs_on, topic_for
from actions.answering.context import Discussed
from actions.answering.decision import ASKING_ACTS, OUTSIDE_ACTS, Decided, Decision, decide, decide_topic
from actions.intake.commands import reads_as_question
from actions.knowledge.schema import Entry
from actions.turn import Turn

CARRYING = ASKING_ACTS | OUTSIDE_ACTS | {"nlu_fallback"}
LONGEST = 30  # characters; the brain reads no longer message in context
LEANS = 0.10  # probability of a topic for the message alone
SURE = 0.80  # … from which it wins over the context although its words hang on
TOGETHER = 0.70  # probability in context of the topic before and its neighbours
SHARE = 0.25  # probability in context of a neighbour
ON_AND_ON = 0.50  # certainty of the act that asks on
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
    if discussed is None or turn.is_choice or turn.intent not in CARRYING:
        return None
    if found := asked_aspect(turn.text, entries[discussed.topic]):
        return found
    if len(turn.text) > LONGEST:
        return None
    together = _in_context(turn, discussed, entries)
    alone = decide(turn, entries)
    if together is None or (
        alone.decision in STANDING_OUT and not _gives_way(turn, alone, together, discussed, entries)
    ):
        return None
    return together


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


def _gives_way(
    turn: Turn, alone: Decided, together: FollowUp, discussed: Discussed, entries: Mapping[str, Entry]
) -> bool:
    """Rule 3: whether a message that stands out alone is understood through the context all the same."""
    if not _hangs(turn):
        return False
    elsewhere = together.topic not in (discussed.topic, alone.topics[0])
    far = not _near(entries[discussed.topic], entries[alone.topics[0]])
    return alone.confidence < SURE or (elsewhere and far)


def _in_context(turn: Turn, discussed: Discussed, entries: Mapping[str, Entry]) -> FollowUp | None:
    """Rule 4."""
    here = entries[discussed.topic]
    topics = tuple(label for label in turn.in_context if label.topic in entries)
    best = decide_topic(topics, entries)
    hangs = _hangs(turn)
    if (
        best.decision in STANDING_OUT
        and best.topics[0] != here.topic
        and (hangs or reads_as_question(turn.text))
    ):
        topic = best.topics[0]
        if _near(here, entries[topic]) or turn.probability(f"ask/{topic}") >= LEANS:
            return FollowUp(topic, None, best.confidence, f"with the question before it, {best.rule}")
    near = tuple(label for label in topics if _near(here, entries[label.topic or ""]))
    likely = sum(label.confidence for label in near)
    if not hangs or likely < TOGETHER:
        return None
    rule = f"hangs on, and with the question before it topics near that are {likely:.2f} ≥ {TOGETHER:.2f}"
    other = next((label for label in near if label.topic != here.topic and label.confidence >= SHARE), None)
    if other and other.topic:
        return FollowUp(
            other.topic, None, other.confidence, f"{rule}; a neighbour: {other.confidence:.2f} ≥ {SHARE:.2f}"
        )
    return FollowUp(here.topic, Aspect.OTHER_CASE, likely, rule)


def _hangs(turn: Turn) -> bool:
    """Whether the message goes on by its words, or by an act that only asks on."""
    return hangs_on(turn.text) or (turn.intent == "ask_more" and turn.confidence >= ON_AND_ON)


def _near(here: Entry, there: Entry) -> bool:
    """The same topic, or a neighbour of it."""
    return here.group == there.group or there.topic in here.related or here.topic in there.related
