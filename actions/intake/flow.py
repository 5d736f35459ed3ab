"""One step of the intake: a message comes in, slots change, something is said, the next question is chosen.

Pure: the turn, the slots and the knowledge in; a Step out. The form action (form.py) carries it out.
"""

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from actions import wording
from actions.intake import card
from actions.intake.amending import Amending
from actions.intake.answers import Rejected, Taken
from actions.intake.commands import SHORT, Command, agrees, command_of, reads_as_question
from actions.intake.documents.proposal import without
from actions.intake.extraction.demands import parse_demands
from actions.intake.hearing import (
    begun_topic,
    describe_merchant,
    hear,
    is_only_a_name,
    redirecting_entry,
    tells_a_story,
    tells_what_went_wrong,
    topic_of,
    topic_of_story,
)
from actions.intake.parsers import PARSERS, parse_answer
from actions.intake.places import PLACE, REGION, place_of, sent_address, supposed
from actions.intake.proposing import Proposing
from actions.intake.slots import (
    CONFIRM_CANCEL,
    CONSENT,
    CORRECTION_FIELD,
    PASSABLE,
    PAUSED,
    PROPOSALS,
    ROUTE,
    STORY_FIELDS,
    SUBMIT,
    Values,
    is_answered,
)
from actions.intake.steps import DIGRESSIONS, FIELDS, KEEP_IT, Step
from actions.knowledge.render import opening, region_of, step_lines
from actions.knowledge.store import Knowledge
from actions.last_story import LastStory
from actions.progress.case_numbers import find_case_no
from actions.say import Say
from actions.turn import Turn
from actions.updates.reading import content_of_wish

NAMED = ("merchant", "merchant_address", "name")  # questions that a trouble cannot answer
LONG_ANSWER = 60  # characters: more than any shop's name, so it goes on telling the story
LONGEST_STORY = 5_000  # characters, as the case API takes them
FREE_TEXT = frozenset(
    {"merchant", "merchant_address", "platform", "region", "product", "name", "address", "order_no", "story"}
)
STRUCTURED = frozenset({"phone", "amount", "purchase_date", "known_on"})
RESUMES = re.compile(r"^(?:我回来了|接着|继续|回来了)|接着(?:填|办|弄|刚才)|继续(?:填|办|弄|刚才)")

# How the form ends; the concluding action reads it.
SUBMITTED, CANCELLED, DECLINED, REDIRECTED, ERASED = "submit", "cancel", "declined", "redirected", "erase"
ASIDE = "aside"  # what seemed to begin it is about a case that is filed


Digress = Callable[[Command, Turn, str | None], tuple[Say, ...]]  # the last: where the person is


class Intake(Amending, Proposing):
    """The steps of one complaint."""

    def __init__(self, knowledge: Knowledge, digress: Digress) -> None:
        super().__init__(knowledge)
        self._digress = digress  # what is said to a question or a greeting in between

    def begin(
        self,
        turn: Turn,
        values: Values,
        *,
        earlier_story: LastStory | None,
        brought: Values | None = None,
    ) -> Step:
        """The first step. A story told just now, else the one told before, is used at once; never both. Of the one
        told before, the caller has made sure that it is of this matter (`is_of_this_matter`).

        brought: slots that pictures sent before the complaint give: the evidence, and what was read on it.
        """
        kind = "report" if turn.intent == "report" else "complaint"
        changes: dict[str, Any] = {"complaint_run": turn.message_id, "kind": kind, "passed_over": []}
        changes |= brought or {}
        changes["topic"] = begun_topic(turn)
        if not turn.is_choice and tells_a_story(turn.text, today=turn.today):
            return self._take_story(turn, values, changes, turn.text)
        if earlier_story is None or not tells_a_story(earlier_story.text, today=turn.today):
            return self._go_on(values, changes)
        changes["topic"] = topic_of_story(earlier_story, self._knowledge) or changes["topic"]
        # The words that begin a complaint tell nothing of what the story is about.
        return self._take_story(replace(turn, ranking=()), values, changes, earlier_story.text)

    def is_of_this_matter(self, turn: Turn, story: LastStory) -> bool:
        """Whether the complaint that the turn begins may be what was told before: the button that was tapped may
        belong to the answer to a later question."""
        return story.is_about(begun_topic(turn), self._knowledge.entries)

    def resume(self, values: Values) -> Step:
        """Back into a draft that lies there without an open question."""
        return self._go_on(values, {})

    def _step(self, turn: Turn, values: Values, asked: str) -> Step:
        """What a message does while `asked` is the open question."""
        if turn.reading is not None:
            return self._take_reading(turn, values, asked)
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
        if amended := self._amended(turn, values, asked):
            return amended
        if asked in PROPOSALS and (remarked := self._remarked(turn, values, asked)):
            return remarked
        if asked == CONSENT and agrees(turn.text):
            return self._answer(asked, turn, values)
        command = command_of(turn)
        if command in DIGRESSIONS and command is not Command.ASK and asked not in FREE_TEXT:
            return self._obey(command, turn, values, asked)
        if self._reads_as_answer(asked, turn, values):
            return self._answer(asked, turn, values)
        if asked in PROPOSALS:
            return self._talk_past(turn, values, asked)
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
        if asked in NAMED and tells_what_went_wrong(turn.text, today=turn.today):
            return True
        if asked in ("address", "demands") or len(turn.text) <= SHORT:
            return len(turn.text) > LONG_ANSWER
        return tells_a_story(turn.text, today=turn.today)

    def _after_pause(self, turn: Turn, values: Values) -> Step:
        """Only the wish to go on, or an answer that can be nothing else, takes the draft up again."""
        question = self._next(values)
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
        if not tells_a_story(turn.text, today=turn.today, asked_for=True) and (
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
            case "photo_proposal":
                return self._decide_proposal(changes[asked], turn, values)
            case "photo_conflict":
                return self._decide_conflict(changes[asked], turn, values)
        settled = without(values, asked)  # asked for by itself, it is not asked again for a photograph's sake
        return self._go_on(values, changes | settled, self._warnings(changes, turn))

    def _decide(self, decision: str, values: Values) -> Step:
        match decision:
            case "submit" if not values.get("summarised_at"):
                return self._go_on(values, {})  # nothing is filed that was not shown as it is
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
        if text := card.heard(told, STORY_FIELDS, place=supposed({**values, **changes})):
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
        says = (Say(response=received(turn, "utter_evidence_received", "utter_photo_received")),)
        if asked == "evidence":
            return self._go_on(values, {"evidence": ids}, says)
        return self._again(asked, values, {"evidence": ids}, says)

    def _take_place(self, turn: Turn, values: Values, asked: str) -> Step:
        """A location message: where the person is, supposed to be the region where none was told, and the address
        if one is asked for."""
        place, exact = sent_address(turn.parameters.get(PLACE, ""))
        if exact and asked in ("merchant_address", "address"):
            parsed = parse_answer(asked, replace(turn, text=exact, is_choice=False), values)
            if isinstance(parsed, Taken):
                changes = dict(parsed.changes)
                if place and asked == "merchant_address" and not values.get(REGION):
                    changes[REGION] = place
                return self._go_on(values, changes, self._warnings(changes, turn))
        if place is None:
            return Step(says=(Say(response="utter_place_unknown"),), ask=asked)
        if asked == REGION:
            return self._go_on(values, {REGION: place})
        return self._keep_place(place, values, asked)

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
            case Command.ADD_TO_CASE if content := content_of_wish(turn.text):
                return self._more_story(replace(turn, text=content), values)
            case Command.WITHDRAW if find_case_no(turn.text) is None and not turn.is_choice:
                return Step(ask=CONFIRM_CANCEL)  # what is not filed yet is not withdrawn but cancelled
            case Command.ADD_TO_CASE if turn.is_choice:
                return Step(says=(Say(response="utter_case_later"),), ask=asked)
            case _:
                return Step(says=self._digress(command, turn, place_of(values)), ask=asked)

    def _tapped(self, turn: Turn, values: Values, asked: str) -> Step:
        """A button, perhaps of an earlier message: an old choice is not mistaken for an answer."""
        is_of_another = turn.intent in ("choose", "skip") and turn.parameters.get("slot") not in PROPOSALS
        if asked in PROPOSALS and is_of_another:
            return self._talk_past(turn, values, asked)
        if turn.intent == "choose":
            if asked == CORRECTION_FIELD and turn.parameters.get("slot") == CORRECTION_FIELD:
                return self._choose_field(turn, values)
            parsed = parse_answer(asked, turn, values) if asked in PARSERS else Rejected("choice")
            return self._accept(asked, parsed, turn, values) if isinstance(parsed, Taken) else Step(ask=asked)
        if turn.intent == "choose_topic":
            return Step(says=self._digress(Command.ASK, turn, place_of(values)), ask=asked)
        if turn.intent == "tell_place":
            return self._take_place(turn, values, asked)
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


def received(turn: Turn, file: str, photo: str) -> str:
    """Which of two responses acknowledges what was sent: a picture will be read, other files will not."""
    is_photo = any(sent.get("media_type", "").startswith("image/") for sent in turn.attachments)
    return photo if is_photo else file


def route_question(values: Values, knowledge: Knowledge) -> Say:
    """Who is competent, and whether the person still wants to register with us."""
    entry = redirecting_entry(values, knowledge)
    assert entry is not None
    authority = knowledge.authority_of(entry)
    first = wording.FIRST.format(first=authority.first) if authority.first else ""
    text = wording.ROUTE.format(name=authority.name, channels="、".join(authority.channels), first=first)
    place = place_of(values)
    region = region_of(entry, place)
    steps = step_lines((region and region.steps) or entry.steps)
    expects = {"slot": ROUTE, "kind": "choice", "authority": entry.authority}
    return Say(
        response="utter_route_choices",
        text="\n".join([opening(entry, place), *steps, text]),
        custom={"expects": expects},
    )
