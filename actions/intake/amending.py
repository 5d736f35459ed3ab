"""Correcting what was said: a field keeps its value until the new one has been read."""

from dataclasses import replace

from actions import wording
from actions.intake import card
from actions.intake.answers import Rejected
from actions.intake.commands import Command, command_of, yes_or_no
from actions.intake.corrections import (
    Correction,
    corrected_phone,
    field_that_says,
    named_field,
    read_correction,
)
from actions.intake.documents.proposal import without
from actions.intake.parsers import parse_answer
from actions.intake.places import PLACE, REGION, is_within, own_place, place_of, told_region
from actions.intake.slots import CORRECTABLE, CORRECTION_FIELD, Values, is_answered
from actions.intake.steps import DIGRESSIONS, FIELDS, KEEP_IT, Step, Steps
from actions.say import Choice, Say
from actions.turn import Turn


class Amending(Steps):
    """Corrections in plain words, and the question which field to change."""

    def _amended(self, turn: Turn, values: Values, asked: str) -> Step | None:
        """The step of a message that corrects a field, or says unasked where it happened; None of any other."""
        if here := own_place(turn.text, asked):
            return self._keep_place(here, values, asked)
        correction = read_correction(turn.text)
        meant = self._meant_field(correction, values, asked) if correction else None
        quotes_nothing_known = correction is not None and not correction.field and meant in (None, asked)
        if correction is None or quotes_nothing_known:
            region = told_region(turn.text, asked)
            if region:
                return self._take_region(region, turn, values, asked)
        return self._correct(correction, turn, values, asked) if correction else None

    def _keep_place(self, place: str, values: Values, asked: str) -> Step:
        """Where the person is: kept, and supposed to be the region where none was told."""
        text, told = wording.PLACE_KEPT.format(place=place), values.get(REGION)
        if not told:
            text += wording.REGION_SUPPOSED_NOW
        elif not is_within(place, told):
            text += wording.REGION_STAYS.format(region=told)
        return Step(changes={PLACE: place}, says=(Say(text=text),), ask=asked)

    def _take_region(self, region: str, turn: Turn, values: Values, asked: str) -> Step:
        """A region said unasked, perhaps the known one. It is no shop's address yet: the street is asked for."""
        told = values.get(REGION)
        if told and told.startswith(region):
            step = Step(says=(Say(text=wording.REGION_STAYS.format(region=told)),), ask=asked)
        else:
            step = self._correct(Correction(REGION, region), turn, values, asked)
        finer = (Say(text=wording.ADDRESS_FINER),) if step.ask == asked == "merchant_address" else ()
        return replace(step, says=step.says + finer)

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
        changes = {
            **parsed.changes,
            **without(values, slot),
        }  # what a photograph showed of it is settled, too
        shown = wording.CORRECTED.format(
            label=wording.FIELD_LABELS[slot], value=card.show(slot, changes[slot])
        )
        return self._again(asked, values, changes, (Say(text=shown), *self._warnings(changes, turn)))

    @staticmethod
    def _meant_field(correction: Correction, values: Values, asked: str) -> str | None:
        if correction.field is None:
            shown = {**values, REGION: place_of(values)}
            known = {
                slot: card.show(slot, shown[slot])
                for slot in CORRECTABLE
                if is_answered(shown, slot) and shown.get(slot)
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
        if here := own_place(turn.text, CORRECTION_FIELD):
            return self._keep_place(here, values, CORRECTION_FIELD)
        if region := told_region(turn.text, CORRECTION_FIELD):
            return self._take_region(region, turn, values, CORRECTION_FIELD)
        if slot := named_field(turn.text):
            return Step(ask=slot)
        command = command_of(turn)
        if command is Command.CANCEL or command in DIGRESSIONS:
            return self._obey(command, turn, values, CORRECTION_FIELD)
        if KEEP_IT.match(turn.text.strip()) or command is Command.RESUME or yes_or_no(turn) is not None:
            return self._go_on(values, {})
        return Step(says=(Say(response="utter_problem_choice"),), ask=CORRECTION_FIELD)


def correction_choices(values: Values) -> tuple[Choice, ...]:
    """A button for each field that has a value."""
    shown = {**values, REGION: place_of(values)}
    return tuple(
        Choice(wording.FIELD_LABELS[slot], f'/choose{{"slot": "correction_field", "value": "{slot}"}}')
        for slot in CORRECTABLE
        if shown.get(slot)
    )
