"""What of a message is answered: the whole, one or two of its questions, or a question about the one before. Pure.

A message in parts (「能退吗？不退去哪投诉？」) is answered part by part only where that is certain:

- The first topic is the first part's, if it stands out by the thresholds of `decision.py` or asks on about the
  topic under discussion; else the whole message's, if that stands out.
- If the whole message stands out only by what a later part asks, the first part must not get lost: it is asked what it
  means, below one answer to the rest.
- Every later part may add one answer: an aspect of the first topic (where, how long, …), or another topic that
  stands out. The same topic again adds nothing.
- If the whole message leaves several topics open, they are asked for as usual, and an aspect on which all of them
  agree (where to complain) is answered at once.
- With two answers the parts have won. With fewer the complete message decides, as for any other message: its
  parts are scraps of one question.

Never more than `MOST_ANSWERS`: people read this on a phone. A message that wants to file is never taken apart.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from actions.answering.aspects import TABLE, Aspect, Show
from actions.answering.context import Discussed
from actions.answering.decision import Decided, Decision, decide
from actions.answering.followups import STANDING_OUT, FollowUp, asked_aspect, between, follow_up
from actions.knowledge.schema import Entry
from actions.turn import Turn

MOST_ANSWERS = 2


@dataclass(frozen=True)
class Answered:
    """One answer. aspect: what of the topic's entry is told, None for its answer. part: which of the message's
    questions it answers, from 1; 0 for the whole message. text: the question in words that stand alone, None
    where the words need the topic before. confidence: 0 to 1."""

    topic: str
    confidence: float
    text: str | None
    aspect: Aspect | None = None
    part: int = 0


@dataclass(frozen=True)
class Plan:
    """`answers` are given where there are any; `decided` says whether something is asked back, too.
    context: the topic under discussion, where the message was understood through it."""

    decided: Decided
    answers: tuple[Answered, ...] = ()
    context: str | None = None


def plan(turn: Turn, entries: Mapping[str, Entry], discussed: Discussed | None = None) -> Plan:
    """What to answer. Follow-ups and parts are looked for first, the complete message is the fallback."""
    whole = decide(turn, entries)
    if whole.decision is Decision.FILE:
        return Plan(whole)
    if len(turn.parts) > 1 and (found := _by_parts(turn, whole, entries, discussed)):
        return found
    if further := follow_up(turn, discussed, entries):
        assert discussed is not None
        decided = _decided(further, entries)
        return Plan(decided, (_further(further),), discussed.topic)
    if open_ := between(turn, discussed, entries):
        assert discussed is not None
        return Plan(open_, context=discussed.topic)
    if whole.decision in STANDING_OUT:
        return Plan(whole, (Answered(whole.topics[0], whole.confidence, turn.text),))
    return Plan(whole)


def _by_parts(
    turn: Turn, whole: Decided, entries: Mapping[str, Entry], discussed: Discussed | None
) -> Plan | None:
    first = plan(turn.parts[0], entries, discussed)
    if not first.answers:
        if whole.decision is Decision.CLARIFY:
            return _aspect_of_all(turn, whole, entries)
        if whole.decision not in STANDING_OUT:
            return None
        if first.decided.decision is Decision.CLARIFY and (
            swallowed := _first_left_open(turn, first.decided, whole, entries)
        ):
            return swallowed
        first = Plan(whole, (Answered(whole.topics[0], whole.confidence, turn.text),))
    opening = first.answers[0]
    # Further aspects of the topic before are asked about that topic, not about what answered the first aspect.
    about = entries[first.context or opening.topic]
    for number, part in enumerate(turn.parts[1:], 2):
        second, why = _second(part, number, about, entries)
        if second and (second.topic, second.aspect) != (opening.topic, opening.aspect):
            rule = f"part 1: {first.decided.rule}; part {number}: {why}"
            decided = replace(first.decided, topics=(opening.topic, second.topic), rule=rule)
            return Plan(decided, (replace(opening, part=1), second), first.context)
    return None


def _first_left_open(turn: Turn, first: Decided, whole: Decided, entries: Mapping[str, Entry]) -> Plan | None:
    """The first part is asked back where the whole message stands out by a later part's topic; None elsewhere."""
    for number, part in enumerate(turn.parts[1:], 2):
        alone = decide(part, entries)
        if alone.decision in STANDING_OUT and alone.topics == whole.topics:
            later = Answered(alone.topics[0], alone.confidence, part.text, None, number)
            rule = f"part 1: {first.rule}; part {number}: {alone.rule}"
            return _aspect_of_all(turn, first, entries) or Plan(replace(first, rule=rule), (later,))
    return None


def _aspect_of_all(turn: Turn, whole: Decided, entries: Mapping[str, Entry]) -> Plan | None:
    """Which topic is meant must be asked, but a part asks an aspect on which all the choices agree."""
    for number, part in enumerate(turn.parts, 1):
        asked = [asked_aspect(part.text, entries[topic]) for topic in whole.topics]
        first, *_ = asked
        answers = {_common(one, entries) for one in asked}
        if first is not None and len(answers) == 1 and None not in answers:
            rule = f"{whole.rule}; part {number}: {first.rule}, the same for all of them"
            return Plan(replace(whole, rule=rule), (_further(first, number),))
    return None


def _common(asked: FollowUp | None, entries: Mapping[str, Entry]) -> tuple[str, str] | None:
    """What makes two topics' answers to an aspect one answer; None for their own steps and exceptions."""
    if asked is None:
        return None
    if asked.aspect is None:
        return ("topic", asked.topic)
    entry = entries[asked.topic]
    own = TABLE[asked.aspect].shows != (Show.AUTHORITY,) or (entry.kind == "redirect" and entry.regions)
    return None if own else ("authority", entry.authority)


def _second(
    part: Turn, number: int, about: Entry, entries: Mapping[str, Entry]
) -> tuple[Answered | None, str]:
    """What a later part adds, and by which rule."""
    if asked := asked_aspect(part.text, about):
        return _further(asked, number), asked.rule
    alone = decide(part, entries)
    if alone.decision not in STANDING_OUT:
        return None, alone.rule
    return Answered(alone.topics[0], alone.confidence, part.text, None, number), alone.rule


def _further(found: FollowUp, part: int = 0) -> Answered:
    return Answered(found.topic, found.confidence, None, found.aspect, part)


def _decided(found: FollowUp, entries: Mapping[str, Entry]) -> Decided:
    redirects = entries[found.topic].kind == "redirect"
    decision = Decision.REDIRECT if redirects else Decision.ANSWER
    return Decided(decision, (found.topic,), found.confidence, found.rule)
