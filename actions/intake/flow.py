"""One step of the intake: a message comes in, slots change, something is said, the next question is chosen.

Pure: the turn, the slots and the knowledge in; a Step out. The form action (form.py) carries it out.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from actions import wording
from actions.intake import card
from actions.intake.commands import SHORT, Command, command_of, reads_as_question, yes_or_no
from actions.intake.corrections import (
    Correction,
    corrected_phone,
    field_that_says,
    named_field,
    read_correction,
)
from actions.intake.extraction.dates import older_than_three_years
from actions.intake.extraction.demands import parse_demands
from actions.intake.hearing import (
    describe_merchant,
    hear,
    is_only_a_name,
    redirecting_entry,
    tells_a_story,
    topic_of,
)
from actions.intake.parsers import PARSERS, Rejected, Taken, parse_answer
from actions.intake.slots import (
    CONFIRM_CANCEL,
    CONSENT,
    CORRECTABLE,
    CORRECTION_FIELD,
    PASSABLE,
    PAUSED,
    ROUTE,
    STORY_FIELDS,
    SUBMIT,
    Values,
    is_answered,
    next_question,
)
from actions.knowledge.render import region_of
from actions.knowledge.store import Knowledge
from actions.say import Choice, Say
from actions.turn import Turn

LONG_ANSWER = 60  # characters: more than any shop's name, so it goes on telling the story
STUCK_AFTER = 3  # refused answers to one question, then the ways out are named
LONGEST_STORY = 5_000  # characters, as the case API takes them
FREE_TEXT = frozenset(
    {"merchant", "merchant_address", "platform", "region", "product", "name", "address", "order_no", "story"}
)
FIELDS = frozenset(CORRECTABLE) - {"story", "mediation", "publication", "also_report", "purchase_channel"}
STRUCTURED = frozenset({"phone", "amount", "purchase_date"})
DIGRESSIONS = frozenset(
    {
        Command.ASK,
        Command.HANDOFF,
        Command.PROGRESS,
        Command.PRIVACY,
        Command.CAPABILITIES,
        Command.BOT_CHALLENGE,
        Command.INSULT,
    }
)
KEEP_IT = re.compile(r"^(?:不改了|不用改了?|不用了|没有要改的了?|没有了|都对|算了|返回|提交)[。！!]*$")
RESUMES = re.compile(r"^(?:我回来了|接着|继续|回来了)|接着(?:填|办|弄|刚才)|继续(?:填|办|弄|刚才)")

# How the form ends; the concluding action reads it.
SUBMITTED, CANCELLED, DECLINED, REDIRECTED, ERASED = "submit", "cancel", "declined", "redirected", "erase"


@dataclass(frozen=True)
class Step:
    """changes: slots to set; says: before the next question; ask: the slot to ask for, None when it is over."""

    changes: Mapping[str, Any] = field(default_factory=dict)
    says: tuple[Say, ...] = ()
    ask: str | None = None
    tells_progress: bool = False  # the person asked how an earlier case stands; only the desk knows


Digress = Callable[[Command, Turn], tuple[Say, ...]]


class Intake:
    """The steps of one complaint."""

    def __init__(self, knowledge: Knowledge, digress: Digress) -> None:
        self._knowledge = knowledge
        self._digress = digress  # what is said to a question or a greeting in between

    def begin(self, turn: Turn, values: Values, *, earlier_story: str | None) -> Step:
        """The first step. A story told just now, else the one told before, is used at once; never both."""
        kind = "report" if turn.intent == "report" else "complaint"
        changes: dict[str, Any] = {"complaint_run": turn.message_id, "kind": kind, "passed_over": []}
        told = [part for part in (None if turn.is_choice else turn.text, earlier_story) if part]
        story = next((part for part in told if tells_a_story(part, today=turn.today)), None)
        if turn.is_choice:
            changes["topic"] = turn.parameters.get("topic")
        if story is None:
            return self._go_on(values, changes)
        return self._take_story(turn, values, changes, story)

    def resume(self, values: Values) -> Step:
        """Back into a draft that lies there without an open question."""
        return self._go_on(values, {})

    def take(self, turn: Turn, values: Values, asked: str) -> Step:
        """A message while `asked` is the open question."""
        if turn.attachments:
            return self._take_evidence(turn, values, asked)
        if turn.is_choice:
            return self._tapped(turn, values, asked)
        if asked == PAUSED:
            return self._after_pause(turn, values)
        if asked == "story":
            return self._take_story_answer(turn, values)
        if asked == CORRECTION_FIELD:
            return self._choose_field(turn, values)
        if (
            asked in ("identity", CONSENT)
            and not values.get("story")
            and tells_a_story(turn.text, today=turn.today)
        ):
            return replace(self._take_story(turn, values, {}, turn.text), ask=asked)
        if correction := read_correction(turn.text):
            return self._correct(correction, turn, values, asked)
        command = command_of(turn)
        if command in DIGRESSIONS and command is not Command.ASK and asked not in FREE_TEXT:
            return self._obey(command, turn, values, asked)
        if self._reads_as_answer(asked, turn, values):
            return self._answer(asked, turn, values)
        if asked in FIELDS and self._goes_on_telling(asked, turn):
            return self._more_story(turn, values)
        if is_answered(values, asked) and KEEP_IT.match(turn.text.strip()):
            return self._go_on(values, {})  # a correction that is no longer wanted
        if command:
            return self._obey(command, turn, values, asked)
        if reads_as_question(turn.text):
            return Step(says=(Say(response="utter_unclear_question"),), ask=asked)
        return self._answer(asked, turn, values)

    # What a message can be.

    @staticmethod
    def _reads_as_answer(asked: str, turn: Turn, values: Values) -> bool:
        """Whether the message can only be the answer: a number, a date, a yes. Any words fit a free-text
        question, so there commands are looked for first, and a question is never an answer."""
        if reads_as_question(turn.text) and asked not in ("phone", "address"):
            return False
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
        """Only the wish to go on, or an answer that can be nothing else, takes the draft up again."""
        entry = redirecting_entry(values, self._knowledge)
        question = next_question(values, redirected=entry is not None)
        if turn.intent in ("resume", "complain", "report") or RESUMES.search(turn.text):
            return Step(says=(Say(response="utter_back_to_form"),), ask=question)
        if question in STRUCTURED and self._reads_as_answer(question, turn, values):
            return self._answer(question, turn, values)
        command = command_of(turn)
        if command is Command.CANCEL:
            return Step(ask=CONFIRM_CANCEL)
        if command in (None, Command.GREET, Command.THANKS, Command.BYE, Command.PAUSE, Command.SKIP):
            return Step(ask=PAUSED)
        step = self._obey(command, turn, values, PAUSED)
        return step if step.ask != CORRECTION_FIELD else Step(ask=PAUSED)

    def _take_story_answer(self, turn: Turn, values: Values) -> Step:
        """Whatever tells something is the story, however long; a bare wish, command or question is not."""
        if not tells_a_story(turn.text, today=turn.today) and (
            command := command_of(turn, longest=LONG_ANSWER)
        ):
            return self._obey(command, turn, values, "story")
        if is_only_a_name(turn.text, today=turn.today):
            return self._rejected("story_too_short", values, "story")
        return self._answer("story", turn, values)

    def _answer(self, asked: str, turn: Turn, values: Values) -> Step:
        parsed = parse_answer(asked, turn, values)
        if isinstance(parsed, Rejected):
            return self._rejected(parsed.code, values, asked)
        return self._accept(asked, parsed, turn, values)

    @staticmethod
    def _rejected(code: str, values: Values, asked: str) -> Step:
        """Say what is wrong and ask again; who is stuck is told the ways out."""
        tries = (values.get("stuck") or 0) + 1
        says: tuple[Say, ...] = (Say(response=f"utter_problem_{code}"),)
        if tries >= STUCK_AFTER:
            says += (Say(response="utter_stuck"),)
        return Step(changes={"stuck": tries}, says=says, ask=asked)

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
                return self._go_on(values, {}, (Say(response="utter_cancel_averted"),))
            case "submit_decision":
                return self._decide(changes[SUBMIT], values)
        return self._go_on(values, changes, self._warnings(changes, turn))

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
        changes = {**changes, "story": story[:LONGEST_STORY], **told}
        if topic := topic_of(turn, self._knowledge):
            changes["topic"] = topic
        says: tuple[Say, ...] = ()
        if text := card.heard(told, STORY_FIELDS):
            says += (Say(text=text),)
        return self._go_on(values, changes, says + self._warnings(told, turn))

    def _more_story(self, turn: Turn, values: Values) -> Step:
        story = f"{values.get('story') or ''}\n{turn.text}".strip()
        if len(story) > LONGEST_STORY:
            return self._go_on(values, {}, (Say(response="utter_story_full"),))
        told = hear(turn.text, values, today=turn.today)
        heard = card.heard(told, STORY_FIELDS)
        says = (Say(text=wording.MORE_STORY), *((Say(text=heard),) if heard else ()))
        return self._go_on(values, {"story": story, **told}, says)

    def _take_evidence(self, turn: Turn, values: Values, asked: str) -> Step:
        ids = [*(values.get("evidence") or ()), *(a["id"] for a in turn.attachments)]
        says = (Say(response="utter_evidence_received"),)
        if asked == "evidence":
            return self._go_on(values, {"evidence": ids}, says)
        return self._again(asked, values, {"evidence": ids}, says)

    # Corrections. A field keeps its value until the new one has been read.

    def _correct(self, correction: Correction, turn: Turn, values: Values, asked: str) -> Step:
        slot = self._meant_field(correction, values, asked)
        if slot is None:
            return Step(ask=CORRECTION_FIELD)
        if correction.value is None:
            return Step(ask=slot)
        value = corrected_phone(correction.value, values.get(slot)) if slot == "phone" else correction.value
        parsed = parse_answer(slot, replace(turn, text=value, intent="", ranking=()), values)
        if isinstance(parsed, Rejected):
            return Step(says=(Say(response=f"utter_problem_{parsed.code}"),), ask=slot)
        if slot == asked and not is_answered(values, slot):
            return self._accept(slot, parsed, turn, values)
        changes = dict(parsed.changes)
        shown = wording.CORRECTED.format(
            label=wording.FIELD_LABELS[slot], value=card.show(slot, changes[slot])
        )
        return self._again(asked, values, changes, (Say(text=shown), *self._warnings(changes, turn)))

    @staticmethod
    def _meant_field(correction: Correction, values: Values, asked: str) -> str | None:
        if correction.field is None:
            known = {
                slot: card.show(slot, values[slot])
                for slot in CORRECTABLE
                if is_answered(values, slot) and values.get(slot)
            }
            known.pop("story", None)
            found = field_that_says(correction.old or "", known)
            return found or (asked if asked in FIELDS else None)
        # 名字 and 地址 mean the one that is being asked for.
        if correction.field == "name" and asked == "merchant":
            return "merchant"
        return asked if correction.field == "address" and asked == "merchant_address" else correction.field

    def _choose_field(self, turn: Turn, values: Values) -> Step:
        """Which field to change: a button, its name, or the whole correction at once."""
        if turn.is_choice:
            slot = turn.parameters.get("value")
            return Step(ask=slot) if slot in CORRECTABLE else Step(ask=CORRECTION_FIELD)
        correction = read_correction(turn.text)
        if correction and correction.field:
            return self._correct(correction, turn, values, CORRECTION_FIELD)
        if slot := named_field(turn.text):
            return Step(ask=slot)
        command = command_of(turn)
        if command is Command.CANCEL or command in DIGRESSIONS:
            return self._obey(command, turn, values, CORRECTION_FIELD)
        if KEEP_IT.match(turn.text.strip()) or command is Command.RESUME or yes_or_no(turn) is not None:
            return self._go_on(values, {})
        return Step(says=(Say(response="utter_problem_choice"),), ask=CORRECTION_FIELD)

    # Commands.

    def _obey(self, command: Command, turn: Turn, values: Values, asked: str) -> Step:
        match command:
            case Command.CANCEL:
                return Step(ask=CONFIRM_CANCEL)
            case Command.CORRECT:
                return Step(ask=CORRECTION_FIELD)
            case Command.SKIP if asked == "merchant":
                described = describe_merchant(values.get("story") or "", today=turn.today)
                name = wording.MERCHANT_UNNAMED.format(described=described or wording.MERCHANT)
                return self._go_on(values, {"merchant": name})
            case Command.SKIP if asked in PASSABLE:
                return self._go_on(values, {"passed_over": [*(values.get("passed_over") or ()), asked]})
            case Command.PAUSE | Command.BYE:
                return Step(ask=PAUSED)
            case Command.RESUME if is_answered(values, asked):
                return self._go_on(values, {})
            case Command.SKIP:
                return Step(says=(Say(response="utter_problem_required"),), ask=asked)
            case Command.PROGRESS:
                return Step(ask=asked, tells_progress=True)
            case _:
                return Step(says=self._digress(command, turn), ask=asked)

    def _tapped(self, turn: Turn, values: Values, asked: str) -> Step:
        """A button, perhaps of an earlier message: an old choice is not mistaken for an answer."""
        if turn.intent == "choose":
            if asked == CORRECTION_FIELD and turn.parameters.get("slot") == CORRECTION_FIELD:
                return self._choose_field(turn, values)
            parsed = parse_answer(asked, turn, values) if asked in PARSERS else Rejected("choice")
            return self._accept(asked, parsed, turn, values) if isinstance(parsed, Taken) else Step(ask=asked)
        if turn.intent == "choose_topic":
            return Step(says=self._digress(Command.ASK, turn), ask=asked)
        if turn.intent == "confirm_erase":
            return Step(changes={SUBMIT: ERASED})
        if asked == PAUSED and turn.intent in ("resume", "complain"):
            return self._go_on(values, {})
        try:
            command = Command(turn.intent)
        except ValueError:
            return Step(ask=asked)
        if command is Command.RESUME:
            return self._go_on(values, {})
        return self._obey(command, turn, values, asked)

    # Where it goes on.

    def _go_on(self, values: Values, changes: Mapping[str, Any], says: tuple[Say, ...] = ()) -> Step:
        after = {**values, **changes}
        entry = redirecting_entry(after, self._knowledge)
        ask = next_question(after, redirected=entry is not None)
        return Step(changes={**changes, "stuck": 0}, says=says, ask=ask)

    def _again(self, asked: str, values: Values, changes: Mapping[str, Any], says: tuple[Say, ...]) -> Step:
        """Back to the question that was open, unless it was about which field to change, or is answered now."""
        step = self._go_on(values, changes, says)
        still_open = asked in PARSERS and not is_answered({**values, **changes}, asked)
        return replace(step, ask=asked) if still_open or asked in (PAUSED, CONFIRM_CANCEL) else step

    @staticmethod
    def _warnings(changes: Mapping[str, Any], turn: Turn) -> tuple[Say, ...]:
        date = changes.get("purchase_date") or {}
        old = date.get("iso") and older_than_three_years(date["iso"], turn.today)
        return (Say(response="utter_warn_three_years"),) if old else ()


def route_question(values: Values, knowledge: Knowledge) -> Say:
    """Who is competent, and whether the person still wants to register with us."""
    entry = redirecting_entry(values, knowledge)
    assert entry is not None
    authority = knowledge.authority_of(entry)
    first = wording.FIRST.format(first=authority.first) if authority.first else ""
    text = wording.ROUTE.format(name=authority.name, channels="、".join(authority.channels), first=first)
    region = region_of(entry, values.get("region"))
    expects = {"slot": ROUTE, "kind": "choice", "authority": entry.authority}
    return Say(
        response="utter_route_choices",
        text=f"{region.answer if region else entry.answer}\n{text}",
        custom={"expects": expects},
    )


def correction_choices(values: Values) -> tuple[Choice, ...]:
    """A button for each field that has a value."""
    return tuple(
        Choice(wording.FIELD_LABELS[slot], f'/choose{{"slot": "correction_field", "value": "{slot}"}}')
        for slot in CORRECTABLE
        if values.get(slot)
    )
