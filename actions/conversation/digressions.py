"""What is said when somebody asks or says something else in the middle of the intake."""

from actions.answering.answerer import Answerer
from actions.answering.decision import Decision
from actions.answering.places import mentioned
from actions.answering.plan import plan
from actions.answering.replies import replies
from actions.conversation.actions import handoff
from actions.intake.commands import Command
from actions.say import Say
from actions.turn import Turn

RESPONSES: dict[Command, str] = {
    Command.GREET: "utter_back_to_form",
    Command.THANKS: "utter_back_to_form",
    Command.RESUME: "utter_back_to_form",
    Command.REPEAT: "utter_back_to_form",
    Command.PRIVACY: "utter_privacy",
    Command.ERASE: "utter_confirm_erase",
    Command.CAPABILITIES: "utter_form_help",
    Command.BOT_CHALLENGE: "utter_bot_challenge",
    Command.INSULT: "utter_insult",
    Command.COMPLAIN: "utter_already_filing",
    Command.REPORT: "utter_already_filing",
    Command.ADD_TO_CASE: "utter_add_to_draft",
    Command.WITHDRAW: "utter_case_later",
    Command.RATE: "utter_case_later",
    Command.RECONCILE: "utter_case_later",
    Command.ACCEPT: "utter_case_later",
    Command.DECLINE: "utter_case_later",
    Command.STOP: "utter_case_later",
    Command.TELL: "utter_case_later",
}


class Digressions:
    """Answers a question in between, for `place` where answers differ; the form then asks its own again."""

    def __init__(self, answerer: Answerer) -> None:
        self._answerer = answerer

    def __call__(self, command: Command, turn: Turn, place: str | None) -> tuple[Say, ...]:
        if command is Command.HANDOFF:
            return (handoff(turn.parameters.get("reason")),)
        if command is Command.ASK:
            return self._question(turn, place)
        return (Say(response=RESPONSES[command]),)

    def _question(self, turn: Turn, place: str | None) -> tuple[Say, ...]:
        chosen = turn.parameters.get("topic")
        if chosen and self._answerer.knowledge.entry(chosen):
            return (self._answerer.answer(chosen, 1.0, place=place, offers=False),)
        found = plan(turn, self._answerer.knowledge.entries)
        if found.answers and found.decided.decision is not Decision.CLARIFY:
            return replies(self._answerer, found, place=mentioned(turn.text) or place, offers=False)
        if topics := found.decided.topics:
            return (Say(response="utter_which_topic", choices=self._answerer.choices(topics)),)
        return (Say(response="utter_please_rephrase"),)
