"""Proposing what a photograph showed: asked for once, filled in only on a yes, never instead of what was said."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from actions import wording
from actions.intake import card
from actions.intake.commands import Command, command_of
from actions.intake.documents.document import read_document
from actions.intake.documents.layout import lines_of
from actions.intake.documents.proposal import (
    Stage,
    current,
    decided,
    differing,
    dropped,
    fresh,
    mark,
    noticed,
    owned,
    put_away,
    shop_and_sum,
    shown_at,
    stage,
    talked_past,
    was_shown,
)
from actions.intake.hearing import tells_a_story
from actions.intake.photo_answers import Remark, remark_on_photo
from actions.intake.slots import (
    CONFIRM_CANCEL,
    CORRECTABLE,
    CORRECTION_FIELD,
    FINDINGS,
    PAUSED,
    PHOTO_CONFLICT,
    PHOTO_PROPOSAL,
    PROPOSALS,
    SUBMIT,
    Values,
    is_answered,
)
from actions.intake.steps import FIELDS, Step, Steps
from actions.say import QUIET, Choice, Say
from actions.turn import Turn

# Questions that a reading must not push aside; it waits until the complaint goes on.
UNDISTURBED = frozenset({PAUSED, CONFIRM_CANCEL, CORRECTION_FIELD})
# Questions that words typed at a photograph's question may answer. A summary, a consent and any other choice
# is answered by its own words alone, or its own button: 好的 to 用哪一个 must neither file nor agree to anything.
TOLD = FIELDS | {"story"}


class Proposing(Steps):
    """The steps around a reading of a photograph."""

    def take(self, turn: Turn, values: Values, asked: str) -> Step:
        """A message while `asked` is the open question."""
        step = self._step(turn, values, asked)
        changes = dict(step.changes)
        if step.ask not in (None, SUBMIT) and values.get("summarised_at") and set(changes) & {*CORRECTABLE}:
            changes["summarised_at"] = None  # the summary that was shown says something else
        if step.ask in PROPOSALS:
            changes |= shown_at({**values, **changes}, turn.taken_at or turn.sent_at)
        return replace(step, changes=changes)

    def _take_reading(self, turn: Turn, values: Values, asked: str) -> Step:
        """The desk has read a picture. Asks about it now, or keeps it for when nothing else is in the way."""
        reading = turn.reading or {}
        picture = str(reading.get("attachment_id"))
        unchanged = Step(says=(QUIET,), ask=asked)
        if picture not in (values.get("evidence") or ()):
            return unchanged  # of a complaint that is over
        found = read_document(lines_of(reading), today=turn.today)
        noted = noticed(values.get(FINDINGS), picture, found) if found else {}
        if not noted or noted == values.get(FINDINGS):
            return unchanged
        after = {**values, FINDINGS: noted}
        now = current(after)
        if now is None or now["id"] != picture:
            return replace(unchanged, changes={FINDINGS: put_away(noted, picture)})
        is_correcting = asked not in PROPOSALS and is_answered(values, asked)
        ask = self._next(after)
        if asked in UNDISTURBED or is_correcting or ask not in PROPOSALS:
            return replace(unchanged, changes={FINDINGS: noted})
        return Step(changes={FINDINGS: noted}, ask=ask)

    def _decide_proposal(self, agreed: bool, turn: Turn, values: Values) -> Step:
        declined = (Say(response="utter_photo_declined"),)
        if stage(values) is Stage.MATTER:
            return self._go_on(values, owned(values, agreed), () if agreed else declined)
        if not agreed:
            return self._go_on(values, dropped(values), declined)
        shown = fresh(values)
        filled = {**shown, **decided(values, *shown), **self._no_longer_passed(values, shown)}
        says = (Say(response="utter_photo_filled"), *self._warnings(shown, turn))
        return self._go_on(values, filled, says)

    def _decide_conflict(self, takes_photo: bool, turn: Turn, values: Values) -> Step:
        slot, shown = next(iter(differing(values).items()))
        settled = decided(values, slot)
        if not takes_photo:
            return self._go_on(values, settled)
        corrected = wording.CORRECTED.format(label=wording.FIELD_LABELS[slot], value=card.show(slot, shown))
        says = (Say(text=corrected), *self._warnings({slot: shown}, turn))
        return self._go_on(values, {slot: shown, **settled}, says)

    def _remarked(self, turn: Turn, values: Values, asked: str) -> Step | None:
        """The step of words about the picture itself, or None: they are never the answer to another question."""
        remark, is_seen = remark_on_photo(turn.text), was_shown(values, turn.sent_at)
        is_story = remark is Remark.SPEAKS_OF_IT and tells_a_story(turn.text, today=turn.today)
        decides = {Remark.DECIDES, Remark.NEITHER} if asked == PHOTO_PROPOSAL else {Remark.DECIDES}
        if remark is None or is_story or (is_seen and remark in decides):
            return None
        if remark is Remark.OF_ANOTHER:
            return self._go_on(values, owned(values, False), (Say(response="utter_photo_declined"),))
        if remark is Remark.NEITHER and is_seen:
            slot = next(iter(differing(values)))
            return Step(changes={**decided(values, slot), "stuck": 0}, ask=slot)
        return Step(ask=asked) if remark is Remark.WAITS else self._ask_again(values, asked)

    def _talk_past(self, turn: Turn, values: Values, asked: str) -> Step:
        """Neither yes nor no: perhaps the answer to the question that stood there before, sent as this one came."""
        bare = {**values, FINDINGS: None}
        before = self._next(bare)
        if not turn.is_choice:
            command = command_of(turn)
            is_seen = was_shown(values, turn.sent_at)
            if command is Command.SKIP and is_seen:
                return self._go_on(values, dropped(values))
            if not self._may_answer(before, turn, bare, is_seen):
                if command is None or command is Command.SKIP:
                    return self._ask_again(values, asked)
                return self._obey(command, turn, values, asked)
        step = self._step(turn, bare, before)
        if step.ask is None or step.ask in UNDISTURBED:
            return step
        if step.changes.get("stuck"):
            return self._ask_again(values, asked)
        if step.ask == before and not set(step.changes) - {"stuck"}:
            return replace(step, ask=asked)  # a question in between
        changes = {**step.changes, **talked_past(values)}
        return replace(step, changes=changes, ask=self._next({**values, **changes}))

    def _may_answer(self, before: str, turn: Turn, bare: Values, is_seen: bool) -> bool:
        """Whether words typed at the photograph's question may be meant for the one before: sent before this one
        was shown, or a story, a number or a day, which can be nothing else."""
        if before not in TOLD:
            return False
        return (
            not is_seen
            or tells_a_story(turn.text, today=turn.today)
            or self._reads_as_answer(before, turn, bare)
        )

    def _ask_again(self, values: Values, asked: str) -> Step:
        refused = self._rejected("photo", values, asked)
        changes = {**refused.changes, **talked_past(values)}
        return replace(refused, changes=changes, ask=self._next({**values, **changes}))

    @staticmethod
    def _no_longer_passed(values: Values, filled: Mapping[str, Any]) -> dict[str, Any]:
        passed = [slot for slot in values.get("passed_over") or () if slot not in filled]
        return {"passed_over": passed} if values.get("passed_over") else {}

    def _step(self, turn: Turn, values: Values, asked: str) -> Step:
        """What a message does while `asked` is the open question."""
        raise NotImplementedError

    @staticmethod
    def _reads_as_answer(asked: str, turn: Turn, values: Values) -> bool:
        """Whether a message can only be the answer to `asked`."""
        raise NotImplementedError


def proposal_question(values: Values) -> Say:
    """「从照片上看到…对吗？」, or first whether the picture is of this matter at all."""
    known, shown = shop_and_sum(values), fresh(values)
    if stage(values) is Stage.MATTER:
        text, yes, no = (
            wording.PHOTO_MATTER.format(lines=_lines(known)),
            wording.PHOTO_OURS,
            wording.PHOTO_NOT_OURS,
        )
    else:
        text, yes, no = wording.PHOTO_SEEN.format(lines=_lines(shown)), wording.PHOTO_YES, wording.PHOTO_NO
        if agreed := [card.show(slot, value) for slot, value in known.items() if slot not in shown]:
            text = wording.PHOTO_OF.format(known="，".join(agreed)) + text
    return _question(PHOTO_PROPOSAL, text, ((yes, "yes"), (no, "no")), values)


def conflict_question(values: Values) -> Say:
    """The first field that differs, both values side by side."""
    slot, shown = next(iter(differing(values).items()))
    said, read = card.show(slot, values[slot]), card.show(slot, shown)
    text = wording.PHOTO_DIFFERS.format(label=wording.FIELD_LABELS[slot], said=said, shown=read)
    choices = ((wording.PHOTO_KEEP_SAID, "no"), (wording.PHOTO_TAKE_SHOWN, "yes"))
    return _question(PHOTO_CONFLICT, text, choices, values)


def _lines(shown: Mapping[str, Any]) -> str:
    return "\n".join(card.line(slot, value) for slot, value in shown.items())


def _question(slot: str, text: str, choices: tuple[tuple[str, str], ...], values: Values) -> Say:
    of = mark(values)
    return Say(
        text=text,
        choices=tuple(
            Choice(title, f'/choose{{"slot": "{slot}", "value": "{answer}.{of}"}}')
            for title, answer in choices
        ),
        custom={"expects": {"slot": slot, "kind": "choice"}},
    )
