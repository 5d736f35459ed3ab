"""The steps of an update at the questions of a reconciliation: to talk, to agree, to decline, to end. Pure."""

from dataclasses import replace

from actions.case_backend.port import MAX_REASON
from actions.intake.commands import yes_or_no
from actions.say import Say
from actions.turn import Turn
from actions.updates import reading
from actions.updates.meaning import disagrees
from actions.updates.step import Step
from actions.updates.update import (
    AGREEMENT,
    CONTACT,
    ENDING,
    LEFT,
    OTHER,
    REASON,
    SEND,
    Update,
)

QUESTIONS = frozenset({CONTACT, AGREEMENT, REASON, ENDING})
SHARED = {"hidden": False, "shown": True}  # values of the buttons, and what they say of the phone


def tapped(value: str, update: Update, asked: str) -> Step:
    """The step of a button of the open question."""
    if asked == CONTACT and value in SHARED:
        return Step(replace(update, share_contact=SHARED[value]), end=SEND)
    if (asked, value) in {(AGREEMENT, "yes"), (ENDING, "yes"), (REASON, "none")}:
        return Step(update, end=SEND)
    return Step(update, end=LEFT) if value in ("no", "leave") else Step(update, ask=asked)


def answered(turn: Turn, update: Update, asked: str) -> Step | None:
    """The step of typed words that can only be the answer; None of others."""
    if asked == CONTACT:
        is_answer, shared = reading.shares_contact(turn)
        if not is_answer:
            return None
        return (
            Step(update, end=LEFT)
            if shared is None
            else Step(replace(update, share_contact=shared), end=SEND)
        )
    if asked == REASON:
        return _about_reason(turn, update)
    act = {AGREEMENT: "accept_proposal", ENDING: "end_reconciliation"}[asked]
    if asked == AGREEMENT and disagrees(turn):
        return Step(update, end=OTHER)  # that is an answer to the enterprise
    decided = True if turn.intent == act else yes_or_no(turn, explicit=True)
    return None if decided is None else Step(update, end=SEND if decided else LEFT)


def _about_reason(turn: Turn, update: Update) -> Step | None:
    said = reading.words(turn.text)
    if reading.SAYS_NOTHING.fullmatch(said):
        return Step(update, end=SEND)
    return Step(update, end=LEFT) if reading.LEAVES.fullmatch(said) else None


def other_words(turn: Turn, update: Update, asked: str) -> Step:
    """What is neither an answer nor a command: the reason, where that is asked for."""
    if asked == REASON:
        return Step(replace(update, comment=turn.text.strip()[:MAX_REASON]), end=SEND)
    response = "utter_problem_choice" if asked == CONTACT else "utter_problem_yes_no"
    return Step(update, (Say(response=response),), asked)
