"""Answers as messages: an entry with its sources and next steps, an aspect of one, choices between topics."""

from actions import wording
from actions.answering.aspects import TABLE, Aspect, Show
from actions.knowledge.render import (
    answer_card,
    answer_text,
    authority_line,
    exception_lines,
    opening,
    region_of,
    source_line,
    step_lines,
)
from actions.knowledge.schema import Entry
from actions.knowledge.store import Knowledge
from actions.say import Choice, Say

OWN = frozenset({Show.ANSWER, Show.STEPS, Show.EXCEPTIONS})  # what an entry says on the law it names
RELATED = 2  # buttons to related topics under an answer
STAFF_PAYLOAD = "/handoff"


def topic_payload(topic: str) -> str:
    return f'/choose_topic{{"topic": "{topic}"}}'


def filing_payload(topic: str | None = None) -> str:
    return f'/complain{{"topic": "{topic}"}}' if topic else "/complain"


def place_payload(place: str) -> str:
    return f'/tell_place{{"place": "{place}"}}'


class Answerer:
    """Turns topics into messages."""

    def __init__(self, knowledge: Knowledge) -> None:
        self.knowledge = knowledge

    def answer(
        self,
        topic: str,
        confidence: float,
        *,
        place: str | None = None,
        offers: bool = True,
        told: bool = False,
    ) -> Say:
        """One topic. With `offers`: buttons to register a complaint where it fits, and to related topics."""
        entry = self.knowledge.entries[topic]
        return Say(
            text=answer_text(entry, self.knowledge.authority_of(entry), place),
            custom={"answer": answer_card(entry, confidence, place)},
            choices=self.offers(entry, told=told) if offers else (),
        )

    def brief(self, topic: str, confidence: float, *, place: str | None, above: str) -> Say:
        """A second answer below that of `above`: no steps, and no authority that was named there already."""
        entry, other = self.knowledge.entries[topic], self.knowledge.entries[above]
        lines = [opening(entry, place)]
        if entry.kind == "redirect" and (other.kind != "redirect" or entry.authority != other.authority):
            lines.append(authority_line(self.knowledge.authority_of(entry)))
        return Say(text="\n".join(lines), custom={"answer": answer_card(entry, confidence, place)})

    def aspect(self, topic: str, aspect: Aspect, confidence: float, *, place: str | None = None) -> Say:
        """What the topic's entry says about one aspect of it."""
        entry = self.knowledge.entries[topic]
        lines = [line for show in TABLE[aspect].shows for line in self._shown(show, entry, aspect, place)]
        # Who is competent does not rest on the entry's sources, and its sources need not be shown twice.
        rests = OWN.intersection(TABLE[aspect].shows)
        return Say(
            text="\n".join(lines), custom={"answer": answer_card(entry, confidence, place)} if rests else None
        )

    def _shown(self, show: Show, entry: Entry, aspect: Aspect, place: str | None) -> list[str]:
        region = region_of(entry, place)
        authority = authority_line(self.knowledge.authority_of(entry))
        match show:
            case Show.ANSWER:
                return [opening(entry, place)]
            case Show.STEPS:
                steps = (region and region.steps) or entry.steps
                return [wording.STEPS_HEAD, *step_lines(steps)] if steps else [opening(entry, place)]
            case Show.EXCEPTIONS:
                none = (
                    []
                    if aspect is not Aspect.EXCEPTIONS
                    else [wording.NO_EXCEPTIONS.format(authority=authority)]
                )
                return exception_lines(entry) or none
            case Show.SOURCES:
                return [source_line(entry)]
            case Show.AUTHORITY:
                if aspect is Aspect.HOW_LONG:
                    return [wording.ASK_THEM_HOW_LONG, authority]
                return [*([region.answer] if region and entry.kind == "redirect" else []), authority]

    def choices(self, topics: tuple[str, ...]) -> tuple[Choice, ...]:
        """A button for each topic that is known."""
        known = (self.knowledge.entry(topic) for topic in topics)
        return tuple(Choice(entry.short, topic_payload(entry.topic)) for entry in known if entry)

    def filing(self, entry: Entry) -> tuple[Choice, ...]:
        """The button that begins a complaint, where the matter is one that may be registered."""
        return (Choice(wording.OFFER_FILING, filing_payload(entry.topic)),) if entry.offer_filing else ()

    def offers(self, entry: Entry, *, told: bool) -> tuple[Choice, ...]:
        """Buttons under an answer: filing where it fits, staff where an opinion is meant, related topics."""
        filing = self.filing(entry) if told else ()
        staff = (Choice(wording.OFFER_STAFF, STAFF_PAYLOAD),) if entry.offer_staff else ()
        return filing + staff + self.choices(entry.related[:RELATED])
