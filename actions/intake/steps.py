"""What every part of the intake shares: the step it returns, and where it goes on from there."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from actions.intake.answers import Taken
from actions.intake.commands import Command
from actions.intake.documents.proposal import stage
from actions.intake.extraction.dates import older_than_three_years
from actions.intake.hearing import redirecting_entry
from actions.intake.parsers import PARSERS
from actions.intake.slots import (
    CONFIRM_CANCEL,
    CONSENT,
    CORRECTABLE,
    PAUSED,
    PROPOSALS,
    ROUTE,
    Values,
    is_answered,
    next_question,
)
from actions.knowledge.store import Knowledge
from actions.say import Say
from actions.turn import Turn

STUCK_AFTER = 3  # refused answers to one question, then the ways out are named
FIELDS = frozenset(CORRECTABLE) - {
    "story",
    "mediation",
    "reconciliation",
    "publication",
    "also_report",
    "purchase_channel",
}
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
NOT_YET = frozenset({"identity", CONSENT, ROUTE})  # before these are settled nothing else is asked
KEEP_IT = re.compile(r"^(?:不改了|不用改了?|不用了|没有要改的了?|没有了|都对|算了|返回|提交)[。！!]*$")


@dataclass(frozen=True)
class Step:
    """changes: slots to set; says: before the next question; ask: the slot to ask for, None when it is over."""

    changes: Mapping[str, Any] = field(default_factory=dict)
    says: tuple[Say, ...] = ()
    ask: str | None = None
    tells_progress: bool = False  # the person asked how an earlier case stands; only the desk knows


class Steps:
    """How a step goes on. The other parts of the intake stand on it."""

    def __init__(self, knowledge: Knowledge) -> None:
        self._knowledge = knowledge

    def _accept(self, asked: str, parsed: Taken, turn: Turn, values: Values) -> Step:
        """Take a parsed answer."""
        raise NotImplementedError

    def _obey(self, command: Command, turn: Turn, values: Values, asked: str) -> Step:
        """Carry out a command."""
        raise NotImplementedError

    def _go_on(self, values: Values, changes: Mapping[str, Any], says: tuple[Say, ...] = ()) -> Step:
        return Step(changes={**changes, "stuck": 0}, says=says, ask=self._next({**values, **changes}))

    def _next(self, values: Values) -> str:
        """The question to ask now: what a photograph showed comes before what is missing, so that less is asked."""
        question = next_question(values, redirected=redirecting_entry(values, self._knowledge) is not None)
        if question in NOT_YET:
            return question
        about_photo = stage(values)
        return about_photo.slot if about_photo else question

    def _again(self, asked: str, values: Values, changes: Mapping[str, Any], says: tuple[Say, ...]) -> Step:
        """Back to the question that was open, unless it was about which field to change, or is answered now."""
        step = self._go_on(values, changes, says)
        if asked in PROPOSALS:
            return step
        still_open = asked in PARSERS and not is_answered({**values, **changes}, asked)
        return replace(step, ask=asked) if still_open or asked in (PAUSED, CONFIRM_CANCEL) else step

    @staticmethod
    def _rejected(code: str, values: Values, asked: str) -> Step:
        """Say what is wrong and ask again; who is stuck is told the ways out."""
        tries = (values.get("stuck") or 0) + 1
        says: tuple[Say, ...] = (Say(response=f"utter_problem_{code}"),)
        if tries >= STUCK_AFTER:
            says += (Say(response="utter_stuck"),)
        return Step(changes={"stuck": tries}, says=says, ask=asked)

    @staticmethod
    def _warnings(changes: Mapping[str, Any], turn: Turn) -> tuple[Say, ...]:
        # Three years count from the day they found out, where the story tells it.
        date = changes.get("known_on") or changes.get("purchase_date") or {}
        old = date.get("iso") and older_than_three_years(date["iso"], turn.today)
        return (Say(response="utter_warn_three_years"),) if old else ()
