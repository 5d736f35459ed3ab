"""One step of the intake: a message comes in, slots change, something is said, the next question is chosen.

Pure: the turn, the slots and the knowledge in; a Step out. The form action (form.py) carries it out.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from actions import wording
from actions.intake import card
from actions.intake.commands import SHORT, Command, command_of
from actions.intake.corrections import Correction, read_correction
from actions.intake.extraction.dates import older_than_three_years
from actions.intake.extraction.demands import parse_demands
from actions.intake.hearing import hear, redirecting_entry, tells_a_story, topic_of
from actions.intake.parsers import Rejected, Taken, parse_answer
from actions.intake.slots import (
    CONFIRM_CANCEL,
    CORRECTABLE,
    CORRECTION_FIELD,
    PASSABLE,
    PAUSED,
    ROUTE,
    STORY_FIELDS,
    SUBMIT,
    Values,
    next_question,
)
from actions.knowledge.store import Knowledge
from actions.say import Choice, Say
from actions.turn import Turn

LONG_ANSWER = 60  # characters: more than any shop's name, so it goes on telling the story
FREE_TEXT = frozenset(
    {"merchant", "merchant_address", "product", "name", "address", "order_no", "story", CORRECTION_FIELD}
)
FIELDS = frozenset({*CORRECTABLE, "order_no"}) - {"story"}

# How the form ends; the concluding action reads it.
SUBMITTED, CANCELLED, DECLINED, REDIRECTED = "submit", "cancel", "declined", "redirected"


@dataclass(frozen=True)
class Step:
    """changes: slots to set; says: before the next question; ask: the slot to ask for, None when it is over."""

    changes: Mapping[str, Any] = field(default_factory=dict)
    says: tuple[Say, ...] = ()
    ask: str | None = None


Digress = Callable[[Command, Turn], tuple[Say, ...]]


class Intake:
    """The steps of one complaint."""

    def __init__(self, knowledge: Knowledge, digress: Digress) -> None:
        self._knowledge = knowledge
        self._digress = digress  # what is said to a question or a greeting in between

    def begin(self, turn: Turn, values: Values, *, earlier_story: str | None) -> Step:
        """The first step. A story told just now, or in the question that led here, is used at once."""
        kind = "report" if turn.intent == "report" else "complaint"
        changes: dict[str, Any] = {"complaint_run": turn.message_id, "kind": kind, "passed_over": []}
        told = None if turn.is_choice else turn.text
        parts = [part for part in (earlier_story, told) if part and tells_a_story(part, today=turn.today)]
        story = "\n".join(parts)
        if turn.is_choice and not values.get("topic"):
            changes["topic"] = turn.parameters.get("topic")
        if not story:
            return self._go_on(values, changes)
        return self._take_story(turn, values, changes, story)

    def take(self, turn: Turn, values: Values, asked: str) -> Step:
        """A message while `asked` is the open question."""
        if asked == PAUSED:
            return self._after_pause(turn, values)
        if turn.attachments:
            return self._take_evidence(turn, values, asked)
        if turn.is_choice:
            return self._tapped(turn, values, asked)
        if asked not in ("story", CORRECTION_FIELD) and (correction := read_correction(turn.text)):
            return self._correct(correction, turn, values, asked)
        if asked == "story" and len(turn.text) > SHORT:
            return self._answer(asked, turn, values)
        if self._reads_as_answer(asked, turn, values):
            return self._answer(asked, turn, values)
        if asked in FIELDS and self._goes_on_telling(asked, turn):
            return self._more_story(turn, values)
        if command := command_of(turn):
            return self._obey(command, turn, values, asked)
        return self._answer(asked, turn, values)

    @staticmethod
    def _reads_as_answer(asked: str, turn: Turn, values: Values) -> bool:
        """Whether the message can only be the answer: a number, a date, a yes. Any words fit a free-text
        question, so there commands are looked for first."""
        if asked == "demands":
            return bool(parse_demands(turn.text))
        return asked not in FREE_TEXT and isinstance(parse_answer(asked, turn, values), Taken)

    @staticmethod
    def _goes_on_telling(asked: str, turn: Turn) -> bool:
        """Whether the answer to a short question is another piece of the story."""
        if asked in ("address", "demands") or len(turn.text) <= SHORT:
            return len(turn.text) > LONG_ANSWER
        return tells_a_story(turn.text, today=turn.today)

    def _after_pause(self, turn: Turn, values: Values) -> Step:
        entry = redirecting_entry(values, self._knowledge)
        question = next_question(values, redirected=entry is not None)
        resumes = turn.intent in ("resume", "affirm", "greet", "complain", "thanks")
        return Step(ask=question) if resumes else self.take(turn, values, question)

    # What a message can be.

    def _answer(self, asked: str, turn: Turn, values: Values) -> Step:
        if asked == CORRECTION_FIELD:
            return self._choose_field(turn, values)
        parsed = parse_answer(asked, turn, values)
        if isinstance(parsed, Rejected):
            return Step(says=(Say(response=f"utter_problem_{parsed.code}"),), ask=asked)
        return self._accept(asked, parsed, turn, values)

    def _accept(self, asked: str, parsed: Taken, turn: Turn, values: Values) -> Step:
        changes = dict(parsed.changes)
        match asked:
            case "story":
                return self._take_story(turn, values, {}, changes["story"])
            case "consent" if not changes["consent"]:
                return Step(changes=changes | {SUBMIT: DECLINED})
            case "route" if changes[ROUTE] == "leave":
                return Step(changes=changes | {SUBMIT: REDIRECTED})
            case "confirm_cancel":
                if changes[CONFIRM_CANCEL]:
                    return Step(changes={SUBMIT: CANCELLED})
                return self._go_on(values, {CONFIRM_CANCEL: None}, (Say(response="utter_cancel_averted"),))
            case "submit_decision":
                return self._decide(changes[SUBMIT], values)
            case "purchase_date":
                return self._go_on(values, changes, self._date_warning(changes["purchase_date"], turn))
        return self._go_on(values, changes)

    def _decide(self, decision: str, values: Values) -> Step:
        match decision:
            case "submit":
                return Step(changes={SUBMIT: SUBMITTED})
            case "change":
                return Step(ask=CORRECTION_FIELD)
            case "more":
                return self._go_on(values, {"supplement": True})
            case _:
                return Step(ask=CONFIRM_CANCEL)

    def _take_story(self, turn: Turn, values: Values, changes: dict[str, Any], story: str) -> Step:
        told = hear(story, {**values, **changes}, today=turn.today)
        changes = {**changes, "story": story, **told}
        if topic := topic_of(turn, self._knowledge):
            changes["topic"] = topic
        says: tuple[Say, ...] = ()
        if text := card.heard(told, STORY_FIELDS):
            says += (Say(text=text),)
        if "purchase_date" in told:
            says += self._date_warning(told["purchase_date"], turn)
        return self._go_on(values, changes, says)

    def _more_story(self, turn: Turn, values: Values) -> Step:
        told = hear(turn.text, values, today=turn.today)
        changes = {"story": f"{values.get('story') or ''}\n{turn.text}".strip()[:5000], **told}
        heard = card.heard(told, STORY_FIELDS)
        says = (Say(text=wording.MORE_STORY), *((Say(text=heard),) if heard else ()))
        return self._go_on(values, changes, says)

    def _take_evidence(self, turn: Turn, values: Values, asked: str) -> Step:
        ids = [*(values.get("evidence") or ()), *(a["id"] for a in turn.attachments)]
        says = (Say(response="utter_evidence_received"),)
        if asked == "evidence":
            return self._go_on(values, {"evidence": ids}, says)
        return Step(changes={"evidence": ids}, says=says, ask=asked)

    def _correct(self, correction: Correction, turn: Turn, values: Values, asked: str) -> Step:
        slot = correction.field or self._field_of_value(correction.value, turn, values)
        slot = asked if slot is None and asked in CORRECTABLE else slot
        if slot is None:
            return Step(ask=CORRECTION_FIELD)
        if slot == "address" and asked == "merchant_address":
            slot = asked
        if correction.value is None:
            return Step(changes={slot: None, "passed_over": _without(values, slot)}, ask=slot)
        said = Turn(text=correction.value, intent="", sent_at=turn.sent_at)
        parsed = parse_answer(slot, said, values)
        if isinstance(parsed, Rejected):
            return Step(says=(Say(response=f"utter_problem_{parsed.code}"),), ask=slot)
        changes = dict(parsed.changes)
        shown = wording.CORRECTED.format(
            label=wording.FIELD_LABELS[slot], value=card.show(slot, changes[slot])
        )
        return self._go_on(values, changes, (Say(text=shown),))

    @staticmethod
    def _field_of_value(value: str | None, turn: Turn, values: Values) -> str | None:
        """Which field a bare new value can only belong to: a phone, a date or a sum."""
        if value is None:
            return None
        said = Turn(text=value, intent="", sent_at=turn.sent_at)
        fits = [
            slot
            for slot in ("phone", "purchase_date", "amount")
            if isinstance(parse_answer(slot, said, values), Taken)
        ]
        return fits[0] if fits else None

    def _choose_field(self, turn: Turn, values: Values) -> Step:
        slot = turn.parameters.get("value") if turn.is_choice else None
        if slot is None and (named := read_correction(turn.text + "不对")):
            slot = named.field
        if slot not in CORRECTABLE:
            return Step(says=(Say(response="utter_problem_choice"),), ask=CORRECTION_FIELD)
        return Step(changes={slot: None, "passed_over": _without(values, slot)}, ask=slot)

    def _obey(self, command: Command, turn: Turn, values: Values, asked: str) -> Step:
        match command:
            case Command.CANCEL:
                return Step(ask=CONFIRM_CANCEL)
            case Command.CORRECT:
                return Step(ask=CORRECTION_FIELD)
            case Command.SKIP if asked in PASSABLE:
                return self._go_on(values, {"passed_over": [*(values.get("passed_over") or ()), asked]})
            case Command.PAUSE | Command.BYE:
                return Step(ask=PAUSED)
            case Command.SKIP:
                return Step(says=(Say(response="utter_problem_required"),), ask=asked)
            case _:
                return Step(says=self._digress(command, turn), ask=asked)

    def _tapped(self, turn: Turn, values: Values, asked: str) -> Step:
        """A button, perhaps of an earlier message: an old choice is not mistaken for an answer."""
        if turn.intent == "choose":
            if asked == CORRECTION_FIELD:
                return self._choose_field(turn, values)
            parsed = parse_answer(asked, turn, values)
            return self._accept(asked, parsed, turn, values) if isinstance(parsed, Taken) else Step(ask=asked)
        if turn.intent == "choose_topic":
            return Step(says=self._digress(Command.ASK, turn), ask=asked)
        try:
            command = Command(turn.intent)
        except ValueError:
            return Step(ask=asked)
        return self._obey(command, turn, values, asked)

    # Where it goes on.

    def _go_on(self, values: Values, changes: Mapping[str, Any], says: tuple[Say, ...] = ()) -> Step:
        after = {**values, **changes}
        entry = redirecting_entry(after, self._knowledge)
        return Step(changes=changes, says=says, ask=next_question(after, redirected=entry is not None))

    @staticmethod
    def _date_warning(date: Mapping[str, Any], turn: Turn) -> tuple[Say, ...]:
        old = date.get("iso") and older_than_three_years(date["iso"], turn.today)
        return (Say(response="utter_warn_three_years"),) if old else ()


def _without(values: Values, slot: str) -> list[str]:
    return [passed for passed in values.get("passed_over") or () if passed != slot]


def route_question(values: Values, knowledge: Knowledge) -> Say:
    """Who is competent, and whether the person still wants to register with us."""
    entry = redirecting_entry(values, knowledge)
    assert entry is not None
    authority = knowledge.authority_of(entry)
    first = wording.FIRST.format(first=authority.first) if authority.first else ""
    text = wording.ROUTE.format(name=authority.name, channels="、".join(authority.channels), first=first)
    expects = {"slot": ROUTE, "kind": "choice", "authority": entry.authority}
    return Say(response="utter_route_choices", text=f"{entry.answer}\n{text}", custom={"expects": expects})


def correction_choices(values: Values) -> tuple[Choice, ...]:
    """A button for each field that has a value."""
    return tuple(
        Choice(wording.FIELD_LABELS[slot], f'/choose{{"value": "{slot}"}}')
        for slot in CORRECTABLE
        if values.get(slot)
    )
