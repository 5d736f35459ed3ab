"""「查进度」: in the same conversation without a number, elsewhere with number and last four digits."""

import asyncio
import datetime as dt
from typing import Any

from rasa_sdk import Action
from rasa_sdk.events import EventType, FollowupAction

from actions import wording
from actions.answering.names import LISTEN
from actions.desk_client import CaseApiRefused, CaseApiUnreachable, CaseSummary, DeskClient, TooManyTries
from actions.intake.case_body import conversation_of
from actions.progress.case_numbers import find_case_no, find_last4
from actions.say import Say, utter
from actions.turn import LEGAL_ZONE, read_turn


def show_case(case: CaseSummary) -> Say:
    created = dt.datetime.fromisoformat(case.created_at).astimezone(LEGAL_ZONE).date()
    text = wording.CASE_LINE.format(
        case_no=case.case_no,
        state=case.state_label,
        created_on=f"{created.year}年{created.month}月{created.day}日",
        next_step=case.next_step,
    )
    return Say(text=text, custom={"case": {"case_no": case.case_no, "status": case.state_label}})


class TellProgress(Action):
    def __init__(self, desk: DeskClient) -> None:
        self._desk = desk

    def name(self) -> str:
        return "action_progress"

    async def run(self, dispatcher: Any, tracker: Any, domain: Any) -> list[EventType]:
        utter(dispatcher, await self.progress(read_turn(tracker).text, tracker.sender_id))
        return [FollowupAction(LISTEN)]

    async def progress(self, text: str, sender_id: str) -> tuple[Say, ...]:
        """The messages that tell where the person's cases stand."""
        case_no, last4 = find_case_no(text), find_last4(text)
        try:
            own = await asyncio.to_thread(self._desk.cases_of, conversation_of(sender_id))
            if case_no is None:
                return tuple(show_case(case) for case in own) or (Say(response="utter_progress_how"),)
            if mine := [case for case in own if case.case_no == case_no]:
                return tuple(show_case(case) for case in mine)
            if last4 is None:
                return (Say(response="utter_progress_last4"),)
            found = await asyncio.to_thread(self._desk.look_up, case_no, last4, conversation_of(sender_id))
        except TooManyTries:
            return (Say(response="utter_progress_too_often"),)
        except CaseApiUnreachable:
            return (Say(response="utter_progress_unavailable"),)
        except CaseApiRefused:
            return (Say(response="utter_progress_unavailable"),)
        return (show_case(found),) if found else (Say(response="utter_progress_not_found"),)
