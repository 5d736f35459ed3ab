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
    differing,
    digest,
    dropped,
    found_fields,
    fresh,
    merged,
    talked_past,
    without,
)
from actions.intake.slots import (
    CONFIRM_CANCEL,
    CORRECTION_FIELD,
    FINDINGS,
    PAUSED,
    PHOTO_CONFLICT,
    PHOTO_PROPOSAL,
    PROPOSALS,
    Values,
    is_answered,
)
from actions.intake.steps import Step, Steps
from actions.say import Choice, Say
from actions.turn import Turn

QUIET = Say(custom={"quiet": True})  # the desk tells nothing of this turn
# Questions that a reading must not push aside; it waits until the complaint goes on.
UNDISTURBED = frozenset({PAUSED, CONFIRM_CANCEL, CORRECTION_FIELD})


class Proposing(Steps):
    """The steps around a reading of a photograph."""

    def _take_reading(self, turn: Turn, values: Values, asked: str) -> Step:
        """The desk has read a picture. Asks about it now, or keeps it for when nothing else is in the way."""
        found = read_document(lines_of(turn.reading or {}), today=turn.today)
        if not found:
            return Step(says=(QUIET,), ask=asked)
        changes = {FINDINGS: merged(values.get(FINDINGS), found)}
        after = {**values, **changes}
        if found_fields(after) == found_fields(values):
            return Step(says=(QUIET,), ask=asked)  # the same once more
        if not fresh(after) and not differing(after):
            return Step(changes=dropped(after), says=(QUIET,), ask=asked)
        is_correcting = asked not in PROPOSALS and is_answered(values, asked)
        ask = self._next(after)
        if asked in UNDISTURBED or is_correcting or ask not in PROPOSALS:
            return Step(changes=changes, says=(QUIET,), ask=asked)
        return Step(changes=changes, ask=ask)

    def _decide_proposal(self, agreed: bool, turn: Turn, values: Values) -> Step:
        shown = fresh(values)
        if not agreed:
            return self._go_on(values, dropped(values), (Say(response="utter_photo_declined"),))
        filled = {**shown, **without(values, *shown), **self._no_longer_passed(values, shown)}
        says = (Say(response="utter_photo_filled"), *self._warnings(shown, turn))
        return self._go_on(values, filled, says)

    def _decide_conflict(self, takes_photo: bool, turn: Turn, values: Values) -> Step:
        slot, shown = next(iter(differing(values).items()))
        settled = without(values, slot)
        if not takes_photo:
            return self._go_on(values, settled)
        corrected = wording.CORRECTED.format(label=wording.FIELD_LABELS[slot], value=card.show(slot, shown))
        says = (Say(text=corrected), *self._warnings({slot: shown}, turn))
        return self._go_on(values, {slot: shown, **settled}, says)

    def _talk_past(self, turn: Turn, values: Values, asked: str) -> Step:
        """Neither yes nor no: the answer to the question that stood there before, sent as the proposal came in."""
        command = None if turn.is_choice else command_of(turn)
        if command is Command.SKIP:
            return self._go_on(values, dropped(values))
        bare = {**values, FINDINGS: None}
        before = self._next(bare)
        step = self.take(turn, bare, before)
        if step.ask is None or step.ask in UNDISTURBED:
            return step
        if step.changes.get("stuck"):
            refused = self._rejected("photo", values, asked)
            changes = {**refused.changes, **talked_past(values)}
            return replace(refused, changes=changes, ask=self._next({**values, **changes}))
        if step.ask == before and not set(step.changes) - {"stuck"}:
            return replace(step, ask=asked)  # a question in between
        changes = {**step.changes, **talked_past(values)}
        return replace(step, changes=changes, ask=self._next({**values, **changes}))

    @staticmethod
    def _no_longer_passed(values: Values, filled: Mapping[str, Any]) -> dict[str, Any]:
        passed = [slot for slot in values.get("passed_over") or () if slot not in filled]
        return {"passed_over": passed} if values.get("passed_over") else {}

    def take(self, turn: Turn, values: Values, asked: str) -> Step:
        """A message while `asked` is the open question."""
        raise NotImplementedError


def proposal_question(values: Values) -> Say:
    """「从照片上看到…对吗？」"""
    shown = fresh(values)
    lines = "\n".join(card.line(slot, value) for slot, value in shown.items())
    mark = digest(shown)
    return Say(
        text=wording.PHOTO_SEEN.format(lines=lines),
        choices=(
            _choice(wording.PHOTO_YES, PHOTO_PROPOSAL, f"yes.{mark}"),
            _choice(wording.PHOTO_NO, PHOTO_PROPOSAL, f"no.{mark}"),
        ),
        custom={"expects": {"slot": PHOTO_PROPOSAL, "kind": "choice"}},
    )


def conflict_question(values: Values) -> Say:
    """The first field that differs, both values side by side."""
    slot, shown = next(iter(differing(values).items()))
    mark = digest({slot: shown})
    return Say(
        text=wording.PHOTO_DIFFERS.format(
            label=wording.FIELD_LABELS[slot], said=card.show(slot, values[slot]), shown=card.show(slot, shown)
        ),
        choices=(
            _choice(wording.PHOTO_KEEP_SAID, PHOTO_CONFLICT, f"no.{mark}"),
            _choice(wording.PHOTO_TAKE_SHOWN, PHOTO_CONFLICT, f"yes.{mark}"),
        ),
        custom={"expects": {"slot": PHOTO_CONFLICT, "kind": "choice"}},
    )


def _choice(title: str, slot: str, value: str) -> Choice:
    return Choice(title, f'/choose{{"slot": "{slot}", "value": "{value}"}}')
