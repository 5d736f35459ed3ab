"""「查进度」: in the same conversation without a number, elsewhere with number and last four digits."""

from typing import Any

from rasa_sdk import Action
from rasa_sdk.events import EventType, FollowupAction

from actions.answering.names import LISTEN
from actions.case_backend.port import CaseBackend, CaseBackendError, TooManyTries
from actions.case_backend.talks import open_talks
from actions.intake.case_body import conversation_of
from actions.progress.case_numbers import find_case_no, find_last4
from actions.progress.showing import show_case, show_cases
from actions.say import Say, utter
from actions.turn import read_turn


class TellProgress(Action):
    def __init__(self, backend: CaseBackend) -> None:
        self._backend = backend

    def name(self) -> str:
        return "action_progress"

    async def run(self, dispatcher: Any, tracker: Any, domain: Any) -> list[EventType]:
        utter(dispatcher, await self.progress(read_turn(tracker).text, tracker.sender_id))
        return [FollowupAction(LISTEN)]

    async def progress(self, text: str, sender_id: str) -> tuple[Say, ...]:
        """The messages that tell where the person's cases stand."""
        try:
            return await self._found(text, conversation_of(sender_id))
        except TooManyTries:
            return (Say(response="utter_progress_too_often"),)
        except CaseBackendError:
            return (Say(response="utter_progress_unavailable"),)

    async def _found(self, text: str, conversation_id: str) -> tuple[Say, ...]:
        case_no, last4 = find_case_no(text), find_last4(text)
        own = await self._backend.cases_of(conversation_id)
        mine = [case for case in own if case_no in (None, case.case_no)]
        if mine:
            return show_cases(mine, await open_talks(self._backend, mine, conversation_id))
        if case_no is None:
            return (Say(response="utter_progress_how"),)
        if last4 is None:
            return (Say(response="utter_progress_last4"),)
        found = await self._backend.look_up(case_no, last4, conversation_id=conversation_id)
        return (show_case(found),) if found else (Say(response="utter_progress_not_found"),)
