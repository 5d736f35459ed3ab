"""Answers as messages: an entry with its sources and next steps, choices between topics."""

from actions import wording
from actions.knowledge.render import answer_card, answer_text
from actions.knowledge.schema import Entry
from actions.knowledge.store import Knowledge
from actions.say import Choice, Say

RELATED = 2  # buttons to related topics under an answer


def topic_payload(topic: str) -> str:
    return f'/choose_topic{{"topic": "{topic}"}}'


def filing_payload(topic: str | None = None) -> str:
    return f'/complain{{"topic": "{topic}"}}' if topic else "/complain"


class Answerer:
    """Turns topics into messages."""

    def __init__(self, knowledge: Knowledge) -> None:
        self.knowledge = knowledge

    def answer(self, topic: str, confidence: float, *, place: str | None = None, offers: bool = True) -> Say:
        """One topic. With `offers`: buttons to register a complaint where it fits, and to related topics."""
        entry = self.knowledge.entries[topic]
        return Say(
            text=answer_text(entry, self.knowledge.authority_of(entry), place),
            custom={"answer": answer_card(entry, confidence, place)},
            choices=self._offers(entry) if offers else (),
        )

    def choices(self, topics: tuple[str, ...]) -> tuple[Choice, ...]:
        """A button for each topic that is known."""
        known = (self.knowledge.entry(topic) for topic in topics)
        return tuple(Choice(entry.short, topic_payload(entry.topic)) for entry in known if entry)

    def _offers(self, entry: Entry) -> tuple[Choice, ...]:
        filing = (Choice(wording.OFFER_FILING, filing_payload(entry.topic)),) if entry.offer_filing else ()
        return filing + self.choices(entry.related[:RELATED])
