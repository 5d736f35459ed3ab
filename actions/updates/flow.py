"""One step of an update: a message comes in, the update grows, something is said, a question is chosen or it ends.

Pure: turn and update in, a step out. actions.py carries it out. Nothing is sent whose number was not shown.
"""

from collections.abc import Callable
from dataclasses import replace

from actions.case_backend.port import MAX_ADDITION, MAX_COMMENT, MAX_WORDS
from actions.intake.commands import Command, command_of, reads_as_question, yes_or_no
from actions.progress.case_numbers import find_case_no
from actions.say import QUIET, Say
from actions.turn import Turn
from actions.updates import reading, talk_steps
from actions.updates.meaning import answer_of
from actions.updates.step import Step
from actions.updates.update import (
    COMMENT,
    CONTENT,
    ERASED,
    LEFT,
    OTHER,
    REASON,
    SEND,
    Kind,
    Update,
    question_of,
)

MOST_FILES = 9  # of one supplement, as many as the desk keeps

# Acts that are another matter: the update is left for them, unless something was told already.
ELSEWHERE = frozenset(
    {
        Command.COMPLAIN,
        Command.REPORT,
        Command.WITHDRAW,
        Command.RATE,
        Command.RECONCILE,
        Command.ACCEPT,
        Command.DECLINE,
        Command.STOP,
        Command.TELL,
    }
)
LEAVING = frozenset({Command.CANCEL, Command.PAUSE, Command.BYE})
# Answered in between; the question is then asked again.
DIGRESSIONS = frozenset(
    {
        Command.ASK,
        Command.HANDOFF,
        Command.PRIVACY,
        Command.ERASE,
        Command.BOT_CHALLENGE,
        Command.INSULT,
    }
)

Digress = Callable[[Command, Turn, str | None], tuple[Say, ...]]  # the last: where the person is


class Updating:
    """The steps of one update."""

    def __init__(self, digress: Digress) -> None:
        self._digress = digress

    def take(self, turn: Turn, update: Update, asked: str, *, place: str | None = None) -> Step:
        """A message while `asked` is the open question."""
        if turn.reading is not None:
            return Step(update, (QUIET,), asked)
        if turn.attachments:
            return self._take_files(turn, update, asked)
        if turn.is_choice and turn.intent == "choose":
            return self._tapped(turn, update, asked)
        if turn.intent == "confirm_erase":
            return Step(update, end=ERASED)
        if answer_of(turn) is not None:
            return self._of_notice(update, asked)
        if not turn.is_choice and (answered := self._answer(turn, update, asked)):
            return answered
        command = _command(turn)
        if command is not None and (obeyed := self._obey(command, turn, update, asked, place)):
            return obeyed
        if turn.is_choice:
            return Step(update, ask=asked)
        return self._other_words(turn, update, asked)

    @staticmethod
    def _of_notice(update: Update, asked: str) -> Step:
        """An answer to what the desk told meanwhile is none to the open question. What was told is not given up for
        it."""
        if update.has_content:
            return Step(update, (Say(response="utter_not_taken_as_answer"),), asked)
        return Step(update, end=OTHER)

    # Answers.

    def _tapped(self, turn: Turn, update: Update, asked: str) -> Step:
        """A button, perhaps of an earlier message: an old choice is not mistaken for an answer."""
        value = turn.parameters.get("value", "") if turn.parameters.get("slot") == asked else None
        match asked:
            case _ if value is None:
                return Step(update, ask=asked)
            case _ if asked in talk_steps.QUESTIONS:
                return talk_steps.tapped(value, update, asked)
            case "update_case" if any(case.case_no == value for case in update.cases):
                return _on(replace(update, case_no=value))
            case "update_content" if value == "send" and update.has_content:
                return Step(update, end=SEND)
            case "update_withdrawal" if value == "yes":
                return Step(update, end=SEND)
            case "update_content" | "update_withdrawal" if value in ("leave", "no"):
                return Step(update, end=LEFT)
            case "update_rating" if rating := reading.rating(value):
                return _on(replace(update, rating=rating))
            case "update_comment":
                return Step(update, end=SEND)
        return Step(update, ask=asked)

    def _answer(self, turn: Turn, update: Update, asked: str) -> Step | None:
        """The step of typed words that can only be the answer; None of others."""
        match asked:
            case _ if asked in talk_steps.QUESTIONS:
                return talk_steps.answered(turn, update, asked)
            case "update_case":
                numbers = tuple(case.case_no for case in update.cases)
                number = reading.chosen_case(turn.text, numbers, find_case_no(turn.text))
                return _on(replace(update, case_no=number)) if number else None
            case "update_content":
                if reading.LEAVES.fullmatch(reading.words(turn.text)):
                    return Step(update, end=LEFT)
                is_done = reading.SENDS.fullmatch(reading.words(turn.text)) or yes_or_no(turn)
                return Step(update, end=SEND) if update.has_content and is_done else None
            case "update_withdrawal":
                decided = reading.withdraws(turn)
                return None if decided is None else Step(update, end=SEND if decided else LEFT)
            case "update_rating":
                rating = reading.rating(turn.text)
                return _on(replace(update, rating=rating)) if rating else None
            case "update_comment":
                is_none = reading.LEAVES.fullmatch(reading.words(turn.text)) or yes_or_no(turn) is False
                return Step(update, end=SEND) if is_none else None
        return None

    def _other_words(self, turn: Turn, update: Update, asked: str) -> Step:
        """What is neither an answer nor a command: content where content is asked for."""
        match asked:
            case _ if asked in talk_steps.QUESTIONS:
                return talk_steps.other_words(turn, update, asked)
            case "update_content" if update.kind is Kind.TELL:
                return self._add_text(turn, update)
            case "update_content":
                if reads_as_question(turn.text) and turn.intent == "ask" and not update.has_content:
                    return Step(update, (Say(response="utter_update_question"),), asked)
                return self._add_text(turn, update)
            case "update_comment":
                return Step(replace(update, comment=turn.text.strip()[:MAX_COMMENT]), end=SEND)
            case "update_withdrawal":
                return Step(update, (Say(response="utter_problem_yes_no"),), asked)
        return Step(update, (Say(response="utter_problem_choice"),), asked)

    @staticmethod
    def _add_text(turn: Turn, update: Update) -> Step:
        text = f"{update.text}\n{turn.text.strip()}".strip()
        if update.kind is Kind.TELL and len(text) > MAX_WORDS:
            return Step(update, (Say(response="utter_words_too_long"),), CONTENT)
        if len(text) > MAX_ADDITION:
            return Step(update, (Say(response="utter_addition_too_long"),), CONTENT)
        return Step(replace(update, text=text), ask=CONTENT)

    @staticmethod
    def _take_files(turn: Turn, update: Update, asked: str) -> Step:
        sent = tuple(file["id"] for file in turn.attachments)
        if update.kind is Kind.TELL:
            return Step(update, (Say(response="utter_no_file_to_enterprise"),), asked, kept=sent)
        if asked != CONTENT:
            return Step(update, (Say(response="utter_file_kept"),), asked, kept=sent)
        files = tuple(dict.fromkeys([*update.files, *sent]))
        if len(files) > MOST_FILES:
            return Step(update, (Say(response="utter_too_many_files"),), CONTENT, kept=sent)
        return Step(replace(update, files=files), ask=CONTENT)

    # Commands.

    def _obey(
        self, command: Command, turn: Turn, update: Update, asked: str, place: str | None
    ) -> Step | None:
        """The step of a command; None where its words are content."""
        if command is Command.PROGRESS:
            return Step(update, ask=asked, tells_progress=True)
        if command is Command.ASK and not turn.is_choice and (update.kind is Kind.TELL or asked == REASON):
            return None  # 「什么时候打钱」 is asked of the enterprise
        if command in DIGRESSIONS:
            return Step(update, self._digress(command, turn, place), asked)
        if asked == COMMENT and not turn.is_choice:
            is_none = command in LEAVING or command is Command.SKIP
            return Step(update, end=SEND) if is_none else None
        if command in ELSEWHERE:
            is_content = asked == CONTENT and update.has_content and not turn.is_choice
            return None if is_content else Step(update, end=OTHER)
        if command in LEAVING:
            return Step(update, end=LEFT)
        return Step(update, ask=asked)


def _command(turn: Turn) -> Command | None:
    if not turn.is_choice:
        return command_of(turn)
    try:
        return Command(turn.intent)
    except ValueError:
        return None


def _on(update: Update) -> Step:
    return Step(update, ask=question_of(update))
