"""A plan as messages: its answers one below the other, the buttons on the last, and the place asked for."""

from collections.abc import Iterable, Mapping
from itertools import chain, zip_longest

from actions import wording
from actions.answering.answerer import Answerer, filing_payload, place_payload, topic_payload
from actions.answering.decision import Decided, Decision, offers_filing
from actions.answering.plan import Answered, Plan
from actions.knowledge.schema import Entry
from actions.say import Choice, Say

ELSEWHERE = "elsewhere"  # the value of the button for a place that is not among the choices
MOST_BUTTONS = 4  # under two answers; more is no choice on a phone


def replies(
    answerer: Answerer, plan: Plan, *, place: str | None, told: bool = False, offers: bool = True
) -> tuple[Say, ...]:
    """The messages of a plan that answers or asks back. The page shows the buttons of the newest message only, so all stand
    there. With `offers`: buttons, and the question where the person is when an answer differs by place."""
    says = tuple(_said(answerer, plan.answers[0], answered, place) for answered in plan.answers)
    if plan.decided.decision is Decision.CLARIFY:
        return (*says, clarification(answerer, plan.decided, told=told))
    if not offers:
        return says
    entries = tuple(answerer.knowledge.entries[answered.topic] for answered in plan.answers)
    local = differing(plan, answerer.knowledge.entries)
    if local is not None and place is None:
        return (*says, which_place(answerer, answerer.knowledge.entries[local], told=told))
    *above, last = says
    buttons = _merged(
        (answerer.offers(entry, told=told) for entry in entries),
        (answered.topic for answered in plan.answers),
    )
    return (*above, Say(text=last.text, custom=last.custom, choices=buttons))


def differing(plan: Plan, entries: Mapping[str, Entry]) -> str | None:
    """The first answered topic whose answer differs by place; None when none does."""
    told = (answered.topic for answered in plan.answers if answered.aspect is None)
    return next((topic for topic in told if entries[topic].regions), None)


def clarification(answerer: Answerer, decided: Decided, *, told: bool) -> Say:
    """Choices between close topics, and filing where one of them is a dispute that may be registered."""
    filing = (
        (Choice(wording.OFFER_FILING, filing_payload()),)
        if offers_filing(decided, answerer.knowledge.entries, told=told)
        else ()
    )
    return Say(response="utter_which_topic", choices=(*answerer.choices(decided.topics), *filing))


def which_place(answerer: Answerer, entry: Entry, *, told: bool) -> Say:
    """Where the person is, with the places whose answer differs as choices, and filing where it fits."""
    places = tuple(Choice(region.name, place_payload(region.name)) for region in entry.regions)
    other = Choice(wording.ELSEWHERE, place_payload(ELSEWHERE))
    filing = answerer.filing(entry) if told else ()
    return Say(response="utter_which_place", choices=(*places, other, *filing))


def _said(answerer: Answerer, first: Answered, answered: Answered, place: str | None) -> Say:
    if answered.aspect is not None:
        return answerer.aspect(answered.topic, answered.aspect, answered.confidence, place=place)
    if answered is first:
        return answerer.answer(answered.topic, answered.confidence, place=place, offers=False)
    return answerer.brief(answered.topic, answered.confidence, place=place, above=first.topic)


def _merged(offers: Iterable[tuple[Choice, ...]], answered: Iterable[str]) -> tuple[Choice, ...]:
    """The buttons of all answers, each title once, in turn, without those that lead to what was just answered."""
    shown = {topic_payload(topic) for topic in answered}
    taken: dict[str, Choice] = {}
    for choice in chain.from_iterable(zip_longest(*offers)):
        if choice is not None and choice.payload not in shown:
            taken.setdefault(choice.title, choice)
    return tuple(taken.values())[:MOST_BUTTONS]
